import { constants, open } from 'node:fs/promises'
import { join } from 'node:path'
import * as v from 'valibot'
import { parseImageConfig } from '../image/config.ts'
import type { Descriptor } from '../image/descriptor.ts'
import { mismatch } from '../image/descriptor.ts'
import { type Digest, digestOf } from '../image/digest.ts'
import type { Image, IndexedImages } from '../image/image.ts'
import { parseIndex } from '../image/image-index.ts'
import { parseManifest } from '../image/manifest.ts'
import { isIndex, isManifest } from '../image/media-type.ts'
import { documentLimit, parseDocument } from '../json/document.ts'
import { Failure, messageOf } from '../message/failure.ts'
import { printable } from '../message/printable.ts'
import { blobPath } from './blob.ts'
import { layoutIndex, layoutMarker } from './write.ts'

const MarkerSchema = v.looseObject({ imageLayoutVersion: v.string() })

/**
 * Reads a file of at most `documentLimit` bytes; throws a Failure if it is larger, or no regular file, and what the
 * system throws where it is a link that is not to be followed. Neither a pipe nor a device is waited for.
 */
export const readSmallFile = async (
  path: string,
  { followLink = false }: { readonly followLink?: boolean } = {},
): Promise<Buffer> => {
  const links = followLink ? 0 : constants.O_NOFOLLOW
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK | links)
  try {
    const stats = await file.stat()
    if (!stats.isFile()) throw new Failure(`${path} is not a regular file.`)
    if (stats.size > documentLimit) {
      throw new Failure(`${path} has ${stats.size} bytes; more than ${documentLimit} are not read.`)
    }
    // Not to the end: a file can grow, and some files of the system have no size and no end.
    const bytes = Buffer.alloc(stats.size)
    let length = 0
    while (length < bytes.length) {
      const { bytesRead } = await file.read(bytes, length)
      if (bytesRead === 0) break
      length += bytesRead
    }
    return bytes.subarray(0, length)
  } finally {
    await file.close()
  }
}

/** Reads a document of a layout (manifest, index, configuration) whose size and digest are checked. */
export const readDocument = async (
  folder: string,
  expected: Pick<Descriptor, 'digest'> & Partial<Descriptor>,
): Promise<Buffer> => {
  const bytes = await readSmallFile(blobPath(folder, expected.digest))
  const wrong = mismatch(expected, { digest: digestOf(bytes), size: bytes.length })
  if (wrong !== undefined) throw new Failure(`The blob ${expected.digest} in ${folder} is corrupt: ${wrong}.`)
  return bytes
}

const readPart = async (folder: string, descriptor: Descriptor): Promise<Buffer> => {
  try {
    return await readDocument(folder, descriptor)
  } catch (cause) {
    if (cause instanceof Failure) throw cause
    throw new Failure(`Could not read ${descriptor.digest} in ${folder}: ${messageOf(cause)}.`, { cause })
  }
}

/** Throws a Failure if a document says that it is of another kind than who lists it says: a registry goes by the latter. */
const checkMediaType = (
  { mediaType, digest }: Descriptor,
  document: { readonly mediaType?: string | undefined },
  folder: string,
): void => {
  if (document.mediaType === undefined || document.mediaType === mediaType) return
  throw new Failure(
    `The document ${digest} in ${folder} is a "${printable(document.mediaType)}", and is listed as a ` +
      `"${printable(mediaType)}".`,
  )
}

/** Reads the image that a manifest's descriptor names, manifest and configuration checked against their digests. */
export const readImage = async (folder: string, descriptor: Descriptor): Promise<Image> => {
  if (!isManifest(descriptor.mediaType)) {
    throw new Failure(`${folder} holds a "${printable(descriptor.mediaType)}", not an image manifest.`)
  }
  const manifest = parseManifest(await readPart(folder, descriptor))
  checkMediaType(descriptor, manifest, folder)
  const config = parseImageConfig(await readPart(folder, manifest.config))
  if (config.rootfs.diff_ids.length !== manifest.layers.length) {
    throw new Failure(
      `The image ${descriptor.digest} is inconsistent: its manifest lists ${manifest.layers.length} layers, ` +
        `its configuration ${config.rootfs.diff_ids.length}.`,
    )
  }
  return { descriptor, manifest, config }
}

/** Throws a Failure where two descriptors of one digest differ: one of them is wrong, and only one was looked at. */
const checkSame = (known: Descriptor, listed: Descriptor, folder: string): void => {
  if (known.size === listed.size && known.mediaType === listed.mediaType) return
  throw new Failure(`${folder} lists ${listed.digest} twice, with different sizes or media types.`)
}

/**
 * Reads the images that an index's descriptor names, directly or by way of further indexes, all documents checked against
 * their digests. Throws a Failure if the index lists something else, or nothing.
 */
export const readIndexedImages = async (folder: string, descriptor: Descriptor): Promise<IndexedImages> => {
  const indexes: Descriptor[] = []
  const images: Image[] = []
  // Each once: few bytes of indexes can name the same things over and over.
  const seen = new Map<Digest, Descriptor>()
  const visit = async (index: Descriptor): Promise<void> => {
    const document = parseIndex(await readPart(folder, index))
    checkMediaType(index, document, folder)
    for (const listed of document.manifests) {
      const known = seen.get(listed.digest)
      if (known !== undefined) {
        checkSame(known, listed, folder)
        continue
      }
      seen.set(listed.digest, listed)
      if (isIndex(listed.mediaType)) await visit(listed)
      else images.push(await readImage(folder, listed))
    }
    indexes.push(index)
  }
  await visit(descriptor)
  if (images.length === 0) throw new Failure(`The index ${descriptor.digest} in ${folder} lists no image.`)
  return { descriptor, indexes, images }
}

/** The one descriptor of a layout's index.json; throws a Failure if the folder is no layout or has none or several. */
const readRoot = async (folder: string): Promise<Descriptor> => {
  let marker: Buffer
  let index: Buffer
  try {
    marker = await readSmallFile(join(folder, layoutMarker))
    index = await readSmallFile(join(folder, layoutIndex))
  } catch (cause) {
    throw new Failure(`${folder} is not an OCI image layout: ${messageOf(cause)}`, { cause })
  }
  parseDocument(MarkerSchema, marker, layoutMarker)
  const { manifests } = parseIndex(index, layoutIndex)
  const [descriptor] = manifests
  if (descriptor === undefined || manifests.length > 1) {
    throw new Failure(`${folder} holds ${manifests.length} images; exactly one is expected.`)
  }
  return descriptor
}

/** Reads the one image of a layout; throws a Failure if the folder is no layout or holds no or several images. */
export const readLayout = async (folder: string): Promise<Image> => readImage(folder, await readRoot(folder))

/**
 * Reads what a layout holds: one image, or one index of images. Throws a Failure if the folder is no layout or holds
 * anything else: readers lose platforms where images stand side by side in index.json.
 */
export const readLayoutImages = async (folder: string): Promise<Image | IndexedImages> => {
  const root = await readRoot(folder)
  return isIndex(root.mediaType) ? readIndexedImages(folder, root) : readImage(folder, root)
}
