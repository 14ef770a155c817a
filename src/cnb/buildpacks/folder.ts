import type { Dirent } from 'node:fs'
import { lstat, readdir, readlink } from 'node:fs/promises'
import { join } from 'node:path'
import { fileContent, SizeChange } from '../../files/file-content.ts'
import { sortByName } from '../../files/folders.ts'
import { readSmallFile } from '../../layout/read.ts'
import { Failure, isSystemError, messageOf } from '../../message/failure.ts'
import type { TarEntry } from '../../tar/write.ts'
import {
  type Buildpack,
  type BuildpackLayer,
  buildpackFile,
  buildpackFolder,
  fileMode,
  foldersOf,
  noBuildpack,
  ofRoot,
  readBuildpackToml,
} from './buildpack.ts'

/** Reads the buildpack in a folder. Throws a Failure if there is none. */
export const readFolder = async (path: string): Promise<BuildpackLayer & { readonly main: Buildpack }> => {
  const names = await readdir(path)
  if (!names.includes(buildpackFile)) throw noBuildpack(path, names)
  const main = readBuildpackToml(await readSmallFile(join(path, buildpackFile), { followLink: true }), path)
  async function* entries(): AsyncGenerator<TarEntry> {
    yield* foldersOf(main)
    yield* walk(path, '', buildpackFolder(main).slice(1))
  }
  return { main, buildpacks: [main], entries }
}

// A buildpack may be a repository's root, and its .git may have the credentials of the checkout.
const withheld = '.git'

/** The content of a buildpack's folder, in bytewise order of the names. Links are not followed. */
async function* walk(root: string, inner: string, target: string): AsyncGenerator<TarEntry> {
  const content = await readdir(join(root, inner), { withFileTypes: true }).catch((cause: unknown) => {
    throw unreadable(join(root, inner), cause)
  })
  for (const dirent of sortByName(content.filter(({ name }) => name !== withheld))) {
    const name = join(inner, dirent.name)
    yield await entryOf(root, name, `${target}/${name}`, dirent).catch((cause: unknown) => {
      throw unreadable(join(root, name), cause)
    })
    if (dirent.isDirectory()) yield* walk(root, name, target)
  }
}

const entryOf = async (root: string, name: string, target: string, dirent: Dirent): Promise<TarEntry> => {
  const path = join(root, name)
  if (dirent.isDirectory()) return ofRoot({ name: target, mode: 0o755, type: 'directory' })
  if (dirent.isSymbolicLink()) {
    return ofRoot({ name: target, mode: 0o777, type: 'symlink', linkname: await readlink(path) })
  }
  if (!dirent.isFile()) {
    throw new Failure(`Could not read the buildpack: ${path} is not a file, folder or link. Remove it.`)
  }
  const { mode, size } = await lstat(path)
  const content = buildpackFileContent(path, size)
  return ofRoot({ name: target, mode: fileMode(name, mode), type: 'file', size, content })
}

async function* buildpackFileContent(path: string, size: number): AsyncGenerator<Uint8Array> {
  try {
    yield* fileContent(path, size)
  } catch (cause) {
    if (!(cause instanceof SizeChange)) throw unreadable(path, cause)
    throw new Failure(
      `Could not read the buildpack: ${path} changed while it was read. Stop the process that writes to it.`,
    )
  }
}

/** Explains an error of the file system. Returns other errors unchanged. */
export const unreadable = (path: string, cause: unknown): unknown =>
  isSystemError(cause, 'EACCES', 'EPERM', 'ENOENT', 'ENOTDIR', 'ELOOP', 'EISDIR', 'EIO')
    ? new Failure(`Could not read the buildpack ${path}: ${messageOf(cause)}. Make it readable.`, { cause })
    : cause
