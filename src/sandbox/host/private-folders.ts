import { constants } from 'node:fs'
import { chmod, chown, lstat, realpath, stat } from 'node:fs/promises'
import { dirname } from 'node:path'
import { Failure, messageOf } from '../../message/failure.ts'
import type { Owner } from '../../tar/write.ts'

/** A folder as it was before a build was shut out of it. */
export interface FormerAccess {
  readonly path: string
  readonly uid: number
  readonly gid: number
  readonly mode: number
}

// What a build needs itself, so that only what lies further inside can be closed.
const shared = new Set([
  ...['/', '/bin', '/cnb', '/dev', '/etc', '/home', '/lib', '/media', '/mnt', '/opt', '/proc', '/run'],
  ...['/sbin', '/srv', '/sys', '/tmp', '/usr', '/usr/local', '/var', '/var/lib', '/var/run', '/var/tmp'],
])

// Everyone may write there, and no runner can expect anything else.
const temporary = ['/tmp', '/var/tmp']

/** Whether a folder is one that a build can be shut out of: it lies right in one that the build needs. */
export const canBeClosed = (path: string): boolean => !shared.has(path) && shared.has(dirname(path))

/**
 * The outermost folders around some paths that nobody but the job needs: of `/__w/app/app` and `/__w/_temp` it is
 * `/__w`. What is not there is left out.
 *
 * Throws a Failure if a path is a folder that the build needs as well; if that is a folder for temporary files, it warns.
 */
export const foldersToClose = async (
  paths: readonly string[],
  warn: (message: string) => void,
): Promise<readonly string[]> => {
  const found = new Set<string>()
  const open = new Set<string>()
  for (const path of paths) {
    const real = await realpath(path).catch(() => undefined)
    if (real === undefined) continue
    if (shared.has(real)) {
      open.add(real)
      continue
    }
    let folder = real
    while (!canBeClosed(folder)) folder = dirname(folder)
    found.add(folder)
  }
  for (const path of open) {
    if (!temporary.includes(path)) throw cannotClose(path, 'the build needs this folder as well')
    warn(
      `The build can read the job's files in ${path}: it needs this folder as well. Keep secrets out of it, or set ` +
        'RUNNER_TEMP to a folder of its own.',
    )
  }
  return [...found]
}

/** How a folder has to be for a user to be shut out of it. */
export const closedTo = (user: Owner, { uid, gid, mode }: Omit<FormerAccess, 'path'>) => {
  const groupMayStay = gid !== user.gid
  const bits = mode & (groupMayStay ? 0o7770 : 0o7700)
  if (uid !== user.uid) return { uid, gid, mode: bits }
  // Whose it is may always enter. Its group then has what its owner had: the runner, outside, is in it.
  return groupMayStay ? { uid: 0, gid, mode: bits | ((mode & 0o700) >> 3) } : undefined
}

/**
 * Shuts a user out of a folder, and of all that lies in it, without taking it away from whose it is.
 *
 * Throws a Failure if that cannot be done: a build would have what is in there.
 */
export const closeFolder = async ({ path, ...access }: FormerAccess, user: Owner): Promise<void> => {
  const closed = closedTo(user, access)
  if (closed === undefined) {
    throw new Failure(
      `The build cannot be shut out of ${path}: the folder has the builder's own user and group, ` +
        `${user.uid}:${user.gid}. Use a builder with another user, or a runner with Docker.`,
    )
  }
  try {
    await chmod(path, closed.mode)
    if (closed.uid !== access.uid) await chown(path, closed.uid, closed.gid)
    if (hasAccess(await accessOf(path), closed)) return
  } catch (cause) {
    await restore({ path, ...access }).catch(() => {})
    throw cannotClose(path, messageOf(cause), cause)
  }
  await restore({ path, ...access }).catch(() => {})
  throw cannotClose(path, 'its file system keeps the old mode or owner')
}

const hasAccess = (now: FormerAccess, { uid, gid, mode }: Omit<FormerAccess, 'path'>): boolean =>
  now.uid === uid && now.gid === gid && now.mode === mode

const cannotClose = (path: string, reason: string, cause?: unknown): Failure =>
  new Failure(
    `The build cannot be shut out of ${path}, where the job's files are: ${reason}. ` +
      "Give the job's container a volume whose modes and owners can be changed, or use a runner with Docker.",
    { cause },
  )

/** A folder's access as it is. */
export const accessOf = async (path: string): Promise<FormerAccess> => {
  const { uid, gid, mode } = await lstat(path)
  return { path, uid, gid, mode: mode & 0o7777 }
}

/**
 * Gives a folder back the access that it had before a user was shut out of it.
 *
 * Throws a Failure if the folder is not as it was then, nor as `closeFolder` leaves it: it is another one, or somebody
 * has changed it since.
 */
export const reopenFolder = async (access: FormerAccess, user: Owner): Promise<void> => {
  const { path, uid, gid, mode } = access
  const now = await accessOf(path)
  if (hasAccess(now, access)) return
  const closed = closedTo(user, access)
  // Nothing that others may enter is like that, and so no link.
  const isClosed = closed !== undefined && (hasAccess(now, closed) || hasAccess(now, { ...closed, uid }))
  if (!isClosed) {
    throw new Failure(
      `The folder ${path} was closed to the build and has been changed since, so its former access is not given back. ` +
        `Give it the owner ${uid}:${gid} and the mode ${mode.toString(8)} again, if that is right.`,
    )
  }
  await restore(access)
}

const restore = async ({ path, uid, gid, mode }: FormerAccess): Promise<void> => {
  const now = await accessOf(path)
  if (now.uid !== uid || now.gid !== gid) await chown(path, uid, gid)
  if (now.mode !== mode) await chmod(path, mode)
}

// Where engines listen; GitHub's runner puts the first one into every job's container.
const sockets = ['/run/docker.sock', '/run/podman/podman.sock', '/run/containerd/containerd.sock']

/** Throws a Failure if a user may speak to a container engine, and so may do anything on its machine. */
export const refuseEngineAccess = async (user: Owner): Promise<void> => {
  for (const path of sockets) {
    const found = await stat(path).catch(() => undefined)
    if (found === undefined || !mayWrite(user, found)) continue
    throw new Failure(
      `The build could use the container engine at ${path}: the builder's user ${user.uid}:${user.gid} may write there. ` +
        'Give the socket another group or mode, or keep it out of the job’s container.',
    )
  }
}

/** Whether a user may write to a file, by its owner and mode. */
const mayWrite = (user: Owner, file: Omit<FormerAccess, 'path'>): boolean => {
  if (file.uid === user.uid) return (file.mode & constants.S_IWUSR) !== 0
  if (file.gid === user.gid) return (file.mode & constants.S_IWGRP) !== 0
  return (file.mode & constants.S_IWOTH) !== 0
}
