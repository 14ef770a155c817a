import { mkdir } from 'node:fs/promises'
import { relative } from 'node:path'
import { isSystemError } from '../message/failure.ts'

/** Whether an absolute path is that of a folder or of something below it. Compares only the paths. */
export const isWithin = (path: string, folder: string): boolean => {
  const way = relative(folder, path)
  return way !== '..' && !way.startsWith('../')
}

/** Sorts items by the bytes of their names, as tar writers in Go do. */
export const sortByName = <Item extends { readonly name: string }>(items: readonly Item[]): readonly Item[] =>
  items
    .map((item) => ({ item, key: Buffer.from(item.name) }))
    .sort((a, b) => Buffer.compare(a.key, b.key))
    .map(({ item }) => item)

/**
 * Creates a folder and its parents if they are missing. Throws the error of the file system. `mkdir` with `recursive` reports
 * ENOENT for other errors too, for example for a read-only file system.
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
    // Another process removed a parent at the same time.
    await mkdir(path, { recursive: true })
  }
}

/** The folder of an ENOENT error. */
const missingIn = (error: unknown): string | undefined => {
  if (!(error instanceof Error) || !('code' in error) || error.code !== 'ENOENT') return undefined
  return 'path' in error && typeof error.path === 'string' ? error.path : undefined
}
