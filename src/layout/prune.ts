import { readdir, rm, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { explainFileError } from '../files/file-error.ts'
import { isBeingWritten, isPartial } from '../files/staging.ts'
import { type Digest, hexOf } from '../image/digest.ts'
import { isSystemError } from '../message/failure.ts'
import { blobFolder, blobPath } from './blob.ts'

/** The file names in the blob directory of a layout. Empty if there is no directory yet. */
export const blobNames = async (folder: string): Promise<readonly string[]> => {
  try {
    return await readdir(blobFolder(folder))
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return []
    throw error
  }
}

/** Updates the times of blob files, to mark them as used. Ignores errors. */
export const markUsed = async (folder: string, digests: Iterable<Digest>): Promise<void> => {
  const now = new Date()
  await Promise.all([...digests].map((digest) => utimes(blobPath(folder, digest), now, now).catch(() => {})))
}

/**
 * Deletes all files in the blob directory of a layout except the blobs to keep, or those of them for which `isUseless` holds.
 * Returns the names of the deleted files. Throws a Failure if a file cannot be deleted.
 */
export const pruneBlobs = async (
  folder: string,
  keep: ReadonlySet<Digest>,
  isUseless: (name: string, path: string) => boolean | Promise<boolean> = () => true,
): Promise<readonly string[]> => {
  const names = new Set([...keep].map(hexOf))
  const pruned: string[] = []
  try {
    for (const name of await blobNames(folder)) {
      const path = join(blobFolder(folder), name)
      if (names.has(name) || (isPartial(name) && (await isBeingWritten(path)))) continue
      if (!(await isUseless(name, path))) continue
      await rm(path, { recursive: true, force: true })
      pruned.push(name)
    }
  } catch (error) {
    throw explainFileError(error, `delete unused blobs in ${folder}`)
  }
  return pruned
}
