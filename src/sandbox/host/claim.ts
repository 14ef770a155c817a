import { lstatSync, readdirSync, renameSync, writeFileSync } from 'node:fs'
import { mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import * as v from 'valibot'
import { isAlive, ownIdentity, startOf } from '../../files/process-identity.ts'
import { parseDocument } from '../../image/document.ts'
import { Failure, isSystemError, messageOf } from '../../message/failure.ts'
import type { Owner } from '../../tar/write.ts'
import { accessOf, closeFolder, reopenFolder } from './private-folders.ts'
import { endProcessesOf, processesOf } from './processes.ts'

const AccessSchema = v.object({ path: v.string(), uid: v.number(), gid: v.number(), mode: v.number() })

/** What a build has of the container's file system; written down before it is true. */
const RecordSchema = v.object({
  /** The process that builds. */
  owner: v.string(),
  uid: v.number(),
  /** Folders that were there, empty. */
  emptied: v.array(v.string()),
  /** What was not there. */
  made: v.array(v.string()),
  closed: v.array(AccessSchema),
})

type ClaimRecord = v.InferOutput<typeof RecordSchema>

/** Where the record of a claim is: nobody but root can write there, and it goes with the container. */
export const recordFile = '/run/buildpacks-oci-layout.json'

/** What is claimed for a build. */
export interface ClaimOrder {
  /** The builder's user, as whom the build runs. */
  readonly user: Owner
  /** The build's own folders, absolute. */
  readonly folders: readonly string[]
  /** The folders that the build is shut out of. */
  readonly closed: readonly string[]
  /** The file of the record. */
  readonly record: string
}

/** A build's hold of the container's file system. */
export interface Claim {
  /** Takes note of a path at which something is about to be made. */
  readonly add: (path: string) => void
  /** Ends the processes of the build. */
  readonly endProcesses: () => Promise<void>
  /** Ends what still runs, and puts the file system back; throws a Failure where that fails. */
  readonly release: () => Promise<void>
}

/**
 * Takes the build's folders, and shuts the build's user out of the job's. An earlier build's claim that was never
 * released is released first.
 *
 * Throws a Failure where another build has them, where they hold anything, or where the job's folders cannot be closed.
 */
export const claim = async ({ user, folders, closed, record }: ClaimOrder): Promise<Claim> => {
  await refuseLive(record)
  await releaseAbandoned(record)
  refuseFellows(user)
  for (const folder of folders) refuseContent(folder)
  const isThere = (path: string) => lstatSync(path, { throwIfNoEntry: false }) !== undefined
  const owner = await ownIdentity()
  const held: ClaimRecord = {
    owner,
    uid: user.uid,
    emptied: folders.filter(isThere),
    made: folders.filter((folder) => !isThere(folder)),
    closed: await Promise.all(closed.map(accessOf)),
  }
  await mkdir(dirname(record), { recursive: true })
  writeRecord(record, held)
  const release = () => releaseAll(record, held)
  try {
    for (const folder of held.closed) await closeFolder(folder, user)
  } catch (error) {
    await release()
    throw error
  }
  const covers = (path: string) =>
    [...held.emptied, ...held.made].some((held) => path === held || path.startsWith(`${held}/`))
  return {
    add: (path) => {
      if (covers(path)) return
      held.made.push(path)
      writeRecord(record, held)
    },
    endProcesses: () => endProcessesOf(user.uid, startOf(owner)),
    release,
  }
}

/** Releases what a build that died has left; resolves with whether there was such a build. */
export const releaseAbandoned = async (record: string): Promise<boolean> => {
  const held = await readRecord(record)
  if (held === undefined || (await isAlive(held.owner)) === true) return false
  await releaseAll(record, held)
  return true
}

const refuseLive = async (record: string): Promise<void> => {
  const held = await readRecord(record)
  if (held === undefined || (await isAlive(held.owner)) !== true) return
  throw new Failure(
    "Another step builds in this job's container at this moment, in the same folders. " +
      'Let one end before the other begins, or build in two jobs.',
  )
}

/** A build can read what processes of its own user know, and end them. */
const refuseFellows = ({ uid }: Owner): void => {
  const [fellow] = processesOf(uid)
  if (fellow === undefined) return
  throw new Failure(
    `The process ${fellow.pid} runs as the builder's user ${uid}, and the build could read what it knows. ` +
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

const releaseAll = async (record: string, held: ClaimRecord): Promise<void> => {
  const failures: unknown[] = []
  const attempt = async (work: Promise<unknown>): Promise<void> => {
    await work.catch((error: unknown) => failures.push(error))
  }
  await attempt(endProcessesOf(held.uid, startOf(held.owner)))
  for (const folder of held.closed) await attempt(reopenFolder(folder))
  for (const folder of held.emptied) await attempt(empty(folder))
  for (const path of held.made) await attempt(rm(path, { recursive: true, force: true }))
  const [cause] = failures
  if (cause === undefined) return rm(record, { force: true })
  throw new Failure(`What the build left in the job's container could not be removed: ${messageOf(cause)}`, {
    cause,
  })
}

const empty = async (folder: string): Promise<void> => {
  for (const name of await readdir(folder)) await rm(join(folder, name), { recursive: true, force: true })
}

const writeRecord = (file: string, held: ClaimRecord): void => {
  const partial = `${file}.partial`
  writeFileSync(partial, JSON.stringify(held), { mode: 0o600 })
  renameSync(partial, file)
}

const readRecord = async (file: string): Promise<ClaimRecord | undefined> => {
  try {
    return parseDocument(RecordSchema, await readFile(file, 'utf8'), `record ${file}`)
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return undefined
    throw error
  }
}
