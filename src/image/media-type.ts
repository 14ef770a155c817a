/** OCI's media types: https://github.com/opencontainers/image-spec/blob/v1.1.1/media-types.md */
export const mediaTypes = {
  index: 'application/vnd.oci.image.index.v1+json',
  manifest: 'application/vnd.oci.image.manifest.v1+json',
  config: 'application/vnd.oci.image.config.v1+json',
} as const

const dockerList = 'application/vnd.docker.distribution.manifest.list.v2+json'
const dockerManifest = 'application/vnd.docker.distribution.manifest.v2+json'

// Docker's media types and OCI's are of the same formats.
// https://github.com/opencontainers/image-spec/blob/v1.1.1/media-types.md#compatibility-matrix
const ociTypes: ReadonlyMap<string, string> = new Map([
  [dockerList, mediaTypes.index],
  [dockerManifest, mediaTypes.manifest],
  ['application/vnd.docker.container.image.v1+json', mediaTypes.config],
  ['application/vnd.docker.image.rootfs.diff.tar', 'application/vnd.oci.image.layer.v1.tar'],
  ['application/vnd.docker.image.rootfs.diff.tar.gzip', 'application/vnd.oci.image.layer.v1.tar+gzip'],
  ['application/vnd.docker.image.rootfs.diff.tar.zstd', 'application/vnd.oci.image.layer.v1.tar+zstd'],
  [
    'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip',
    'application/vnd.oci.image.layer.nondistributable.v1.tar+gzip',
  ],
])

/** The OCI media type for a Docker or OCI media type. */
export const ociMediaType = (mediaType: string): string => ociTypes.get(mediaType) ?? mediaType

export const isIndex = (mediaType: string): boolean => ociMediaType(mediaType) === mediaTypes.index
export const isManifest = (mediaType: string): boolean => ociMediaType(mediaType) === mediaTypes.manifest

/** Whether content is a manifest or an index. Registries store these apart from blobs. */
export const isDocument = ({ mediaType }: { readonly mediaType: string }): boolean =>
  isManifest(mediaType) || isIndex(mediaType)

/** The compression of a layer, by its media type. */
export const compressionOf = (mediaType: string): 'gzip' | 'zstd' | 'none' =>
  /gzip$/.test(mediaType) ? 'gzip' : /zstd$/.test(mediaType) ? 'zstd' : 'none'

/** The media types for requests to registries: image manifests and indexes. */
export const acceptedManifests: readonly string[] = [
  mediaTypes.index,
  mediaTypes.manifest,
  dockerList,
  dockerManifest,
]
