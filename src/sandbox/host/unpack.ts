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
import type { ProcessEnvironment } from '../../command/environment.ts'
import { runCommand } from '../../command/run.ts'
import { Failure, isSystemError, messageOf } from '../../message/failure.ts'
import { printable } from '../../message/printable.ts'
import { feed } from '../../tar/write.ts'

/** How to unpack a tar stream. */
export interface UnpackOptions {
  /** The directory that names are relative to, such as `/`. */
  readonly root: string
  /** Called with each path that does not exist yet, before something is created there. */
  readonly onNew: (path: string) => void
  /** Creates a named pipe. */
  readonly makePipe: (path: string) => Promise<void>
}

/**
 * Unpacks a tar stream that this project wrote, with its owners and times. Never writes through a symbolic link or over a
 * file. Rethrows errors of the stream, and throws a Failure if the disk refuses.
 *
 * Uses synchronous calls: most files are small, and for them these take a tenth of the time.
 */
export const unpack = async (tar: AsyncIterable<Uint8Array>, options: UnpackOptions): Promise<void> => {
  const folders = new FolderWriter(options)
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
        if (header.type === 'fifo') {
          await options.makePipe(path)
          return ownAt(path, constants.O_NONBLOCK, header)
        }
        throw new Error(
          `Could not unpack "${header.name}": entries of type ${header.type} are not supported.`,
        )
      })
      entry.resume()
    }
    await feeding
  } catch (error) {
    // If the stream broke, the error of the archive's reader is not the cause.
    if (broken === undefined) throw error
  } finally {
    archive.destroy()
  }
  if (broken !== undefined) throw broken.error
  folders.finish()
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
    const reason = isSystemError(cause, 'ENOSPC', 'EDQUOT')
      ? ": the disk is full. Give the job's container more disk space."
      : ` for the build: ${messageOf(cause)}`
    throw new Failure(`Could not write ${path}${reason}`, { cause })
  }
}

/** The directories that were created or checked: paths in them do not go through a symbolic link. */
class FolderWriter {
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
      // The umask may remove bits from the mode of `mkdir`.
      chmodSync(path, 0o755)
    } else if (!stat.isDirectory()) {
      throw new Failure(`Could not write to ${path} for the build: it is not a directory.`)
    }
    this.#known.add(path)
  }

  make(path: string, header: Header): void {
    this.find(path)
    ownAt(path, constants.O_DIRECTORY, header)
    this.#times.push([path, timeOf(header)])
  }

  /** Sets the times at the end, because creating a file in a directory changes its time. */
  finish(): void {
    for (const [path, time] of this.#times) utimesSync(path, time, time)
  }
}

/** The owner comes first, because changing it removes the set-user-ID bit from the mode. */
const own = (descriptor: number, { uid = 0, gid = 0, mode = 0 }: Header): void => {
  fchownSync(descriptor, uid, gid)
  fchmodSync(descriptor, mode & 0o7777)
}

/** Sets the owner and the mode of a directory or pipe, but not through a link. */
const ownAt = (path: string, kind: number, header: Header): void => {
  const descriptor = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | kind)
  try {
    own(descriptor, header)
  } finally {
    closeSync(descriptor)
  }
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

/** Creates a named pipe with `mkfifo`, because Node cannot. Throws a Failure if that fails. */
export const makeNamedPipe = async (
  path: string,
  environment: ProcessEnvironment,
  signal: AbortSignal,
): Promise<void> => {
  const failed = (reason: string, cause?: unknown): Failure =>
    new Failure(
      `Could not create the named pipe ${path} for the build: ${reason} Exclude it from the app (input "exclude"), or ` +
        'use a builder with coreutils.',
      { cause },
    )
  const running = runCommand('mkfifo', ['--', path], { environment, signal })
  const { code, stderr } = await running.catch((cause: unknown) => {
    signal.throwIfAborted()
    throw failed(messageOf(cause), cause)
  })
  if (code !== 0) throw failed(`mkfifo ended with ${code ?? 'a signal'}: ${printable(stderr)}.`)
}
