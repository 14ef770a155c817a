import { randomUUID } from 'node:crypto'
import { lstat, readdir, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { isSystemError } from '../message/failure.ts'
import { identityPattern, isAlive, ownIdentity } from './process-identity.ts'

const pattern = new RegExp(String.raw`^\.(${identityPattern})-[0-9a-f-]{36}\.partial$`)

/** A temporary path beside another one, for a file or folder that gets that name when it is complete. */
export const partialPath = async (path: string): Promise<string> =>
  join(dirname(path), `.${await ownIdentity()}-${randomUUID()}.partial`)

/** Whether a name is that of an incomplete file or folder of this project, in any version. */
export const isPartial = (name: string): boolean => name.startsWith('.') && name.endsWith('.partial')

// In milliseconds, if it is unknown whether the writer is alive. Such names exist only for moments.
const abandonedAfter = 3_600_000

/** Whether a process may still be writing to such a path. */
export const isBeingWritten = async (path: string): Promise<boolean> => {
  const [, owner] = pattern.exec(basename(path)) ?? []
  const isLive = owner === undefined ? undefined : await isAlive(owner)
  if (isLive !== undefined) return isLive
  try {
    return Date.now() - (await lstat(path)).ctimeMs < abandonedAfter
  } catch (error) {
    // Its writer has just given it its final name.
    if (isSystemError(error, 'ENOENT')) return true
    throw error
  }
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
