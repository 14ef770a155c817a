import type { ImageConfig } from './config.ts'
import type { Descriptor } from './descriptor.ts'
import type { Digest } from './digest.ts'
import type { Manifest } from './manifest.ts'
import type { ImageReference } from './reference.ts'

/** An image without its layers: its manifest's descriptor, and what manifest and configuration say. */
export interface Image {
  readonly descriptor: Descriptor
  readonly manifest: Manifest
  readonly config: ImageConfig
}

/** An image without its layers, whose documents are at hand byte for byte. */
export interface ImageDocuments extends Image {
  readonly manifestBytes: Uint8Array
  readonly configBytes: Uint8Array
}

/** An image without its layers by its name: all that the lifecycle needs of it. */
export interface ThinImage extends ImageDocuments {
  readonly reference: ImageReference
}

/** Images, say for several platforms, that an index lists. */
export interface IndexedImages {
  /** The index at the top. */
  readonly descriptor: Descriptor
  /** It, and the indexes below it, each once and after those that it lists: itself last. */
  readonly indexes: readonly Descriptor[]
  /** Each once, in the order in which they are listed. */
  readonly images: readonly Image[]
}

/**
 * All that an image consists of: manifest, configuration, layers. Of an index, the indexes first, and then all of all
 * images. A blob comes as often as it is named, since each time its size may be a wrong one.
 */
export const namedBy = (content: Image | IndexedImages): readonly Descriptor[] =>
  'images' in content ? [...content.indexes, ...content.images.flatMap(partsOf)] : partsOf(content)

/** All that an image consists of, each blob once. */
export const closureOf = (content: Image | IndexedImages): readonly Descriptor[] =>
  uniqueBlobs(namedBy(content))

/** Descriptors by their digests, each once. */
export const uniqueBlobs = (descriptors: readonly Descriptor[]): readonly Descriptor[] => [
  ...new Map(descriptors.map((blob): [Digest, Descriptor] => [blob.digest, blob])).values(),
]

/** Of all of them, in bytes. */
export const sizeOf = (blobs: readonly Pick<Descriptor, 'size'>[]): number =>
  blobs.reduce((sum, { size }) => sum + size, 0)

const partsOf = ({ descriptor, manifest }: Image): readonly Descriptor[] => [
  descriptor,
  manifest.config,
  ...manifest.layers,
]
