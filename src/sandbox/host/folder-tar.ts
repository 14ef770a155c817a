import { lstat, readdir, readlink } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { fileContent, SizeChange } from '../../files/file-content.ts'
import { unlessMissing } from '../../files/file-error.ts'
import { Failure, messageOf } from '../../message/failure.ts'
import { type TarEntry, tarOf, type UserIds } from '../../tar/write.ts'
import { NotInSandbox } from '../sandbox.ts'

/**
 * Reads a file or directory that a build wrote, as a tar stream whose names start with the last part of the path.
 * Symbolic links stay links.
 *
 * The build must have ended. Root reads files that the build controls, so it follows no symbolic link and reads only
 * regular files of the build's user. Throws a NotInSandbox failure if the path does not exist, and a Failure if it or a
 * file in it cannot be read.
 */
export async function* folderTar(path: string, user: UserIds): AsyncGenerator<Uint8Array> {
  // A generator, so that nothing is read and nothing fails before the stream is read.
  yield* tarOf(entriesOf(path, user), user)
}

async function* entriesOf(path: string, user: UserIds): AsyncGenerator<TarEntry> {
  for (let folder = dirname(path); folder !== '/'; folder = dirname(folder)) {
    if (!(await statOf(folder)).isDirectory()) throw unreadable(folder, 'it is not a directory')
  }
  yield* walk(path, basename(path), user)
}

async function* walk(path: string, name: string, user: UserIds): AsyncGenerator<TarEntry> {
  const stat = await statOf(path)
  const mode = stat.mode & 0o7777
  if (stat.isSymbolicLink()) {
    yield { name, mode, type: 'symlink', linkname: await readlink(path) }
  } else if (stat.isFile()) {
    if (stat.uid !== user.uid) throw unreadable(path, "it does not belong to the build's user")
    yield { name, mode, type: 'file', content: buildFileContent(path, stat.size), size: stat.size }
  } else if (stat.isDirectory()) {
    yield { name, mode, type: 'directory' }
    for (const inner of (await readdir(path)).toSorted()) {
      yield* walk(join(path, inner), `${name}/${inner}`, user)
    }
  } else {
    throw unreadable(path, 'it is neither a file nor a directory nor a symbolic link')
  }
}

async function* buildFileContent(path: string, size: number): AsyncGenerator<Uint8Array> {
  try {
    yield* fileContent(path, size)
  } catch (error) {
    throw error instanceof SizeChange ? unreadable(path, error.message) : error
  }
}

const statOf = async (path: string) => {
  const stat = await unlessMissing(lstat(path)).catch((error: unknown) => {
    throw unreadable(path, messageOf(error), error)
  })
  if (stat !== undefined) return stat
  throw new NotInSandbox(`Could not read ${path}, which the build should have written: it does not exist.`)
}

const unreadable = (path: string, reason: string, cause?: unknown): Failure =>
  new Failure(
    `Could not read ${path}, which the build should have written: ${reason}. ` +
      'Check what the buildpacks and the app do during the build.',
    { cause },
  )
