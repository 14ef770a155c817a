import type { Dirent } from 'node:fs'
import { readdir, realpath } from 'node:fs/promises'
import { basename, dirname, join, resolve, sep } from 'node:path'
import { Failure, isSystemError, messageOf } from '../../message/failure.ts'
import { formatCount } from '../../message/quantity.ts'
import type { TarEntry } from '../../tar/write.ts'
import { everything, type FileFilter } from '../project/file-filter.ts'
import { appEntry, unreadable } from './app-entry.ts'
import { isOwnLayout, isOwnSbomFolder } from './leftovers.ts'

/** An app's folder as it goes into a sandbox. */
export interface AppFolder {
  readonly path: string
  /** Absolute paths that are left out where they lie inside, whether they exist (yet) or not. */
  readonly exclude: readonly string[]
  /** Whether a folder of this name is one that a layout is made in: a build that was killed leaves it behind. */
  readonly isStagingName: (name: string) => boolean
  /** What the project's patterns take of it; everything if there are none. */
  readonly filter?: FileFilter
  /** Told what is left out, since this project made it or since no image can hold it. */
  readonly log: AppLog
}

export interface AppLog {
  info(message: string): void
  warning(message: string): void
}

/**
 * The contents of an app's folder, in bytewise order of their names: symbolic links and pipes as they are, modes kept.
 *
 * Nothing that this project ever made is part of an app, and so neither are folders that hold nothing else: whether an
 * previous build's output lies inside the app must not change what is built. Throws a Failure that names the first
 * file that cannot be read, here or in the build, and where the project's patterns leave nothing of it.
 */
export async function* appEntries(folder: AppFolder, prefix: string): AsyncGenerator<TarEntry> {
  const root = await realpath(folder.path).catch((cause: unknown) => {
    throw new Failure(`Could not read the app's folder ${folder.path}: ${messageOf(cause)}`, { cause })
  })
  const excluded = new Set(await Promise.all(folder.exclude.map(realPathOf)))
  excluded.delete(root)
  const { isStagingName, filter = everything, log } = folder
  const around = ancestorsOf(excluded, root)
  const selection: Selection = { excluded, around, isStagingName, filter, log }
  const content = await list(root, '')
  let isEmpty = true
  for await (const { path, name, dirent } of walk(taken(content, selection), selection)) {
    isEmpty = false
    const entry = appEntry(path, `${prefix}/${name}`, dirent)
    if (entry !== undefined) yield entry
    else log.warning(`${path} is left out of the app: it is a socket or a device.`)
  }
  if (isEmpty && content.length > 0 && filter !== everything) {
    const count = formatCount(content.length, 'file or folder', 'files and folders')
    throw new Failure(
      `The project's patterns leave nothing of the app: ${folder.path} has ${count}, and all are left out. ` +
        'Look at "exclude" and "include" of project.toml and at the input exclude.',
    )
  }
}

interface Selection extends Pick<AppFolder, 'isStagingName' | 'log'> {
  readonly filter: FileFilter
  readonly excluded: ReadonlySet<string>
  /** The folders between the root and what is excluded. */
  readonly around: ReadonlySet<string>
}

interface Found {
  readonly path: string
  /** Relative to the app's folder. */
  readonly name: string
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

/**
 * What is found and not left out, each folder before its content. `held` are the folders around it that nothing was
 * found in yet: they follow once something is.
 */
async function* walk(
  content: readonly Found[],
  selection: Selection,
  held: Found[] = [],
): AsyncGenerator<Found> {
  const { excluded, around, filter } = selection
  for (const found of content) {
    if (excluded.has(found.path)) continue
    if (!found.dirent.isDirectory()) {
      if (!filter.includes(found.name, false)) continue
      if (held.length > 0) yield* held.splice(0)
      yield found
      continue
    }
    const inner = await contentOf(found, selection)
    if (inner === undefined) continue
    held.push(found)
    const rest = taken(inner, selection)
    // An empty folder is part of the app, except for one that an output is to be put in. So is one that patterns emptied.
    const isEmpty = inner.length === 0 && !around.has(found.path)
    if ((isEmpty || rest.length < inner.length) && filter.includes(found.name, true)) yield* held.splice(0)
    yield* walk(rest, selection, held)
    if (held.at(-1) === found) held.pop()
  }
}

/** What the project's patterns do not leave out. */
const taken = (content: readonly Found[], { filter }: Selection): readonly Found[] =>
  content.filter(({ name, dirent }) => !filter.excludes(name, dirent.isDirectory()))

/** What is in a folder of the app; undefined if the folder is this project's. */
const contentOf = async (
  { path, name, dirent }: Found,
  { isStagingName, log }: Selection,
): Promise<readonly Found[] | undefined> => {
  if (isStagingName(dirent.name)) {
    log.info(`${path} is left out of the app: a build that was ended left it behind.`)
    return undefined
  }
  const content = await list(path, `${name}/`)
  const names = content.map(({ dirent }) => dirent.name)
  const made = (await isOwnLayout(path, names))
    ? 'an image layout'
    : (await isOwnSbomFolder(path, names)) && 'a folder of SBOMs'
  if (!made) return content
  log.info(`${path} is left out of the app: it is ${made} that this action made.`)
  return undefined
}

const list = async (folder: string, prefix: string): Promise<readonly Found[]> => {
  try {
    const entries = await readdir(folder, { withFileTypes: true })
    await refuseOddNames(folder, entries)
    return entries
      .map((dirent) => ({
        path: join(folder, dirent.name),
        name: prefix + dirent.name,
        dirent,
        key: Buffer.from(dirent.name),
      }))
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
