import * as v from 'valibot'
import { parseDocument } from '../json/document.ts'
import { documentFields, inOneSpelling } from '../json/fields.ts'
import { Failure } from '../message/failure.ts'
import { type ImageConfig, parseImageConfig } from './config.ts'
import { type Descriptor, DescriptorListSchema, DescriptorSchema } from './descriptor.ts'
import type { Digest } from './digest.ts'
import { mediaTypes, ociMediaType } from './media-type.ts'
import type { ImageReference } from './reference.ts'

/** https://github.com/opencontainers/image-spec/blob/v1.1.1/manifest.md */
export interface Manifest {
  readonly mediaType?: string | undefined
  /** The type of an artifact; images have none. */
  readonly artifactType?: string | null | undefined
  readonly config: Descriptor
  /** In the order in which they are applied, the base layer first. */
  readonly layers: readonly Descriptor[]
  /** The manifest that this one refers to. */
  readonly subject?: Descriptor | null | undefined
  readonly annotations?: Readonly<Record<string, string>> | undefined
}

const ManifestSchema = v.pipe(
  v.looseObject({
    schemaVersion: v.literal(2),
    mediaType: v.optional(v.string()),
    artifactType: v.nullish(v.string()),
    config: DescriptorSchema,
    layers: DescriptorListSchema,
    // An ambiguous document is refused: https://github.com/opencontainers/image-spec/security/advisories/GHSA-77vh-xpmg-72qh
    manifests: v.optional(v.never('a manifest lists no manifests')),
    subject: v.nullish(DescriptorSchema),
    annotations: v.optional(v.record(v.string(), v.string())),
  }),
  inOneSpelling(documentFields),
)

/** Reads an OCI or Docker image manifest. Throws a Failure that names the field that is wrong. */
export const parseManifest = (bytes: Uint8Array, name = 'manifest'): Manifest =>
  parseDocument(ManifestSchema, bytes, name)

/** Whether a manifest is that of an image, by the media type of its configuration, and not that of another artifact. */
export const hasImageConfig = ({ artifactType, config }: Manifest): boolean =>
  !artifactType && ociMediaType(config.mediaType) === mediaTypes.config

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
export const parseImage = (
  descriptor: Descriptor,
  manifest: Manifest,
  configBytes: Uint8Array,
  configName?: string,
): Image => {
  const config = parseImageConfig(configBytes, configName)
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
