import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'

/** The folder of a file system of 64 KiB; undefined, and the test skipped, where none may be mounted. */
export const smallFileSystem = (t: TestContext): string | undefined => {
  const folder = mkdtempSync(join(tmpdir(), 'small-'))
  const mount = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'tmpfs', folder], { encoding: 'utf8' })
  t.after(() => {
    if (mount.status === 0) spawnSync('umount', [folder], { stdio: 'inherit' })
    rmdirSync(folder)
  })
  if (mount.status === 0) return folder
  t.skip(`no file system may be mounted here: ${mount.error?.message ?? mount.stderr.trim()}`)
  return undefined
}

/**
 * The folder of a file system whose files can share storage; undefined, and the test skipped with the reason, where none
 * can be made or mounted.
 */
export const reflinkFileSystem = (t: TestContext): string | undefined => {
  const folder = mkdtempSync(join(tmpdir(), 'reflink-'))
  const image = `${folder}.img`
  const run = (command: string, ...args: readonly string[]): string | undefined => {
    const { status, error, stderr } = spawnSync(command, args, { encoding: 'utf8' })
    return status === 0 ? undefined : `${command}: ${error?.message ?? stderr.trim()}`
  }
  writeFileSync(image, '')
  // The smallest that XFS takes; nothing of it but what is written takes space.
  truncateSync(image, 300 * 1024 * 1024)
  const flaw = run('mkfs.xfs', '-q', '-m', 'reflink=1', image) ?? run('mount', '-o', 'loop', image, folder)
  t.after(() => {
    if (flaw === undefined) spawnSync('umount', [folder], { stdio: 'inherit' })
    rmdirSync(folder)
    rmSync(image)
  })
  if (flaw === undefined) return folder
  t.skip(`no file system with reflinks can be made here: ${flaw}`)
  return undefined
}

/** A folder of another file system than the temporary folder's; undefined, and the test skipped, without one. */
export const otherFileSystem = (t: TestContext): string | undefined => {
  const folder = '/dev/shm'
  const device = statSync(folder, { throwIfNoEntry: false })?.dev
  if (device !== undefined && device !== statSync(tmpdir()).dev) return folder
  t.skip(`${folder} is not another file system than ${tmpdir()}`)
  return undefined
}

/** Makes a named pipe: anyone who opens it for reading waits for a writer. */
export const makeFifo = (path: string): void => {
  const { status, stderr } = spawnSync('mkfifo', [path], { encoding: 'utf8' })
  if (status !== 0) throw new Error(`mkfifo: ${stderr}`)
}

/** Puts something else instead of a file. */
export const replaceFile = async (path: string, make: (path: string) => unknown): Promise<void> => {
  await rm(path)
  await make(path)
}
