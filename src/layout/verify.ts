import { lstat } from 'node:fs/promises'
import { explainFileError } from '../files/file-error.ts'
import type { Descriptor } from '../image/descriptor.ts'
import { mismatch } from '../image/descriptor.ts'
import type { Digest } from '../image/digest.ts'
import { Failure, isSystemError } from '../message/failure.ts'
import { printable } from '../message/printable.ts'
import { blobPath, measureFile } from './blob.ts'

/** A blob that differs from its descriptor. */
export interface Flaw {
  readonly descriptor: Descriptor
  /** `missing`, or how it differs. */
  readonly reason: string
}

/** The reason if the file of a blob is a symbolic link. */
export const symbolicLink = 'a symbolic link'

/** `sha256:…, application/…: expected 10 bytes, found 9` */
export const describeFlaw = ({ descriptor, reason }: Flaw): string =>
  `${descriptor.digest}, ${printable(descriptor.mediaType)}: ${reason}`

/**
 * Compares blobs of a layout with their descriptors: each must be a regular file of the right size and of the right digest.
 * Blobs in `verified`, which this process has hashed before, are not hashed again.
 */
export const findFlaws = async (
  folder: string,
  descriptors: readonly Descriptor[],
  verified: ReadonlySet<Digest> = new Set(),
): Promise<readonly Flaw[]> => {
  const flaws: Flaw[] = []
  for (const descriptor of descriptors) {
    const reason = await flawOf(
      blobPath(folder, descriptor.digest),
      descriptor,
      verified.has(descriptor.digest),
    )
    if (reason !== undefined) flaws.push({ descriptor, reason })
  }
  return flaws
}

const shownFlaws = 10

/**
 * Verifies the blobs of a layout before it is moved into place, as `findFlaws` does. Throws a Failure that names the layout's
 * image and the first flaws.
 */
export const checkBlobs = async (
  name: string,
  folder: string,
  blobs: readonly Descriptor[],
  verified: ReadonlySet<Digest>,
): Promise<void> => {
  const flaws = await findFlaws(folder, blobs, verified)
  if (flaws.length === 0) return
  throw new Failure(
    `The layout of ${name} is incomplete: ${flaws.length} of ${blobs.length} blobs are missing or wrong. ` +
      'No layout was written. Run the step again.',
    { detail: flaws.slice(0, shownFlaws).map(describeFlaw) },
  )
}

/** How the file of a blob differs from its descriptor. Undefined if it does not. Does not hash a file that is `verified`. */
export const flawOf = async (
  path: string,
  expected: Descriptor,
  verified: boolean,
): Promise<string | undefined> => {
  try {
    const stats = await lstat(path)
    if (stats.isSymbolicLink()) return symbolicLink
    if (!stats.isFile()) return 'not a regular file'
    const { digest } = expected
    const { size } = stats
    return mismatch(expected, verified || size !== expected.size ? { digest, size } : await measureFile(path))
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR')) return 'missing'
    if (isSystemError(error, 'EACCES')) return 'not readable'
    throw explainFileError(error, `read ${path}`)
  }
}
