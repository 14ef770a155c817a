import { constants, open, stat } from 'node:fs/promises'
import { join } from 'node:path'
import * as v from 'valibot'
import type { Descriptor } from '../image/descriptor.ts'
import { mismatch } from '../image/descriptor.ts'
import { digestOf } from '../image/digest.ts'
import { type Image, parseImage, parseManifest } from '../image/image.ts'
import { parseIndex } from '../image/image-index.ts'
import { isManifest } from '../image/media-type.ts'
import { documentLimit, parseDocument } from '../json/document.ts'
import { Failure, isSystemError, messageOf } from '../message/failure.ts'
import { printable } from '../message/printable.ts'
import { blobPath } from './blob.ts'
import { layoutIndex, layoutMarker } from './write.ts'

/**
 * Reads a file of at most `documentLimit` bytes. Does not wait for a pipe or a device, and follows a symbolic link only if
 * `followLink` is set.
 *
 * Throws a Failure if the file is larger or not a regular file, and else the error of the file system (`ELOOP` for a link).
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
      throw new Failure(`${path} has ${stats.size} bytes. The limit is ${documentLimit} bytes.`)
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

/**
 * Reads a document of a layout (manifest, index, configuration) and verifies its size, if that is known, and its digest.
 *
 * Throws a Failure if the document differs, and else the error of the file system.
 */
export const readDocument = async (
  folder: string,
  expected: Pick<Descriptor, 'digest'> & Partial<Descriptor>,
): Promise<Buffer> => {
  const bytes = await readSmallFile(blobPath(folder, expected.digest)).catch((error: unknown) => {
    if (isSystemError(error, 'ENOENT') && expected.data) return Buffer.from(expected.data, 'base64')
    throw error
  })
  const wrong = mismatch(expected, { digest: digestOf(bytes), size: bytes.length })
  if (wrong !== undefined) throw new Failure(`The blob ${expected.digest} in ${folder} is corrupt: ${wrong}.`)
  return bytes
}

/** A layout does not have a blob. */
export class MissingBlob extends Failure {}

/** The same, with a Failure for each error. */
export const readPart = async (folder: string, descriptor: Descriptor): Promise<Buffer> => {
  try {
    return await readDocument(folder, descriptor)
  } catch (cause) {
    if (cause instanceof Failure) throw cause
    const { digest } = descriptor
    if (isSystemError(cause, 'ELOOP')) throw linkFailure(`The blob ${digest}`, folder)
    if (isSystemError(cause, 'ENOENT')) throw new MissingBlob(`The layout ${folder} does not have ${digest}.`)
    throw new Failure(`Could not read the blob ${digest} in ${folder}: ${messageOf(cause)}.`, { cause })
  }
}

/** The failure for a file of a layout that is a symbolic link, as Bazel's rules_oci write them. */
export const linkFailure = (file: string, folder: string): Failure =>
  new Failure(
    `${file} in ${folder} is a symbolic link, and links in a layout are not followed. Copy the layout with ` +
      '"cp -rL", which replaces links with files, and use the copy.',
  )

/** Throws a Failure if the media type of a document is not the one in its descriptor, which registries use. */
export const checkMediaType = (
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

/** Reads the image that a manifest's descriptor names. Verifies manifest and configuration. */
export const readImage = async (folder: string, descriptor: Descriptor): Promise<Image> => {
  if (!isManifest(descriptor.mediaType)) {
    throw new Failure(`${folder} contains a "${printable(descriptor.mediaType)}", not an image manifest.`)
  }
  const manifest = parseManifest(await readPart(folder, descriptor))
  checkMediaType(descriptor, manifest, folder)
  return parseImage(descriptor, manifest, await readPart(folder, manifest.config))
}

const MarkerSchema = v.looseObject({ imageLayoutVersion: v.string() })

/** Reads what a layout's index.json lists. Throws a Failure if the path is not a layout. */
export const readEntries = async (folder: string): Promise<readonly Descriptor[]> => {
  const marker = await readLayoutFile(folder, layoutMarker)
  const index = await readLayoutFile(folder, layoutIndex)
  parseDocument(MarkerSchema, marker, layoutMarker)
  return parseIndex(index, layoutIndex).manifests
}

const readLayoutFile = async (folder: string, name: string): Promise<Buffer> => {
  try {
    return await readSmallFile(join(folder, name))
  } catch (cause) {
    if (isSystemError(cause, 'ELOOP')) throw linkFailure(name, folder)
    throw new Failure(`${folder} is not an OCI image layout: ${await reasonOf(cause, folder, name)}`)
  }
}

const reasonOf = async (cause: unknown, folder: string, name: string): Promise<string> => {
  if (isSystemError(cause, 'ENOTDIR')) {
    return 'it is a file. If it is an archive of a layout, unpack it first ("tar -xf"), and use that directory.'
  }
  if (!isSystemError(cause, 'ENOENT')) return messageOf(cause)
  const exists = await stat(folder).catch(() => undefined)
  return exists === undefined ? 'it does not exist. Check the path.' : `it has no file "${name}".`
}

/** Reads the one image of a layout. Throws a Failure if the layout does not contain exactly one image. */
export const readLayout = async (folder: string): Promise<Image> => {
  const [descriptor, ...others] = await readEntries(folder)
  if (descriptor === undefined || others.length > 0) {
    const number = descriptor === undefined ? 0 : others.length + 1
    throw new Failure(`${folder} contains ${number} images; exactly one is expected.`)
  }
  return readImage(folder, descriptor)
}
