import { relative } from 'node:path'
import type { Builder } from '../../cnb/builder.ts'
import { CreatorFailure } from '../../cnb/exit-code.ts'
import { ownLayersOf, sbomLayerOf } from '../../cnb/labels.ts'
import type { Output } from '../../cnb/output.ts'
import type { Given, PreviousImage, Reuse } from '../../cnb/reuse.ts'
import type { ReadableContent } from '../../content/content.ts'
import { copy } from '../../content/copy.ts'
import type { Descriptor } from '../../image/descriptor.ts'
import type { Digest } from '../../image/digest.ts'
import { uniqueBlobs } from '../../image/image.ts'
import type { Platform } from '../../image/platform.ts'
import { formatReference, type ImageReference } from '../../image/reference.ts'
import { layoutContent } from '../../layout/content.ts'
import { diffIdOf } from '../../layout/diff-id.ts'
import { Failure } from '../../message/failure.ts'
import type { BuildCacheId } from '../../store/build-cache-id.ts'
import type { OpenedBuildCache } from '../../store/build-caches.ts'
import type { Inputs } from './inputs.ts'
import type { Job } from './job.ts'
import { timed } from './stopwatch.ts'

/** What earlier builds left for this one. */
export interface Earlier {
  /** Where this one's are kept; undefined where nothing is. */
  readonly opened: OpenedBuildCache | undefined
  /** What the creator is given; undefined where there is nothing. */
  readonly reuse: Reuse | undefined
  /** The layers that the creator need not write. */
  readonly reusable: ReadonlySet<Digest>
  /** Where those come from. */
  readonly sources: readonly ReadableContent[]
  /** What of the kept image was missing or damaged, known once the creator was given the rest. */
  readonly missing: ReadonlySet<Digest>
  /** What the blobs that are in the layout already turn out to be, found out while the creator works. */
  readonly diffIds: ReadonlyMap<Digest, Promise<Digest | string>>
  /** Why there is nothing to reuse; a sentence's part. */
  readonly why: string
}

/** What was left is of no use after all: the creator reused a layer that is not to be had. */
export class LostLayer extends Failure {}

/** Nothing is reused. */
export const nothing = (why: string, opened?: OpenedBuildCache): Earlier => ({
  opened,
  reuse: undefined,
  reusable: new Set(),
  sources: [],
  missing: new Set(),
  diffIds: new Map(),
  why,
})

/** Whether the creator may be given something. */
export const mayReuse = ({ cache: { buildCache, previousImage, clear } }: Inputs): boolean =>
  !clear && (!('off' in buildCache) || previousImage !== undefined)

const idOf = (
  { imagePath, path, workspace, builder: reference, executionEnvironment }: Inputs,
  { platform, runImages }: Builder,
): BuildCacheId => ({
  platform,
  image: imagePath.name,
  app: relative(workspace, path) || '.',
  // Nobody knows the image of the job's container; builders that stand on different systems have different run images.
  builder: reference ?? `with ${runImages[0]?.image}`,
  executionEnvironment,
})

/**
 * Finds what earlier builds left: on disk, in the cache, or in the registry. What is wrong with it costs time, never a
 * failure.
 */
export const findEarlier = async (
  job: Job,
  inputs: Inputs,
  builder: Builder,
  staging: string,
): Promise<Earlier> => {
  const { buildCache, clear, previousImage } = inputs.cache
  const id = idOf(inputs, builder)
  const why = clear ? '«clear-cache» is «true»' : undefined
  if (why !== undefined) return nothing(why, 'off' in buildCache ? undefined : job.buildCaches.skip(id, why))
  if ('off' in buildCache && previousImage === undefined) return nothing(buildCache.off)
  return search(job, inputs, id, staging)
}

const search = timed(
  'find what earlier builds left',
  async (job: Job, { cache: { buildCache, previousImage } }: Inputs, id: BuildCacheId, staging: string) => {
    const opened = 'off' in buildCache ? undefined : await job.buildCaches.open(id)
    const why = 'off' in buildCache ? buildCache.off : (opened?.why ?? '')
    const kept =
      opened?.found === undefined ? nothing(why, opened) : await keptBy(job, opened, opened.found, staging)
    return previousImage === undefined ? kept : await inRegistry(job, previousImage, id.platform, kept)
  },
)

/** What the build cache has; the image's own layers are in the layout once it was asked for, each proven there. */
const keptBy = async (
  job: Job,
  opened: OpenedBuildCache,
  { image, cache }: NonNullable<OpenedBuildCache['found']>,
  staging: string,
): Promise<Earlier> => {
  const own = uniqueBlobs(ownLayersOf(image))
  const cachedBlobs = new Set(cache?.layers.map(({ blob }) => blob.digest))
  const diffIds = new Map<Digest, Promise<Digest | string>>()
  const missing = new Set<Digest>()
  const target = layoutContent(staging)
  const previous = async (): Promise<PreviousImage> => {
    const take = async (layer: Descriptor): Promise<void> => {
      const { digest } = layer
      try {
        await job.buildCaches.copyLayers(opened, [layer], target)
        if (!cachedBlobs.has(digest)) diffIds.set(digest, diffIdOf(staging, digest))
      } catch (error) {
        if (!(error instanceof Failure)) throw error
        job.log.warning(`A layer of the last build is made anew: ${error.message}`)
        missing.add(digest)
      }
    }
    await Promise.all(own.map(take))
    const sbom = sbomLayerOf(image)
    const hasSbom = sbom !== undefined && !missing.has(sbom.digest)
    return { ...image, missing, sbom: hasSbom ? await bytesOf(target, sbom) : undefined }
  }
  return {
    opened,
    reuse: { metadata: cache?.metadata ?? '', cached: await job.buildCaches.cachedTars(opened), previous },
    reusable: new Set(own.map(({ digest }) => digest)),
    sources: [layoutContent(opened.folder)],
    missing,
    diffIds,
    why: '',
  }
}

/** An image in a registry in the place of the one that the build cache has; its layers are fetched if they are reused. */
const inRegistry = async (
  job: Job,
  reference: ImageReference,
  platform: Platform,
  kept: Earlier,
): Promise<Earlier> => {
  const name = formatReference(reference)
  try {
    const { image, content } = await job.openPreviousImage(reference, platform)
    const sbom = sbomLayerOf(image)
    const bytes = sbom === undefined ? undefined : await bytesOf(content, sbom)
    job.log.info(`Previous image: ${name}, ${image.descriptor.digest}`)
    return {
      ...kept,
      reuse: {
        metadata: kept.reuse?.metadata ?? '',
        cached: kept.reuse?.cached ?? [],
        previous: async () => ({ ...image, missing: new Set(), sbom: bytes }),
      },
      reusable: new Set(ownLayersOf(image).map(({ digest }) => digest)),
      sources: [...kept.sources, content],
      why: '',
    }
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    const without =
      kept.reuse === undefined ? 'The build begins without it.' : 'That of the last build is used.'
    job.log.info(`The previous image ${name} is not used: ${error.message} ${without}`)
    return kept
  }
}

/** The most bytes of a layer of bills of materials, compressed, that are held in memory. */
const sbomLimit = 64 * 1024 * 1024

const bytesOf = async (content: ReadableContent, layer: Descriptor): Promise<Buffer> => {
  if (layer.size > sbomLimit) throw new Failure(`Its layer of bills of materials has ${layer.size} bytes.`)
  return Buffer.concat(await Array.fromAsync(content.fetch(layer)))
}

/**
 * Gives the layout the layers that the creator reused, each proven: that it is the blob that the manifest names, and that
 * this is what the configuration means. The creator takes both from the earlier image, and nobody vouches for that.
 * Throws a LostLayer where one is not to be had, or is another one.
 */
export const copyReused = async (
  { image: { manifest, config }, reused }: Pick<Output, 'image' | 'reused'>,
  { cached }: Given,
  { opened, sources, diffIds }: Earlier,
  staging: string,
): Promise<void> => {
  try {
    await copy(reused, sources, layoutContent(staging), { warn: () => {} })
  } catch (cause) {
    if (!(cause instanceof Failure)) throw cause
    throw new LostLayer(`A layer of an earlier build is not to be had: ${cause.message}`, { cause })
  }
  const digests = new Set(reused.map(({ digest }) => digest))
  // The very blob was looked at on its way into the sandbox.
  const looked = new Map(
    opened?.found?.cache?.layers
      .filter(({ diffId }) => cached.has(diffId))
      .map(({ blob, diffId }) => [blob.digest, diffId]),
  )
  for (const [position, { digest }] of manifest.layers.entries()) {
    const diffId = config.rootfs.diff_ids[position]
    if (!digests.has(digest) || looked.get(digest) === diffId) continue
    const found = await (diffIds.get(digest) ?? diffIdOf(staging, digest))
    if (found !== diffId) {
      throw new LostLayer(`The layer ${digest} of an earlier build is not what it was said to be, ${diffId}.`)
    }
  }
}

// The exit codes of a lifecycle that chokes on what it finds of an earlier build: without a code of its own, while it
// analyzes, restores or exports. The other ones are for the app, the buildpacks or the platform to answer.
const codesOfReuse: readonly number[] = [1, 32, 42, 62]

/** Whether a build failed for what earlier builds left, as far as that shows. */
export const isFaultOfReuse = (error: unknown): boolean =>
  error instanceof LostLayer ||
  (error instanceof CreatorFailure && !error.isExplained && codesOfReuse.includes(error.exitCode))
