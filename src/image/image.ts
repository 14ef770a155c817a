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

/** An image without its layers whose documents are at hand byte for byte: all that the lifecycle needs of it. */
export interface ThinImage extends Image {
  readonly reference: ImageReference
  readonly manifestBytes: Uint8Array
  readonly configBytes: Uint8Array
}

/** All that an image consists of, each blob once: manifest, configuration, layers. */
export const closureOf = ({ descriptor, manifest }: Image): readonly Descriptor[] => [
  ...new Map(
    [descriptor, manifest.config, ...manifest.layers].map((blob): [Digest, Descriptor] => [
      blob.digest,
      blob,
    ]),
  ).values(),
]
