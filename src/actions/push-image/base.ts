import { annotationKeys } from '../../image/annotations.ts'
import type { Descriptor } from '../../image/descriptor.ts'
import type { Image } from '../../image/image.ts'
import { type ImageReference, parseReference } from '../../image/reference.ts'

/**
 * The image that an image is based on, as the index that lists it, the layout's own index or its manifest says;
 * undefined where none does. From a base that is named in vain, or by a stranger, only blobs are taken, by their digests.
 */
export const baseOf = ({ descriptor, manifest }: Image, root: Descriptor): ImageReference | undefined => {
  const [name] = [descriptor, root, manifest].flatMap(
    ({ annotations }) => annotations?.[annotationKeys.baseName] ?? [],
  )
  return name === undefined ? undefined : parseReference(name)
}
