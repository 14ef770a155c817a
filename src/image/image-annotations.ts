import { annotationKeys } from './annotations.ts'
import type { Descriptor } from './descriptor.ts'

type Annotations = Readonly<Record<string, string>>

/** What is about one image, and may be another thing for each image of an index. */
const ownKeys = [annotationKeys.baseName, annotationKeys.baseDigest, annotationKeys.appName] as const

// OCI's own keys are not for others to extend.
const prefix = 'io.github.buildpacks-oci-layout.image.'

const keyFor = ({ digest }: Descriptor, key: string): string => `${prefix}${digest}/${key}`

/**
 * What index.json says, with the index, of each of its images. It is not said in the index itself: what no digest of an
 * image covers would then be part of a digest.
 */
export const annotationsByImage = (images: readonly Descriptor[]): Annotations =>
  Object.fromEntries(
    images.flatMap((image) =>
      ownKeys.flatMap((key): [string, string][] => {
        const value = image.annotations?.[key]
        return value === undefined ? [] : [[keyFor(image, key), value]]
      }),
    ),
  )

/** What is said of an image: by who lists it, else by index.json of it alone, else by index.json of all that it has. */
export const annotationsOf = (image: Descriptor, root: Descriptor): Annotations => {
  const said = Object.entries(root.annotations ?? {})
  const own = ownKeys.flatMap((key): [string, string][] => {
    const value = root.annotations?.[keyFor(image, key)]
    return value === undefined ? [] : [[key, value]]
  })
  return {
    ...Object.fromEntries(said.filter(([key]) => !key.startsWith(prefix))),
    ...Object.fromEntries(own),
    ...image.annotations,
  }
}
