import { type Extract, extract, type Header } from 'tar-stream'
import { messageOf } from '../message/failure.ts'
import { printable } from '../message/printable.ts'
import { feed } from './write.ts'

/** An entry of a tar stream. Only files have content. Read it completely before the next entry, or not at all. */
export interface CheckedEntry {
  /** A relative path without `.` and `..`; empty for the root directory. */
  readonly name: string
  readonly type: (typeof kinds)[number]
  /** The permission bits. */
  readonly mode: number
  /** The target of a symbolic link, or the name of a hard link's file; otherwise empty. */
  readonly linkname: string
  /** In bytes. */
  readonly size: number
  readonly content: AsyncIterable<Uint8Array>
}

/** Creates the error of a refusal. The reason follows a colon in the message. */
export type Refusal = (reason: string) => Error

/** The rules for an untrusted tar stream. */
export interface TarRules {
  /** The number of leading components to remove from each name, like tar's `--strip-components`. */
  readonly strip: number
  /** Whether names may begin with a slash, which is then ignored. */
  readonly rooted?: boolean
  /** Whether links are allowed: symbolic links with a target inside, and hard links to earlier files. */
  readonly links?: boolean
  /** The longest name, in characters. Default: 300. */
  readonly nameLimit?: number
  /** The largest number of entries. */
  readonly entryLimit: number
  /** Creates the error of a stream that violates a rule. */
  readonly refusal: Refusal
}

/**
 * Reads the entries of an untrusted tar stream. Throws a refusal if an entry could be written outside (an absolute name,
 * `..`, a link, a device), if a name comes twice, and if the stream is not a complete tar. Throws the errors of the stream
 * unchanged. Reading the content of an entry throws the same errors.
 *
 * If links are allowed, no entry has a path through a link.
 */
export async function* checkedEntries(
  tar: AsyncIterable<Uint8Array>,
  rules: TarRules,
): AsyncGenerator<CheckedEntry> {
  const { entryLimit, refusal } = rules
  const seen = new Map<string, CheckedEntry['type']>()
  for await (const { header, content } of tarEntries(tar, refusal)) {
    const found = checkHeader(header, rules)
    const { name, type, linkname } = found
    if (seen.has(name)) throw refusal(`it has "${printable(name)}" twice`)
    if (seen.size >= entryLimit) throw refusal(`it has more than ${entryLimit} files and directories`)
    if (type === 'link' && seen.get(linkname) !== 'file') {
      throw refusal(
        `"${printable(name)}" is a hard link to "${printable(linkname)}", which is not an earlier file`,
      )
    }
    if (rules.links && foldersAround(name).some((folder) => seen.get(folder) === 'symlink')) {
      throw refusal(`"${printable(name)}" has a path through a link`)
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
  for await (const entry of refuseBrokenTar(archive, refusal)) {
    const { header } = entry
    // tar-stream waits forever for content whose size it cannot read.
    if (!Number.isSafeInteger(header.size)) {
      throw refusal(`"${printable(header.name)}" has an impossible size`)
    }
    yield { header, content: refuseBrokenTar(bytesOf(entry, broken), refusal) }
    entry.resume()
  }
  await feeding
}

const kinds = ['file', 'directory', 'symlink', 'link'] as const

const isLink = (type: CheckedEntry['type']): boolean => type === 'symlink' || type === 'link'

/** Checks a header. */
const checkHeader = (header: Header, rules: TarRules): Omit<CheckedEntry, 'content'> => {
  const { refusal, links = false } = rules
  const name = checkName(header.name, rules)
  const shown = printable(header.name)
  const type = kinds.find((kind) => kind === header.type)
  if (type === undefined || (isLink(type) && !links)) {
    throw refusal(`"${shown}" is not a file${links ? ', a directory or a link' : ' or a directory'}`)
  }
  const linkname = isLink(type) ? (header.linkname ?? '') : ''
  if (linkname.includes('\0')) throw refusal(`"${shown}" is a link whose target contains a NUL`)
  if (type === 'symlink' && leadsOut(name, linkname)) {
    throw refusal(`"${shown}" is a link that leads outside, to "${printable(linkname)}"`)
  }
  return {
    name,
    type,
    mode: (header.mode ?? 0) & 0o7777,
    linkname: type === 'link' ? checkName(linkname, rules) : linkname,
    size: header.size ?? 0,
  }
}

const partsOf = (name: string): readonly string[] =>
  name.split('/').filter((part) => part !== '' && part !== '.')

const checkName = (name: string, { strip, rooted = false, nameLimit = 300, refusal }: TarRules): string => {
  const shown = printable(name)
  const parts = partsOf(name)
  if (name.length > nameLimit) throw refusal(`the name "${shown}" is too long`)
  if (name.includes('\0')) throw refusal(`"${shown}" contains a NUL`)
  if ((name.startsWith('/') && !rooted) || parts.includes('..')) {
    throw refusal(`"${shown}" is outside the archive`)
  }
  return parts.slice(strip).join('/')
}

const foldersAround = (name: string): readonly string[] => {
  const parts = name.split('/')
  return parts.slice(1).map((_, end) => parts.slice(0, end + 1).join('/'))
}

/**
 * The number of directories that a symbolic link's target climbs above the link's directory. Infinite if it climbs after a
 * name, because that name may be another link.
 */
export const countClimbs = (linkname: string): number => {
  const parts = partsOf(linkname)
  const climb = parts.findIndex((part) => part !== '..')
  if (climb === -1) return parts.length
  return parts.includes('..', climb) ? Number.POSITIVE_INFINITY : climb
}

/** Whether a symbolic link leads out of the archive. Its text is enough, because no entry has a path through a link. */
const leadsOut = (name: string, target: string): boolean =>
  target === '' || target.startsWith('/') || countClimbs(target) > name.split('/').length - 1

// The messages of tar-stream, whose errors have no type.
const brokenTar = /^(?:Invalid tar header|Invalid header|Header exceeds max size|Unexpected end of data)/

/** Converts the errors of the archive's reader into refusals. */
async function* refuseBrokenTar<Item>(
  source: AsyncIterable<Item>,
  refusal: TarRules['refusal'],
): AsyncGenerator<Item> {
  try {
    yield* source
  } catch (error) {
    const [reason] = brokenTar.exec(messageOf(error)) ?? []
    throw reason === undefined ? error : refusal(`it is not a complete tar archive (${reason.toLowerCase()})`)
  }
}

/** The error of an archive's reader; undefined if it closes without one. */
const errorOf = (archive: Extract): Promise<unknown> =>
  new Promise((resolve) => {
    archive.on('error', resolve)
    archive.on('close', () => resolve(undefined))
  })

/** The content of an entry. Its own error only says that the archive failed, so this throws the archive's error. */
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
