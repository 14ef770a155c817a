import { Failure } from '../message/failure.ts'
import type { Descriptor } from './descriptor.ts'
import { parseReference } from './reference.ts'

/**
 * The annotations of an image in index.json that this project writes in one job and reads in another.
 * https://github.com/opencontainers/image-spec/blob/v1.1.1/annotations.md#pre-defined-annotation-keys
 */
export const annotationKeys = {
  /** The tag. */
  refName: 'org.opencontainers.image.ref.name',
  /** The name that containerd gives the image. */
  imageName: 'io.containerd.image.name',
  /** The reference of the base image. */
  baseName: 'org.opencontainers.image.base.name',
  /** The manifest digest of the base image. */
  baseDigest: 'org.opencontainers.image.base.digest',
  /**
   * The digest that the run image's reference had in the build, of an index or a manifest. Only this project writes it, so a
   * layout that has it comes from the build action.
   */
  runImageRoot: 'io.github.buildpacks-oci-layout.run-image.root',
  /** The reference of the builder. Only this project writes this annotation and the next three. */
  builderName: 'io.github.buildpacks-oci-layout.builder.name',
  /** The digest that this reference had in the build, of an index or a manifest. */
  builderDigest: 'io.github.buildpacks-oci-layout.builder.digest',
  /** The version of the lifecycle that wrote the image. */
  lifecycleVersion: 'io.github.buildpacks-oci-layout.lifecycle.version',
  /** The platform, such as `linux/amd64`. */
  platform: 'io.github.buildpacks-oci-layout.platform',
  /**
   * The reference, by digest, of the image before a rebase. Its repository has the app's layers that a sparse layout lacks.
   * Only this project writes it.
   */
  appName: 'io.github.buildpacks-oci-layout.app.name',
} as const

type Annotations = Readonly<Record<string, string>>

/** The annotations that may differ between the images of an index. */
const imageKeys = [annotationKeys.baseName, annotationKeys.baseDigest, annotationKeys.appName] as const

// The prefix org.opencontainers is reserved.
const prefix = 'io.github.buildpacks-oci-layout.image.'

const keyFor = ({ digest }: Descriptor, key: string): string => `${prefix}${digest}/${key}`

/**
 * The annotations of an index in index.json that describe its images. They are not in the index itself, because then they
 * would be part of its digest, although no image's digest covers them.
 */
export const annotationsByImage = (images: readonly Descriptor[]): Annotations =>
  Object.fromEntries(
    images.flatMap((image) =>
      imageKeys.flatMap((key): [string, string][] => {
        const value = image.annotations?.[key]
        return value === undefined ? [] : [[keyFor(image, key), value]]
      }),
    ),
  )

/**
 * The annotations of an image. Those of its own descriptor come first, then those for this image in index.json, then those
 * in index.json for all images.
 */
export const annotationsOf = (image: Descriptor, root: Descriptor): Annotations => {
  const shared = Object.entries(root.annotations ?? {}).filter(([key]) => !key.startsWith(prefix))
  const own = imageKeys.flatMap((key): [string, string][] => {
    const value = root.annotations?.[keyFor(image, key)]
    return value === undefined ? [] : [[key, value]]
  })
  return { ...Object.fromEntries(shared), ...Object.fromEntries(own), ...image.annotations }
}

/**
 * The name and tag from the build, `my-app:latest`, according to index.json. No digest covers it. Undefined if it is missing
 * or not a reference.
 */
export const imageNameOf = ({ annotations }: Descriptor): string | undefined => {
  const text = annotations?.[annotationKeys.imageName]
  if (text === undefined) return undefined
  try {
    const { repository, tag } = parseReference(text)
    return tag === undefined ? undefined : `${repository.replace(/^library\//, '')}:${tag}`
  } catch (error) {
    if (error instanceof Failure) return undefined
    throw error
  }
}
