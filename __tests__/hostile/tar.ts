/** An entry of a tar as its bytes are to be, which need not make sense. */
export interface RawEntry {
  readonly name: string
  /** Of POSIX: `0` a file, `1` a hard link, `2` a symbolic link, `5` a folder; of others: `L`, `K`, `S`. */
  readonly flag?: string
  readonly content?: Buffer | string
  readonly link?: string
  /** The bytes of the field for the size, instead of the right ones. */
  readonly size?: Buffer | string
  /** What is before the name. */
  readonly prefix?: string
  /** Where a header of POSIX has `ustar\0` and a version. */
  readonly magic?: string
  /** Added to the sum of the header. */
  readonly wrongSum?: number
}

const blockSize = 512

const padded = (bytes: Buffer): Buffer =>
  Buffer.concat([bytes, Buffer.alloc(-bytes.length & (blockSize - 1))])

const octal = (value: number, digits: number): string => value.toString(8).padStart(digits, '0')

/** https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html#tag_20_94_13_06 */
const header = (entry: RawEntry, length: number): Buffer => {
  const block = Buffer.alloc(blockSize)
  const {
    name,
    flag = '0',
    link = '',
    size = octal(length, 11),
    prefix = '',
    magic = 'ustar\u000000',
  } = entry
  block.write(name, 0, 100)
  block.write(octal(flag === '5' ? 0o755 : 0o644, 7), 100)
  // As Go writes them: an extended header has no device.
  const numbers = flag === 'x' ? [108, 116] : [108, 116, 329, 337]
  for (const at of numbers) block.write(octal(0, 7), at)
  block.set(Buffer.from(size), 124)
  block.write(octal(0, 11), 136)
  block.write(flag, 156)
  block.write(link, 157, 100)
  block.write(magic, 257)
  block.write(prefix, 345, 155)
  block.fill(' ', 148, 156)
  const sum = block.reduce((total, byte) => total + byte, entry.wrongSum ?? 0)
  block.write(`${octal(sum, 6)}\0 `, 148)
  return block
}

/** The end of a tar. */
export const tarEnd = Buffer.alloc(2 * blockSize)

/** A tar of these entries, in their order, with or without an end. */
export const rawTar = (entries: readonly RawEntry[], end = tarEnd): Buffer =>
  Buffer.concat([
    ...entries.flatMap((entry) => {
      const content = Buffer.from(entry.content ?? '')
      return [header(entry, content.length), padded(content)]
    }),
    end,
  ])

/** An extended header of POSIX, for the next entry or, with the flag `g`, for all that follow. */
export const extended = (records: Readonly<Record<string, string>>, flag = 'x'): RawEntry => ({
  name: 'PaxHeaders.0/x',
  flag,
  content: Buffer.concat(Object.entries(records).map(([key, value]) => record(key, value))),
})

const record = (key: string, value: string): Buffer => {
  const rest = Buffer.byteLength(` ${key}=${value}\n`)
  const length = rest + String(rest + String(rest).length).length
  return Buffer.from(`${length} ${key}=${value}\n`)
}

/** GNU's way to say a name (`L`) or the target of a link (`K`) that is too long for a header. */
export const gnuLong = (flag: 'L' | 'K', text: string): RawEntry => ({
  name: '././@LongLink',
  flag,
  content: `${text}\0`,
  magic: 'ustar  \0',
})

/** A size in GNU's binary form, of two's complement, as numbers are written that are too large for octal digits. */
export const binarySize = (value: bigint): Buffer => {
  const field = Buffer.alloc(12, value < 0n ? 0xff : 0)
  field.writeBigInt64BE(BigInt.asIntN(64, value), 4)
  field.writeUInt8(value < 0n ? 0xff : 0x80, 0)
  return field
}
