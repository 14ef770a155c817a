/**
 * The annotations of an image's descriptor in index.json that this project writes in one job and reads in another.
 * https://github.com/opencontainers/image-spec/blob/v1.1.1/annotations.md#pre-defined-annotation-keys
 */
export const annotationKeys = {
  /** The tag. */
  refName: 'org.opencontainers.image.ref.name',
  /** The name under which containerd takes the image in. */
  imageName: 'io.containerd.image.name',
  /** The reference of the image that it is based on. */
  baseName: 'org.opencontainers.image.base.name',
  /** The digest of that image's manifest. */
  baseDigest: 'org.opencontainers.image.base.digest',
  /** Ours: the digest of what that reference named, an index or the manifest. No other tool writes it. */
  runImageRoot: 'io.github.buildpacks-oci-layout.run-image.root',
} as const
