import type { Digest } from '../../image/digest.ts'
import type { Image } from '../../image/image.ts'
import { parseReference } from '../../image/reference.ts'

/**
 * The name of the previous image in a sandbox. No image of Docker Hub has three parts, so no run image has the same
 * path. The lifecycle treats an image that is not there as none.
 */
export const previousImageReference = parseReference('previous/build/image:latest')

/** A layer of the lifecycle's cache. */
export interface CachedLayer {
  readonly diffId: Digest
  /** Of the tar, in bytes. */
  readonly size: number
  /** The tar's bytes, uncompressed and not verified. If it throws, the layer is not used. */
  open(): AsyncIterable<Uint8Array>
}

/** The image of the previous build, as the lifecycle wrote it. */
export interface PreviousImage extends Image {
  /** The bytes of its SBOM layer, compressed as its manifest has it. Undefined if there is none or it cannot be read. */
  readonly sbom: Uint8Array | undefined
  /** Blobs that are missing or corrupt: the new image cannot reuse these layers. */
  readonly missing: ReadonlySet<Digest>
}

/** What a build can reuse. */
export interface PreviousBuild {
  /** What the lifecycle wrote about its cache. Empty if there is none. */
  readonly cacheMetadata: string
  readonly cachedLayers: readonly CachedLayer[]
  /** Undefined if it is missing or unusable: then nothing is reused. */
  readonly image: PreviousImage | undefined
}

export const noPreviousBuild: PreviousBuild = { cacheMetadata: '', cachedLayers: [], image: undefined }

/** What the lifecycle got of the previous build. It decides itself what of this it reuses. */
export interface ReuseOffer {
  /** Whether it got the image. Without the image it gets no cache either. */
  readonly hasImage: boolean
  /** The cached layers that it got, by diff ID. They are verified. */
  readonly cachedLayers: ReadonlySet<Digest>
  /**
   * Cached layers that are intact, but that the lifecycle cannot or must not unpack, by diff ID, with the reason: part of a
   * sentence. They are in `dropped` too.
   */
  readonly unusableLayers: ReadonlyMap<Digest, string>
  /** What it did not get. */
  readonly dropped: readonly DroppedPart[]
}

/** The offer of a build that can reuse nothing. */
export const noOffer: ReuseOffer = {
  hasImage: false,
  cachedLayers: new Set(),
  unusableLayers: new Map(),
  dropped: [],
}

/** A part of the previous build that is not used, and why: parts of a sentence. */
export interface DroppedPart {
  readonly what: string
  readonly reason: string
}
