import { type Extract, extract, type Header } from 'tar-stream'
import { drained } from './write.ts'

/** A file or a folder of a tar stream; its content is read whole before the next entry is asked for, or not at all. */
export interface CheckedEntry {
  /** Relative, without `.` and `..`; empty for the folder that everything lies in. */
  readonly name: string
  readonly type: 'file' | 'directory'
  /** In bytes. */
  readonly size: number
  readonly content: AsyncIterable<Uint8Array>
}

/** What a tar stream from outside is held to. */
export interface TarRules {
  /** How many parts every name loses at its start, as with tar's `--strip-components`. */
  readonly strip: number
  /** The most entries that are read: it ends a tar of a million empty files. */
  readonly entryLimit: number
  /** Makes the error for a stream that breaks a rule. */
  readonly refusal: (reason: string) => Error
}

/**
 * Reads a tar stream that is not to be trusted, entry by entry. Throws a refusal where it has anything that could be
 * written elsewhere (an absolute name, `..`, a link, a device), a name twice, or no end; and what the stream throws.
 */
export async function* checkedEntries(
  tar: AsyncIterable<Uint8Array>,
  { strip, entryLimit, refusal }: TarRules,
): AsyncGenerator<CheckedEntry> {
  const seen = new Set<string>()
  const archive = extract()
  const broken = errorOf(archive)
  const feeding = feed(tar, archive)
  // A reader that stops is not told what becomes of the rest.
  feeding.catch(() => {})
  for await (const entry of archive) {
    const { name, type, size } = checked(entry.header, strip, refusal)
    if (seen.has(name)) throw refusal(`it has «${name}» twice`)
    if (seen.size >= entryLimit) throw refusal(`it has more than ${entryLimit} files and folders`)
    seen.add(name)
    yield { name, type, size, content: bytesOf(entry, broken) }
    entry.resume()
  }
  await feeding
}

const nameLimit = 300

/** What a header says, once it is known to be harmless. */
const checked = (
  { name, type, size }: Header,
  strip: number,
  refusal: TarRules['refusal'],
): Pick<CheckedEntry, 'name' | 'type' | 'size'> => {
  const shown = name.slice(0, nameLimit)
  const parts = name.split('/').filter((part) => part !== '' && part !== '.')
  if (name.length > nameLimit) throw refusal(`the name «${shown}…» is too long`)
  if (name.startsWith('/') || parts.includes('..')) throw refusal(`«${shown}» lies outside of it`)
  if (type !== 'file' && type !== 'directory') throw refusal(`«${shown}» is neither a file nor a folder`)
  return { name: parts.slice(strip).join('/'), type, size: size ?? 0 }
}

/** The error that breaks an archive's reader; undefined where it closes without one. */
const errorOf = (archive: Extract): Promise<unknown> =>
  new Promise((resolve) => {
    archive.on('error', resolve)
    archive.on('close', () => resolve(undefined))
  })

/** The content of an entry. It only knows that the archive broke, so what broke it is thrown instead. */
async function* bytesOf(entry: AsyncIterable<unknown>, broken: Promise<unknown>): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of entry) {
      if (chunk instanceof Uint8Array) yield chunk
    }
  } catch (error) {
    throw (await broken) ?? error
  }
}

/** Writes a stream into an archive's reader, no faster than it is read. */
const feed = async (tar: AsyncIterable<Uint8Array>, archive: Extract): Promise<void> => {
  try {
    for await (const chunk of tar) {
      // What ended it is thrown where it is read.
      if (archive.destroyed) return
      if (!archive.write(chunk)) await drained(archive)
    }
    archive.end(null)
  } catch (error) {
    archive.destroy(error instanceof Error ? error : new Error(String(error)))
    throw error
  }
}
