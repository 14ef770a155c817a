import { lstatSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { isAlive, ownIdentity } from '../../files/process-identity.ts'
import { Failure, messageOf } from '../../message/failure.ts'
import type { Owner } from '../../tar/write.ts'
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

/** What is claimed for a build. */
export interface ClaimOrder {
  /** The builder's user, as whom the build runs. */
  readonly user: Owner
  /** The folders that the build is shut out of. */
  readonly closed: readonly string[]
  /** The record, and the build's own folders. */
  readonly record: RecordPlace
}

/** A build's hold of the container's file system. */
export interface Claim {
  /** Takes note of a path at which something is about to be made. */
  readonly add: (path: string) => void
  /** Ends the processes of the build. */
  readonly endProcesses: () => Promise<void>
  /** Ends what still runs, and puts the file system back; throws a Failure if that fails. */
  readonly release: () => Promise<void>
}

/**
 * Takes the build's folders, and shuts the build's user out of the job's. If a previous build's claim was never released,
 * that is done first.
 *
 * Throws a Failure if another build has them, if they hold anything, or if the job's folders cannot be closed.
 */
export const claim = async ({ user, closed, record }: ClaimOrder): Promise<Claim> => {
  if ((await releaseAbandoned(record)) === 'alive') throw anotherBuilds()
  refuseFellows(user)
  for (const folder of record.folders) refuseContent(folder)
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
  const covers = (path: string) =>
    [...held.emptied, ...held.made].some((held) => path === held || path.startsWith(`${held}/`))
  return {
    add: (path) => {
      if (covers(path)) return
      held.made.push(path)
      updateRecord(record, held)
    },
    endProcesses: () => endProcessesOf(user.uid),
    release,
  }
}

/** Releases what a build that died has left; resolves with what became of the last build. */
export const releaseAbandoned = async (record: RecordPlace): Promise<'none' | 'alive' | 'released'> => {
  const held = readRecord(record)
  if (held === undefined) return 'none'
  if ((await isAlive(held.owner)) === true) return 'alive'
  await releaseAll(record, held)
  return 'released'
}

const anotherBuilds = (): Failure =>
  new Failure(
    "Another step builds in this job's container at this moment, in the same folders. " +
      'Let one end before the other begins, or build in two jobs.',
  )

/** A build can read what processes of its own user know, and end them. */
const refuseFellows = ({ uid }: Owner): void => {
  const [fellow] = processesOf(uid)
  if (fellow === undefined) return
  throw new Failure(
    `The process ${fellow} runs as the builder's user ${uid}, and the build could read what it knows. ` +
      "End it, or give the job's container its own processes (no --pid=host).",
  )
}

/** Refuses a folder that holds more than empty folders: it is somebody's, and would be lost. */
const refuseContent = (folder: string): void => {
  const stat = lstatSync(folder, { throwIfNoEntry: false })
  if (stat === undefined) return
  const found = stat.isDirectory() ? contentOf(folder) : folder
  if (found === undefined) return
  const what = found === folder ? 'is no folder' : `has ${found} in it`
  throw new Failure(
    `The build needs ${folder} for itself, and it ${what}, which this action did not put there. ` +
      'Remove it before this step; a runner whose workspace lies there needs another folder for its jobs.',
  )
}

/** The first thing in a folder that is not a folder. */
const contentOf = (folder: string): string | undefined => {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    const found = entry.isDirectory() ? contentOf(path) : path
    if (found !== undefined) return found
  }
  return undefined
}

const releaseAll = async (record: RecordPlace, held: ClaimRecord): Promise<void> => {
  // As long as the build's processes run, the folders stay closed to them, and root goes nowhere that they can change.
  await endProcessesOf(held.uid)
  const failures: unknown[] = []
  const attempt = async (work: Promise<unknown>): Promise<void> => {
    await work.catch((error: unknown) => failures.push(error))
  }
  for (const folder of held.closed) await attempt(reopenFolder(folder, held))
  for (const folder of held.emptied) await attempt(removeContent(folder))
  for (const path of held.made) await attempt(removeTree(path))
  const [cause] = failures
  if (cause === undefined) return removeRecord(record)
  throw new Failure(`What the build left in the job's container could not be removed: ${messageOf(cause)}`, {
    cause,
  })
}
