import { type Header, type Pack, pack } from 'tar-stream'

/** The numeric owner of files in a sandbox. */
export interface UserIds {
  readonly uid: number
  readonly gid: number
}

/** One entry of a tar stream; `name` is relative to the sandbox's root, `mode` has the permission bits. */
export type TarEntry = {
  readonly name: string
  readonly mode: number
  /** The owner, if it is not the one of the other entries. */
  readonly owner?: UserIds
} & (
  | { readonly type: 'directory' | 'fifo' }
  /** The `linkname` of a hard link is the name of an earlier entry. */
  | { readonly type: 'symlink' | 'link'; readonly linkname: string }
  | { readonly type: 'file'; readonly content: Uint8Array }
  /** A file too large for memory. `content` must yield exactly `size` bytes. */
  | { readonly type: 'file'; readonly content: AsyncIterable<Uint8Array>; readonly size: number }
)

/** The entry of a directory at an absolute path in the sandbox. */
export const directory = (path: string, mode = 0o755): TarEntry => ({
  name: path.slice(1),
  mode,
  type: 'directory',
})

/** The entry of a small file at an absolute path in the sandbox, readable for everyone. */
export const file = (path: string, content: Uint8Array | string): TarEntry => ({
  name: path.slice(1),
  mode: 0o644,
  type: 'file',
  content: typeof content === 'string' ? Buffer.from(content) : content,
})

// The time that pack and the lifecycle use, so that builds do not depend on the time of the checkout.
// https://github.com/buildpacks/spec/blob/main/platform.md#build-reproducibility
const normalizedTime = new Date('1980-01-01T00:00:01Z')

// Larger IDs do not fit into the octal field of the header.
const largestOctalId = 0o777777

/** Writes entries as a tar stream. Passes on the errors that are thrown while the entries are read. */
export const tarOf = (
  entries: AsyncIterable<TarEntry> | Iterable<TarEntry>,
  owner: UserIds,
): AsyncIterable<Uint8Array> => {
  const archive = pack()
  write(archive, entries, owner).then(
    () => archive.finalize(),
    (error: unknown) => archive.destroy(asError(error)),
  )
  return inBatches(archive)
}

const write = async (
  archive: Pack,
  entries: AsyncIterable<TarEntry> | Iterable<TarEntry>,
  owner: UserIds,
): Promise<void> => {
  for await (const entry of entries) {
    if (archive.destroyed) return
    const header = headerOf(entry, owner)
    if (entry.type !== 'file') await whole(archive, header)
    else if (entry.content instanceof Uint8Array) await whole(archive, header, entry.content)
    else await streamed(archive, header, entry.content)
  }
}

type EntryHeader = Partial<Header> & Pick<Header, 'name'>

const headerOf = (entry: TarEntry, owner: UserIds): EntryHeader => {
  const { uid, gid } = entry.owner ?? owner
  const pax = {
    ...(uid > largestOctalId && { uid: String(uid) }),
    ...(gid > largestOctalId && { gid: String(gid) }),
  }
  return {
    name: entry.name,
    // tar-stream replaces a mode of 0 by its default, so the file type is part of the mode.
    mode: entry.mode | 0o100000,
    uid,
    gid,
    mtime: normalizedTime,
    type: entry.type,
    ...('linkname' in entry && { linkname: entry.linkname }),
    ...('size' in entry && { size: entry.size }),
    ...(Object.keys(pax).length > 0 && { pax }),
  }
}

const whole = (archive: Pack, header: EntryHeader, content?: Uint8Array): Promise<void> =>
  new Promise((resolve, reject) => {
    const done = (error?: Error | null): void => (error ? reject(error) : resolve())
    if (content === undefined) archive.entry(header, done)
    else archive.entry(header, content, done)
  })

const streamed = (archive: Pack, header: EntryHeader, content: AsyncIterable<Uint8Array>): Promise<void> =>
  new Promise((resolve, reject) => {
    const sink = archive.entry(header, (error) => (error ? reject(error) : resolve()))
    // Its errors arrive through the callback.
    sink.on('error', () => {})
    feed(content, sink).catch((error: unknown) => {
      reject(error)
      sink.destroy(asError(error))
    })
  })

/** A writable stream of tar-stream. */
interface ByteSink {
  readonly destroyed: boolean
  write(chunk: Uint8Array): boolean
  end(last: null): unknown
  on(event: 'drain' | 'close', listener: () => void): unknown
  off(event: 'drain' | 'close', listener: () => void): unknown
}

/**
 * Writes chunks into a stream, no faster than the stream accepts them, and ends it. Stops without an error if the stream
 * was destroyed: its reader gets the reason.
 */
export const feed = async (chunks: AsyncIterable<Uint8Array>, sink: ByteSink): Promise<void> => {
  for await (const chunk of chunks) {
    if (sink.destroyed) return
    if (!sink.write(chunk)) await waitForDrain(sink)
  }
  sink.end(null)
}

/** Resolves when a stream accepts more data or is closed. */
const waitForDrain = (stream: ByteSink): Promise<void> =>
  new Promise((resolve) => {
    if (stream.destroyed) return resolve()
    const settle = (): void => {
      stream.off('drain', settle)
      stream.off('close', settle)
      resolve()
    }
    stream.on('drain', settle)
    stream.on('close', settle)
  })

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)))

const batchSize = 256 * 1024

/** Joins small chunks. Otherwise a tar of small files would need a system call for each 512 bytes. */
async function* inBatches(source: AsyncIterable<unknown>): AsyncGenerator<Uint8Array> {
  let chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of source) {
    if (!(chunk instanceof Uint8Array)) continue
    // Large chunks are passed on without a copy.
    const isLarge = chunk.length >= batchSize / 4
    if (!isLarge) {
      chunks.push(chunk)
      size += chunk.length
    }
    if (size >= batchSize || (isLarge && size > 0)) {
      yield Buffer.concat(chunks)
      chunks = []
      size = 0
    }
    if (isLarge) yield chunk
  }
  if (size > 0) yield Buffer.concat(chunks)
}
