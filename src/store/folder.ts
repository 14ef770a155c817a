import { lstat, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { clearPartials } from '../files/partial.ts'
import { blobFolder } from '../layout/blob.ts'
import { createLayout, layoutIndex, layoutMarker, layoutNames } from '../layout/write.ts'
import { isSystemError } from '../message/failure.ts'

/**
 * Makes sure that a folder of a store is a layout's: a cache entry or another user of the disk may have put links where
 * folders belong, which would lead writes elsewhere, or folders where files belong, which no write replaces. What
 * killed processes have left half-written in it is deleted.
 */
export const healLayout = async (folder: string, warn: (message: string) => void): Promise<void> => {
  const heal = async (path: string, kind: 'folder' | 'file'): Promise<void> => {
    try {
      if ((await lstat(path)).isDirectory() === (kind === 'folder')) return
      warn(`${path} is not a ${kind}, and is replaced by one.`)
      await rm(path, { recursive: true })
    } catch (error) {
      if (!isSystemError(error, 'ENOENT')) throw error
    }
  }
  for (const path of [folder, join(folder, 'blobs'), blobFolder(folder)]) await heal(path, 'folder')
  for (const name of [layoutMarker, layoutIndex]) await heal(join(folder, name), 'file')
  await createLayout(folder)
  for (const path of [folder, blobFolder(folder)]) await clearPartials(path)
}

/** Deletes what is no part of a layout in a folder of a store, which could not be replaced as a whole otherwise. */
export const removeForeign = async (folder: string): Promise<void> => {
  for (const name of await readdir(folder)) {
    if (!layoutNames.includes(name)) await rm(join(folder, name), { recursive: true, force: true })
  }
}

const foldersIn = async (folder: string): Promise<readonly string[]> => {
  try {
    const entries = await readdir(folder, { withFileTypes: true })
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(folder, name))
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR', 'EACCES')) return []
    throw error
  }
}

// More tags of one repository than anybody builds upon.
const searched = 100

/**
 * The folders of a repository that may hold layouts: ours, `<tag>/<platform>`, and those that pack makes, `<tag>` and
 * `sha256/<hex>`. What lies in them is used by its digest, whatever the tag or the platform was.
 */
export const layoutsOf = async (repository: string): Promise<readonly string[]> => {
  const tags = (await foldersIn(repository)).slice(0, searched)
  const inner = await Promise.all(tags.map(foldersIn))
  return [...tags, ...inner.flat().slice(0, searched)]
}
