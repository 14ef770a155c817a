import { lstat, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { unlessMissing } from '../files/file-error.ts'
import { clearPartials } from '../files/staging.ts'
import { blobFolder } from '../layout/blob.ts'
import { createLayout, layoutIndex, layoutMarker, layoutNames } from '../layout/write.ts'
import { isSystemError } from '../message/failure.ts'

/**
 * Makes sure that a folder of a store is a layout. A cache entry or another user of the disk may have put links in place of
 * folders, which would redirect writes, or folders in place of files, which no write replaces. Deletes incomplete files of
 * killed processes.
 */
export const healLayout = async (folder: string, warn: (message: string) => void): Promise<void> => {
  const heal = async (path: string, kind: 'folder' | 'file'): Promise<void> => {
    const stats = await unlessMissing(lstat(path))
    if (stats === undefined || stats.isDirectory() === (kind === 'folder')) return
    warn(`${path} is not a ${kind} and is replaced.`)
    await rm(path, { recursive: true, force: true })
  }
  for (const path of [folder, join(folder, 'blobs'), blobFolder(folder)]) await heal(path, 'folder')
  for (const name of [layoutMarker, layoutIndex]) await heal(join(folder, name), 'file')
  await createLayout(folder)
  for (const path of [folder, blobFolder(folder)]) await clearPartials(path)
}

/** Deletes all files in a folder of a store that do not belong to a layout, so that the folder can be replaced. */
export const removeForeign = async (folder: string): Promise<void> => {
  for (const name of await readdir(folder)) {
    if (!layoutNames.includes(name)) await rm(join(folder, name), { recursive: true, force: true })
  }
}

const listFolders = async (folder: string): Promise<readonly string[]> => {
  try {
    const entries = await readdir(folder, { withFileTypes: true })
    return entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(folder, name))
  } catch (error) {
    if (isSystemError(error, 'ENOENT', 'ENOTDIR', 'EACCES')) return []
    throw error
  }
}

// A limit for the time of a search.
const searched = 100

/**
 * The folders of a repository that may be layouts: those of this project, `<tag>/<platform>`, and those of pack, `<tag>` and
 * `sha256/<hex>`. Their blobs are used by digest, whatever the tag or the platform is.
 */
export const layoutsOf = async (repository: string): Promise<readonly string[]> => {
  const tags = (await listFolders(repository)).slice(0, searched)
  const inner = await Promise.all(tags.map(listFolders))
  return [...tags, ...inner.flat().slice(0, searched)]
}
