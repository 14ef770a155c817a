import { mkdir } from 'node:fs/promises'
import { isSystemError } from '../message/failure.ts'

/**
 * Makes a folder and those that it is to lie in, unless they are there. Throws what the file system says: Node.js itself
 * says ENOENT for much that is no reason to give up where one folder is made, such as a file system that is read-only.
 * https://github.com/nodejs/node/blob/v24.x/src/node_file.cc, MKDirpAsync
 */
export const makeFolder = async (path: string): Promise<void> => {
  try {
    await mkdir(path, { recursive: true })
  } catch (error) {
    const missing = missingIn(error)
    if (missing === undefined) throw error
    try {
      await mkdir(missing)
    } catch (again) {
      if (!isSystemError(again, 'EEXIST')) throw again
    }
    // Another process makes and removes what is being made here.
    await mkdir(path, { recursive: true })
  }
}

/** The folder that could not be made, as far as the error knows no better reason. */
const missingIn = (error: unknown): string | undefined => {
  if (!(error instanceof Error) || !('code' in error) || error.code !== 'ENOENT') return undefined
  return 'path' in error && typeof error.path === 'string' ? error.path : undefined
}
