import { rm } from 'node:fs/promises'
import { stagingFolder } from '../files/staging.ts'
import type { Descriptor } from '../image/descriptor.ts'
import type { Digest } from '../image/digest.ts'
import type { ImageDocuments } from '../image/image.ts'
import type { Platform } from '../image/platform.ts'
import { writeBlob } from '../layout/blob.ts'
import { createLayout } from '../layout/write.ts'
import {
  type BuildCacheLayout,
  type CacheLayer,
  formatBuildCache,
  type StoredBuildCache,
  tarMediaType,
} from './build-cache-layout.ts'

/** What a build made that the next one can reuse. */
export interface BuildResult {
  /** As the lifecycle wrote it. */
  readonly image: ImageDocuments
  /** Its layers that are not the run image's. */
  readonly own: readonly Descriptor[]
  /** What the lifecycle wrote about its cache, and the layers that it names there. */
  readonly cache: { readonly metadata: string; readonly diffIds: readonly Digest[] }
  /** What of the stored build cache was verified during this build, so that it can stay as it is. */
  readonly verified: { readonly image: boolean; readonly cached: ReadonlySet<Digest> }
}

/** The lifecycle's cache in a sandbox. Its methods throw if there is no such layer. */
export interface LifecycleCache {
  /** The size of a layer's tar in bytes, without reading it. */
  size(diffId: Digest): Promise<number>
  /** `take` is called again, from the start, if the stream breaks off. */
  receive(
    diffId: Digest,
    take: (size: number, bytes: AsyncIterable<Uint8Array>) => Promise<void>,
  ): Promise<void>
}

/** A new build cache without the image's own layers, which are added when it is saved. */
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
}

/**
 * Starts a new build cache: receives the cached layers that are neither stored already nor layers of the image. If that
 * fails, it throws and leaves nothing. `noteStaging` gets the folder that would be left if this process were killed.
 */
export const draftBuildCache = async (
  { folder, platform, found }: BuildCacheTarget,
  { image, own, cache, verified }: BuildResult,
  lifecycleCache: LifecycleCache,
  noteStaging: (folder: string) => void,
): Promise<BuildCacheDraft> => {
  const ownDigests = new Set(own.map(({ digest }) => digest))
  const stored = new Map(found?.cache?.layers.map((layer) => [layer.diffId, layer]))
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
    // Sorted, so that the same layers give the same bytes.
    for (const diffId of cache.diffIds.toSorted()) {
      const blob = layerByDiffId(image, diffId)
      const storedLayer = verified.cached.has(diffId) ? stored.get(diffId) : undefined
      if (blob !== undefined && ownDigests.has(blob.digest)) {
        const size = storedLayer?.size ?? (await lifecycleCache.size(diffId))
        layers.push({ diffId, blob, size })
      } else if (storedLayer?.blob.digest === diffId) layers.push(storedLayer)
      else layers.push(await receiveLayer(diffId, await openStaging(), lifecycleCache))
    }
    const content: BuildCacheLayout = { image, cache: { metadata: cache.metadata, layers } }
    const { index } = formatBuildCache(content, platform)
    const isVerified = verified.image && cache.diffIds.every((diffId) => verified.cached.has(diffId))
    if (!isVerified || found?.index.equals(index) !== true) await openStaging()
    return { staging, own, content }
  } catch (error) {
    if (staging !== undefined) await rm(staging, { recursive: true, force: true })
    throw error
  }
}

/** Receives a cached layer from a sandbox into a layout, and verifies its digest. */
const receiveLayer = async (
  diffId: Digest,
  layout: string,
  lifecycleCache: LifecycleCache,
): Promise<CacheLayer> => {
  let tar = 0
  await lifecycleCache.receive(diffId, async (size, bytes) => {
    tar = size
    await writeBlob(layout, { digest: diffId, size }, bytes)
  })
  return { diffId, blob: { mediaType: tarMediaType, digest: diffId, size: tar }, size: tar }
}

const layerByDiffId = ({ manifest, config }: ImageDocuments, diffId: Digest): Descriptor | undefined =>
  manifest.layers[config.rootfs.diff_ids.indexOf(diffId)]
