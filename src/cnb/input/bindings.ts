import { constants, type Stats } from 'node:fs'
import { open, readdir, realpath, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { isWithin } from '../../files/folders.ts'
import { documentLimit } from '../../json/document.ts'
import { Failure, isSystemError, messageOf } from '../../message/failure.ts'
import { oneLine, printable } from '../../message/printable.ts'
import { directory, type TarEntry } from '../../tar/write.ts'
import { sandboxPaths } from '../sandbox-paths.ts'

/**
 * What a build is given of a service or a secret: files in a folder that only the builder's user may read.
 * https://github.com/buildpacks/spec/blob/main/extensions/bindings.md
 */
export interface Binding {
  readonly name: string
  readonly files: readonly BindingFile[]
}

interface BindingFile {
  readonly name: string
  readonly content: Uint8Array
}

const namePattern = /^[A-Za-z0-9._-]{1,253}$/

/**
 * Reads the bindings in some folders, each of which is a binding, with a file `type`, or a folder of bindings. Links are
 * followed within the given folder: Kubernetes mounts a secret as links into a folder `..data`, and what is called like
 * that is no part of a binding itself.
 *
 * Throws a Failure that names the first folder that is none, and never what is in its files.
 */
export const readBindings = async (folders: readonly string[]): Promise<readonly Binding[]> => {
  const bindings = (await Promise.all(folders.map(bindingsIn))).flat()
  const names = new Set<string>()
  for (const { name } of bindings) {
    if (names.has(name)) {
      throw new Failure(`There are two bindings with the name "${name}". Rename the folder of one.`)
    }
    names.add(name)
  }
  return bindings
}

/** A folder or a file that was found by following links, and the folder that it must not leave. */
interface Place {
  /** As it was given, for the messages. */
  readonly path: string
  readonly root: string
}

const bindingsIn = async (path: string): Promise<readonly Binding[]> => {
  const root = await realpath(path).catch((error: unknown) => {
    throw unreadable(path, error)
  })
  const found = await list({ path, root })
  const names = new Set(found.map(({ name }) => name))
  const inner = found.filter(({ stats }) => stats.isDirectory())
  if (names.has('type') || inner.length === 0) return [await bindingOf(basename(path), path, found)]
  return Promise.all(inner.map(async ({ name, place }) => bindingOf(name, place.path, await list(place))))
}

interface Found {
  readonly name: string
  readonly place: Place
  readonly stats: Stats
}

const list = async ({ path, root }: Place): Promise<readonly Found[]> => {
  try {
    const names = (await readdir(path)).filter((name) => !name.startsWith('..')).sort()
    return await Promise.all(
      names.map(async (name): Promise<Found> => {
        const place = { path: join(path, name), root }
        return { name, place, stats: await stat(await within(place)) }
      }),
    )
  } catch (error) {
    throw unreadable(path, error)
  }
}

/** Where a path leads. Throws a Failure if that is outside of the folder that was given. */
const within = async ({ path, root }: Place): Promise<string> => {
  const real = await realpath(path)
  if (isWithin(real, root)) return real
  throw new Failure(
    `The binding's file ${oneLine(path)} is a link that leads out of the folder given as binding. ` +
      'Put the file itself there, or give the folder that it is in.',
  )
}

const bindingOf = async (name: string, path: string, found: readonly Found[]): Promise<Binding> => {
  checkName(name, path)
  if (found.length === 0) {
    throw new Failure(`The binding ${path} is empty. Put a file "type" there, and one for each secret.`)
  }
  if (!found.some(({ name }) => name === 'type')) {
    throw new Failure(
      `The binding ${path} has no file "type", which tells buildpacks what it is. ` +
        'Put one there, with a word such as ca-certificates or maven in it.',
    )
  }
  return { name, files: await Promise.all(found.map(readFound)) }
}

const checkName = (name: string, path: string): void => {
  if (namePattern.test(name)) return
  throw new Failure(
    `The binding ${oneLine(path)} has a name that is not allowed, "${printable(name)}": bindings and their files are named by ` +
      '1 to 253 letters, digits, ".", "_" or "-". Rename it.',
  )
}

const readFound = async ({ name, place, stats }: Found): Promise<BindingFile> => {
  const { path } = place
  checkName(name, path)
  if (!stats.isFile()) {
    throw new Failure(`A binding has files only, and ${path} is none. Move it out of the binding.`)
  }
  const content = await readBounded(place)
  if (name === 'type' && content.toString('utf8').trim() === '') {
    throw new Failure(`The binding's file ${path} is empty. Write the binding's type into it.`)
  }
  return { name, content }
}

// What was a file a moment ago may be a link or a pipe by now.
const openFlags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK

const readBounded = async (place: Place): Promise<Buffer> => {
  try {
    await using file = await open(await within(place), openFlags)
    const { size } = await file.stat()
    if (size <= documentLimit) return await file.readFile()
  } catch (error) {
    throw unreadable(place.path, error)
  }
  throw new Failure(
    `The binding's file ${place.path} has more than ${documentLimit} bytes. Bindings are for secrets.`,
  )
}

const unreadable = (path: string, cause: unknown): Failure => {
  if (cause instanceof Failure) return cause
  if (isSystemError(cause, 'ENOTDIR')) {
    return new Failure(
      `The binding ${oneLine(path)} is not a folder. Give the folder that the file lies in.`,
      {
        cause,
      },
    )
  }
  return new Failure(
    `Could not read the binding ${oneLine(path)}: ${oneLine(messageOf(cause))}. Make it readable, or correct the input bindings.`,
    { cause },
  )
}

/** The bindings as they go into a sandbox, for its user's eyes only. */
export function* bindingEntries(bindings: readonly Binding[]): Generator<TarEntry> {
  if (bindings.length === 0) return
  const folder = `${sandboxPaths.platform}/bindings`
  yield directory(folder)
  for (const { name, files } of bindings) {
    yield directory(`${folder}/${name}`, 0o700)
    for (const file of files) {
      yield {
        name: `${folder}/${name}/${file.name}`.slice(1),
        mode: 0o400,
        type: 'file',
        content: file.content,
      }
    }
  }
}
