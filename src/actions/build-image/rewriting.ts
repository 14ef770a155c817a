import { withConfig, withLabels, withOciMediaTypes, withoutTag } from '../../image/conversion.ts'
import type { Descriptor } from '../../image/descriptor.ts'
import { digestOf } from '../../image/digest.ts'
import type { Image } from '../../image/image.ts'
import { ociMediaType } from '../../image/media-type.ts'
import { writeBlob } from '../../layout/blob.ts'
import { readDocument, readImage } from '../../layout/read.ts'
import type { Inputs } from './inputs/inputs.ts'

/**
 * Rewrites the image that the lifecycle wrote: adds the labels from the inputs and, with OCI media types, replaces Docker's
 * types and removes the tag from the manifest. Layers stay as they are. Without labels, so does the configuration, and
 * with it the image ID.
 */
export const rewriteImage = async (
  layout: string,
  image: Image,
  { mediaTypes, labels }: Pick<Inputs, 'mediaTypes' | 'labels'>,
): Promise<Image> => {
  const labelled = labels.size === 0 ? image : await addLabels(layout, image, labels)
  return mediaTypes === 'oci' ? convertMediaTypes(layout, labelled) : labelled
}

const addLabels = async (
  layout: string,
  { descriptor, manifest }: Image,
  labels: ReadonlyMap<string, string>,
): Promise<Image> => {
  const config = withLabels(await readDocument(layout, manifest.config), labels)
  const measured = { digest: digestOf(config), size: config.length }
  await writeBlob(layout, measured, [config])
  return writeManifest(
    layout,
    descriptor.mediaType,
    withConfig(await readDocument(layout, descriptor), measured),
  )
}

const convertMediaTypes = async (layout: string, { descriptor }: Image): Promise<Image> =>
  writeManifest(
    layout,
    ociMediaType(descriptor.mediaType),
    withOciMediaTypes(withoutTag(await readDocument(layout, descriptor))),
  )

const writeManifest = async (layout: string, mediaType: string, bytes: Buffer): Promise<Image> => {
  const descriptor: Descriptor = { mediaType, digest: digestOf(bytes), size: bytes.length }
  await writeBlob(layout, descriptor, [bytes])
  return readImage(layout, descriptor)
}
