import { closeSync, type Dirent, fstatSync, lstatSync, openSync, readlinkSync, readSync } from 'node:fs'
import { readdir, realpath } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import * as v from 'valibot'
import { fileContent, SizeChange, safeReadFlags } from '../../files/file-content.ts'
import { isWithin, sortByName } from '../../files/folders.ts'
import { isStaging } from '../../files/staging.ts'
import { annotationKeys } from '../../image/annotations.ts'
import { DigestSchema } from '../../image/digest.ts'
import { parseIndex } from '../../image/image-index.ts'
import { readSmallFile } from '../../layout/read.ts'
import { layoutIndex, layoutNames } from '../../layout/write.ts'
import { Failure, isSystemError, messageOf } from '../../message/failure.ts'
import type { TarEntry } from '../../tar/write.ts'
import { isOwnSbomFolder } from '../sbom/folder.ts'
import { type AppFile, type AppLog, type AppSource, checkMode } from './app-source.ts'

interface DirectoryFile extends AppFile {
  readonly dirent: Dirent
}

/** Opens a directory with an app. `exclude` are absolute paths that are not part of the app. */
export const openDirectory = async (
  path: string,
  exclude: readonly string[],
  log: AppLog,
): Promise<AppSource<DirectoryFile>> => {
  const root = await realpath(path)
  const excluded = new Set(await Promise.all(exclude.map(realPathOf)))
  const pathOf = (name: string): string => join(root, name)
  const list = async (folder?: DirectoryFile): Promise<readonly DirectoryFile[] | undefined> => {
    const name = folder?.name ?? ''
    const path = pathOf(name)
    if (folder !== undefined && isStaging(folder.dirent.name)) {
      log.info(`${path} is left out of the app: a build that was killed left it there.`)
      return undefined
    }
    const dirents = (await read(path)).filter((dirent) => !excluded.has(join(path, dirent.name)))
    const output = folder && (await outputIn(path, dirents))
    if (output !== undefined) {
      log.info(`${path} is left out of the app: it is ${output} that this action made.`)
      return undefined
    }
    return dirents.map((dirent) => ({
      name: join(name, dirent.name),
      isFolder: dirent.isDirectory(),
      dirent,
    }))
  }
  return {
    pathOf,
    list,
    // A folder for output must not change the image.
    keepsEmpty: ({ name }) => !excluded.values().some((path) => isWithin(path, pathOf(name))),
    entry: ({ name, dirent }, entryName) => entryOf(pathOf(name), entryName, dirent),
    close: () => {},
  }
}

/** The real path of a file that need not exist: the real path of the part that exists, and the rest. */
const realPathOf = async (path: string): Promise<string> => {
  const absolute = resolve(path)
  try {
    return await realpath(absolute)
  } catch (error) {
    const parent = dirname(absolute)
    if (parent === absolute || !isSystemError(error, 'ENOENT', 'ENOTDIR')) return absolute
    return join(await realPathOf(parent), basename(absolute))
  }
}

const outputIn = async (path: string, dirents: readonly Dirent[]): Promise<string | undefined> => {
  const names = dirents.map(({ name }) => name)
  if (await isOwnLayout(path, names)) return 'an image layout'
  return (await isOwnSbomFolder(path, names)) ? 'a folder of SBOMs' : undefined
}

const read = async (folder: string): Promise<readonly Dirent[]> => {
  try {
    const dirents = await readdir(folder, { withFileTypes: true })
    await checkNames(folder, dirents)
    return sortByName(dirents)
  } catch (error) {
    throw unreadable(folder, error)
  }
}

/** Refuses names that are not UTF-8: Node replaces their bytes. */
const checkNames = async (folder: string, dirents: readonly Dirent[]): Promise<void> => {
  if (!dirents.some(({ name }) => name.includes('\ufffd'))) return
  const names = await readdir(folder, { encoding: 'buffer' })
  const invalid = names.find((name) => !Buffer.from(name.toString('utf8')).equals(name))
  if (invalid === undefined) return
  throw new Failure(
    `The name of ${join(folder, invalid.toString('utf8'))} is not valid UTF-8. Rename or remove it.`,
  )
}

const unreadable = (path: string, cause: unknown): Failure => {
  if (cause instanceof Failure) return cause
  if (isSystemError(cause, 'ENOENT', 'ENOTDIR', 'ELOOP', 'ENXIO')) {
    return replaced(path, cause)
  }
  return new Failure(
    `Could not read ${path} of the app: ${messageOf(cause)}. Make it readable, or exclude it with the input "exclude".`,
    { cause },
  )
}

const replaced = (path: string, cause?: unknown): Failure =>
  new Failure(`${path} was removed or replaced while the app was read. ${keepStill}`, { cause })

const keepStill = 'Stop the process that changes it, or exclude it with the input "exclude".'

const entryOf = (path: string, name: string, dirent: Dirent): TarEntry | undefined => {
  try {
    if (dirent.isFile()) return fileEntry(path, name)
    if (dirent.isDirectory()) {
      const stats = lstatSync(path)
      if (!stats.isDirectory()) throw replaced(path)
      const { mode } = stats
      checkMode(path, mode, true)
      return { name, mode, type: 'directory' }
    }
    if (dirent.isSymbolicLink()) return { name, mode: 0o777, type: 'symlink', linkname: readlinkSync(path) }
    if (dirent.isFIFO()) return { name, mode: lstatSync(path).mode, type: 'fifo' }
    return undefined
  } catch (error) {
    throw unreadable(path, error)
  }
}

// Reading a smaller file at once takes microseconds; waiting for another thread takes several times as long, and apps have
// tens of thousands of files. Larger files are streamed.
const wholeSize = 256 * 1024

const fileEntry = (path: string, name: string): TarEntry => {
  const file = openSync(path, safeReadFlags)
  try {
    const stats = fstatSync(file)
    const { mode, size } = stats
    if (!stats.isFile()) throw replaced(path)
    checkMode(path, mode, false)
    if (size > wholeSize) return { name, mode, type: 'file', size, content: appFileContent(path, size) }
    // One byte more than the size shows whether the file grew.
    const buffer = Buffer.allocUnsafe(size + 1)
    if (readSync(file, buffer, 0, size + 1, 0) !== size) throw changed(path)
    return { name, mode, type: 'file', content: buffer.subarray(0, size) }
  } finally {
    closeSync(file)
  }
}

async function* appFileContent(path: string, size: number): AsyncGenerator<Uint8Array> {
  try {
    yield* fileContent(path, size)
  } catch (error) {
    throw error instanceof SizeChange ? changed(path) : unreadable(path, error)
  }
}

const changed = (path: string): Failure =>
  new Failure(`${path} changed its size while the app was read. ${keepStill}`)

/**
 * Whether a folder with files of these names is a layout that this project built or downloaded: the only descriptor in its
 * index has an annotation of this project. Layouts of other tools are part of the app.
 */
export const isOwnLayout = async (folder: string, names: readonly string[]): Promise<boolean> => {
  if (!layoutNames.every((name) => names.includes(name))) return false
  try {
    const { manifests } = parseIndex(await readSmallFile(join(folder, layoutIndex)), layoutIndex)
    return (
      manifests.length === 1 && v.is(DigestSchema, manifests[0]?.annotations?.[annotationKeys.runImageRoot])
    )
  } catch {
    // It is part of the app. If it is not readable, reading the app fails.
    return false
  }
}
