import { type Extract, extract, type Header } from 'tar-stream'
import { messageOf } from '../message/failure.ts'
import { printable } from '../message/printable.ts'
import { climbOf } from './link.ts'
import { feed } from './write.ts'

/** An entry of a tar stream. The content is a file’s only; it is read whole before the next entry is asked for, or not at all. */
export interface CheckedEntry {
  /** Relative, without `.` and `..`; empty for the folder that everything lies in. */
  readonly name: string
  readonly type: (typeof kinds)[number]
  /** The permission bits. */
  readonly mode: number
  /** What a symbolic link says, or the name of the file that a hard link is another name of; else empty. */
  readonly linkname: string
  /** In bytes. */
  readonly size: number
  readonly content: AsyncIterable<Uint8Array>
}

/** Makes the error for what is refused; the reason goes behind a colon. */
export type Refusal = (reason: string) => Error

/** What a tar stream from outside is held to. */
export interface TarRules {
  /** How many parts every name loses at its start, as with tar's `--strip-components`. */
  readonly strip: number
  /** Whether names may begin at the root, with a slash, and mean the same as without it. */
  readonly rooted?: boolean
  /** Whether there may be links: symbolic ones that lead nowhere outside, and hard ones to files that came before. */
  readonly links?: boolean
  /** The most characters of a name. */
  readonly nameLimit?: number
  /** The most entries that are read: it ends a tar of a million empty files. */
  readonly entryLimit: number
  /** Makes the error for a stream that breaks a rule. */
  readonly refusal: Refusal
}

/**
 * Reads a tar stream that is not to be trusted, entry by entry. Throws a refusal where it has anything that could be
 * written elsewhere (an absolute name, `..`, a link, a device), a name twice, or no end, and where it is no tar; and what
 * the stream throws. So does reading the content of an entry.
 * Where links are allowed, nothing lies behind one of them.
 */
export async function* checkedEntries(
  tar: AsyncIterable<Uint8Array>,
  rules: TarRules,
): AsyncGenerator<CheckedEntry> {
  const { entryLimit, refusal } = rules
  const seen = new Map<string, CheckedEntry['type']>()
  for await (const { header, content } of tarEntries(tar, refusal)) {
    const found = checked(header, rules)
    const { name, type, linkname } = found
    if (seen.has(name)) throw refusal(`it has "${printable(name)}" twice`)
    if (seen.size >= entryLimit) throw refusal(`it has more than ${entryLimit} files and folders`)
    if (type === 'link' && seen.get(linkname) !== 'file') {
      throw refusal(
        `"${printable(name)}" is another name of "${printable(linkname)}", which is no file that came before`,
      )
    }
    if (rules.links && foldersAround(name).some((folder) => seen.get(folder) === 'symlink')) {
      throw refusal(`"${printable(name)}" lies behind a link`)
    }
    seen.set(name, type)
    yield { ...found, content }
  }
}

/** An entry as its headers describe it. Its content is read completely, or not at all, before the next entry. */
export interface UncheckedEntry {
  readonly header: Header
  readonly content: AsyncIterable<Uint8Array>
}

/** Reads the entries of a tar stream as they are. Throws a refusal if the stream is not a complete tar archive. */
export async function* tarEntries(
  tar: AsyncIterable<Uint8Array>,
  refusal: Refusal,
): AsyncGenerator<UncheckedEntry> {
  const archive = extract()
  const broken = errorOf(archive)
  const feeding = feedReader(tar, archive)
  // A reader that stops does not get the error of the rest.
  feeding.catch(() => {})
  for await (const entry of orRefused(archive, refusal)) {
    yield { header: entry.header, content: orRefused(bytesOf(entry, broken), refusal) }
    entry.resume()
  }
  await feeding
}

const nameLimit = 300

const kinds = ['file', 'directory', 'symlink', 'link'] as const

const isLink = (type: CheckedEntry['type']): boolean => type === 'symlink' || type === 'link'

/** What a header says, once it is known to be harmless. */
const checked = (header: Header, rules: TarRules): Omit<CheckedEntry, 'content'> => {
  const { refusal, links = false } = rules
  const name = checkedName(header.name, rules)
  const shown = printable(header.name)
  const type = kinds.find((kind) => kind === header.type)
  if (type === undefined || (isLink(type) && !links)) {
    throw refusal(`"${shown}" is neither a file nor a folder${links ? ' nor a link' : ''}`)
  }
  // tar-stream waits for ever for a content whose size it could not read.
  if (!Number.isSafeInteger(header.size)) throw refusal(`"${shown}" has a size that no file has`)
  const linkname = isLink(type) ? (header.linkname ?? '') : ''
  if (linkname.includes('\0')) throw refusal(`"${shown}" is a link to what is no name, with a NUL in it`)
  if (type === 'symlink' && leadsOut(name, linkname)) {
    throw refusal(`"${shown}" is a link that leads out of it, to "${printable(linkname)}"`)
  }
  return {
    name,
    type,
    mode: (header.mode ?? 0) & 0o7777,
    linkname: type === 'link' ? checkedName(linkname, rules) : linkname,
    size: header.size ?? 0,
  }
}

const partsOf = (name: string): readonly string[] =>
  name.split('/').filter((part) => part !== '' && part !== '.')

const checkedName = (name: string, { strip, rooted = false, refusal, ...limits }: TarRules): string => {
  const { nameLimit: limit = nameLimit } = limits
  const shown = printable(name)
  const parts = partsOf(name)
  if (name.length > limit) throw refusal(`the name "${shown}" is too long`)
  if (name.includes('\0')) throw refusal(`"${shown}" has a NUL in it, and so is no name`)
  if ((name.startsWith('/') && !rooted) || parts.includes('..')) {
    throw refusal(`"${shown}" lies outside of it`)
  }
  return parts.slice(strip).join('/')
}

const foldersAround = (name: string): readonly string[] => {
  const parts = name.split('/')
  return parts.slice(1).map((_, end) => parts.slice(0, end + 1).join('/'))
}

/** Whether a symbolic link leads out of the archive: by its words, since nothing lies behind a link. */
const leadsOut = (name: string, target: string): boolean =>
  target === '' || target.startsWith('/') || climbOf(target) > name.split('/').length - 1

// Of tar-stream, which has no type for them.
const brokenTar = /^(?:Invalid tar header|Invalid header|Header exceeds max size|Unexpected end of data)/

/** The same, except for what the archive's reader throws: that becomes a refusal. */
async function* orRefused<Item>(
  source: AsyncIterable<Item>,
  refusal: TarRules['refusal'],
): AsyncGenerator<Item> {
  try {
    yield* source
  } catch (error) {
    const [reason] = brokenTar.exec(messageOf(error)) ?? []
    throw reason === undefined ? error : refusal(`it is no whole tar archive (${reason.toLowerCase()})`)
  }
}

/** The error that breaks an archive's reader; undefined if it closes without one. */
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

/** Feeds an archive's reader. An error of the stream also ends the reader. */
const feedReader = async (tar: AsyncIterable<Uint8Array>, archive: Extract): Promise<void> => {
  try {
    await feed(tar, archive)
  } catch (error) {
    archive.destroy(error instanceof Error ? error : new Error(String(error)))
    throw error
  }
}
