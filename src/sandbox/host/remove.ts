import { randomUUID } from 'node:crypto'
import { closeSync, constants, openSync, readdirSync, renameSync } from 'node:fs'
import { readdir, rm } from 'node:fs/promises'
import { isSystemError } from '../../message/failure.ts'

/** Removes what is at a path, if anything is, however deep its folders are nested. The build must have ended. */
export const removeTree = (path: string): Promise<void> => remove(Buffer.from(path))

/** Removes all that is in a folder. */
export const removeContent = async (folder: string): Promise<void> => {
  // As bytes: the name of a file need not be UTF-8.
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
 * Moves all folders in a folder to its top. A build can nest folders deeper than a path can be long; here each one is
 * reached by a descriptor, so that no path has more than a few names.
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

/** Whether a folder could be moved: overlayfs does not move those of the image, which are not nested that deep. */
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
