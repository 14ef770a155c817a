import { randomUUID } from 'node:crypto'
import { chmod, lstat, mkdir, readdir, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { isSystemError } from '../message/failure.ts'
import { explainFileError, unlessMissing } from './file-error.ts'
import { makeFolder } from './folders.ts'
import { identityPattern, isAlive, ownIdentity, shortHash } from './process-identity.ts'

/**
 * The kinds of folders beside the target of a layout: `partial`, a new layout that is incomplete or an old one that is being
 * deleted, and `earlier`, the previous layout, which may have to be moved back.
 */
type StagingKind = 'partial' | 'earlier'

const pattern = new RegExp(
  String.raw`^\.buildpacks-oci-layout-(${identityPattern})-([0-9a-f]{12})-[0-9a-f-]{36}\.(partial|earlier)$`,
)

/** Whether a name is that of a staging folder of this project. */
export const isStaging = (name: string): boolean => pattern.test(name)

/** A path beside a target for a staging folder of this process. */
export const stagingPath = async (target: string, kind: StagingKind): Promise<string> => {
  const parts = [await ownIdentity(), keyOf(target), randomUUID()]
  return join(dirname(target), `.buildpacks-oci-layout-${parts.join('-')}.${kind}`)
}

/**
 * Creates a folder beside the target of a layout, on the same file system, to assemble the layout in. First removes what
 * killed runs left beside the target.
 */
export const stagingFolder = async (target: string): Promise<string> => {
  const folder = await stagingPath(target, 'partial')
  try {
    await makeFolder(dirname(target))
    await removeAbandonedFolders(target)
    await mkdir(folder)
    await chmod(folder, 0o755)
  } catch (error) {
    throw explainFileError(error, `create a folder for the layout beside ${target}`)
  }
  return folder
}

/** Deletes a previous layout. It is renamed first, so that an incomplete one is never moved back. */
export const discardEarlier = async (
  earlier: string,
  discarded = earlier.replace(/\.earlier$/, '.partial'),
): Promise<void> => {
  await rename(earlier, discarded)
  await rm(discarded, { recursive: true, force: true })
}

const keyOf = (target: string): string => shortHash(basename(target))

// In milliseconds, for processes of another machine or from before a reboot. No build takes so long.
const abandonedAfter = 24 * 3_600_000

/** The staging folders of dead processes, the newest first. */
const findAbandoned = async (folder: string) => {
  const abandoned: { kind: string; key: string; path: string; changed: number }[] = []
  // The user may have permission to create folders but not to list them.
  for (const name of await readdir(folder).catch(() => [])) {
    const [, owner, key = '', kind = ''] = pattern.exec(name) ?? []
    if (owner === undefined) continue
    const path = join(folder, name)
    const changed = (await lstat(path).catch(() => undefined))?.ctimeMs
    if (changed === undefined) continue
    const isLive = (await isAlive(owner)) ?? Date.now() - changed < abandonedAfter
    if (!isLive) abandoned.push({ kind, key, path, changed })
  }
  return abandoned.sort((a, b) => b.changed - a.changed)
}

/** Deletes what dead processes left beside a target. Moves a previous layout back if the target is missing. */
const removeAbandonedFolders = async (target: string): Promise<void> => {
  for (const { kind, key, path } of await findAbandoned(dirname(target))) {
    try {
      if (kind === 'partial') await rm(path, { recursive: true, force: true })
      else if (key !== keyOf(target)) continue
      else if ((await unlessMissing(lstat(target))) === undefined) await putBack(path, target)
      else await discardEarlier(path)
    } catch {
      // It belongs to another user, or another run is removing it. It does no harm.
    }
  }
}

/** Moves a previous layout back. Deletes it instead if another layout is there, because it was to be replaced anyway. */
export const putBack = async (earlier: string, target: string): Promise<void> => {
  try {
    await rename(earlier, target)
  } catch (error) {
    if (!isSystemError(error, 'ENOTEMPTY', 'EEXIST')) throw error
    await discardEarlier(earlier)
  }
}

const partialPattern = new RegExp(String.raw`^\.(${identityPattern})-[0-9a-f-]{36}\.partial$`)

/** A temporary path beside another one, for a file or folder that gets that name when it is complete. */
export const partialPath = async (path: string): Promise<string> =>
  join(dirname(path), `.${await ownIdentity()}-${randomUUID()}.partial`)

/** Whether a name is that of an incomplete file or folder of this project, in any version. */
export const isPartial = (name: string): boolean => name.startsWith('.') && name.endsWith('.partial')

// In milliseconds, if it is unknown whether the writer is alive. Such names exist only for moments.
const partialAbandonedAfter = 3_600_000

/** Whether a process may still be writing to such a path. */
export const isBeingWritten = async (path: string): Promise<boolean> => {
  const [, owner] = partialPattern.exec(basename(path)) ?? []
  const isLive = owner === undefined ? undefined : await isAlive(owner)
  if (isLive !== undefined) return isLive
  const stats = await unlessMissing(lstat(path))
  // If it is missing, its writer has just given it its final name.
  return stats === undefined || Date.now() - stats.ctimeMs < partialAbandonedAfter
}

/** Deletes what dead processes left incomplete in a folder. Ignores missing permissions, because nothing reads these files. */
export const clearPartials = async (folder: string): Promise<void> => {
  for (const name of (await readdir(folder)).filter(isPartial)) {
    const path = join(folder, name)
    try {
      if (!(await isBeingWritten(path))) await rm(path, { recursive: true, force: true })
    } catch (error) {
      if (!isSystemError(error, 'EACCES', 'EPERM', 'EROFS')) throw error
    }
  }
}
