import { randomUUID } from 'node:crypto'
import {
  chmodSync,
  closeSync,
  fstatSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  type Stats,
  writeFileSync,
} from 'node:fs'
import { dirname, resolve } from 'node:path'
import * as v from 'valibot'
import { safeReadFlags } from '../../files/file-content.ts'
import { isWithin } from '../../files/folders.ts'
import { parseDocument } from '../../json/document.ts'
import { Failure, isSystemError } from '../../message/failure.ts'
import { canBeClosed } from './private-folders.ts'

// 2^32-1 means "none". A build never runs as root.
const IdSchema = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(2 ** 32 - 2))
const UserSchema = v.pipe(IdSchema, v.minValue(1))
const PathSchema = v.pipe(
  v.string(),
  v.startsWith('/'),
  v.check((path) => resolve(path) === path && !path.includes('\0'), 'is not a normalized path'),
)

const AccessSchema = v.object({
  path: PathSchema,
  uid: IdSchema,
  gid: IdSchema,
  mode: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(0o7777)),
})

/** The parts of the container's file system that a build uses. Each is recorded before it changes. */
const RecordSchema = v.object({
  /** The process of the build. */
  owner: v.string(),
  uid: UserSchema,
  gid: IdSchema,
  /** Directories that existed and were empty. */
  emptied: v.array(PathSchema),
  /** Paths that did not exist. */
  made: v.array(PathSchema),
  closed: v.array(AccessSchema),
})

export type ClaimRecord = v.InferOutput<typeof RecordSchema>

/** The location of a build's record, and the paths that it may contain. */
export interface RecordPlace {
  /** Path of the file. Its directory contains nothing else and belongs to root. */
  readonly file: string
  /** Absolute paths of the build's directories. */
  readonly folders: readonly string[]
  /** The directory to which a build adds more, such as buildpacks. */
  readonly additions: string
}

/** Writes a new record. Returns false if there is one already. */
export const createRecord = ({ file }: RecordPlace, record: ClaimRecord): boolean => {
  const folder = dirname(file)
  // With explicit modes: the umask of the container's processes may be 0.
  makeRootFolder(dirname(folder), 0o755)
  makeRootFolder(folder, 0o700)
  refuseForeign(folder, lstatSync(folder))
  const partial = writePartial(file, record)
  try {
    linkSync(partial, file)
    return true
  } catch (error) {
    if (isSystemError(error, 'EEXIST')) return false
    throw error
  } finally {
    rmSync(partial, { force: true })
  }
}

export const updateRecord = ({ file }: RecordPlace, record: ClaimRecord): void =>
  renameSync(writePartial(file, record), file)

export const removeRecord = ({ file }: RecordPlace): void => {
  rmSync(file, { force: true })
  try {
    rmdirSync(dirname(file))
  } catch (error) {
    if (!isSystemError(error, 'ENOENT', 'ENOTEMPTY')) throw error
  }
}

/**
 * Reads the record; undefined if there is none. Root acts on it, so a record is valid only if no other user can have
 * written it, and if it contains only paths that builds use. Throws a Failure otherwise.
 */
export const readRecord = (place: RecordPlace): ClaimRecord | undefined => {
  const text = readOwn(place.file)
  if (text === undefined) return undefined
  const record = parseDocument(RecordSchema, text, `record ${place.file}`)
  const { emptied, made, closed } = record
  const foreign =
    emptied.find((path) => !place.folders.includes(path)) ??
    made.find((path) => ![...place.folders, place.additions].some((folder) => isWithin(path, folder))) ??
    closed.find(({ path }) => !canBeClosed(path))?.path
  if (foreign === undefined) return record
  throw new Failure(
    `The record ${place.file} contains ${foreign}, which no build uses. The step ignored the record. ${advice}`,
  )
}

const readOwn = (file: string): string | undefined => {
  let descriptor: number
  try {
    refuseForeign(dirname(file), lstatSync(dirname(file)))
    descriptor = openSync(file, safeReadFlags)
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return undefined
    throw error
  }
  try {
    refuseForeign(file, fstatSync(descriptor))
    return readFileSync(descriptor, 'utf8')
  } finally {
    closeSync(descriptor)
  }
}

const advice = 'Run the job in a new container.'

const refuseForeign = (path: string, stat: Stats): void => {
  const isRight = stat.isDirectory() || stat.isFile()
  if (isRight && stat.uid === process.geteuid?.() && (stat.mode & 0o022) === 0) return
  throw new Failure(
    `The record of a build in this container is not safe: ${path} belongs to user ${stat.uid} and has the mode ` +
      `${(stat.mode & 0o7777).toString(8)}, but only root may be able to write to it. The step ignored the record. ${advice}`,
  )
}

const makeRootFolder = (path: string, mode: number): void => {
  if (mkdirSync(path, { recursive: true }) !== undefined) chmodSync(path, mode)
}

const writePartial = (file: string, record: ClaimRecord): string => {
  const partial = `${file}.${randomUUID()}`
  writeFileSync(partial, JSON.stringify(record), { mode: 0o600, flag: 'wx' })
  return partial
}
