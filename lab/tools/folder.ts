import { access, mkdir, rename, rm } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'

/** The root of the repository. */
export const root = resolve(import.meta.dirname, '..', '..')

/** Where everything that the lab makes is kept for its next run; `rm -r .lab` starts from nothing. */
export const labFolder = join(root, '.lab')

export const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )

const making = new Map<string, Promise<void>>()

/**
 * Makes a file or folder unless it is there. Who asks for it while it is being made waits for that.
 *
 * It is made beside its place and renamed at the end, so what a run that was cut off leaves behind never counts
 * as made.
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
