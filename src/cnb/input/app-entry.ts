import { closeSync, type Dirent, fstatSync, lstatSync, openSync, readlinkSync, readSync } from 'node:fs'
import { fileContent, SizeChange, safeReadFlags } from '../../files/file-content.ts'
import { Failure, messageOf } from '../../message/failure.ts'
import type { TarEntry } from '../../tar/write.ts'

export const unreadable = (path: string, cause: unknown): Failure =>
  cause instanceof Failure
    ? cause
    : new Failure(
        `Could not read ${path} of the app: ${messageOf(cause)}. Make it readable, or keep it out of the app's folder.`,
        { cause },
      )

/** The entry of a file, a folder, a link or a pipe of an app; undefined for anything else. */
export const appEntry = (path: string, name: string, dirent: Dirent): TarEntry | undefined => {
  try {
    if (dirent.isFile()) return fileEntry(path, name)
    if (dirent.isDirectory()) {
      const { mode } = lstatSync(path)
      if ((mode & 0o500) !== 0o500) throw denied(path, mode, 'list', 'u+rx')
      return { name, mode, type: 'directory' }
    }
    if (dirent.isSymbolicLink()) return { name, mode: 0o777, type: 'symlink', linkname: readlinkSync(path) }
    if (dirent.isFIFO()) return { name, mode: lstatSync(path).mode, type: 'fifo' }
    return undefined
  } catch (error) {
    throw unreadable(path, error)
  }
}

// Root reads everything here, but nobody does in the build: there, who owns the app has no capabilities.
const denied = (path: string, mode: number, what: 'read' | 'list', change: string): Failure =>
  new Failure(
    `The build could not read ${path} of the app: its mode is ${(mode & 0o7777).toString(8).padStart(4, '0')}, so that ` +
      `the builder's user, who owns it there, may not ${what} it. Change that with chmod ${change}, or keep it out of ` +
      "the app's folder.",
  )

// Smaller files are read at once: that takes microseconds, and to wait for another thread several times as many. Apps
// have ten thousands of them. Larger ones are streamed.
const heldSize = 256 * 1024

const fileEntry = (path: string, name: string): TarEntry => {
  const file = openSync(path, safeReadFlags)
  try {
    const { mode, size } = fstatSync(file)
    if ((mode & 0o400) === 0) throw denied(path, mode, 'read', 'u+r')
    if (size > heldSize) return { name, mode, type: 'file', size, content: appFileContent(path, size) }
    // Asking for a byte more shows whether the file grew.
    const buffer = Buffer.allocUnsafe(size + 1)
    if (readSync(file, buffer, 0, size + 1, 0) !== size) throw changed(path)
    return { name, mode, type: 'file', content: buffer.subarray(0, size) }
  } finally {
    closeSync(file)
  }
}

async function* appFileContent(path: string, size: number): AsyncGenerator<Uint8Array> {
  try {
    yield* fileContent(path, size)
  } catch (error) {
    throw error instanceof SizeChange ? changed(path) : unreadable(path, error)
  }
}

const changed = (path: string): Failure =>
  new Failure(
    `${path} changed its size while the app was read. Keep it out of the app's folder, or end what writes to it.`,
  )
