import * as v from 'valibot'
import { type Descriptor, DescriptorSchema } from './descriptor.ts'
import { DigestSchema } from './digest.ts'
import { parseDocument } from './document.ts'

/** OCI's media types: https://github.com/opencontainers/image-spec/blob/v1.1.1/media-types.md */
export const mediaTypes = {
  index: 'application/vnd.oci.image.index.v1+json',
  manifest: 'application/vnd.oci.image.manifest.v1+json',
  config: 'application/vnd.oci.image.config.v1+json',
} as const

const dockerList = 'application/vnd.docker.distribution.manifest.list.v2+json'
const dockerManifest = 'application/vnd.docker.distribution.manifest.v2+json'

// Docker's types and OCI's name the same formats.
// https://github.com/opencontainers/image-spec/blob/v1.1.1/media-types.md#compatibility-matrix
const ociTypes: Readonly<Record<string, string>> = {
  [dockerList]: mediaTypes.index,
  [dockerManifest]: mediaTypes.manifest,
  'application/vnd.docker.container.image.v1+json': mediaTypes.config,
  'application/vnd.docker.image.rootfs.diff.tar': 'application/vnd.oci.image.layer.v1.tar',
  'application/vnd.docker.image.rootfs.diff.tar.gzip': 'application/vnd.oci.image.layer.v1.tar+gzip',
  'application/vnd.docker.image.rootfs.diff.tar.zstd': 'application/vnd.oci.image.layer.v1.tar+zstd',
  'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip':
    'application/vnd.oci.image.layer.nondistributable.v1.tar+gzip',
}

/** The OCI media type of the format that a Docker or OCI media type names. */
export const ociMediaType = (mediaType: string): string => ociTypes[mediaType] ?? mediaType

export const isIndex = (mediaType: string): boolean => ociMediaType(mediaType) === mediaTypes.index
export const isManifest = (mediaType: string): boolean => ociMediaType(mediaType) === mediaTypes.manifest

/** What a registry is asked for: an image, or the index of an image for several platforms. */
export const acceptedManifests: readonly string[] = [
  mediaTypes.index,
  mediaTypes.manifest,
  dockerList,
  dockerManifest,
]

/** https://github.com/opencontainers/image-spec/blob/v1.1.1/manifest.md */
export interface Manifest {
  readonly mediaType?: string | undefined
  readonly config: Descriptor
  /** In the order in which they are applied: the base first. */
  readonly layers: readonly Descriptor[]
  readonly annotations?: Readonly<Record<string, string>> | undefined
}

const ManifestSchema = v.looseObject({
  schemaVersion: v.literal(2),
  mediaType: v.optional(v.string()),
  config: DescriptorSchema,
  layers: v.array(DescriptorSchema),
  annotations: v.optional(v.record(v.string(), v.string())),
})

/** Reads an image manifest of either kind; throws a Failure that says what is off. */
export const parseManifest = (bytes: Uint8Array, name = 'manifest'): Manifest =>
  parseDocument(ManifestSchema, bytes, name)

/** https://github.com/opencontainers/image-spec/blob/v1.1.1/image-index.md */
export interface Index {
  readonly manifests: readonly Descriptor[]
}

const IndexSchema = v.looseObject({
  schemaVersion: v.literal(2),
  manifests: v.array(DescriptorSchema),
})

/** Reads an image index of either kind; throws a Failure that says what is off. */
export const parseIndex = (bytes: Uint8Array, name = 'index'): Index =>
  parseDocument(IndexSchema, bytes, name)

/**
 * What this project reads of an image's configuration.
 * https://github.com/opencontainers/image-spec/blob/v1.1.1/config.md
 */
export type ImageConfig = v.InferOutput<typeof ImageConfigSchema>

const ImageConfigSchema = v.looseObject({
  os: v.string(),
  architecture: v.string(),
  variant: v.optional(v.string()),
  config: v.nullish(v.looseObject({ Labels: v.nullish(v.record(v.string(), v.string())) })),
  rootfs: v.looseObject({ type: v.literal('layers'), diff_ids: v.array(DigestSchema) }),
})

/** Reads an image's configuration; throws a Failure that says what is off. */
export const parseImageConfig = (bytes: Uint8Array, name = 'image configuration'): ImageConfig =>
  parseDocument(ImageConfigSchema, bytes, name)
