import { access, mkdir, rename, rm } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'

/** The root of the repository. */
export const root = resolve(import.meta.dirname, '..', '..')

/** The directory for the lab's files, which the next run uses again. To start from scratch, delete it. */
export const labFolder = join(root, '.lab')

export const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )

const making = new Map<string, Promise<void>>()

/**
 * Creates a file or directory unless it exists. Concurrent calls wait for the first.
 *
 * It is created under another name and renamed at the end, so an interrupted run leaves nothing incomplete under this name.
 */
export const makeOnce = async (path: string, make: (path: string) => Promise<void>): Promise<void> => {
  const made = making.get(path) ?? makeUnlessThere(path, make)
  making.set(path, made)
  try {
    await made
  } finally {
    making.delete(path)
  }
}

const makeUnlessThere = async (path: string, make: (path: string) => Promise<void>): Promise<void> => {
  if (await exists(path)) return
  const unfinished = `${path}.unfinished`
  await rm(unfinished, { recursive: true, force: true })
  await mkdir(dirname(path), { recursive: true })
  await make(unfinished)
  await rename(unfinished, path)
}
