import type { Builder } from '../../cnb/builder/builder.ts'
import type { Output } from '../../cnb/creator/output.ts'
import { annotationKeys } from '../../image/annotations.ts'
import { withConfig, withLabels, withOciMediaTypes, withoutTag } from '../../image/conversion.ts'
import type { Descriptor } from '../../image/descriptor.ts'
import { digestOf } from '../../image/digest.ts'
import { closureOf, type Image, sizeOf } from '../../image/image.ts'
import { ociMediaType } from '../../image/media-type.ts'
import { formatPlatform } from '../../image/platform.ts'
import { formatReference } from '../../image/reference.ts'
import { pruneBlobs, writeBlob } from '../../layout/blob.ts'
import { readDocument, readImage } from '../../layout/read.ts'
import { checkBlobs } from '../../layout/verify.ts'
import { writeIndex } from '../../layout/write.ts'
import { baseAnnotations, type RunImage } from '../../store/run-image.ts'
import type { LayerOrigins } from '../../store/run-images.ts'
import type { Inputs } from './inputs/inputs.ts'

/** A layout that was verified to be complete. */
export interface CompleteLayout {
  readonly image: Image
  /** Of all blobs in the layout, in bytes. */
  readonly size: number
  /** All blobs in the layout. Beside them it has only `oci-layout` and `index.json`. */
  readonly blobs: readonly Descriptor[]
}

/**
 * Completes a layout: the image gets the media types and labels from the inputs, the index gets the names of the image and
 * of its run image, other files are removed, and every blob of the image is checked (except the run image's layers in a
 * sparse layout). Blobs that were hashed when they were written are not hashed again.
 *
 * Throws a Failure that names the first flaws.
 */
export const completeLayout = async (
  layout: string,
  inputs: Pick<Inputs, 'imagePath' | 'builder' | 'mediaTypes' | 'labels' | 'sparse'>,
  output: Pick<Output, 'image' | 'verified' | 'reused'>,
  runImage: RunImage,
  runImageLayers: LayerOrigins,
  builder: Pick<Builder, 'digest' | 'lifecycleVersion'>,
): Promise<CompleteLayout> => {
  const { sparse } = inputs
  const image = await rewriteImage(layout, output.image, inputs)
  const leftOut = new Set(sparse ? runImage.manifest.layers.map(({ digest }) => digest) : [])
  const blobs = closureOf(image).filter(({ digest }) => !leftOut.has(digest))
  await pruneBlobs(layout, new Set(blobs.map(({ digest }) => digest)))
  const annotations = imageAnnotations(inputs, runImage, builder)
  await writeIndex(layout, { ...image.descriptor, annotations })
  const copied = [...runImageLayers.reused, ...runImageLayers.fetched, ...output.reused]
  const verified = new Set([...output.verified, ...copied.map(({ digest }) => digest)])
  await checkBlobs(inputs.imagePath.name, layout, blobs, verified)
  return { image, blobs, size: sizeOf(blobs) }
}

/** The annotations of the image in index.json. They are not part of its digest. */
const imageAnnotations = (
  { imagePath: { name, tag }, builder: reference }: Pick<Inputs, 'imagePath' | 'builder'>,
  runImage: RunImage,
  { digest, lifecycleVersion }: Pick<Builder, 'digest' | 'lifecycleVersion'>,
): Readonly<Record<string, string>> => ({
  [annotationKeys.refName]: tag,
  [annotationKeys.imageName]: `docker.io/library/${name}:${tag}`,
  ...baseAnnotations(runImage),
  ...(reference !== undefined && { [annotationKeys.builderName]: formatReference(reference) }),
  ...(digest !== undefined && { [annotationKeys.builderDigest]: digest }),
  [annotationKeys.lifecycleVersion]: lifecycleVersion,
  [annotationKeys.platform]: formatPlatform(runImage.platform),
})

/**
 * Rewrites the image that the lifecycle wrote: adds the labels from the inputs and, with OCI media types, replaces Docker's
 * types and removes the tag from the manifest. Layers stay as they are. Without labels, so does the configuration, and
 * with it the image ID.
 */
const rewriteImage = async (
  layout: string,
  image: Image,
  { mediaTypes, labels }: Pick<Inputs, 'mediaTypes' | 'labels'>,
): Promise<Image> => {
  if (labels.size === 0 && mediaTypes !== 'oci') return image
  let { mediaType } = image.descriptor
  let bytes = await readDocument(layout, image.descriptor)
  if (labels.size > 0) {
    const config = withLabels(await readDocument(layout, image.manifest.config), labels)
    const measured = { digest: digestOf(config), size: config.length }
    await writeBlob(layout, measured, [config])
    bytes = withConfig(bytes, measured)
  }
  if (mediaTypes === 'oci') {
    mediaType = ociMediaType(mediaType)
    bytes = withOciMediaTypes(withoutTag(bytes))
  }
  const descriptor: Descriptor = { mediaType, digest: digestOf(bytes), size: bytes.length }
  await writeBlob(layout, descriptor, [bytes])
  return readImage(layout, descriptor)
}
