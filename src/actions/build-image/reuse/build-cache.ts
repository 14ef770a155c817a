import { rm } from 'node:fs/promises'
import type { Output } from '../../../cnb/creator/output.ts'
import { cachedLayerSize, readCache, receiveCachedLayer } from '../../../cnb/reuse/cache-output.ts'
import type { PreviousBuild, ReuseOffer } from '../../../cnb/reuse/reuse.ts'
import { messageOf } from '../../../message/failure.ts'
import { formatBytes } from '../../../message/quantity.ts'
import type { Sandbox } from '../../../sandbox/sandbox.ts'
import type { BuildCacheDraft } from '../../../store/build-cache-draft.ts'
import type { OpenedBuildCache, SavedBuildCache } from '../../../store/build-caches.ts'
import type { RunImage } from '../../../store/run-image.ts'
import type { Services } from '../services.ts'

type CacheServices = Pick<Services, 'buildCaches' | 'log' | 'tasks'>

/**
 * Receives what buildpacks cached from the sandbox, as far as it is not stored yet. Returns undefined after a warning if
 * that fails: the image does not depend on it.
 */
export const draftBuildCache = (
  buildCache: OpenedBuildCache,
  previousBuild: PreviousBuild,
  offer: ReuseOffer,
  sandbox: Sandbox,
  { image, manifestBytes, configBytes }: Output,
  runImage: RunImage,
  services: CacheServices,
): Promise<BuildCacheDraft | undefined> =>
  orWarning(services, async () => {
    const runImageLayers = new Set(runImage.manifest.layers.map(({ digest }) => digest))
    const { folders, metadata } = await readCache(sandbox)
    const result = {
      image: { ...image, manifestBytes, configBytes },
      own: image.manifest.layers.filter(({ digest }) => !runImageLayers.has(digest)),
      cachedLayers: [...folders.keys()],
      verified: {
        image: offer.hasImage && previousBuild.image?.missing.size === 0,
        cached: offer.cachedLayers,
      },
      unusable: offer.unusableLayers,
    }
    const draft = await services.buildCaches.draft(buildCache, result, {
      metadata,
      size: (diffId) => cachedLayerSize(sandbox, diffId),
      receive: (diffId, take) => receiveCachedLayer(sandbox, diffId, folders.get(diffId), take),
    })
    const { staging } = draft
    if (staging !== undefined) services.tasks.cleanUp(() => rm(staging, { recursive: true, force: true }))
    return draft
  })

/** Saves the build cache, with the image's own layers from the layout. Returns undefined after a warning if that fails. */
export const saveBuildCache = (
  buildCache: OpenedBuildCache,
  draft: BuildCacheDraft,
  layout: string,
  services: CacheServices,
): Promise<SavedBuildCache | undefined> =>
  orWarning(services, async () => {
    const saved = await services.buildCaches.save(buildCache, draft, layout)
    services.log.info(describeSavedCache(saved))
    return saved
  })

const orWarning = async <Result>(
  { log, tasks }: CacheServices,
  work: () => Promise<Result>,
): Promise<Result | undefined> => {
  try {
    return await work()
  } catch (error) {
    tasks.signal.throwIfAborted()
    log.warning(`The build cache was not saved: ${messageOf(error)}`)
    return undefined
  }
}

/** What was saved, for the log and the summary, without a full stop. */
export const describeSavedCache = ({ size, hasChanged, uploaded }: SavedBuildCache): string => {
  if (!hasChanged && uploaded === 0) return `Build cache: ${formatBytes(size)}, unchanged`
  if (uploaded === 0) return `Build cache: ${formatBytes(size)}, saved on disk`
  const bytes = uploaded === undefined ? '' : `: ${formatBytes(uploaded)}`
  return `Build cache: ${formatBytes(size)}, saved in the Actions cache${bytes}`
}
