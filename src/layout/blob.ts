import { constants, copyFile, type FileHandle, link, open, rename, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { ContentMeter } from '../content/verify.ts'
import { explainFileError } from '../files/file-error.ts'
import { makeFolder } from '../files/folders.ts'
import { partialPath } from '../files/partial.ts'
import type { Expected, Measure } from '../image/descriptor.ts'
import { type Digest, digestOfHex, hexOf } from '../image/digest.ts'
import { Failure, isSystemError } from '../message/failure.ts'

/** The folder of the blobs of a layout. */
export const blobFolder = (layout: string): string => join(layout, 'blobs', 'sha256')

/** The file of a blob in a layout. */
export const blobPath = (layout: string, digest: Digest): string => join(blobFolder(layout), hexOf(digest))

/** The blob whose file in a layout has this path, relative to the layout; undefined if it is no blob's. */
export const blobAtPath = (path: string): Digest | undefined => {
  const [, hex] = /^blobs\/sha256\/([0-9a-f]{64})$/.exec(path) ?? []
  return hex === undefined ? undefined : digestOfHex(hex)
}

/** How much of a file is in memory at a time, in bytes. */
export const chunkSize = 1024 * 1024

/** Hashes a file, through one buffer. Throws what the file system says. */
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

// A process that has another link to the file must not change what was verified.
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

/** Writes a file that can be written again, a few times if another process removes it meanwhile. */
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
 * Makes a file beside `path` and gives it that name when `make` has succeeded: nothing half-written ever has a
 * final name. Throws a Failure if the file system gives no leave or has no room, and else what `make` throws.
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
    // After success too: renaming one hard link of a file to another one of it does nothing, and leaves both.
    // Where that fails too, what ended the writing says more.
    await rm(partial, { force: true }).catch(() => {})
  }
}

/**
 * Writes a blob into a layout, hashing it on the way. It gets its name only if its size and digest are the expected
 * ones; otherwise a Failure says what came instead. Resolves with the number of bytes written.
 */
export const writeBlob = async (
  layout: string,
  expected: Expected,
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<number> => {
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
  return meter.size
}

// Any writer of a shared directory can put a link or a pipe at any path at any moment.
const openFlags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK

/** Opens a regular file, not a link to one. Throws what the file system says, and a Failure for another kind of file. */
const openRegular = async (path: string): Promise<FileHandle> => {
  const file = await open(path, openFlags)
  if ((await file.stat()).isFile()) return file
  await file.close()
  throw new Failure(`Could not use ${path}: it is not a regular file. Remove it.`)
}

/** Takes away the permission to write from the file at a path, and never from one that a link there leads to. */
const protect = async (path: string): Promise<void> => {
  await using file = await openRegular(path)
  await file.chmod(blobMode)
}

/**
 * Makes a file of another one that all may read and nobody write: sharing its storage where the file system can give
 * that to two files, so that what happens to the one does not happen to the other; else as a hard link to it, which
 * takes the permission to write from both names; else as a copy, where the two lie on different file systems or the
 * file is another user's. Links are not followed. Throws what the file system says.
 */
export const shareFile = async (source: string, path: string): Promise<void> => {
  await using file = await openRegular(source)
  // The file that is open, whatever its path leads to by now: https://man7.org/linux/man-pages/man5/proc_pid_fd.5.html
  const opened = `/proc/self/fd/${file.fd}`
  try {
    await copyFile(opened, path, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE_FORCE)
    await protect(path)
    return
  } catch {
    // Most file systems cannot, and each says so in its own words.
    await rm(path, { force: true })
  }
  try {
    await link(source, path)
    await protect(path)
  } catch (error) {
    // EMLINK and EPERM: a file system that has no (more) hard links, or forbids those to other users' files.
    if (!isSystemError(error, 'EXDEV', 'EMLINK', 'EPERM')) throw error
    await rm(path, { force: true })
    await copyFile(opened, path, constants.COPYFILE_EXCL)
    await protect(path)
  }
}

/** Gives a layout a blob of another one. Throws what the file system says (`ENOENT` where the other one lacks it). */
export const linkBlob = async (from: string, to: string, digest: Digest): Promise<void> =>
  unlessRemoved(() =>
    writeAtomically(blobPath(to, digest), (partial) => shareFile(blobPath(from, digest), partial)),
  )
