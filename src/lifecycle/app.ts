import type { Dirent } from 'node:fs'
import { constants, lstat, open, readdir, readlink, realpath } from 'node:fs/promises'
import { basename, dirname, join, relative, resolve, sep } from 'node:path'
import { Failure, isSystemError, messageOf } from '../oci/failure.ts'
import type { TarEntry } from './tar.ts'

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
  const load = ({ path, dirent }: Found): Promise<TarEntry | undefined> =>
    entryOf(path, `${prefix}/${relative(root, path)}`, dirent, folder.warn)
  for await (const entry of ahead(walk(root, selection), load)) {
    if (entry !== undefined) yield entry
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
  const entries = await reading(folder, () => readdir(folder, { withFileTypes: true }))
  await refuseOddNames(folder, entries)
  return entries
    .map((dirent) => ({ path: join(folder, dirent.name), dirent, key: Buffer.from(dirent.name) }))
    .sort((a, b) => Buffer.compare(a.key, b.key))
}

/** Refuses names that are not UTF-8: they would arrive as others. */
const refuseOddNames = async (folder: string, entries: readonly Dirent[]): Promise<void> => {
  if (!entries.some(({ name }) => name.includes('\ufffd'))) return
  const names = await reading(folder, () => readdir(folder, { encoding: 'buffer' }))
  const odd = names.find((name) => !Buffer.from(name.toString('utf8')).equals(name))
  if (odd === undefined) return
  throw new Failure(
    `The name of ${join(folder, odd.toString('utf8'))} is not valid UTF-8. Rename or remove it.`,
  )
}

const reading = async <Result>(path: string, read: () => Promise<Result>): Promise<Result> => {
  try {
    return await read()
  } catch (error) {
    if (error instanceof Failure) throw error
    throw new Failure(
      `Could not read ${path} of the app: ${messageOf(error)}. Make it readable, or keep it out of the app's folder.`,
      { cause: error },
    )
  }
}

const entryOf = async (
  path: string,
  name: string,
  dirent: Dirent,
  warn: (message: string) => void,
): Promise<TarEntry | undefined> => {
  if (dirent.isFile()) return reading(path, () => fileEntry(path, name))
  if (dirent.isDirectory()) {
    const { mode } = await reading(path, () => lstat(path))
    return { name, mode, type: 'directory' }
  }
  if (dirent.isSymbolicLink()) {
    return { name, mode: 0o777, type: 'symlink', linkname: await reading(path, () => readlink(path)) }
  }
  warn(`${path} is left out of the app: it is a socket, a pipe or a device, not a file.`)
  return undefined
}

// Smaller files are read ahead and held, larger ones streamed when their turn comes.
const heldSize = 256 * 1024

// What was a file when its folder was listed may be a link or a pipe by now.
const openFlags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK

const fileEntry = async (path: string, name: string): Promise<TarEntry> => {
  const file = await open(path, openFlags)
  try {
    const { mode, size } = await file.stat()
    if (size > heldSize) return { name, mode, type: 'file', size, content: contentOf(path, size) }
    // Asking for a byte more shows whether the file grew.
    const buffer = Buffer.allocUnsafe(size + 1)
    const { bytesRead } = await file.read(buffer, 0, size + 1, 0)
    if (bytesRead !== size) throw changed(path)
    return { name, mode, type: 'file', content: buffer.subarray(0, size) }
  } finally {
    await file.close()
  }
}

/** Opened only when its turn comes, so that what is read ahead holds no file open. */
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
    await reading(path, () => Promise.reject(error))
  }
  if (read !== size) throw changed(path)
}

const changed = (path: string): Failure =>
  new Failure(
    `${path} changed its size while the app was read. Keep it out of the app's folder, or end what writes to it.`,
  )

// libuv has four threads for files; a few more reads than that keep them busy.
const readAhead = 16

/** Loads items ahead of their turn, a few at a time; the results keep the items' order. */
async function* ahead<Item, Result>(
  items: AsyncIterable<Item>,
  load: (item: Item) => Promise<Result>,
): AsyncGenerator<Result> {
  const pending: Promise<Result>[] = []
  for await (const item of items) {
    const loading = load(item)
    // It may fail before its turn to be awaited.
    loading.catch(() => {})
    pending.push(loading)
    if (pending.length >= readAhead) {
      const next = pending.shift()
      if (next !== undefined) yield await next
    }
  }
  for (const loading of pending) yield await loading
}
