import type { Descriptor } from '../image/descriptor.ts'
import { type ImageDocuments, parseImage } from '../image/image.ts'
import { parseIndex } from '../image/image-index.ts'
import { parseManifest } from '../image/manifest.ts'
import { isIndex, isManifest } from '../image/media-type.ts'
import { documentLimit } from '../json/document.ts'
import { Failure } from '../message/failure.ts'
import { printable } from '../message/printable.ts'
import type { ReadableContent } from './content.ts'

/** An index of images, say for several platforms, and what it lists directly. */
export interface IndexDocuments {
  readonly descriptor: Descriptor
  readonly bytes: Buffer
  readonly listed: readonly Descriptor[]
}

/** The bytes of a manifest, an index or a configuration; throws a Failure if they are more than a document may have. */
export const fetchDocument = async (
  content: ReadableContent,
  descriptor: Descriptor,
  signal?: AbortSignal,
): Promise<Buffer> => {
  if (descriptor.size > documentLimit) {
    throw new Failure(
      `The document ${descriptor.digest} has ${descriptor.size} bytes; more than ${documentLimit} are not read. ` +
        'Name another image.',
    )
  }
  return Buffer.concat(await Array.fromAsync(content.fetch(descriptor, signal)))
}

/** Reads the image that a descriptor names, without its layers; throws a Failure if it names none. */
export const fetchImage = async (
  content: ReadableContent,
  descriptor: Descriptor,
  signal?: AbortSignal,
): Promise<ImageDocuments> => {
  if (!isManifest(descriptor.mediaType)) {
    throw new Failure(
      `${descriptor.digest} is a "${printable(descriptor.mediaType)}", not an image. Name an image, or an index of images.`,
    )
  }
  const manifestBytes = await fetchDocument(content, descriptor, signal)
  const manifest = parseManifest(manifestBytes)
  const configBytes = await fetchDocument(content, manifest.config, signal)
  return { ...parseImage(descriptor, manifest, configBytes), manifestBytes, configBytes }
}

/** Reads the index that a descriptor names; undefined if it names something else. */
export const fetchIndex = async (
  content: ReadableContent,
  descriptor: Descriptor,
): Promise<IndexDocuments | undefined> => {
  if (!isIndex(descriptor.mediaType)) return undefined
  const bytes = await fetchDocument(content, descriptor)
  return { descriptor, bytes, listed: parseIndex(bytes).manifests }
}
