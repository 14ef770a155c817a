import { rm } from 'node:fs/promises'
import { stagingFolder } from '../files/staging.ts'
import type { Descriptor } from '../image/descriptor.ts'
import type { Digest } from '../image/digest.ts'
import type { ImageDocuments } from '../image/image.ts'
import type { Platform } from '../image/platform.ts'
import { blobPath, writeBlob } from '../layout/blob.ts'
import { createLayout } from '../layout/write.ts'
import {
  type BuildCacheLayout,
  type CacheLayer,
  formatBuildCache,
  type StoredBuildCache,
  tarMediaType,
  type UnusableLayers,
} from './build-cache-layout.ts'

/** What a build made that the next one can reuse. */
export interface BuildResult {
  /** As the lifecycle wrote it. */
  readonly image: ImageDocuments
  /** Its layers that are not the run image's. */
  readonly own: readonly Descriptor[]
  /** The layers in the lifecycle's cache, by diff ID. */
  readonly cachedLayers: readonly Digest[]
  /** The parts of the stored build cache that were verified during this build and need not be saved again. */
  readonly verified: { readonly image: boolean; readonly cached: ReadonlySet<Digest> }
  /** Stored layers that this build could not use although they are intact. */
  readonly unusable: UnusableLayers
}

/** The lifecycle's cache in a sandbox. */
export interface LifecycleCache {
  /** What the lifecycle wrote about its cache, without the layers that are not in `diffIds`. */
  metadata(diffIds: ReadonlySet<Digest>): string
  /** The size of a layer's tar in bytes, without reading it. Throws a Failure if there is no such layer. */
  size(diffId: Digest): Promise<number>
  /**
   * Receives a layer's tar. `take` is called again, from the start, if the stream is interrupted. Returns why the lifecycle
   * could not restore the layer; undefined if it can. Throws a Failure if there is no such layer.
   */
  receive(
    diffId: Digest,
    take: (size: number, bytes: AsyncIterable<Uint8Array>) => Promise<void>,
  ): Promise<string | undefined>
}

/** A new build cache without the image's own layers. They are added when it is saved. */
export interface BuildCacheDraft {
  /** The folder in which it is assembled. Undefined if the stored build cache is the same. */
  readonly staging: string | undefined
  /** The image's layers that are not the run image's. */
  readonly own: readonly Descriptor[]
  readonly content: BuildCacheLayout
}

/** The build cache that the draft will replace. */
export interface BuildCacheTarget {
  readonly folder: string
  readonly platform: Platform
  readonly found: StoredBuildCache | undefined
  readonly warn: (message: string) => void
  /** Gets the folder that would be left if this process were killed. */
  readonly noteStaging: (folder: string) => void
}

/**
 * Starts a new build cache: receives the cached layers that are neither stored already nor layers of the image. If that
 * fails, it throws and leaves nothing.
 */
export const receiveBuildCache = async (
  { folder, platform, found, warn, noteStaging }: BuildCacheTarget,
  { image, own, cachedLayers, verified, ...result }: BuildResult,
  lifecycleCache: LifecycleCache,
): Promise<BuildCacheDraft> => {
  const ownDigests = new Set(own.map(({ digest }) => digest))
  const stored = new Map(found?.cache?.layers.map((layer) => [layer.diffId, layer]))
  const storedUnusable: UnusableLayers = found?.cache?.unusable ?? new Map()
  const knownUnusable = new Map([...storedUnusable, ...result.unusable])
  let staging: string | undefined
  const openStaging = async (): Promise<string> => {
    if (staging === undefined) {
      staging = await stagingFolder(folder)
      noteStaging(staging)
      await createLayout(staging)
    }
    return staging
  }
  try {
    const layers: CacheLayer[] = []
    const unusable = new Map<Digest, string>()
    // Sorted, so that the same layers give the same bytes.
    for (const diffId of cachedLayers.toSorted()) {
      const blob = layerByDiffId(image, diffId)
      const storedLayer = verified.cached.has(diffId) ? stored.get(diffId) : undefined
      const reason = knownUnusable.get(diffId)
      if (reason !== undefined) unusable.set(diffId, reason)
      else if (blob !== undefined && ownDigests.has(blob.digest)) {
        const size = storedLayer?.size ?? (await lifecycleCache.size(diffId))
        layers.push({ diffId, blob, size })
      } else if (storedLayer?.blob.digest === diffId) layers.push(storedLayer)
      else {
        const received = await receiveLayer(diffId, await openStaging(), lifecycleCache)
        if (typeof received !== 'string') layers.push(received)
        else {
          unusable.set(diffId, received)
          warn(`The cached layer ${diffId} is not saved, because it could not be restored: ${received}.`)
        }
      }
    }
    const diffIds = new Set(layers.map(({ diffId }) => diffId))
    const cache = { metadata: lifecycleCache.metadata(diffIds), layers }
    const isVerified = verified.image && layers.every(({ diffId }) => verified.cached.has(diffId))
    // A layer that cannot be restored may differ in each build. That alone is no reason to save everything again.
    const unchanged = { image, cache: { ...cache, unusable: storedUnusable } }
    if (isVerified && found?.index.equals(formatBuildCache(unchanged, platform).index)) {
      if (staging !== undefined) await rm(staging, { recursive: true, force: true })
      return { staging: undefined, own, content: unchanged }
    }
    return { staging: await openStaging(), own, content: { image, cache: { ...cache, unusable } } }
  } catch (error) {
    if (staging !== undefined) await rm(staging, { recursive: true, force: true })
    throw error
  }
}

/**
 * Receives a cached layer from a sandbox into a layout, and verifies its digest. Returns why the layer is unusable instead
 * if that is so.
 */
const receiveLayer = async (
  diffId: Digest,
  layout: string,
  lifecycleCache: LifecycleCache,
): Promise<CacheLayer | string> => {
  let tar = 0
  const unusable = await lifecycleCache.receive(diffId, async (size, bytes) => {
    tar = size
    await writeBlob(layout, { digest: diffId, size }, bytes)
  })
  if (unusable !== undefined) {
    await rm(blobPath(layout, diffId), { force: true })
    return unusable
  }
  return { diffId, blob: { mediaType: tarMediaType, digest: diffId, size: tar }, size: tar }
}

const layerByDiffId = ({ manifest, config }: ImageDocuments, diffId: Digest): Descriptor | undefined =>
  manifest.layers[config.rootfs.diff_ids.indexOf(diffId)]
