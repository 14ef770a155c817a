import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { type ZipFile, zipOf } from '../hostile/zip.ts'

/** The files of a folder, as an artifact's zip holds them. */
export const filesIn = async (folder: string): Promise<readonly ZipFile[]> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async (entry) => {
        const path = join(entry.parentPath, entry.name)
        return { name: relative(folder, path), content: await readFile(path) }
      }),
  )
}

/** Writes a zip, and resolves with its path. */
export const writeZip = async (path: string, files: readonly ZipFile[]): Promise<string> => {
  await writeFile(path, zipOf(files))
  return path
}
