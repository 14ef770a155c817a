import { crc32, deflateRawSync } from 'node:zlib'

/** A file in a zip, and what the zip falsely says of it. */
export interface ZipFile {
  readonly name: string | Buffer
  readonly content: Uint8Array
  readonly compressed?: boolean
  /** Bits of the general purpose flag. */
  readonly flags?: number
  readonly method?: number
  /** Unix type and permissions. */
  readonly mode?: number
  /** Claimed instead of the true size, in bytes. */
  readonly size?: number
  /** The size stands in the zip64 extra field, as in zips that are larger than 4 GiB. */
  readonly zip64?: boolean
  /** What the file's own header says, if that is something else than the zip's directory. */
  readonly local?: { readonly name?: string; readonly size?: number }
  /** Where the directory says that the file begins, instead of where it does. */
  readonly offset?: number
  /** An extra field of the directory's, with its header. */
  readonly extra?: Buffer
  /** The entry's comment in the directory. */
  readonly comment?: string
}

const number = (value: number, bytes: 2 | 4 | 8): Buffer => {
  const buffer = Buffer.alloc(bytes)
  if (bytes === 8) buffer.writeBigUInt64LE(BigInt(value))
  else buffer.writeUIntLE(value, 0, bytes)
  return buffer
}

const inFile = 0xffffffff

/** The bytes of a zip, by PKWARE's APPNOTE 6.3.10, with as many lies as its files ask for. */
export const zipOf = (files: readonly ZipFile[], entryCount = files.length): Buffer => {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const file of files) {
    const data = file.compressed === true ? deflateRawSync(file.content) : Buffer.from(file.content)
    const size = file.size ?? file.content.length
    const local = Buffer.concat([
      number(0x04034b50, 4),
      number(45, 2),
      description(file, data, file.local?.name ?? file.name, file.local?.size ?? size),
      data,
    ])
    const attributes = ((file.mode ?? 0o100644) << 16) >>> 0
    const described = description(file, data, file.name, size, [
      ...[number(file.comment?.length ?? 0, 2), number(0, 2), number(0, 2), number(attributes, 4)],
      number(file.offset ?? offset, 4),
    ])
    const comment = Buffer.from(file.comment ?? '')
    const head = [number(0x02014b50, 4), number((3 << 8) | 45, 2), number(45, 2)]
    directory.push(Buffer.concat([...head, described, comment]))
    parts.push(local)
    offset += local.length
  }
  const entries = Buffer.concat(directory)
  const end = Buffer.concat([
    number(0x06054b50, 4),
    number(0, 4),
    number(entryCount, 2),
    number(entryCount, 2),
    number(entries.length, 4),
    number(offset, 4),
    number(0, 2),
  ])
  return Buffer.concat([...parts, entries, end])
}

/** What both headers of a file say of it; `inDirectory` is what only the directory's has. */
const description = (
  { flags = 0, method, compressed, content, zip64 = false, extra = Buffer.alloc(0) }: ZipFile,
  data: Buffer,
  name: string | Buffer,
  size: number,
  inDirectory: readonly Buffer[] = [],
): Buffer => {
  const nameBytes = Buffer.from(name)
  const sizes = [number(1, 2), number(16, 2), number(size, 8), number(data.length, 8)]
  const more = Buffer.concat([...(zip64 ? sizes : []), ...(inDirectory.length > 0 ? [extra] : [])])
  return Buffer.concat([
    number(flags, 2),
    number(method ?? (compressed === true ? 8 : 0), 2),
    number(0, 4),
    number(crc32(content), 4),
    number(zip64 ? inFile : data.length, 4),
    number(zip64 ? inFile : size, 4),
    number(nameBytes.length, 2),
    number(more.length, 2),
    ...inDirectory,
    nameBytes,
    more,
  ])
}
