import {
  constants,
  copyFile,
  type FileHandle,
  link,
  open,
  readdir,
  rename,
  rm,
  utimes,
} from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { ContentMeter } from '../content/verify.ts'
import { safeReadFlags } from '../files/file-content.ts'
import { explainFileError } from '../files/file-error.ts'
import { makeFolder } from '../files/folders.ts'
import { isBeingWritten, isPartial, partialPath } from '../files/staging.ts'
import type { Expectation, Measure } from '../image/descriptor.ts'
import { type Digest, digestOfHex, hexOf } from '../image/digest.ts'
import { Failure, isSystemError } from '../message/failure.ts'

/** The directory of the blobs of a layout. */
export const blobFolder = (layout: string): string => join(layout, 'blobs', 'sha256')

/** The file of a blob in a layout. */
export const blobPath = (layout: string, digest: Digest): string => join(blobFolder(layout), hexOf(digest))

/** The digest of the blob at a path relative to the layout. Undefined for other files. */
export const blobAtPath = (path: string): Digest | undefined => {
  const [, hex] = /^blobs\/sha256\/([0-9a-f]{64})$/.exec(path) ?? []
  return hex === undefined ? undefined : digestOfHex(hex)
}

/** The part of a file that is in memory at a time, in bytes. */
export const chunkSize = 1024 * 1024

/** Hashes a file. Throws the error of the file system. */
export const measureFile = async (path: string): Promise<Measure> => {
  const meter = new ContentMeter()
  const buffer = Buffer.allocUnsafe(chunkSize)
  await using file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW)
  for (;;) {
    const { bytesRead } = await file.read(buffer)
    if (bytesRead === 0) return meter.measure()
    meter.add(buffer.subarray(0, bytesRead))
  }
}

// A process with another hard link to the file must not change it after it was verified.
const blobMode = 0o444

/** Another process removed a file that was being written, for example because it cleans up the directory. */
class FileRemoved extends Failure {
  constructor(path: string, cause: unknown) {
    super(
      `Could not write ${path}: another process removed the file while it was written. ` +
        'Run the step again when no other process changes that folder.',
      { cause },
    )
  }
}

const isMissing = (error: unknown, path: string): boolean =>
  error instanceof Error && isSystemError(error, 'ENOENT') && 'path' in error && error.path === path

/** Repeats writing a file, a few times, if another process removes it meanwhile. */
export const unlessRemoved = async (write: () => Promise<void>): Promise<void> => {
  for (let attemptsLeft = 5; ; attemptsLeft -= 1) {
    try {
      return await write()
    } catch (error) {
      if (!(error instanceof FileRemoved) || attemptsLeft === 1) throw error
    }
  }
}

/**
 * Creates a file next to `path` with `make`, and renames it to `path` afterwards, so that no incomplete file has a final name.
 * Throws a Failure for errors of the file system, and what `make` throws.
 */
export const writeAtomically = async (
  path: string,
  make: (partial: string) => Promise<void>,
): Promise<void> => {
  const partial = await partialPath(path)
  try {
    await makeFolder(dirname(path))
    await make(partial)
    await rename(partial, path)
  } catch (error) {
    if (isMissing(error, partial)) throw new FileRemoved(path, error)
    throw explainFileError(error, `write ${path}`)
  } finally {
    // After success too: renaming a hard link to another one of the same file leaves both. If this fails as well, the first
    // error is more useful.
    await rm(partial, { force: true }).catch(() => {})
  }
}

/**
 * Writes a blob into a layout and verifies it. It gets its name only if its size and digest are right; otherwise a Failure
 * says how they differ.
 */
export const writeBlob = async (
  layout: string,
  expected: Expectation,
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<void> => {
  const meter = new ContentMeter()
  await writeAtomically(blobPath(layout, expected.digest), async (partial) => {
    const file = await open(partial, 'wx', blobMode)
    try {
      for await (const chunk of source) {
        meter.add(chunk)
        if (meter.size > (expected.size ?? Number.POSITIVE_INFINITY)) break
        await file.writeFile(chunk)
      }
    } finally {
      await file.close()
    }
    const wrong = meter.mismatch(expected)
    if (wrong !== undefined)
      throw new Failure(`The blob ${expected.digest} is not what its name says: ${wrong}.`)
  })
}

/** Opens a regular file, not a link to one. Throws the error of the file system, or a Failure for another kind of file. */
const openRegular = async (path: string): Promise<FileHandle> => {
  const file = await open(path, safeReadFlags)
  if ((await file.stat()).isFile()) return file
  await file.close()
  throw new Failure(`Could not use ${path}: it is not a regular file. Remove it.`)
}

/** Makes the file at a path read-only. Does not follow a link. */
const protect = async (path: string): Promise<void> => {
  await using file = await openRegular(path)
  await file.chmod(blobMode)
}

/**
 * Copies a file as a read-only file. If the file system supports it, the copy shares the storage (reflink). Otherwise it is a
 * hard link, which makes both names read-only, or a real copy if the paths are on different file systems or the file belongs
 * to another user. Does not follow links. Throws the error of the file system.
 */
export const shareFile = async (source: string, path: string): Promise<void> => {
  await using file = await openRegular(source)
  // The open file, even if its path was replaced: https://man7.org/linux/man-pages/man5/proc_pid_fd.5.html
  const opened = `/proc/self/fd/${file.fd}`
  try {
    await copyFile(opened, path, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE_FORCE)
    await protect(path)
    return
  } catch {
    // Most file systems do not support it, and their errors differ.
    await rm(path, { force: true })
  }
  try {
    await link(source, path)
    await protect(path)
  } catch (error) {
    // EMLINK and EPERM: the file system supports no (more) hard links, or forbids them for files of other users.
    if (!isSystemError(error, 'EXDEV', 'EMLINK', 'EPERM')) throw error
    await rm(path, { force: true })
    await copyFile(opened, path, constants.COPYFILE_EXCL)
    await protect(path)
  }
}

/** Shares a blob of a layout with another one. Throws the error of the file system, `ENOENT` if the blob is missing. */
export const linkBlob = async (from: string, to: string, digest: Digest): Promise<void> =>
  unlessRemoved(() =>
    writeAtomically(blobPath(to, digest), (partial) => shareFile(blobPath(from, digest), partial)),
  )

/** The file names in the blob directory of a layout. Empty if there is no directory yet. */
export const blobNames = async (folder: string): Promise<readonly string[]> => {
  try {
    return await readdir(blobFolder(folder))
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return []
    throw error
  }
}

/** Updates the times of blob files, to mark them as used. Ignores errors. */
export const markUsed = async (folder: string, digests: Iterable<Digest>): Promise<void> => {
  const now = new Date()
  await Promise.all([...digests].map((digest) => utimes(blobPath(folder, digest), now, now).catch(() => {})))
}

/**
 * Deletes all files in the blob directory of a layout except the blobs to keep, or those of them for which `isUseless` holds.
 * Returns the names of the deleted files. Throws a Failure if a file cannot be deleted.
 */
export const pruneBlobs = async (
  folder: string,
  keep: ReadonlySet<Digest>,
  isUseless: (name: string, path: string) => boolean | Promise<boolean> = () => true,
): Promise<readonly string[]> => {
  const names = new Set([...keep].map(hexOf))
  const pruned: string[] = []
  try {
    for (const name of await blobNames(folder)) {
      const path = join(blobFolder(folder), name)
      if (names.has(name) || (isPartial(name) && (await isBeingWritten(path)))) continue
      if (!(await isUseless(name, path))) continue
      await rm(path, { recursive: true, force: true })
      pruned.push(name)
    }
  } catch (error) {
    throw explainFileError(error, `delete unused blobs in ${folder}`)
  }
  return pruned
}
