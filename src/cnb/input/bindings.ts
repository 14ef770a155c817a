import { constants } from 'node:fs'
import { type FileHandle, open, readdir, readlink, realpath, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { isWithin } from '../../files/folders.ts'
import { documentLimit } from '../../json/document.ts'
import { Failure, isSystemError, messageOf } from '../../message/failure.ts'
import { oneLine, printable } from '../../message/printable.ts'
import { directory, type TarEntry } from '../../tar/write.ts'
import { sandboxPaths } from '../sandbox-paths.ts'

/**
 * A service or a secret for the build: files in a folder that only the builder's user can read.
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

/**
 * Reads the bindings in directories. Each directory is a binding, with a file `type`, or contains bindings. Links are
 * followed within the directory: Kubernetes mounts a secret as links to a folder `..data`. Names that begin with two dots are
 * not part of a binding.
 *
 * Throws a Failure that names the first file that is wrong, and never shows its content.
 */
export const readBindings = async (folders: readonly string[]): Promise<readonly Binding[]> => {
  const bindings = (await Promise.all(folders.map(bindingsIn))).flat()
  const names = new Set<string>()
  for (const { name } of bindings) {
    if (names.has(name)) {
      throw new Failure(`Two bindings have the name "${name}". Rename the directory of one of them.`)
    }
    names.add(name)
  }
  return bindings
}

const bindingsIn = async (path: string): Promise<readonly Binding[]> => {
  const root = await realpath(path).catch((error: unknown) => {
    throw unreadable(path, error)
  })
  const content = await list(path, root)
  const folders = content.filter(({ isFolder }) => isFolder)
  const isBinding = folders.length === 0 || content.some(({ name }) => name === 'type')
  if (isBinding) return [await readBinding(basename(path), path, content, root)]
  return Promise.all(
    folders.map(async (folder) => readBinding(folder.name, folder.path, await list(folder.path, root), root)),
  )
}

interface ListedFile {
  readonly name: string
  readonly path: string
  readonly isFolder: boolean
}

const list = async (folder: string, root: string): Promise<readonly ListedFile[]> => {
  try {
    checkWithin(await realpath(folder), folder, root)
    const names = (await readdir(folder)).filter((name) => !name.startsWith('..')).sort()
    return await Promise.all(
      names.map(async (name) => {
        const path = join(folder, name)
        return { name, path, isFolder: (await stat(path)).isDirectory() }
      }),
    )
  } catch (error) {
    throw unreadable(folder, error)
  }
}

/** Throws a Failure if the real path of a file is not in the directory that the input names. */
const checkWithin = (real: string, path: string, root: string): void => {
  if (isWithin(real, root)) return
  throw new Failure(
    `The binding's file ${oneLine(path)} is a link that leads out of the directory of the binding. ` +
      'Replace the link with the file, or name a directory in the input "bindings" that contains both.',
  )
}

const readBinding = async (
  name: string,
  path: string,
  content: readonly ListedFile[],
  root: string,
): Promise<Binding> => {
  checkName(name, path)
  if (content.length === 0) {
    throw new Failure(`The binding ${path} is empty. Add a file "type", and one file for each secret.`)
  }
  if (!content.some(({ name }) => name === 'type')) {
    throw new Failure(
      `The binding ${path} has no file "type", which tells buildpacks what it is for. ` +
        'Add one that contains a word such as ca-certificates or maven.',
    )
  }
  // One after the other: a process can open only some hundred files.
  const files: BindingFile[] = []
  for (const file of content) files.push(await readFile(file, root))
  return { name, files }
}

const namePattern = /^[A-Za-z0-9._-]{1,253}$/

const checkName = (name: string, path: string): void => {
  if (namePattern.test(name)) return
  throw new Failure(
    `The binding ${oneLine(path)} has an invalid name, "${printable(name)}": names of bindings and of their files have ` +
      '1 to 253 letters, digits, ".", "_" or "-". Rename it.',
  )
}

const readFile = async ({ name, path }: ListedFile, root: string): Promise<BindingFile> => {
  checkName(name, path)
  try {
    // Without waiting for the writer of a pipe.
    await using file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK)
    // A link can have changed since the directory was listed, so the check is about the file that is open.
    checkWithin(await readlink(`/proc/self/fd/${file.fd}`), path, root)
    if (!(await file.stat()).isFile()) {
      throw new Failure(
        `A binding contains only files, but ${path} is not a file. Move it out of the binding.`,
      )
    }
    const content = await readSecret(file, path)
    if (name === 'type' && content.toString('utf8').trim() === '') {
      throw new Failure(`The binding's file ${path} is empty. Write the type of the binding into it.`)
    }
    return { name, content }
  } catch (error) {
    throw unreadable(path, error)
  }
}

/** Reads at most one byte more than the limit, also from a file that grows or has no size. */
const readSecret = async (file: FileHandle, path: string): Promise<Buffer> => {
  const content = Buffer.concat(await Array.fromAsync(file.createReadStream({ end: documentLimit })))
  if (content.length <= documentLimit) return content
  throw new Failure(
    `The binding's file ${path} has more than ${documentLimit} bytes. Bindings are for secrets.`,
  )
}

const unreadable = (path: string, cause: unknown): Failure => {
  if (cause instanceof Failure) return cause
  if (isSystemError(cause, 'ENOTDIR')) {
    return new Failure(`The binding ${oneLine(path)} is not a directory. Name the directory of the file.`, {
      cause,
    })
  }
  return new Failure(
    `Could not read the binding ${oneLine(path)}: ${oneLine(messageOf(cause))}. ` +
      'Make it readable, or correct the input "bindings".',
    { cause },
  )
}

/** The bindings as they go into a sandbox. Only its user can read them. */
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
