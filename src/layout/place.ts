import { access, constants, lstat, readdir, realpath, rename, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { explainFileError } from '../files/file-error.ts'
import { discardEarlier, stagingPath } from '../files/staging.ts'
import { Failure, isSystemError } from '../message/failure.ts'
import { layoutMarker, layoutNames } from './write.ts'

/** A kind of folder that is put instead of an earlier one of its kind. */
export interface FolderKind {
  /** As messages have it, with an article. */
  readonly name: string
  /** What is to be said of a folder that is of another kind, or has more in it. */
  readonly mismatch: string
  /** All that may be in it, and what is in every one of them. */
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
 * Says whether a layout, or a folder of another kind, may be put at a path: nothing is there, or an empty folder, or one
 * of its kind with nothing else in it that can be deleted; or a symbolic link that leads to one of these folders.
 * Resolves with the path where it is to be put: where the link leads. Throws a Failure otherwise, so that nobody's files
 * are lost.
 */
export const checkTarget = async (path: string, kind: FolderKind = layoutKind): Promise<string> => {
  try {
    const target = await resolveLink(path, kind)
    const names = await namesIn(target)
    if (names === undefined) return target
    const foreign = names.filter((name) => !kind.names.includes(name))
    if (names.length > 0 && (foreign.length > 0 || !names.includes(kind.marker))) {
      throw new Failure(
        `${path} ${kind.mismatch}; it has "${foreign[0] ?? names[0]}". ` +
          'Nothing was changed. Choose another path, or remove the folder first.',
      )
    }
    // What is missing by now, another run has moved.
    await unlessMissing(checkRemovable(target, dirname(target), kind))
    return target
  } catch (error) {
    throw explainFileError(error, `use ${path} for ${kind.name}`)
  }
}

/** Where a path leads, if it is a symbolic link; else the path. */
const resolveLink = async (path: string, { name }: FolderKind): Promise<string> => {
  const stats = await unlessMissing(lstat(path))
  if (!stats?.isSymbolicLink()) return path
  const target = await unlessMissing(realpath(path))
  if (target === undefined) {
    throw new Failure(
      `Could not use ${path} for ${name}: it is a symbolic link that leads nowhere. ` +
        'Make the folder that it names, or remove the link.',
    )
  }
  if ((await stat(target)).isDirectory()) return target
  throw new Failure(
    `Could not use ${path} for ${name}: it is a symbolic link to ${target}, which is not a folder. ` +
      'Remove the link, or choose another path.',
  )
}

const namesIn = (folder: string): Promise<readonly string[] | undefined> => unlessMissing(readdir(folder))

const unlessMissing = async <T>(work: Promise<T>): Promise<T | undefined> => {
  try {
    return await work
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return undefined
    throw error
  }
}

const sticky = 0o1000

/**
 * Throws a Failure if a folder in `parent` cannot be moved and deleted with all that is in it: anyone who may not write
 * to a folder cannot delete what is in it, and from a sticky one only what is one's own.
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
      `Could not replace ${kind.name}: ${folder} belongs to the user ${uid}, and this step, as the user ${user}, may not ` +
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
    // Another run has moved it at this moment, say, or its file system is read-only.
    throw error
  }
}

/**
 * Puts an assembled layout, or a folder of another kind, instead of an earlier one, or of nothing. Where that fails, the earlier one is at its
 * place as before, and the Failure says why.
 */
export const moveIntoPlace = async (
  staging: string,
  path: string,
  kind: FolderKind = layoutKind,
): Promise<void> => {
  const target = await checkTarget(path, kind)
  const earlier = await stagingPath(target, 'earlier')
  try {
    const hasEarlier = await moveAside(target, earlier)
    await rename(staging, target).catch(async (error: unknown) => {
      if (hasEarlier) await putBack(earlier, target)
      throw error
    })
    // The new layout stands; of what cannot be deleted in spite of the check, the next run takes care. It gets the name that
    // is free now, by which anyone who clears up after this process knows it.
    if (hasEarlier) await discardEarlier(earlier, staging).catch(() => {})
  } catch (error) {
    if (!isSystemError(error, 'ENOTEMPTY', 'EEXIST'))
      throw explainFileError(error, `put ${kind.name} at ${path}`)
    throw new Failure(
      `Could not put ${kind.name} at ${path}: another run has put something there at this moment. ` +
        'Run one after the other, or give each its own path.',
      { cause: error },
    )
  }
}

/** Whether there was something at the target to be moved aside. */
const moveAside = async (target: string, earlier: string): Promise<boolean> => {
  try {
    await rename(target, earlier)
    return true
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return false
    throw error
  }
}

const putBack = async (earlier: string, target: string): Promise<void> => {
  try {
    await rename(earlier, target)
  } catch (error) {
    // Another run's layout is there: the earlier one was to be replaced in any case.
    if (!isSystemError(error, 'ENOTEMPTY', 'EEXIST')) throw error
    await discardEarlier(earlier)
  }
}
