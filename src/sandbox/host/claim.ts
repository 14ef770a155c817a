import { lstatSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { isWithin } from '../../files/folders.ts'
import { isAlive, ownIdentity } from '../../files/process-identity.ts'
import { Failure, messageOf } from '../../message/failure.ts'
import type { UserIds } from '../../tar/write.ts'
import { accessOf, closeFolder, reopenFolder } from './private-folders.ts'
import { endProcessesOf, processesOf } from './processes.ts'
import {
  type ClaimRecord,
  createRecord,
  type RecordPlace,
  readRecord,
  removeRecord,
  updateRecord,
} from './record.ts'
import { removeContent, removeTree } from './remove.ts'

/** A build's claim on directories of the job's container. */
export interface Claim {
  /** Records a path before something is created there. */
  readonly add: (path: string) => void
  /** Kills the processes of the build. */
  readonly endProcesses: () => Promise<void>
  /** Kills the build's processes and restores the file system. Throws a Failure if that fails. */
  readonly release: () => Promise<void>
}

/**
 * Claims the directories of a build, and denies its user access to the directories in `closed`. Releases an abandoned claim
 * of a previous build first.
 *
 * Throws a Failure if another build has the claim, if a directory is not empty, or if access cannot be denied.
 */
export const claim = async (
  user: UserIds,
  closed: readonly string[],
  record: RecordPlace,
): Promise<Claim> => {
  if ((await releaseAbandoned(record)) === 'alive') throw anotherBuilds()
  refuseOtherProcesses(user)
  for (const folder of record.folders) requireEmpty(folder)
  const isThere = (path: string) => lstatSync(path, { throwIfNoEntry: false }) !== undefined
  const held: ClaimRecord = {
    owner: await ownIdentity(),
    ...{ uid: user.uid, gid: user.gid },
    emptied: record.folders.filter(isThere),
    made: record.folders.filter((folder) => !isThere(folder)),
    closed: await Promise.all(closed.map(accessOf)),
  }
  if (!createRecord(record, held)) throw anotherBuilds()
  const release = () => releaseAll(record, held)
  try {
    for (const folder of held.closed) await closeFolder(folder, user)
  } catch (error) {
    await release().catch((later: unknown) => {
      throw new SuppressedError(later, error)
    })
    throw error
  }
  return {
    add: (path) => {
      if ([...held.emptied, ...held.made].some((folder) => isWithin(path, folder))) return
      held.made.push(path)
      updateRecord(record, held)
    },
    endProcesses: () => endProcessesOf(user.uid),
    release,
  }
}

/** Releases the claim of a killed build. Returns the state of the last build. */
export const releaseAbandoned = async (record: RecordPlace): Promise<'none' | 'alive' | 'released'> => {
  const held = readRecord(record)
  if (held === undefined) return 'none'
  if ((await isAlive(held.owner)) === true) return 'alive'
  await releaseAll(record, held)
  return 'released'
}

const anotherBuilds = (): Failure =>
  new Failure(
    "Another step is building in this job's container, in the same directories. " +
      'Run the steps one after the other, or build in two jobs.',
  )

/** A build can read the memory of processes of its own user, and kill them. */
const refuseOtherProcesses = ({ uid }: UserIds): void => {
  const [other] = processesOf(uid)
  if (other === undefined) return
  throw new Failure(
    `The process ${other} runs as the builder's user ${uid}, so the build could read its memory. ` +
      "End it, or give the job's container its own processes (no --pid=host).",
  )
}

/** Refuses a directory that contains files: the cleanup would delete them. */
const requireEmpty = (folder: string): void => {
  const stat = lstatSync(folder, { throwIfNoEntry: false })
  if (stat === undefined) return
  const found = stat.isDirectory() ? findFile(folder) : folder
  if (found === undefined) return
  const what = found === folder ? 'is not a directory' : `contains ${found}`
  throw new Failure(
    `The build requires an empty directory ${folder}, but it ${what}. ` +
      'Remove it before this step. If the runner has its workspace there, configure another directory for its jobs.',
  )
}

/** Finds the first file in a directory or its subdirectories. */
const findFile = (folder: string): string | undefined => {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    const found = entry.isDirectory() ? findFile(path) : path
    if (found !== undefined) return found
  }
  return undefined
}

const releaseAll = async (record: RecordPlace, held: ClaimRecord): Promise<void> => {
  // Restore access and delete files only after the build's processes have ended: they could swap a path while root works on it.
  await endProcessesOf(held.uid)
  const results = await Promise.allSettled([
    ...held.closed.map((folder) => reopenFolder(folder, held)),
    ...held.emptied.map(removeContent),
    ...held.made.map(removeTree),
  ])
  const failed = results.find((result) => result.status === 'rejected')
  if (failed === undefined) return removeRecord(record)
  const cause: unknown = failed.reason
  throw new Failure(`Could not remove the build's files from the job's container: ${messageOf(cause)}`, {
    cause,
  })
}
