import { rm } from 'node:fs/promises'
import type { Descriptor } from '../image/descriptor.ts'
import type { Digest } from '../image/digest.ts'
import type { ImageDocuments } from '../image/image.ts'
import type { Platform } from '../image/platform.ts'
import { writeBlob } from '../layout/blob.ts'
import { stagingFolder } from '../layout/staging.ts'
import { createLayout } from '../layout/write.ts'
import {
  type BuildCacheLayout,
  type CacheLayer,
  formatBuildCache,
  tarMediaType,
} from './build-cache-layout.ts'

/** What a build made that the next one may reuse. */
export interface BuildResult {
  /** As the lifecycle wrote it. */
  readonly image: ImageDocuments
  /** Its layers that are not the run image's. */
  readonly own: readonly Descriptor[]
  /** What the lifecycle says of its cache, and the layers that it names there. */
  readonly cache: { readonly metadata: string; readonly diffIds: readonly Digest[] }
  /** What was found turned out to be right, layer by layer, so that it is kept as it is. */
  readonly proven: { readonly image: boolean; readonly cached: ReadonlySet<Digest> }
}

/** The lifecycle's cache in a sandbox, while that is there. Its methods throw where it has no such layer. */
export interface CacheSource {
  /** Of the layer's tar, in bytes; nothing of it is read. */
  size(diffId: Digest): Promise<number>
  /** `take` is called again, from the start, where the stream breaks off. */
  receive(
    diffId: Digest,
    take: (size: number, bytes: AsyncIterable<Uint8Array>) => Promise<void>,
  ): Promise<void>
}

/** What is to be kept of a build, before the image's own layers are there. */
export interface Drafted {
  /** The folder in which it is assembled; undefined where what was kept before says the same. */
  readonly staging: string | undefined
  /** The image's layers that are not the run image's. */
  readonly own: readonly Descriptor[]
  readonly content: BuildCacheLayout
}

/** Where it is to be kept, and what was kept there before. */
export interface KeptBefore {
  readonly folder: string
  readonly platform: Platform
  readonly found: (BuildCacheLayout & { readonly index: Buffer }) | undefined
}

/**
 * Begins to keep what a build made: what buildpacks cached and is neither kept already nor a layer of the image comes
 * out of the sandbox. Throws where that fails, and leaves nothing then; `noteStaging` is told of the folder that would be left
 * if this process died.
 */
export const draftBuildCache = async (
  { folder, platform, found }: KeptBefore,
  { image, own, cache, proven }: BuildResult,
  source: CacheSource,
  noteStaging: (folder: string) => void,
): Promise<Drafted> => {
  const ownDigests = new Set(own.map(({ digest }) => digest))
  const kept = new Map(found?.cache?.layers.map((layer) => [layer.diffId, layer]))
  let staging: string | undefined
  const stagedFolder = async (): Promise<string> => {
    if (staging === undefined) {
      staging = await stagingFolder(folder)
      noteStaging(staging)
      await createLayout(staging)
    }
    return staging
  }
  try {
    const layers: CacheLayer[] = []
    // In an order that says nothing, so that the same layers give the same bytes.
    for (const diffId of cache.diffIds.toSorted()) {
      const blob = ofImage(image, diffId)
      const earlier = proven.cached.has(diffId) ? kept.get(diffId) : undefined
      if (blob !== undefined && ownDigests.has(blob.digest)) {
        layers.push({ diffId, blob, size: earlier?.size ?? (await source.size(diffId)) })
      } else if (earlier?.blob.digest === diffId) layers.push(earlier)
      else layers.push(await received(diffId, await stagedFolder(), source))
    }
    const content: BuildCacheLayout = { image, cache: { metadata: cache.metadata, layers } }
    const { index } = formatBuildCache(content, platform)
    const isProven = proven.image && cache.diffIds.every((diffId) => proven.cached.has(diffId))
    if (!isProven || found?.index.equals(index) !== true) await stagedFolder()
    return { staging, own, content }
  } catch (error) {
    if (staging !== undefined) await rm(staging, { recursive: true, force: true })
    throw error
  }
}

/** A cached layer that came out of a sandbox into a layout, hashed on the way. */
const received = async (diffId: Digest, layout: string, source: CacheSource): Promise<CacheLayer> => {
  let tar = 0
  await source.receive(diffId, async (size, bytes) => {
    tar = size
    await writeBlob(layout, { digest: diffId, size }, bytes)
  })
  return { diffId, blob: { mediaType: tarMediaType, digest: diffId, size: tar }, size: tar }
}

/** A layer of an image by its diff ID. */
const ofImage = ({ manifest, config }: ImageDocuments, diffId: Digest): Descriptor | undefined =>
  manifest.layers[config.rootfs.diff_ids.indexOf(diffId)]
