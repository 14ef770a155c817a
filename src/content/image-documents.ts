import type { Descriptor } from '../image/descriptor.ts'
import { type ImageDocuments, parseImage, parseManifest } from '../image/image.ts'
import { parseIndex } from '../image/image-index.ts'
import { isIndex, isManifest } from '../image/media-type.ts'
import { documentLimit } from '../json/document.ts'
import { Failure } from '../message/failure.ts'
import { printable } from '../message/printable.ts'
import type { ReadableContent } from './content.ts'

/** An image index and the manifests that it lists directly. */
export interface IndexDocuments {
  readonly descriptor: Descriptor
  readonly bytes: Buffer
  readonly listed: readonly Descriptor[]
}

/**
 * The bytes of a manifest, an index or a configuration, which messages call `name`. Throws a Failure if there are more than
 * `documentLimit`.
 */
export const fetchDocument = async (
  content: ReadableContent,
  descriptor: Descriptor,
  {
    name = `document ${descriptor.digest}`,
    signal,
  }: { readonly name?: string; readonly signal?: AbortSignal | undefined } = {},
): Promise<Buffer> => {
  if (descriptor.size > documentLimit) {
    throw new Failure(
      `The ${name} has ${descriptor.size} bytes. The limit is ${documentLimit} bytes. ` +
        'Choose another image.',
    )
  }
  return Buffer.concat(await Array.fromAsync(content.fetch(descriptor, signal)))
}

/** Reads an image without its layers. Throws a Failure if the descriptor is not one of an image. */
export const fetchImage = async (
  content: ReadableContent,
  descriptor: Descriptor,
  signal?: AbortSignal,
): Promise<ImageDocuments> => {
  if (!isManifest(descriptor.mediaType)) {
    throw new Failure(
      `${descriptor.digest} is a "${printable(descriptor.mediaType)}", not an image. Choose an image or an image index.`,
    )
  }
  const manifestBytes = await fetchDocument(content, descriptor, { signal })
  const manifest = parseManifest(manifestBytes)
  const configBytes = await fetchDocument(content, manifest.config, { signal })
  return { ...parseImage(descriptor, manifest, configBytes), manifestBytes, configBytes }
}

/** Reads an index; undefined if the descriptor is one of something else. */
export const fetchIndex = async (
  content: ReadableContent,
  descriptor: Descriptor,
): Promise<IndexDocuments | undefined> => {
  if (!isIndex(descriptor.mediaType)) return undefined
  const bytes = await fetchDocument(content, descriptor)
  return { descriptor, bytes, listed: parseIndex(bytes).manifests }
}
