import { access, constants, lstat, readdir, realpath, rename, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { explainFileError, unlessMissing } from '../files/file-error.ts'
import { discardEarlier, putBack, stagingPath } from '../files/staging.ts'
import { Failure, isSystemError } from '../message/failure.ts'
import { layoutMarker, layoutNames } from './write.ts'

/** A kind of directory that replaces an earlier one of its kind. */
export interface FolderKind {
  /** The name in messages, with an article. */
  readonly name: string
  /** The message for a directory of another kind, or with more in it. */
  readonly mismatch: string
  /** All allowed entries, and the one that each such directory has. */
  readonly names: readonly string[]
  readonly marker: string
}

const layoutKind: FolderKind = {
  name: 'the layout',
  mismatch: 'exists and is not (only) an OCI image layout',
  names: layoutNames,
  marker: layoutMarker,
}

/**
 * Checks that a layout, or another kind of directory, can be written to a path: there is nothing, an empty directory, or a
 * directory of this kind, without other files, that can be deleted. A symbolic link to such a directory is followed. Returns
 * the resolved path. Throws a Failure otherwise, so that no other files are lost.
 */
export const checkTarget = async (path: string, kind: FolderKind = layoutKind): Promise<string> => {
  try {
    const target = await resolveLink(path, kind)
    const names = await unlessMissing(readdir(target))
    if (names === undefined) return target
    const foreign = names.filter((name) => !kind.names.includes(name))
    if (names.length > 0 && (foreign.length > 0 || !names.includes(kind.marker))) {
      throw new Failure(
        `${path} ${kind.mismatch}; it has "${foreign[0] ?? names[0]}". ` +
          'Nothing was changed. Choose another path, or remove the directory first.',
      )
    }
    // If it is missing by now, another run moved it.
    await unlessMissing(checkRemovable(target, dirname(target), kind))
    return target
  } catch (error) {
    throw explainFileError(error, `use ${path} for ${kind.name}`)
  }
}

/** The target of a symbolic link, or the path itself. */
const resolveLink = async (path: string, { name }: FolderKind): Promise<string> => {
  const stats = await unlessMissing(lstat(path))
  if (!stats?.isSymbolicLink()) return path
  const target = await unlessMissing(realpath(path))
  if (target === undefined) {
    throw new Failure(
      `Could not use ${path} for ${name}: it is a symbolic link whose target does not exist. ` +
        'Create the target directory, or remove the link.',
    )
  }
  if ((await stat(target)).isDirectory()) return target
  throw new Failure(
    `Could not use ${path} for ${name}: it is a symbolic link to ${target}, which is not a directory. ` +
      'Remove the link, or choose another path.',
  )
}

const sticky = 0o1000

/**
 * Throws a Failure if a directory in `parent` cannot be moved and deleted with its content: deleting an entry needs write
 * permission for its directory and, if the directory is sticky, ownership.
 * https://man7.org/linux/man-pages/man2/unlink.2.html
 */
const checkRemovable = async (folder: string, parent: string, kind: FolderKind): Promise<void> => {
  const user = process.geteuid?.()
  const { uid } = await lstat(folder)
  const around = await stat(parent)
  const isKept = (around.mode & sticky) !== 0 && user !== 0 && user !== uid && user !== around.uid
  const entries = await readdir(folder, { withFileTypes: true })
  if (isKept || (entries.length > 0 && !(await isWritable(folder)))) {
    throw new Failure(
      `Could not replace ${kind.name}: ${folder} belongs to user ${uid}, and this step runs as user ${user}, which cannot ` +
        'delete it. Nothing was changed. Remove it as its owner ("sudo rm -r"), or choose another path.',
    )
  }
  for (const entry of entries) {
    if (entry.isDirectory()) await checkRemovable(join(folder, entry.name), folder, kind)
  }
}

const isWritable = async (folder: string): Promise<boolean> => {
  try {
    await access(folder, constants.W_OK | constants.X_OK)
    return true
  } catch (error) {
    if (isSystemError(error, 'EACCES', 'EPERM')) return false
    // For example, another run moved it, or its file system is read-only.
    throw error
  }
}

/**
 * Moves a complete layout, or another kind of directory, to its path, and replaces an earlier one. If that fails, the earlier
 * one is at its path as before, and the Failure says why.
 */
export const moveIntoPlace = async (
  staging: string,
  path: string,
  kind: FolderKind = layoutKind,
): Promise<void> => {
  const target = await checkTarget(path, kind)
  const earlier = await stagingPath(target, 'earlier')
  try {
    const hasEarlier = (await unlessMissing(rename(target, earlier).then(() => true))) ?? false
    await rename(staging, target).catch(async (error: unknown) => {
      if (hasEarlier) await putBack(earlier, target)
      throw error
    })
    // The new layout is in place, so a failure to delete the earlier one is ignored; the next run deletes it. The name of the
    // staging directory is free now, and a cleanup after this process looks for that name.
    if (hasEarlier) await discardEarlier(earlier, staging).catch(() => {})
  } catch (error) {
    if (!isSystemError(error, 'ENOTEMPTY', 'EEXIST'))
      throw explainFileError(error, `put ${kind.name} at ${path}`)
    throw new Failure(
      `Could not put ${kind.name} at ${path}: another run wrote to it at the same time. ` +
        'Run them one after the other, or give each its own path.',
      { cause: error },
    )
  }
}
