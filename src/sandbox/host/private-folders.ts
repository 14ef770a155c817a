import { constants } from 'node:fs'
import { chmod, chown, lstat, realpath, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import type { ProcessEnvironment } from '../../command/environment.ts'
import { Failure, messageOf } from '../../message/failure.ts'
import type { UserIds } from '../../tar/write.ts'

/** Owner and mode of a directory. */
export interface FolderAccess {
  readonly path: string
  readonly uid: number
  readonly gid: number
  readonly mode: number
}

/**
 * The files in which Docker and Podman keep logins for registries.
 * https://docs.podman.io/en/latest/markdown/podman-login.1.html
 */
export const loginFiles = (
  dockerConfig: string,
  environment: ProcessEnvironment,
  home = homedir(),
): readonly string[] =>
  [
    join(dockerConfig, 'config.json'),
    environment['REGISTRY_AUTH_FILE'],
    join(environment['XDG_RUNTIME_DIR'] || `/run/user/${process.getuid?.()}`, 'containers', 'auth.json'),
    `/run/containers/${process.getuid?.()}/auth.json`,
    join(environment['XDG_CONFIG_HOME'] || join(home, '.config'), 'containers', 'auth.json'),
  ].flatMap((path) => path || [])

// Directories that a build needs itself. Only directories in them can be closed.
const shared = new Set([
  ...['/', '/bin', '/cnb', '/dev', '/etc', '/home', '/lib', '/media', '/mnt', '/opt', '/proc', '/run'],
  ...['/sbin', '/srv', '/sys', '/tmp', '/usr', '/usr/local', '/var', '/var/lib', '/var/run', '/var/tmp'],
])

// Every user can write there, and runners know that.
const temporary = ['/tmp', '/var/tmp']

/** Whether a directory can be closed to a build: it lies directly in a directory that the build needs. */
export const canBeClosed = (path: string): boolean => !shared.has(path) && shared.has(dirname(path))

/**
 * Returns the outermost directories of paths that only the job needs: `/__w` for `/__w/app/app` and `/__w/_temp`. Ignores
 * paths that do not exist.
 *
 * Throws a Failure if the build needs one of the paths as well. Warns instead if that is a directory for temporary files.
 */
export const foldersToClose = async (
  paths: readonly string[],
  warn: (message: string) => void,
): Promise<readonly string[]> => {
  const existing = new Set(await Promise.all(paths.map((path) => realpath(path).catch(() => undefined))))
  const found = new Set<string>()
  for (const path of existing) {
    if (path === undefined) continue
    if (!shared.has(path)) {
      let folder = path
      while (!canBeClosed(folder)) folder = dirname(folder)
      found.add(folder)
    } else if (temporary.includes(path)) {
      warn(
        `The build can read the job's files in ${path}, because it needs this directory as well. Keep secrets out of it, or ` +
          'set RUNNER_TEMP to another directory.',
      )
    } else {
      throw cannotClose(path, 'the build needs this directory as well')
    }
  }
  return [...found]
}

/** The owner and mode that deny a user access to a directory. Undefined if that is impossible. */
export const denyAccess = (user: UserIds, { uid, gid, mode }: Omit<FolderAccess, 'path'>) => {
  const groupMayStay = gid !== user.gid
  const bits = mode & (groupMayStay ? 0o7770 : 0o7700)
  if (uid !== user.uid) return { uid, gid, mode: bits }
  // An owner can always change the mode, so root becomes the owner. The group gets the owner's access, because the runner
  // outside of the container belongs to it.
  return groupMayStay ? { uid: 0, gid, mode: bits | ((mode & 0o700) >> 3) } : undefined
}

/**
 * Denies a user access to a directory and everything in it. Other users keep their access. Throws a Failure if that is
 * impossible, because the build could read the directory.
 */
export const closeFolder = async ({ path, ...access }: FolderAccess, user: UserIds): Promise<void> => {
  const closed = denyAccess(user, access)
  if (closed === undefined) {
    throw new Failure(
      `Could not close ${path} to the build: the directory belongs to the builder's user and group, ` +
        `${user.uid}:${user.gid}. Use a builder with another user, or a runner with Docker.`,
    )
  }
  try {
    await chmod(path, closed.mode)
    if (closed.uid !== access.uid) await chown(path, closed.uid, closed.gid)
    if (!hasAccess(await accessOf(path), closed)) {
      throw new Error('its file system keeps the old mode or owner')
    }
  } catch (cause) {
    await restore({ path, ...access }).catch(() => {})
    throw cannotClose(path, messageOf(cause), cause)
  }
}

const hasAccess = (now: FolderAccess, { uid, gid, mode }: Omit<FolderAccess, 'path'>): boolean =>
  now.uid === uid && now.gid === gid && now.mode === mode

const cannotClose = (path: string, reason: string, cause?: unknown): Failure =>
  new Failure(
    `Could not close ${path}, which contains the job's files, to the build: ${reason}. ` +
      "Give the job's container a volume whose modes and owners can be changed, or use a runner with Docker.",
    { cause },
  )

/** The current owner and mode of a directory. */
export const accessOf = async (path: string): Promise<FolderAccess> => {
  const { uid, gid, mode } = await lstat(path)
  return { path, uid, gid, mode: mode & 0o7777 }
}

/**
 * Restores the owner and mode that a directory had before `closeFolder`.
 *
 * Throws a Failure if the directory has neither that access nor the access that `closeFolder` set: it was replaced or
 * changed since.
 */
export const reopenFolder = async (access: FolderAccess, user: UserIds): Promise<void> => {
  const { path, uid, gid, mode } = access
  const now = await accessOf(path)
  if (hasAccess(now, access)) return
  const closed = denyAccess(user, access)
  // A symbolic link never has such a mode.
  const isClosed = closed !== undefined && (hasAccess(now, closed) || hasAccess(now, { ...closed, uid }))
  if (!isClosed) {
    throw new Failure(
      `Could not restore the access of ${path}: the directory was changed after it was closed to the build. ` +
        `Before, it had the owner ${uid}:${gid} and the mode ${mode.toString(8)}. Restore them if that is right.`,
    )
  }
  await restore(access)
}

const restore = async ({ path, uid, gid, mode }: FolderAccess): Promise<void> => {
  const now = await accessOf(path)
  if (now.uid !== uid || now.gid !== gid) await chown(path, uid, gid)
  if (now.mode !== mode) await chmod(path, mode)
}

// The sockets of container engines. GitHub's runner mounts the first one into every job's container.
const sockets = ['/run/docker.sock', '/run/podman/podman.sock', '/run/containerd/containerd.sock']

/** Throws a Failure if a user can write to the socket of a container engine, which gives control of its machine. */
export const refuseEngineAccess = async (user: UserIds): Promise<void> => {
  for (const path of sockets) {
    const found = await stat(path).catch(() => undefined)
    if (found === undefined || !mayWrite(user, found)) continue
    throw new Failure(
      `The build could control the container engine at ${path}: the builder's user ${user.uid}:${user.gid} can write ` +
        "there. Give the socket another group or mode, or do not mount it into the job's container.",
    )
  }
}

/** Whether a user can write to a file, by its owner and mode. */
const mayWrite = (user: UserIds, file: Omit<FolderAccess, 'path'>): boolean => {
  if (file.uid === user.uid) return (file.mode & constants.S_IWUSR) !== 0
  if (file.gid === user.gid) return (file.mode & constants.S_IWGRP) !== 0
  return (file.mode & constants.S_IWOTH) !== 0
}
