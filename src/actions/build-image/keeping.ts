import { rm } from 'node:fs/promises'
import { cachedLayerSize, readCache, receiveCachedLayer } from '../../cnb/cache-output.ts'
import type { Output } from '../../cnb/output.ts'
import type { Given } from '../../cnb/reuse.ts'
import { messageOf } from '../../message/failure.ts'
import { formatBytes } from '../../message/quantity.ts'
import type { Sandbox } from '../../sandbox/sandbox.ts'
import type { Draft, Kept, OpenedBuildCache } from '../../store/build-caches.ts'
import type { RunImage } from '../../store/run-image.ts'
import type { Earlier } from './earlier.ts'
import type { Job } from './job.ts'
import { timed } from './stopwatch.ts'

/** A sandbox that has its input. */
export interface FilledSandbox {
  readonly sandbox: Sandbox
  /** What of earlier builds is in it. */
  readonly given: Given
}

/** An image that came out of its sandbox, which is still there. */
export interface Made extends FilledSandbox {
  readonly built: Output
}

/** What is to be said where nothing is kept: the image is none the worse for it. */
const notKept = (job: Job, error: unknown): void => {
  job.abort.signal.throwIfAborted()
  job.log.warning(`Nothing is kept for the next build: ${messageOf(error)}`)
}

/**
 * Gets what buildpacks cached out of the sandbox, as far as it is not kept already. Undefined where nothing is to be kept,
 * or nothing can be: then there is a line in the log.
 */
export const draftBuildCache = async (
  job: Job,
  made: Made,
  { opened, missing }: Earlier,
  runImage: RunImage,
  cleanup: AsyncDisposableStack,
): Promise<Draft | undefined> =>
  opened === undefined ? undefined : draft(job, made, opened, missing.size === 0, runImage, cleanup)

const draft = timed(
  'get the cache out of the container',
  async (
    job: Job,
    { sandbox, built, given }: Made,
    opened: OpenedBuildCache,
    isWhole: boolean,
    runImage: RunImage,
    cleanup: AsyncDisposableStack,
  ): Promise<Draft | undefined> => {
    try {
      const base = new Set(runImage.manifest.layers.map(({ digest }) => digest))
      const { image, manifestBytes, configBytes } = built
      const result = {
        image: { ...image, manifestBytes, configBytes },
        own: image.manifest.layers.filter(({ digest }) => !base.has(digest)),
        cache: await readCache(sandbox),
        proven: { image: given.previous && isWhole, cached: given.cached },
      }
      const drafted = await job.buildCaches.draft(opened, result, {
        size: (diffId) => cachedLayerSize(sandbox, diffId),
        receive: (diffId, take) => receiveCachedLayer(sandbox, diffId, take),
      })
      const { staging } = drafted
      if (staging !== undefined) cleanup.defer(() => rm(staging, { recursive: true, force: true }))
      return drafted
    } catch (error) {
      notKept(job, error)
      return undefined
    }
  },
)

/** Keeps what a build made for the next one; its layers are taken from the layout at its place. */
export const keepBuildCache = async (
  job: Job,
  draft: Draft | undefined,
  layout: string,
): Promise<Kept | undefined> => (draft === undefined ? undefined : keep(job, draft, layout))

const keep = timed(
  'keep for the next build',
  async (job: Job, draft: Draft, layout: string): Promise<Kept | undefined> => {
    try {
      const kept = await job.buildCaches.keep(draft, layout)
      job.log.info(describeKept(kept))
      return kept
    } catch (error) {
      notKept(job, error)
      return undefined
    }
  },
)

/** What is kept, for the log and the summary, without a full stop. */
export const describeKept = ({ size, changed, saved }: Kept): string => {
  if (!changed && saved === 0)
    return `Kept for the next build: ${formatBytes(size)}, the same as before; nothing saved`
  const bytes = saved === undefined ? 'saved in the cache' : `${formatBytes(saved)} saved in the cache`
  return `Kept for the next build: ${formatBytes(size)}, ${saved === 0 ? 'nothing saved in the cache' : bytes}`
}
