import {
  closeSync,
  constants,
  type Dirent,
  fstatSync,
  lstatSync,
  openSync,
  readlinkSync,
  readSync,
} from 'node:fs'
import { open, readdir, realpath } from 'node:fs/promises'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { Failure, isSystemError, messageOf } from '../message/failure.ts'
import type { TarEntry } from '../tar/write.ts'

/** An app's folder as it goes into a sandbox. */
export interface AppFolder {
  readonly path: string
  /** Absolute paths that are left out where they lie inside, whether they exist (yet) or not. */
  readonly exclude: readonly string[]
  /** Told what is left out because no archive can hold it. */
  readonly warn: (message: string) => void
}

/**
 * The contents of an app's folder, in bytewise order of their names: symbolic links as they are, modes kept.
 *
 * Folders that hold nothing but what is excluded are left out as well: whether an earlier build's output lies inside
 * the app must not change what is built. Throws a Failure that names the file that cannot be read.
 */
export async function* appEntries(folder: AppFolder, prefix: string): AsyncGenerator<TarEntry> {
  const root = await realpath(folder.path).catch((cause: unknown) => {
    throw new Failure(`Could not read the app's folder ${folder.path}: ${messageOf(cause)}`, { cause })
  })
  const excluded = new Set(await Promise.all(folder.exclude.map(realPathOf)))
  excluded.delete(root)
  const selection: Selection = { root, excluded, around: ancestorsOf(excluded, root) }
  for await (const { path, dirent } of walk(root, selection)) {
    const entry = entryOf(path, `${prefix}/${relative(root, path)}`, dirent)
    if (entry !== undefined) yield entry
    else folder.warn(`${path} is left out of the app: it is a socket, a pipe or a device, not a file.`)
  }
}

interface Selection {
  readonly root: string
  readonly excluded: ReadonlySet<string>
  /** The folders between the root and what is excluded. */
  readonly around: ReadonlySet<string>
}

interface Found {
  readonly path: string
  readonly dirent: Dirent
}

/** The real path of something that need not exist: that of the part that does, and the rest as it is. */
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

const ancestorsOf = (paths: ReadonlySet<string>, root: string): ReadonlySet<string> => {
  const ancestors = new Set<string>()
  for (const path of paths) {
    if (!path.startsWith(root === sep ? sep : root + sep)) continue
    for (let folder = dirname(path); folder !== root; folder = dirname(folder)) ancestors.add(folder)
  }
  return ancestors
}

async function* walk(folder: string, selection: Selection): AsyncGenerator<Found> {
  for (const found of await list(folder)) {
    if (await isLeftOut(found, selection)) continue
    yield found
    if (found.dirent.isDirectory()) yield* walk(found.path, selection)
  }
}

const isLeftOut = async ({ path, dirent }: Found, selection: Selection): Promise<boolean> => {
  if (selection.excluded.has(path)) return true
  if (!dirent.isDirectory() || !selection.around.has(path)) return false
  for (const inner of await list(path)) {
    if (!(await isLeftOut(inner, selection))) return false
  }
  return true
}

const list = async (folder: string): Promise<readonly Found[]> => {
  try {
    const entries = await readdir(folder, { withFileTypes: true })
    await refuseOddNames(folder, entries)
    return entries
      .map((dirent) => ({ path: join(folder, dirent.name), dirent, key: Buffer.from(dirent.name) }))
      .sort((a, b) => Buffer.compare(a.key, b.key))
  } catch (error) {
    throw unreadable(folder, error)
  }
}

/** Refuses names that are not UTF-8: they would arrive as others. */
const refuseOddNames = async (folder: string, entries: readonly Dirent[]): Promise<void> => {
  if (!entries.some(({ name }) => name.includes('\ufffd'))) return
  const names = await readdir(folder, { encoding: 'buffer' })
  const odd = names.find((name) => !Buffer.from(name.toString('utf8')).equals(name))
  if (odd === undefined) return
  throw new Failure(
    `The name of ${join(folder, odd.toString('utf8'))} is not valid UTF-8. Rename or remove it.`,
  )
}

const unreadable = (path: string, cause: unknown): Failure =>
  cause instanceof Failure
    ? cause
    : new Failure(
        `Could not read ${path} of the app: ${messageOf(cause)}. Make it readable, or keep it out of the app's folder.`,
        { cause },
      )

/** The entry of something found; undefined where no archive can hold it. */
const entryOf = (path: string, name: string, dirent: Dirent): TarEntry | undefined => {
  try {
    if (dirent.isFile()) return fileEntry(path, name)
    if (dirent.isDirectory()) return { name, mode: lstatSync(path).mode, type: 'directory' }
    if (!dirent.isSymbolicLink()) return undefined
    return { name, mode: 0o777, type: 'symlink', linkname: readlinkSync(path) }
  } catch (error) {
    throw unreadable(path, error)
  }
}

// Smaller files are read at once: that takes microseconds, and to wait for another thread several times as many. Apps
// have ten thousands of them. Larger ones are streamed.
const heldSize = 256 * 1024

// What was a file when its folder was listed may be a link or a pipe by now.
const openFlags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK

const fileEntry = (path: string, name: string): TarEntry => {
  const file = openSync(path, openFlags)
  try {
    const { mode, size } = fstatSync(file)
    if (size > heldSize) return { name, mode, type: 'file', size, content: contentOf(path, size) }
    // Asking for a byte more shows whether the file grew.
    const buffer = Buffer.allocUnsafe(size + 1)
    if (readSync(file, buffer, 0, size + 1, 0) !== size) throw changed(path)
    return { name, mode, type: 'file', content: buffer.subarray(0, size) }
  } finally {
    closeSync(file)
  }
}

async function* contentOf(path: string, size: number): AsyncGenerator<Uint8Array> {
  let read = 0
  try {
    const file = await open(path, openFlags)
    for await (const chunk of file.createReadStream({ highWaterMark: heldSize })) {
      read += chunk.length
      if (read > size) break
      yield chunk
    }
  } catch (error) {
    throw unreadable(path, error)
  }
  if (read !== size) throw changed(path)
}

const changed = (path: string): Failure =>
  new Failure(
    `${path} changed its size while the app was read. Keep it out of the app's folder, or end what writes to it.`,
  )
