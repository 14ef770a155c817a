import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type Digest, hexOf } from '../image/digest.ts'
import { isSystemError } from '../message/failure.ts'
import { explainFileError } from '../message/file-error.ts'
import { blobFolder } from './blob.ts'
import { isBeingWritten, isPartial } from './partial.ts'

/** None where the layout has no blob yet. */
const namesIn = async (folder: string): Promise<readonly string[]> => {
  try {
    return await readdir(folder)
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return []
    throw error
  }
}

/**
 * Deletes what lies in a layout's blob folder under another name than those of the blobs to keep; returns the names.
 * Throws a Failure where it may not.
 */
export const pruneBlobs = async (folder: string, keep: ReadonlySet<Digest>): Promise<readonly string[]> => {
  const names = new Set([...keep].map(hexOf))
  const pruned: string[] = []
  try {
    for (const name of await namesIn(blobFolder(folder))) {
      const path = join(blobFolder(folder), name)
      if (names.has(name) || (isPartial(name) && (await isBeingWritten(path)))) continue
      await rm(path, { recursive: true, force: true })
      pruned.push(name)
    }
  } catch (error) {
    throw explainFileError(error, `delete what is no longer needed in ${folder}`)
  }
  return pruned
}
