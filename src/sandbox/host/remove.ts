import { randomUUID } from 'node:crypto'
import { closeSync, constants, openSync, readdirSync, renameSync } from 'node:fs'
import { readdir, rm } from 'node:fs/promises'
import { isSystemError } from '../../message/failure.ts'

/** Removes a file or directory if it exists, at any depth of nesting. The build must have ended. */
export const removeTree = (path: string): Promise<void> => remove(Buffer.from(path))

/** Removes everything in a directory. */
export const removeContent = async (folder: string): Promise<void> => {
  // As bytes, because file names need not be UTF-8.
  for (const name of await readdir(folder, { encoding: 'buffer' })) await remove(within(folder, name))
}

const remove = async (path: Buffer): Promise<void> => {
  const removeAll = () => rm(path, { recursive: true, force: true })
  try {
    await removeAll()
  } catch (error) {
    if (!isSystemError(error, 'ENAMETOOLONG')) throw error
    flatten(path)
    await removeAll()
  }
}

/**
 * Moves all nested directories to the top of a directory. A build can nest them deeper than the maximum path length, so
 * each one is opened by a descriptor, and no path has more than a few names.
 */
const flatten = (path: Buffer): void => {
  const top = openFolder(path)
  try {
    const pending = foldersIn(top)
    for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
      const descriptor = openFolder(folder)
      try {
        for (const inner of foldersIn(descriptor)) {
          const target = within(pathOf(top), Buffer.from(randomUUID()))
          pending.push(
            move(inner, target) ? target : within(folder, inner.subarray(inner.lastIndexOf('/') + 1)),
          )
        }
      } finally {
        closeSync(descriptor)
      }
    }
  } finally {
    closeSync(top)
  }
}

/** Returns whether the move worked. overlayfs cannot move directories of the image; these are not nested that deep. */
const move = (from: Buffer, to: Buffer): boolean => {
  try {
    renameSync(from, to)
    return true
  } catch (error) {
    if (isSystemError(error, 'EXDEV', 'EBUSY')) return false
    throw error
  }
}

const openFolder = (path: Buffer): number =>
  openSync(path, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW)

const pathOf = (descriptor: number): string => `/proc/self/fd/${descriptor}`

const foldersIn = (descriptor: number): Buffer[] =>
  readdirSync(pathOf(descriptor), { withFileTypes: true, encoding: 'buffer' })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => within(pathOf(descriptor), name))

const within = (folder: string | Buffer, name: Buffer): Buffer =>
  Buffer.concat([Buffer.from(folder), Buffer.from('/'), name])
