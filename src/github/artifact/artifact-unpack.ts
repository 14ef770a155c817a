import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Entry, openPromise, type ZipFile } from 'yauzl'
import type { Digest } from '../../image/digest.ts'
import { documentLimit } from '../../json/document.ts'
import { blobAtPath, writeBlob } from '../../layout/blob.ts'
import { createLayout, layoutIndex, layoutMarker } from '../../layout/write.ts'
import { Failure, isSystemError, messageOf } from '../../message/failure.ts'
import { printable } from '../../message/printable.ts'

/** Limits for the content of an artifact: far above any image, and far below what would harm a runner. */
export interface Limits {
  readonly entries: number
  /** The unpacked size of all files together, in bytes. */
  readonly bytes: number
}

const usualLimits: Limits = { entries: 10_000, bytes: 128 * 1024 ** 3 }

// Per entry, in bytes. Zip programs write times, an owner and zip64 sizes there: 30 to 100 bytes. Every 4 bytes can become an
// object in memory, for each entry at the same time.
const extraLimit = 128

const folders: readonly string[] = ['blobs/', 'blobs/sha256/']

// Unix file types are in the upper half of the external attributes, which is zero if the zip was not created on Unix.
const typeMask = 0o170000
const regularFile = 0o100000

const objectionTo = (entry: Entry, name: string, seen: ReadonlyMap<string, Entry>): string | undefined => {
  if (![layoutMarker, layoutIndex].includes(name) && blobAtPath(name) === undefined) {
    return 'which does not belong to an OCI image layout'
  }
  if (seen.has(name)) return 'twice'
  const extra = entry.extraFieldLength + entry.fileCommentLength
  if (extra > extraLimit) {
    return `with ${extra} bytes of extra fields and comment; at most ${extraLimit} are read`
  }
  const type = (entry.externalFileAttributes >>> 16) & typeMask
  if (type !== 0 && type !== regularFile) return 'which is not a regular file'
  if (entry.isEncrypted()) return 'which is encrypted'
  if (!entry.canDecodeFileData())
    return `which is compressed by an unknown method (${entry.compressionMethod})`
  return undefined
}

/** Reads the table of contents, and refuses anything but a layout before a byte is unpacked. */
const listFiles = async (zip: ZipFile, limits: Limits): Promise<ReadonlyMap<string, Entry>> => {
  if (zip.entryCount > limits.entries) {
    throw new Failure(`it has ${zip.entryCount} entries; at most ${limits.entries} are unpacked`)
  }
  const files = new Map<string, Entry>()
  let bytes = 0
  for await (const entry of zip.eachEntry()) {
    // The raw bytes of the name. Names in extra fields and encodings are ignored.
    const name = entry.fileNameRaw.toString('latin1')
    if (folders.includes(name)) continue
    const objection = objectionTo(entry, name, files)
    if (objection !== undefined) throw new Failure(`it has the entry "${printable(name)}", ${objection}`)
    if (blobAtPath(name) === undefined && entry.uncompressedSize > documentLimit) {
      throw new Failure(`its ${name} has ${entry.uncompressedSize} bytes; at most ${documentLimit} are read`)
    }
    bytes += entry.uncompressedSize
    if (bytes > limits.bytes) {
      throw new Failure(`its files have more than ${limits.bytes} bytes, which exceeds the limit`)
    }
    files.set(name, entry)
  }
  for (const name of [layoutMarker, layoutIndex]) {
    if (!files.has(name)) throw new Failure(`it has no ${name}, so it is not an OCI image layout`)
  }
  return files
}

/**
 * The bytes of a file. Throws if their number differs from the one in the zip. Opens the stream with the first read, because
 * its errors would not be handled earlier.
 */
async function* contentOf(zip: ZipFile, name: string, entry: Entry, signal: AbortSignal | undefined) {
  try {
    const content: AsyncIterable<Buffer> = await zip.openReadStreamPromise(entry)
    for await (const chunk of content) {
      signal?.throwIfAborted()
      yield chunk
    }
  } catch (cause) {
    throw new Failure(`its entry "${name}" cannot be read: ${messageOf(cause)}`, { cause })
  }
}

/**
 * Unpacks the untrusted zip of an artifact into a directory: only files of a layout, within the limits, and each blob only if
 * its digest is the one in its name. `index.json` and `oci-layout` are limited in size, but not checked. Returns the digests
 * of the blobs.
 *
 * Throws a Failure that names the artifact and the entry.
 */
export const unpackLayout = async (
  source: { readonly artifact: string; readonly zip: string },
  folder: string,
  options: { readonly limits?: Limits; readonly signal?: AbortSignal | undefined } = {},
): Promise<ReadonlySet<Digest>> => {
  const { limits = usualLimits, signal } = options
  const blobs = new Set<Digest>()
  let zip: ZipFile | undefined
  try {
    zip = await openPromise(source.zip, { decodeStrings: false, autoClose: false })
    const files = await listFiles(zip, limits)
    await createLayout(folder)
    for (const [name, entry] of files) {
      signal?.throwIfAborted()
      const content = contentOf(zip, name, entry, signal)
      const digest = blobAtPath(name)
      if (digest === undefined) {
        await writeFile(join(folder, name), content, { mode: 0o644 })
      } else {
        await writeBlob(folder, { digest, size: entry.uncompressedSize }, content)
        blobs.add(digest)
      }
    }
    return blobs
  } catch (error) {
    signal?.throwIfAborted()
    if (error instanceof Failure && isSystemError(error.cause, 'ENOSPC', 'EDQUOT')) throw error
    throw new Failure(
      `Could not unpack the artifact "${source.artifact}": ${messageOf(error).replace(/\.$/, '')}. ` +
        'Use the artifact of an image build; if it is one, build and upload it again.',
      { cause: error },
    )
  } finally {
    zip?.close()
  }
}
