import { mkdir } from 'node:fs/promises'
import { dirname, relative } from 'node:path'
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

/** The folders around a path, and the path itself: `a`, `a/b`, `a/b/c`. */
export const withParents = (path: string): readonly string[] =>
  path
    .split('/')
    .map((_, last, parts) => parts.slice(0, last + 1).join('/'))
    .filter((folder) => folder !== '')

/**
 * Creates a folder and its parents if they are missing. Throws the error of the file system. `mkdir` with `recursive` reports
 * ENOENT for other errors too, for example for a read-only file system.
 * https://github.com/nodejs/node/blob/v24.x/src/node_file.cc, MKDirpAsync
 */
export const makeFolder = async (path: string): Promise<void> => {
  try {
    await mkdir(path, { recursive: true })
  } catch (error) {
    if (!isSystemError(error, 'ENOENT') || dirname(path) === path) throw error
    await makeFolder(dirname(path))
    try {
      await mkdir(path)
    } catch (again) {
      if (!isSystemError(again, 'EEXIST')) throw again
      // Another process created it, or it is a link that leads nowhere.
      await mkdir(path, { recursive: true })
    }
  }
}
