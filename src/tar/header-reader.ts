import { printable } from '../message/printable.ts'

/** A file, a directory or a symbolic link in a tar. */
export interface TarHeader {
  readonly type: 'file' | 'directory' | 'symlink'
  /** The name as written, with one character per byte. */
  readonly name: string
}

/** Called for each entry. Returns the reason to refuse the tar, if there is one. */
export type OnHeader = (header: TarHeader) => string | undefined

/** Reads the headers of a tar that passes by in chunks. */
export interface HeaderReader {
  /** Returns the reason to refuse the tar, if there is one. Then no more chunks are needed. */
  push(chunk: Uint8Array): string | undefined
  /** Ends the tar. Returns the reason to refuse it, if there is one. */
  end(): string | undefined
}

const blockSize = 512
// In bytes. Go's writer has the same limit: https://github.com/golang/go/blob/go1.24.0/src/archive/tar/format.go#L149
const recordsLimit = 1024 * 1024

/**
 * Reads tars in the form that Go's writer creates, and refuses any other form: Go unpacks such a tar later, and both readers
 * must understand each header in the same way. Only USTAR headers with octal fields are accepted, and before them extended
 * headers with a path, a link's target, a size or an owner.
 * https://github.com/golang/go/blob/go1.24.0/src/archive/tar/writer.go
 */
export const headerReader = (onHeader: OnHeader): HeaderReader => {
  const block = Buffer.alloc(blockSize)
  let filled = 0
  /** Bytes of content and padding to skip. */
  let skipped = 0
  /** The extended records in progress. */
  let records: { readonly bytes: Buffer; filled: number; readonly size: number } | undefined
  let extended: Records = {}
  let zeroBlocks = 0
  let refusal: string | undefined

  const takeHeader = (): string | undefined => {
    if (isZero(block, 0, blockSize)) {
      zeroBlocks += 1
      return Object.keys(extended).length > 0 ? 'an extended header has no entry' : undefined
    }
    if (zeroBlocks > 0) return 'it has data after its end'
    const header = parseHeader(block)
    if (typeof header === 'string') return header
    if (header.flag === 'x') {
      if (Object.keys(extended).length > 0) return 'it has two extended headers in a row'
      if (header.size === 0 || header.size > recordsLimit)
        return `an extended header has ${header.size} bytes`
      records = { bytes: Buffer.alloc(padded(header.size)), filled: 0, size: header.size }
      return undefined
    }
    const type = types[header.flag]
    const name = extended.path ?? header.name
    if (type === undefined) return `"${printableName(name)}" is not a file, a directory or a symbolic link`
    const size = extended.size ?? header.size
    if (type !== 'file' && size !== 0) return `"${printableName(name)}" is not a file but has content`
    extended = {}
    skipped = padded(size)
    return onHeader({ type, name })
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
        const parsed = parseRecords(records.bytes.toString('latin1', 0, records.size))
        if (typeof parsed === 'string') return parsed
        extended = parsed
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
      refusal ??= zeroBlocks < 2 || filled > 0 ? 'it is incomplete' : undefined
      return refusal
    },
  }
}

const types: Readonly<Record<string, TarHeader['type']>> = { 0: 'file', 5: 'directory', 2: 'symlink' }

const padded = (size: number): number => Math.ceil(size / blockSize) * blockSize

/** A name with one character per byte, for messages. */
export const printableName = (name: string): string => printable(Buffer.from(name, 'latin1').toString('utf8'))

interface RawHeader {
  readonly flag: string
  readonly name: string
  readonly size: number
}

const magic = Buffer.from('ustar\u000000', 'latin1')
const magicAt = 257
// Other formats, such as star's, use the bytes after the prefix.
const prefixEnd = 500

type Field = readonly [start: number, end: number]

/** Mode, user, group and modification time. */
const otherNumbers: readonly Field[] = [
  [100, 108],
  [108, 116],
  [116, 124],
  [136, 148],
]

/** The major and minor device numbers. */
const deviceFields: readonly Field[] = [
  [329, 337],
  [337, 345],
]
const deviceNumbers: Field = [329, 345]

// Layers have many thousands of headers, so this creates no other objects or strings than it returns.
const parseHeader = (block: Buffer): RawHeader | string => {
  const isUstar = block.compare(magic, 0, magic.length, magicAt, magicAt + magic.length) === 0
  if (!isUstar || !isZero(block, prefixEnd, blockSize)) return 'a header is not in the USTAR format'
  if (octal(block, 148, 155) !== checksum(block)) return 'a header has a wrong checksum'
  const flag = block.toString('latin1', 156, 157)
  const size = octal(block, 124, 136)
  const isOctal = ([start, end]: Field): boolean => octal(block, start, end) !== undefined
  // Go leaves the device numbers empty in extended headers only.
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

/** The octal number of a field that ends with a zero byte; undefined for anything else. */
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

/** The sum of a header's bytes, with spaces in the checksum field. */
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
