/**
 * A pattern of a `.gitignore` file, split at its slashes, with git's own rules:
 * https://git-scm.com/docs/gitignore#_pattern_format and, for details, https://github.com/git/git/blob/v2.51.0/wildmatch.c
 */
export interface IgnorePattern {
  readonly isNegated: boolean
  readonly isForFolders: boolean
  readonly segments: readonly Segment[]
}

/** What a pattern has between two slashes. `**` stands for any number of folders. */
type Segment = readonly Wildcard[] | '**'

/** A byte as a character, a set of these, any one byte, or any number of bytes. */
type Wildcard = string | ByteSet | typeof anyByte | typeof anyBytes

const anyByte = Symbol('?')
const anyBytes = Symbol('*')

interface ByteSet {
  readonly isNegated: boolean
  /** Two characters each, the first and the last byte. */
  readonly ranges: readonly string[]
}

/** Parses a line of a `.gitignore` file. Undefined for a comment, an empty line, and a pattern that matches nothing. */
export const parseIgnorePattern = (line: string): IgnorePattern | undefined => {
  if (line.startsWith('#')) return undefined
  const bytes = asBytes(withoutTrailingSpaces(line))
  const isNegated = bytes.startsWith('!')
  const isForFolders = bytes.endsWith('/')
  const text = bytes.slice(isNegated ? 1 : 0, isForFolders ? -1 : undefined)
  const split = text === '' ? undefined : splitSegments(text.startsWith('/') ? text.slice(1) : text)
  if (split === undefined) return undefined
  return { isNegated, isForFolders, segments: text.includes('/') ? withFolders(split) : ['**', ...split] }
}

/** A path, split at its slashes. */
export const splitPath = (path: string): readonly string[] => asBytes(path).split('/')

/**
 * Whether a pattern matches a path itself, and not only a folder around it.
 *
 * The app can contain both pattern and path, so the time must be bounded. It is the product of the two lengths. A regular
 * expression would try all ways to divide the path between the wildcards.
 */
export const matchesPath = ({ segments }: IgnorePattern, path: readonly string[]): boolean => {
  const [lastSegment, lastPart] = [segments.at(-1), path.at(-1)]
  if (lastSegment === undefined || lastPart === undefined) return false
  // Most patterns differ from most paths here.
  if (lastSegment !== '**' && !matchesSegment(lastPart, lastSegment)) return false
  return matchesAll(path, segments, (segment) => segment === '**', matchesSegment)
}

const matchesSegment = (text: string, segment: Segment): boolean =>
  segment !== '**' && matchesAll(text, segment, (part) => part === anyBytes, matchesByte)

const matchesByte = (byte: string, wildcard: Wildcard): boolean =>
  byte === wildcard || wildcard === anyByte || (typeof wildcard === 'object' && contains(wildcard, byte))

const contains = ({ isNegated, ranges }: ByteSet, byte: string): boolean =>
  ranges.some((range) => byte >= range.charAt(0) && byte <= range.charAt(1)) !== isNegated

/**
 * Matches a list against a pattern in which some parts stand for any number of items. After a mismatch only the last of
 * these parts has to take one more item: if the ones before it took more, no further list would match.
 */
const matchesAll = <Item, Part>(
  items: ArrayLike<Item>,
  pattern: readonly Part[],
  isAnyNumber: (part: Part) => boolean,
  matchesOne: (item: Item, part: Part) => boolean,
): boolean => {
  let item = 0
  let part = 0
  let retry: { readonly part: number; readonly item: number } | undefined
  while (item < items.length) {
    const one = items[item]
    const wanted = pattern[part]
    if (wanted !== undefined && isAnyNumber(wanted)) {
      part++
      retry = { part, item }
    } else if (one !== undefined && wanted !== undefined && matchesOne(one, wanted)) {
      item++
      part++
    } else if (retry !== undefined) {
      retry = { part: retry.part, item: retry.item + 1 }
      part = retry.part
      item = retry.item
    } else {
      return false
    }
  }
  return pattern.slice(part).every(isAnyNumber)
}

/** Spaces at the end do not count, except after a backslash. */
const withoutTrailingSpaces = (line: string): string => {
  let end = 0
  for (let at = 0; at < line.length; at++) {
    if (line[at] === '\\') at++
    else if (line[at] === ' ') continue
    end = at + 1
  }
  return line.slice(0, end)
}

/** `**` between slashes stands for folders. At the end it does not match the folder before it, but all in that. */
const withFolders = (segments: readonly (readonly Wildcard[])[]): readonly Segment[] => {
  const isFolders = (segment: readonly Wildcard[]): boolean =>
    segment.length > 1 && segment.every((part) => part === anyBytes)
  const last = segments.at(-1)
  return [
    ...segments.map((segment) => (isFolders(segment) ? '**' : segment)),
    ...(last !== undefined && isFolders(last) ? [last] : []),
  ]
}

/** Splits a pattern at its slashes. Undefined if it ends with a backslash or within a set: it matches nothing. */
const splitSegments = (text: string): readonly (readonly Wildcard[])[] | undefined => {
  const segments: Wildcard[][] = [[]]
  for (let at = 0; at < text.length; at++) {
    let character = text.charAt(at)
    if (character === '[') {
      const parsed = parseSet(text, at + 1)
      if (parsed === undefined) return undefined
      segments.at(-1)?.push(parsed.set)
      at = parsed.end
      continue
    }
    const isEscaped = character === '\\'
    if (isEscaped) character = text.charAt(++at)
    if (character === '') return undefined
    if (character === '/') segments.push([])
    else if (!isEscaped && character === '*') segments.at(-1)?.push(anyBytes)
    else if (!isEscaped && character === '?') segments.at(-1)?.push(anyByte)
    else segments.at(-1)?.push(character)
  }
  return segments
}

// Ranges of ASCII, as in git. https://github.com/git/git/blob/v2.51.0/wildmatch.c#L213
const classes: Readonly<Record<string, readonly string[]>> = {
  alnum: ['09', 'AZ', 'az'],
  alpha: ['AZ', 'az'],
  blank: ['  ', '\t\t'],
  cntrl: ['\0\x1f', '\x7f\x7f'],
  digit: ['09'],
  graph: ['!~'],
  lower: ['az'],
  print: [' ~'],
  punct: ['!/', ':@', '[`', '{~'],
  space: ['  ', '\t\n', '\r\r'],
  upper: ['AZ'],
  xdigit: ['09', 'AF', 'af'],
}

/** Parses a set such as `[!a-z]` from the position after its first bracket. `end` is the position of its last bracket. */
const parseSet = (
  text: string,
  start: number,
): { readonly set: ByteSet; readonly end: number } | undefined => {
  const isNegated = /[!^]/.test(text.charAt(start))
  const ranges: string[] = []
  const first = isNegated ? start + 1 : start
  let at = first
  let from: string | undefined
  // A bracket in the first position is a byte of the set.
  for (; at === first || text.charAt(at) !== ']'; at++) {
    const [, name] = /^\[:([^\]]*):\]/.exec(text.slice(at, at + 32)) ?? []
    if (name !== undefined) {
      const members = Object.hasOwn(classes, name) ? classes[name] : undefined
      if (members === undefined) return undefined
      ranges.push(...members)
      at += name.length + 3
      from = undefined
      continue
    }
    const isRange = from !== undefined && /^-[^\]]/.test(text.slice(at, at + 2))
    if (isRange) at++
    if (text.charAt(at) === '\\') at++
    const byte = text.charAt(at)
    if (byte === '') return undefined
    ranges.push((isRange ? from : byte) + byte)
    from = isRange ? undefined : byte
  }
  return { set: { isNegated, ranges }, end: at }
}

// Git matches bytes: "?" stands for one of the two bytes of "ä".
const asBytes = (text: string): string => Buffer.from(text, 'utf8').toString('latin1')
