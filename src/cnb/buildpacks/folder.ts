import type { Dirent } from 'node:fs'
import { lstat, readdir, readlink } from 'node:fs/promises'
import { join } from 'node:path'
import { fileContent, SizeChange } from '../../files/file-content.ts'
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
export const readFolder = async (
  path: string,
): Promise<{ readonly main: Buildpack; readonly layer: BuildpackLayer }> => {
  const names = await readdir(path)
  if (!names.includes(buildpackFile)) throw noBuildpack(path, (name) => names.includes(name))
  const main = readBuildpackToml(await readSmallFile(join(path, buildpackFile), { followLink: true }), path)
  return { main, layer: { buildpacks: [main], entries: () => entriesOf(path, main) } }
}

async function* entriesOf(path: string, buildpack: Buildpack): AsyncGenerator<TarEntry> {
  yield* foldersOf(buildpack)
  yield* walk(path, '', buildpackFolder(buildpack).slice(1))
}

// A buildpack may be a repository's root, and its .git may have the credentials of the checkout.
const withheld = '.git'

/** The content of a buildpack's folder, in bytewise order of the names. Links are not followed. */
async function* walk(root: string, inner: string, target: string): AsyncGenerator<TarEntry> {
  const content = await readdir(join(root, inner), { withFileTypes: true }).catch((cause: unknown) => {
    throw unreadable(join(root, inner), cause)
  })
  const sorted = content
    .filter(({ name }) => name !== withheld)
    .map((dirent) => ({ dirent, key: Buffer.from(dirent.name) }))
    .sort((a, b) => Buffer.compare(a.key, b.key))
  for (const { dirent } of sorted) {
    const name = inner === '' ? dirent.name : `${inner}/${dirent.name}`
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
  return ofRoot({
    name: target,
    mode: fileMode(name, mode),
    type: 'file',
    size,
    content: buildpackFileContent(path, size),
  })
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

const unreadable = (path: string, cause: unknown): unknown => {
  if (cause instanceof Failure || !isSystemError(cause, 'EACCES', 'EPERM', 'ENOENT', 'ELOOP', 'EIO'))
    return cause
  return new Failure(`Could not read the buildpack: ${path}: ${messageOf(cause)}. Make it readable.`, {
    cause,
  })
}
