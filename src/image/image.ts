import { Failure } from '../message/failure.ts'
import { type ImageConfig, parseImageConfig } from './config.ts'
import type { Descriptor } from './descriptor.ts'
import type { Digest } from './digest.ts'
import type { Manifest } from './manifest.ts'
import type { ImageReference } from './reference.ts'

/** An image without its layers: the descriptor of its manifest, the manifest and the configuration. */
export interface Image {
  readonly descriptor: Descriptor
  readonly manifest: Manifest
  readonly config: ImageConfig
}

/** An image without its layers, with the bytes of its documents. */
export interface ImageDocuments extends Image {
  readonly manifestBytes: Uint8Array
  readonly configBytes: Uint8Array
}

/** An image without its layers, with its reference: what the lifecycle needs of a run image or a previous image. */
export interface NamedImage extends ImageDocuments {
  readonly reference: ImageReference
}

/** Reads the configuration of an image. Throws a Failure if it is malformed or lists another number of layers. */
export const parseImage = (descriptor: Descriptor, manifest: Manifest, configBytes: Uint8Array): Image => {
  const config = parseImageConfig(configBytes)
  if (config.rootfs.diff_ids.length === manifest.layers.length) return { descriptor, manifest, config }
  throw new Failure(
    `The image ${descriptor.digest} is inconsistent: its manifest lists ${manifest.layers.length} layers, ` +
      `its configuration ${config.rootfs.diff_ids.length}. Build it again.`,
  )
}

/** The manifest, the configuration and the layers of an image, each blob once. */
export const closureOf = ({ descriptor, manifest }: Image): readonly Descriptor[] =>
  uniqueBlobs([descriptor, ...blobsOf(manifest)])

/** The configuration and the layers that a manifest lists. */
export const blobsOf = ({ config, layers }: Manifest): readonly Descriptor[] => [config, ...layers]

/** Descriptors by their digests, each once. */
export const uniqueBlobs = (descriptors: readonly Descriptor[]): readonly Descriptor[] => [
  ...new Map(descriptors.map((blob): [Digest, Descriptor] => [blob.digest, blob])).values(),
]

/** The total size in bytes. */
export const sizeOf = (blobs: readonly Pick<Descriptor, 'size'>[]): number =>
  blobs.reduce((sum, { size }) => sum + size, 0)
