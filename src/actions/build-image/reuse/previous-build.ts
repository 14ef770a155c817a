import { relative } from 'node:path'
import type { Builder } from '../../../cnb/builder/builder.ts'
import { ownLayersOf, sbomLayerOf } from '../../../cnb/labels.ts'
import { noPreviousBuild, type PreviousBuild } from '../../../cnb/reuse/reuse.ts'
import type { ReadableContent } from '../../../content/content.ts'
import { concurrentTransfers } from '../../../content/copy.ts'
import type { Descriptor } from '../../../image/descriptor.ts'
import { uniqueBlobs } from '../../../image/image.ts'
import type { Platform } from '../../../image/platform.ts'
import { formatReference, type ImageReference } from '../../../image/reference.ts'
import { layoutContent } from '../../../layout/content.ts'
import { Failure } from '../../../message/failure.ts'
import type { BuildCacheId } from '../../../store/build-cache-id.ts'
import type { OpenedBuildCache } from '../../../store/build-caches.ts'
import type { CachedTar } from '../../../store/cached-tar.ts'
import { inParallel } from '../../../task/abort.ts'
import type { Inputs } from '../inputs/inputs.ts'
import type { Services } from '../services.ts'

/** The previous build of the app, and where its layers are. */
export interface ReusableBuild extends PreviousBuild {
  readonly cachedLayers: readonly CachedTar[]
  /** The build cache that this build replaces. Undefined if none is used. */
  readonly buildCache: OpenedBuildCache | undefined
  /** Where a layer that the lifecycle reuses can be fetched. */
  readonly layerSources: readonly ReadableContent[]
  /** Layers of the image that are in the new layout already, verified by their digests. */
  readonly layersInLayout: readonly Descriptor[]
  /** Why there is nothing to reuse: part of a sentence. Empty if there is something. */
  readonly why: string
}

/** A build that reuses nothing. */
export const nothingToReuse = (why: string, buildCache?: OpenedBuildCache): ReusableBuild => ({
  ...noPreviousBuild,
  cachedLayers: [],
  buildCache,
  layerSources: [],
  layersInLayout: [],
  why,
})

/** Whether a build may reuse something: the creator must know that before the previous build is found. */
export const mayReuse = ({ cache: { buildCache, previousImage, clear } }: Inputs): boolean =>
  !clear && (!('off' in buildCache) || previousImage !== undefined)

/**
 * Finds what the previous build of the app left: on disk, in the Actions cache, or in a registry. Copies its image's
 * layers from the build cache into the new layout, `staging`. If something is wrong with it, the build takes longer, but
 * does not fail.
 */
export const findPreviousBuild = async (
  inputs: Inputs,
  builder: Builder,
  staging: string,
  services: Pick<Services, 'buildCaches' | 'openPreviousImage' | 'tasks' | 'log'>,
): Promise<ReusableBuild> => {
  const { buildCache: settings, clear, previousImage } = inputs.cache
  const { buildCaches } = services
  const id = buildCacheId(inputs, builder)
  if (clear) {
    const why = '"clear-cache" is "true"'
    return nothingToReuse(why, 'off' in settings ? undefined : buildCaches.skip(id, why))
  }
  const buildCache = 'off' in settings ? undefined : await buildCaches.open(id)
  const why = 'off' in settings ? settings.off : (buildCache?.why ?? '')
  const cachedLayers = buildCache === undefined ? [] : await openCachedLayers(buildCache, services)
  const cacheMetadata = buildCache?.found?.cache?.metadata ?? ''
  const stored = { ...nothingToReuse(why, buildCache), cacheMetadata, cachedLayers }
  const fromRegistry =
    previousImage && (await openImageInRegistry(stored, previousImage, id.platform, services))
  return fromRegistry ?? copyImageFromCache(stored, staging, services)
}

const buildCacheId = (
  { imagePath, path, workspace, builder: reference, executionEnvironment }: Inputs,
  { platform, runImages }: Builder,
): BuildCacheId => ({
  platform,
  image: imagePath.name,
  app: relative(workspace, path) || '.',
  // The image of the job's container is unknown. Builders with different operating systems have different run images.
  builder: reference ?? `with ${runImages[0]?.image}`,
  executionEnvironment,
})

/** Opens the cached layers, and decompresses them from now on: the container may not be there yet. */
const openCachedLayers = async (
  buildCache: OpenedBuildCache,
  { buildCaches, tasks }: Pick<Services, 'buildCaches' | 'tasks'>,
): Promise<readonly CachedTar[]> => {
  const tars = await buildCaches.cachedTars(buildCache)
  tasks.run('decompress the cached layers', () => buildCaches.decompressAhead(tars, tasks.signal))
  tasks.cleanUp(() => releaseCachedLayers({ cachedLayers: tars }))
  return tars
}

/** Ends the decompression of cached layers and frees their disk space, when the container has what it needs of them. */
export const releaseCachedLayers = async ({
  cachedLayers,
}: Pick<ReusableBuild, 'cachedLayers'>): Promise<void> => {
  await Promise.all(cachedLayers.map((tar) => tar[Symbol.asyncDispose]()))
}

/** Uses an image in a registry. Returns undefined if that cannot be used. Its layers are fetched when they are reused. */
const openImageInRegistry = async (
  stored: ReusableBuild,
  reference: ImageReference,
  platform: Platform,
  { openPreviousImage, log }: Pick<Services, 'openPreviousImage' | 'log'>,
): Promise<ReusableBuild | undefined> => {
  const name = formatReference(reference)
  const { buildCache } = stored
  try {
    const { image, content } = await openPreviousImage(reference, platform)
    const sbom = await readSbom(content, sbomLayerOf(image))
    log.info(`Previous image: ${name}, ${image.descriptor.digest}`)
    return {
      ...stored,
      image: { ...image, sbom, missing: new Set() },
      layerSources: [...(buildCache?.found === undefined ? [] : [layoutContent(buildCache.folder)]), content],
      why: '',
    }
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    const instead =
      buildCache?.found === undefined
        ? 'The build reuses nothing.'
        : 'The image in the build cache is used instead.'
    log.info(`The previous image ${name} is not used: ${error.message} ${instead}`)
    return undefined
  }
}

/** Uses the image in the build cache, if there is one. */
const copyImageFromCache = async (
  stored: ReusableBuild,
  staging: string,
  { buildCaches, log }: Pick<Services, 'buildCaches' | 'log'>,
): Promise<ReusableBuild> => {
  const { buildCache } = stored
  if (buildCache?.found === undefined) return stored
  const { image } = buildCache.found
  const layout = layoutContent(staging)
  const copyLayer = async (layer: Descriptor): Promise<Descriptor | undefined> => {
    try {
      await buildCaches.copyLayers(buildCache, [layer], layout)
      return layer
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      log.warning(`A layer of the previous build cannot be reused and will be rebuilt: ${error.message}`)
      return undefined
    }
  }
  const layers = uniqueBlobs(ownLayersOf(image))
  const copies = await inParallel(layers, concurrentTransfers, copyLayer)
  const layersInLayout = copies.filter((layer) => layer !== undefined)
  const missing = new Set(layers.filter((_, nth) => copies[nth] === undefined).map(({ digest }) => digest))
  const sbomLayer = layersInLayout.find(({ digest }) => digest === sbomLayerOf(image)?.digest)
  let sbom: Buffer | undefined
  try {
    sbom = await readSbom(layout, sbomLayer)
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    log.warning(`The image of the previous build cannot be reused: ${error.message}`)
    return { ...stored, why: 'the previous build could not be used' }
  }
  return {
    ...stored,
    image: { ...image, sbom, missing },
    layerSources: [layoutContent(buildCache.folder)],
    layersInLayout,
    why: '',
  }
}

// In bytes, compressed: the layer is held in memory.
const sbomLimit = 64 * 1024 * 1024

const readSbom = async (
  content: ReadableContent,
  layer: Descriptor | undefined,
): Promise<Buffer | undefined> => {
  if (layer === undefined) return undefined
  if (layer.size > sbomLimit) throw new Failure(`Its SBOM layer has ${layer.size} bytes.`)
  return Buffer.concat(await Array.fromAsync(content.fetch(layer)))
}
