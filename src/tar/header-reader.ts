import { printable } from '../message/printable.ts'

/** A file, a folder or a symbolic link of a tar. */
export interface TarHeader {
  readonly type: 'file' | 'directory' | 'symlink'
  /** As it is written, each byte a character. */
  readonly name: string
}

/** Told of each entry in turn; what it returns is why the tar is refused. */
export type OnHeader = (header: TarHeader) => string | undefined

/** Reads headers while a tar passes by, in chunks of any size. */
export interface HeaderReader {
  /** Why the tar is refused, once it is; nothing more has to be pushed then. */
  push(chunk: Uint8Array): string | undefined
  /** Why the tar is refused after all, if it is. */
  end(): string | undefined
}

const blockSize = 512
// Go's writer stops there too: https://github.com/golang/go/blob/go1.24.0/src/archive/tar/format.go#L149
const recordsLimit = 1024 * 1024

/**
 * Reads a tar as Go's writer makes it, and refuses everything else: it is Go that unpacks such a tar later, and what a
 * header means must not depend on who reads it. So there are USTAR headers with fields in octal only, and before them
 * extended ones with a path, the target of a link, a size or an owner. Everything here is synchronous.
 * https://github.com/golang/go/blob/go1.24.0/src/archive/tar/writer.go
 */
export const headerReader = (onHeader: OnHeader): HeaderReader => {
  const block = Buffer.alloc(blockSize)
  let filled = 0
  /** Bytes of content and padding that are not looked at. */
  let skipped = 0
  /** The extended records that are being read. */
  let records: { readonly bytes: Buffer; filled: number; readonly size: number } | undefined
  let extended: Records = {}
  let zeroBlocks = 0
  let refusal: string | undefined

  const takeHeader = (): string | undefined => {
    if (isZero(block, 0, blockSize)) {
      zeroBlocks += 1
      return Object.keys(extended).length > 0 ? 'an extended header has no entry' : undefined
    }
    if (zeroBlocks > 0) return 'something follows its end'
    const header = parseHeader(block)
    if (typeof header === 'string') return header
    if (header.flag === 'x') {
      if (Object.keys(extended).length > 0) return 'two extended headers follow each other'
      if (header.size === 0 || header.size > recordsLimit)
        return `an extended header has ${header.size} bytes`
      records = { bytes: Buffer.alloc(padded(header.size)), filled: 0, size: header.size }
      return undefined
    }
    const type = types[header.flag]
    const name = extended.path ?? header.name
    if (type === undefined) return `"${printableName(name)}" is neither a file, a folder nor a symbolic link`
    const size = extended.size ?? header.size
    if (type !== 'file' && size !== 0) return `"${printableName(name)}" is no file and has a content`
    extended = {}
    skipped = padded(size)
    return onHeader({ type, name })
  }

  const takeRecords = ({
    bytes,
    size,
  }: {
    readonly bytes: Buffer
    readonly size: number
  }): string | undefined => {
    const parsed = parseRecords(bytes.toString('latin1', 0, size))
    if (typeof parsed === 'string') return parsed
    extended = parsed
    return undefined
  }

  const take = (chunk: Buffer): string | undefined => {
    for (let at = 0; at < chunk.length; ) {
      const rest = chunk.length - at
      if (skipped > 0) {
        const some = Math.min(skipped, rest)
        skipped -= some
        at += some
      } else if (records !== undefined) {
        const some = Math.min(records.bytes.length - records.filled, rest)
        chunk.copy(records.bytes, records.filled, at, at + some)
        records.filled += some
        at += some
        if (records.filled < records.bytes.length) continue
        const wrong = takeRecords(records)
        if (wrong !== undefined) return wrong
        records = undefined
      } else {
        const some = Math.min(blockSize - filled, rest)
        chunk.copy(block, filled, at, at + some)
        filled += some
        at += some
        if (filled < blockSize) continue
        filled = 0
        const wrong = takeHeader()
        if (wrong !== undefined) return wrong
      }
    }
    return undefined
  }

  return {
    push: (chunk) => {
      refusal ??= take(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength))
      return refusal
    },
    end: () => {
      refusal ??= zeroBlocks < 2 || filled > 0 ? 'it has no end' : undefined
      return refusal
    },
  }
}

const types: Readonly<Record<string, TarHeader['type']>> = { 0: 'file', 5: 'directory', 2: 'symlink' }

const padded = (size: number): number => Math.ceil(size / blockSize) * blockSize

/** What headers hold, of which each character is a byte, as messages have a stranger's text. */
export const printableName = (name: string): string => printable(Buffer.from(name, 'latin1').toString('utf8'))

interface RawHeader {
  readonly flag: string
  readonly name: string
  readonly size: number
}

const magic = Buffer.from('ustar\u000000', 'latin1')
const magicAt = 257
// What follows the prefix tells other formats from this one, such as star's.
const prefixEnd = 500

type Field = readonly [start: number, end: number]

/** Mode, user, group and time of change. */
const otherNumbers: readonly Field[] = [
  [100, 108],
  [108, 116],
  [116, 124],
  [136, 148],
]

/** The major and the minor number of a device. */
const deviceFields: readonly Field[] = [
  [329, 337],
  [337, 345],
]
const deviceNumbers: Field = [329, 345]

// Layers have many thousands of headers, so nothing here makes an object or a string that it does not return.
const parseHeader = (block: Buffer): RawHeader | string => {
  const isUstar = block.compare(magic, 0, magic.length, magicAt, magicAt + magic.length) === 0
  if (!isUstar || !isZero(block, prefixEnd, blockSize)) return 'a header is not in the USTAR format'
  if (octal(block, 148, 155) !== checksum(block)) return 'a header has a wrong checksum'
  const flag = block.toString('latin1', 156, 157)
  const size = octal(block, 124, 136)
  const isOctal = ([start, end]: Field): boolean => octal(block, start, end) !== undefined
  // Go leaves the device of an extended header empty, and of no other header.
  const hasDevice = flag === 'x' ? isZero(block, ...deviceNumbers) : deviceFields.every(isOctal)
  if (size === undefined || !otherNumbers.every(isOctal) || !hasDevice) {
    return 'a header has a number that is not octal'
  }
  const prefix = text(block, 345, prefixEnd)
  const name = text(block, 0, 100)
  return {
    flag,
    name: prefix === '' ? name : `${prefix}/${name}`,
    size,
  }
}

const isZero = (block: Buffer, start: number, end: number): boolean => {
  for (let at = start; at < end; at += 1) if (block[at] !== 0) return false
  return true
}

const text = (block: Buffer, start: number, end: number): string => {
  const stop = block.indexOf(0, start)
  return block.toString('latin1', start, stop === -1 ? end : Math.min(stop, end))
}

/** The digits that a field begins with, up to a zero byte; undefined if there is anything else. */
const octal = (block: Buffer, start: number, end: number): number | undefined => {
  let value = 0
  for (let at = start; at < end; at += 1) {
    const digit = (block[at] ?? 0) - 48
    if (digit === -48 && at > start) return value
    if (digit < 0 || digit > 7) return undefined
    value = value * 8 + digit
  }
  return undefined
}

/** The sum of a header's bytes, with blanks instead of the sum itself. */
const checksum = (block: Buffer): number => {
  let sum = 8 * 32
  for (let at = 0; at < blockSize; at += 1) if (at < 148 || at >= 156) sum += block[at] ?? 0
  return sum
}

interface Records {
  readonly path?: string
  readonly size?: number
  readonly other?: true
}

// https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html#tag_20_94_13_03
const parseRecords = (bytes: string): Records | string => {
  let records: Records = { other: true }
  const keys = new Set<string>()
  for (let at = 0; at < bytes.length; ) {
    const [head = '', digits = '', key = ''] =
      /^([1-9]\d{0,6}) ([a-z]+)=/.exec(bytes.slice(at, at + 32)) ?? []
    const record = bytes.slice(at, at + Number(digits))
    const value = record.slice(head.length, -1)
    if (head === '' || record.length !== Number(digits) || !record.endsWith('\n') || value.includes('\0')) {
      return 'an extended header is malformed'
    }
    if (keys.has(key) || !isKnown(key, value)) return `an extended header has "${printableName(record)}"`
    keys.add(key)
    if (key === 'path') records = { ...records, path: value }
    if (key === 'size') records = { ...records, size: Number(value) }
    at += record.length
  }
  return records
}

const isKnown = (key: string, value: string): boolean => {
  if (key === 'path' || key === 'linkpath') return value !== ''
  return ['size', 'uid', 'gid'].includes(key) && /^\d{1,15}$/.test(value)
}
