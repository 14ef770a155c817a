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

/**
 * The outermost folders around some paths that nobody but the job needs: of `/__w/app/app` and `/__w/_temp` it is
 * `/__w`. What is not there is left out.
 */
export const foldersToClose = async (paths: readonly string[]): Promise<readonly string[]> => {
  const found = new Set<string>()
  for (const path of paths) {
    const real = await realpath(path).catch(() => undefined)
    if (real === undefined || shared.has(real)) continue
    let folder = real
    while (!shared.has(dirname(folder))) folder = dirname(folder)
    found.add(folder)
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
 * Throws a Failure where that cannot be done: a build would have what is in there.
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
    if (closed.uid !== access.uid) await chown(path, closed.uid, closed.gid)
    await chmod(path, closed.mode)
    const now = await stat(path)
    if ((now.mode & 0o7777) === closed.mode && now.uid === closed.uid) return
  } catch (cause) {
    throw cannotClose(path, messageOf(cause), cause)
  }
  throw cannotClose(path, 'its file system keeps the old mode or owner')
}

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

/** Gives a folder back the access that it had; one that has it, such as on a disk that takes no change, is left alone. */
export const reopenFolder = async ({ path, uid, gid, mode }: FormerAccess): Promise<void> => {
  const now = await accessOf(path)
  if (now.uid !== uid || now.gid !== gid) await chown(path, uid, gid)
  if (now.mode !== mode) await chmod(path, mode)
}

// Where engines listen; GitHub's runner puts the first one into every job's container.
const sockets = ['/run/docker.sock', '/run/podman/podman.sock', '/run/containerd/containerd.sock']

/** Throws a Failure where a user may speak to a container engine, and so may do anything on its machine. */
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
