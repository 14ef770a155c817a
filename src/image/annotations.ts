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
  /**
   * The digest of what that reference named when the image was built, an index or a manifest. The key is this project's
   * own: a layout that has it was made by the build, anyone who brought it where it is.
   */
  runImageRoot: 'io.github.buildpacks-oci-layout.run-image.root',
  /** The reference of the builder. This key and those below are this project's own. */
  builderName: 'io.github.buildpacks-oci-layout.builder.name',
  /** The digest of what that reference named, an index or a manifest. */
  builderDigest: 'io.github.buildpacks-oci-layout.builder.digest',
  /** The version of the lifecycle that wrote the image. */
  lifecycleVersion: 'io.github.buildpacks-oci-layout.lifecycle.version',
  /** The platform, such as `linux/amd64`. */
  platform: 'io.github.buildpacks-oci-layout.platform',
  /**
   * The reference, by digest, of the image that it was rebased from: where the app's own layers are that a sparse layout
   * lacks. The key is this project's own.
   */
  appName: 'io.github.buildpacks-oci-layout.app.name',
} as const
