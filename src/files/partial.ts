import { randomUUID } from 'node:crypto'
import { lstat, readdir, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { isSystemError } from '../message/failure.ts'
import { identityPattern, isAlive, ownIdentity } from './process-identity.ts'

const pattern = new RegExp(String.raw`^\.(${identityPattern})-[0-9a-f-]{36}\.partial$`)

/** A path beside another one, for what is to get that name when it is whole. */
export const partialPath = async (path: string): Promise<string> =>
  join(dirname(path), `.${await ownIdentity()}-${randomUUID()}.partial`)

/** Whether a file's name is one that this project, in this version or another, gives to what is not whole yet. */
export const isPartial = (name: string): boolean => name.startsWith('.') && name.endsWith('.partial')

// Where nobody knows whether the writer is at work: such a name lasts for moments, and an hour later its writer is dead.
const abandonedAfter = 3_600_000

/** Whether somebody may still be at work on what has such a name. */
export const isBeingWritten = async (path: string): Promise<boolean> => {
  const [, owner] = pattern.exec(basename(path)) ?? []
  const isLive = owner === undefined ? undefined : await isAlive(owner)
  if (isLive !== undefined) return isLive
  try {
    return Date.now() - (await lstat(path)).ctimeMs < abandonedAfter
  } catch (error) {
    // Its writer has just finished, and it has its final name by now.
    if (isSystemError(error, 'ENOENT')) return true
    throw error
  }
}

/** Deletes what dead processes have left half-written in a folder, as far as that is allowed: nothing reads it. */
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
