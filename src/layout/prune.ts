import { readdir, rm, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { explainFileError } from '../files/file-error.ts'
import { isBeingWritten, isPartial } from '../files/partial.ts'
import { type Digest, hexOf } from '../image/digest.ts'
import { isSystemError } from '../message/failure.ts'
import { blobFolder, blobPath } from './blob.ts'

/** The names in a layout's blob folder; none if it has no blob yet. */
export const blobNames = async (folder: string): Promise<readonly string[]> => {
  try {
    return await readdir(blobFolder(folder))
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return []
    throw error
  }
}

/** Notes by the time of its file that a blob is in use, as far as it is there and this user may. */
export const markUsed = async (folder: string, digests: Iterable<Digest>): Promise<void> => {
  const now = new Date()
  await Promise.all([...digests].map((digest) => utimes(blobPath(folder, digest), now, now).catch(() => {})))
}

/**
 * Deletes what lies in a layout's blob folder under another name than those of the blobs to keep; returns the names.
 * With `isUseless`, only that of it which is. Throws a Failure if it may not.
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
    throw explainFileError(error, `delete what is no longer needed in ${folder}`)
  }
  return pruned
}
