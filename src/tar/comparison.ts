import { createHash } from 'node:crypto'
import { type Refusal, tarEntries, type UncheckedEntry } from './read.ts'

/** A known way in which two contents of one file differ although they were made from the same source. */
export type ContentPattern = 'order' | 'times' | 'paths' | 'identifiers'

const properties = ['type', 'mode', 'owner', 'time', 'size', 'link', 'content', 'attributes'] as const

/** A property of an entry that is compared. `attributes` are those that layers rarely have, for example an xattr. */
export type EntryProperty = (typeof properties)[number]

/** A property that differs, with both values as text. */
export interface PropertyChange {
  readonly property: EntryProperty
  readonly expected: string
  readonly found: string
}

/** An entry that differs between two tars. */
export interface EntryDifference {
  /** As it is written: the text is not trusted. */
  readonly name: string
  /** `missing`: only the expected tar has it; `additional`: only the other one has it; `moved`: its position differs. */
  readonly kind: 'missing' | 'additional' | 'changed' | 'moved'
  /** Empty unless the entry is `changed`. */
  readonly changes: readonly PropertyChange[]
  /** What explains two contents that differ, if it is known. */
  readonly pattern?: ContentPattern | undefined
}

export interface TarComparison {
  readonly differences: readonly EntryDifference[]
  /**
   * Whether both tars were read to their ends: there are no more differences than these. If not, and there are fewer than
   * `differenceLimit`, too many entries waited for their counterparts.
   */
  readonly isComplete: boolean
}

/** How many differences are reported. The comparison ends early if it has found so many. */
export const differenceLimit = 20

// Entries that wait for their counterpart in the other tar. Both tars are usually in the same order, so few wait.
const waitingLimit = 20_000

// Contents are kept for `contentPattern` while their entries wait. In bytes: of one, and of all.
const keptContentLimit = 64 * 1024
const keptContentsLimit = 4 * 1024 * 1024

// Names, links and other values of the entries that wait, and their contents. In characters and bytes: of one value, and of all.
const valueLimit = 4 * 1024
const keptLimit = 16 * 1024 * 1024

/**
 * Compares two tars entry by entry while they are streamed. The entries may be in any order. Reads no further than to the
 * 20th difference, and ends early if more than 20,000 entries of one tar, or 16 MiB of names and other values, wait for their
 * counterparts.
 *
 * Throws a refusal if one is not a complete tar or has a name of more than 4 KiB, and whatever reading it throws.
 */
export const compareTars = async (
  expected: AsyncIterable<Uint8Array>,
  found: AsyncIterable<Uint8Array>,
  refusal: Refusal,
): Promise<TarComparison> => {
  const sides = [sideOf(expected, refusal), sideOf(found, refusal)] as const
  try {
    return await compareSides(...sides)
  } finally {
    await Promise.allSettled(sides.map(({ entries }) => entries.return(undefined)))
  }
}

/** An entry without its content. */
interface ComparedEntry {
  readonly name: string
  readonly position: number
  readonly properties: Readonly<Record<EntryProperty, string>>
  content: Uint8Array | undefined
}

/** One tar, and its entries whose counterparts have not come yet, by name. */
interface Side {
  readonly entries: AsyncGenerator<ComparedEntry>
  readonly waiting: Map<string, ComparedEntry[]>
  count: number
  keptBytes: number
}

const sideOf = (tar: AsyncIterable<Uint8Array>, refusal: Refusal): Side => ({
  entries: describedEntries(tar, refusal),
  waiting: new Map(),
  count: 0,
  keptBytes: 0,
})

const compareSides = async (expected: Side, found: Side): Promise<TarComparison> => {
  const differences: EntryDifference[] = []
  let last = { expected: -1, found: -1 }
  let moved: EntryDifference | undefined

  const compare = (one: ComparedEntry, other: ComparedEntry): void => {
    const changes = changesOf(one, other)
    const { name } = one
    if (changes.length > 0) {
      const pattern = contentPattern(one.content, other.content)
      differences.push({ name, kind: 'changed', changes, pattern })
    }
    if (one.position < last.expected || other.position < last.found) {
      moved ??= { name, kind: 'moved', changes: [] }
    }
    last = { expected: one.position, found: other.position }
  }

  let isOpen = [true, true]
  while (isOpen.includes(true) && differences.length < differenceLimit) {
    const next = await Promise.all([expected, found].map(({ entries }) => entries.next()))
    isOpen = next.map(({ done }) => done !== true)
    const [one, other] = next.map(({ value }) => value ?? undefined)
    if (one !== undefined) matchEntry(one, expected, found, (counterpart) => compare(one, counterpart))
    if (other !== undefined) matchEntry(other, found, expected, (counterpart) => compare(counterpart, other))
    if ([expected, found].some((side) => side.count > waitingLimit || side.keptBytes > keptLimit)) break
  }
  const isComplete = !isOpen.includes(true)
  // If the other tar was not read to its end, its rest may have the entries that wait.
  const [isExpectedOpen, isFoundOpen] = isOpen
  if (isFoundOpen === false) differences.push(...unmatched(expected, 'missing'))
  if (isExpectedOpen === false) differences.push(...unmatched(found, 'additional'))
  if (differences.length === 0 && moved !== undefined) differences.push(moved)
  return { differences: differences.slice(0, differenceLimit), isComplete }
}

/** Finds the counterpart of an entry, or lets the entry wait for it. */
const matchEntry = (
  entry: ComparedEntry,
  own: Side,
  other: Side,
  compare: (counterpart: ComparedEntry) => void,
): void => {
  const namesakes = other.waiting.get(entry.name)
  const counterpart = namesakes?.shift()
  if (counterpart !== undefined) {
    if (namesakes?.length === 0) other.waiting.delete(entry.name)
    other.count -= 1
    other.keptBytes -= sizeOf(counterpart)
    compare(counterpart)
    return
  }
  own.count += 1
  own.keptBytes += sizeOf(entry)
  if (own.keptBytes > keptContentsLimit) {
    own.keptBytes -= entry.content?.length ?? 0
    entry.content = undefined
  }
  const waiting = own.waiting.get(entry.name)
  if (waiting === undefined) own.waiting.set(entry.name, [entry])
  else waiting.push(entry)
}

const sizeOf = ({ name, properties, content }: ComparedEntry): number =>
  Object.values(properties).reduce((sum, value) => sum + value.length, name.length + (content?.length ?? 0))

const unmatched = ({ waiting }: Side, kind: 'missing' | 'additional'): readonly EntryDifference[] =>
  [...waiting.values()]
    .flat()
    .slice(0, differenceLimit)
    .map(({ name }) => ({ name, kind, changes: [] }))

const changesOf = (expected: ComparedEntry, found: ComparedEntry): readonly PropertyChange[] =>
  properties
    .map((property) => ({
      property,
      expected: expected.properties[property],
      found: found.properties[property],
    }))
    .filter((change) => change.expected !== change.found)

async function* describedEntries(
  tar: AsyncIterable<Uint8Array>,
  refusal: Refusal,
): AsyncGenerator<ComparedEntry> {
  let position = 0
  for await (const { header, content } of tarEntries(tar, refusal)) {
    const known = propertiesOf(header)
    if ([header.name, ...Object.values(known)].some((value) => value.length > valueLimit)) {
      throw refusal('an entry has a name, a link or another value of more than 4 KiB')
    }
    const file = header.type === 'file' ? await readContent(content) : { digest: '', kept: undefined }
    yield {
      name: header.name,
      position,
      properties: { ...known, content: file.digest },
      content: file.kept,
    }
    position += 1
  }
}

const readContent = async (content: AsyncIterable<Uint8Array>) => {
  const hash = createHash('sha256')
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of content) {
    hash.update(chunk)
    size += chunk.length
    if (size <= keptContentLimit) chunks.push(chunk)
  }
  return {
    digest: `sha256:${hash.digest('hex')}`,
    kept: size <= keptContentLimit ? Buffer.concat(chunks) : undefined,
  }
}

const knownRecords = ['path', 'linkpath', 'size', 'uid', 'gid', 'mtime']

// tar-stream takes only names and the size from extended headers.
const propertiesOf = (header: UncheckedEntry['header']): Omit<ComparedEntry['properties'], 'content'> => {
  const records = new Map<string, string>(Object.entries(header.pax ?? {}))
  const others = [...records].filter(([name]) => !knownRecords.includes(name))
  const { uname = '', gname = '', devmajor = 0, devminor = 0 } = header
  return {
    type: header.type ?? 'unknown',
    mode: (header.mode ?? 0).toString(8).padStart(4, '0'),
    owner: `${records.get('uid') ?? header.uid}:${records.get('gid') ?? header.gid}`,
    time: records.get('mtime') ?? String((header.mtime?.getTime() ?? 0) / 1000),
    size: String(header.size),
    link: header.linkname ?? '',
    attributes: createHash('sha256')
      .update(JSON.stringify([uname, gname, devmajor, devminor, others.toSorted()]))
      .digest('hex'),
  }
}

const times =
  /\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)?)?|\b\d\d:\d\d:\d\d\b|\b1[5-9]\d{8}(?:\d{3}|\d{6}|\d{9})?\b|\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun),? (?:\d\d? )?(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) ?\d{0,2}/g
const paths = /(?:\/[\w.@+-]{1,255}){2,64}/g
const identifiers = /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|\b[0-9a-f]{16,128}\b/gi

const replaceable: readonly (readonly [ContentPattern, RegExp])[] = [
  ['times', times],
  ['identifiers', identifiers],
  ['paths', paths],
]

/** Finds the pattern that explains all differences between two contents. Undefined if none of the known ones does. */
const contentPattern = (
  expected: Uint8Array | undefined,
  found: Uint8Array | undefined,
): ContentPattern | undefined => {
  if (expected === undefined || found === undefined) return undefined
  const one = Buffer.from(expected).toString('latin1')
  const other = Buffer.from(found).toString('latin1')
  if (one === other) return undefined
  if (one.length === other.length && sortedParts(one) === sortedParts(other)) return 'order'
  return replaceable.find(([, pattern]) => one.replace(pattern, '') === other.replace(pattern, ''))?.[0]
}

/** Lines, and the parts of JSON and similar formats. */
const sortedParts = (text: string): string =>
  text
    .split(/[\n,;{}[\]]/)
    .toSorted()
    .join('\n')
