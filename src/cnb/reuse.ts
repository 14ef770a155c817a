import type { Digest } from '../image/digest.ts'
import type { Image } from '../image/image.ts'
import { parseReference } from '../image/reference.ts'

/**
 * The name that the image of an earlier build has in a sandbox. No image of Docker Hub's has three parts, so that no
 * run image lies in the same place; the lifecycle takes an image that is not there for none.
 */
export const previousImage = parseReference('previous/build/image:latest')

/** A layer of the lifecycle's cache. */
export interface CachedLayer {
  readonly diffId: Digest
  /** Of the tar, in bytes. */
  readonly size: number
  /** The tar's bytes, uncompressed: nobody vouches for them. A throw is a layer that is not there. */
  open(): AsyncIterable<Uint8Array>
}

/** The image of an earlier build, as the lifecycle wrote it. */
export interface PreviousImage extends Image {
  /**
   * The bytes of its layer of software bills of materials, compressed as its manifest has it; undefined where it has no
   * such layer, or it cannot be had.
   */
  readonly sbom: Uint8Array | undefined
  /** The blobs that cannot be had: the layers of this image that the new one has to make for itself. */
  readonly missing: ReadonlySet<Digest>
}

/** What an earlier build left for this one. */
export interface Reuse {
  /** What the lifecycle said of its cache; empty where there is none. */
  readonly metadata: string
  readonly cached: readonly CachedLayer[]
  /** Asked for once the cached layers are in; undefined where it cannot be had, so that nothing is reused. */
  previous(): Promise<PreviousImage | undefined>
}

/** What the lifecycle was given of what an earlier build left. */
export interface Given {
  /** Whether it has the image. */
  readonly previous: boolean
  /** The cached layers that it has, by diff ID: good ones only. */
  readonly cached: ReadonlySet<Digest>
}

/** Told that something of an earlier build is not used, and why. */
export type OnDropped = (what: string, reason: string) => void

/** What a build left in the lifecycle's cache. */
export interface CacheAfterBuild {
  /** What the lifecycle says of it. */
  readonly metadata: string
  /** The layers that it names, each once. */
  readonly diffIds: readonly Digest[]
}
