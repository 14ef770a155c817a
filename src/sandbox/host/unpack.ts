import {
  chmodSync,
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  futimesSync,
  lchownSync,
  linkSync,
  lstatSync,
  lutimesSync,
  mkdirSync,
  openSync,
  symlinkSync,
  utimesSync,
  writeSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { extract, type Header } from 'tar-stream'
import { Failure, isSystemError, messageOf } from '../../message/failure.ts'
import { drained } from '../../tar/write.ts'

/** How a tar stream is unpacked. */
export interface UnpackOptions {
  /** The folder that names begin at: `/`. */
  readonly root: string
  /** Told of each path at which there is nothing yet, before something is made there. */
  readonly onNew: (path: string) => void
  /** Makes a named pipe, which Node cannot. */
  readonly makePipe: (path: string) => Promise<void>
}

/**
 * Unpacks a tar stream of this project's own, with the owners and times that it says: nothing is written behind a link
 * or over a file. Throws what is thrown while the stream is read, and a Failure if the disk refuses.
 *
 * Most files are small, and the calls that do not wait take a tenth of the time for them.
 */
export const unpack = async (tar: AsyncIterable<Uint8Array>, options: UnpackOptions): Promise<void> => {
  const folders = new Folders(options)
  const archive = extract()
  let broken: { readonly error: unknown } | undefined
  const feeding = feed(tar, archive).catch((error: unknown) => {
    broken = { error }
    archive.destroy()
  })
  try {
    for await (const entry of archive) {
      const { header } = entry
      const path = pathOf(options.root, header.name)
      await reporting(path, async () => {
        if (header.type === 'directory') return folders.make(path, header)
        folders.find(dirname(path))
        options.onNew(path)
        if (header.type === 'file') return writeFile(path, header, entry)
        if (header.type === 'symlink') return makeLink(path, header)
        if (header.type === 'link') return linkSync(pathOf(options.root, header.linkname ?? ''), path)
        if (header.type === 'fifo') return makePipe(path, header, options)
        throw new Error(`"${header.name}" cannot be unpacked: it is a ${header.type}.`)
      })
      entry.resume()
    }
    await feeding
  } catch (error) {
    // Where the stream broke, the archive's reader only knows that it did.
    if (broken === undefined) throw error
  } finally {
    archive.destroy()
  }
  if (broken !== undefined) throw broken.error
  folders.finish()
}

/** Writes a stream into an archive's reader, no faster than it is read. */
const feed = async (tar: AsyncIterable<Uint8Array>, archive: ReturnType<typeof extract>): Promise<void> => {
  for await (const chunk of tar) {
    // What ended it is thrown where it is read.
    if (archive.destroyed) return
    if (!archive.write(chunk)) await drained(archive)
  }
  archive.end(null)
}

const pathOf = (root: string, name: string): string => {
  const parts = name.split('/').filter((part) => part !== '' && part !== '.')
  if (parts.includes('..')) throw new Error(`The name "${name}" leads out of the sandbox.`)
  return join(root, ...parts)
}

const reporting = async (path: string, work: () => Promise<void> | void): Promise<void> => {
  try {
    await work()
  } catch (cause) {
    if (!(cause instanceof Error && 'syscall' in cause)) throw cause
    if (isSystemError(cause, 'ENOSPC', 'EDQUOT')) {
      throw new Failure(
        `Could not write ${path}: no space is left there. Give the job's container more disk.`,
        {
          cause,
        },
      )
    }
    throw new Failure(`Could not write ${path} for the build: ${messageOf(cause)}`, { cause })
  }
}

/** The folders that were made or found to be folders: what lies in them is not behind a link. */
class Folders {
  readonly #known = new Set<string>()
  readonly #times: (readonly [path: string, time: Date])[] = []
  readonly #onNew: UnpackOptions['onNew']

  constructor({ root, onNew }: UnpackOptions) {
    this.#known.add(root)
    this.#onNew = onNew
  }

  find(path: string): void {
    if (this.#known.has(path)) return
    this.find(dirname(path))
    const stat = lstatSync(path, { throwIfNoEntry: false })
    if (stat === undefined) {
      this.#onNew(path)
      mkdirSync(path)
      // Whatever the umask is.
      chmodSync(path, 0o755)
    } else if (!stat.isDirectory()) {
      throw new Failure(`Could not write to ${path} for the build: it is no folder.`)
    }
    this.#known.add(path)
  }

  make(path: string, header: Header): void {
    this.find(path)
    const descriptor = openSync(path, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW)
    try {
      own(descriptor, header)
    } finally {
      closeSync(descriptor)
    }
    this.#times.push([path, timeOf(header)])
  }

  /** Making something in a folder changes its time. */
  finish(): void {
    for (const [path, time] of this.#times) utimesSync(path, time, time)
  }
}

/** In this order: to change the owner takes the mode's set-user-ID bit away. */
const own = (descriptor: number, { uid = 0, gid = 0, mode = 0 }: Header): void => {
  fchownSync(descriptor, uid, gid)
  fchmodSync(descriptor, mode & 0o7777)
}

const timeOf = ({ mtime }: Header): Date => mtime ?? new Date(0)

const createNew = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW

const writeFile = async (path: string, header: Header, content: AsyncIterable<unknown>): Promise<void> => {
  const descriptor = openSync(path, createNew, 0o600)
  try {
    for await (const chunk of content) {
      if (!(chunk instanceof Uint8Array)) continue
      for (let at = 0; at < chunk.length; ) at += writeSync(descriptor, chunk, at)
    }
    own(descriptor, header)
    futimesSync(descriptor, timeOf(header), timeOf(header))
  } finally {
    closeSync(descriptor)
  }
}

const makeLink = (path: string, header: Header): void => {
  symlinkSync(header.linkname ?? '', path)
  lchownSync(path, header.uid ?? 0, header.gid ?? 0)
  lutimesSync(path, timeOf(header), timeOf(header))
}

const makePipe = async (path: string, header: Header, { makePipe }: UnpackOptions): Promise<void> => {
  await makePipe(path)
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOFOLLOW)
  try {
    own(descriptor, header)
  } finally {
    closeSync(descriptor)
  }
}
