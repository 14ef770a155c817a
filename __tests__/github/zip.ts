import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
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
  /** Claimed in place of the true size, in bytes. */
  readonly size?: number
  /** The size stands in the zip64 extra field, as in zips that are larger than 4 GiB. */
  readonly zip64?: boolean
}

const number = (value: number, bytes: 2 | 4 | 8): Buffer => {
  const buffer = Buffer.alloc(bytes)
  if (bytes === 8) buffer.writeBigUInt64LE(BigInt(value))
  else buffer.writeUIntLE(value, 0, bytes)
  return buffer
}

/** The bytes of a zip, by PKWARE's APPNOTE 6.3.10, with as many lies as its files ask for. */
export const zipOf = (files: readonly ZipFile[], entryCount = files.length): Buffer => {
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const file of files) {
    const name = Buffer.from(file.name)
    const data = file.compressed === true ? deflateRawSync(file.content) : Buffer.from(file.content)
    const size = file.size ?? file.content.length
    const method = file.method ?? (file.compressed === true ? 8 : 0)
    const extra =
      file.zip64 === true
        ? Buffer.concat([number(1, 2), number(16, 2), number(size, 8), number(data.length, 8)])
        : Buffer.alloc(0)
    const common = Buffer.concat([
      number(file.flags ?? 0, 2),
      number(method, 2),
      number(0, 4),
      number(crc32(file.content), 4),
      number(file.zip64 === true ? 0xffffffff : data.length, 4),
      number(file.zip64 === true ? 0xffffffff : size, 4),
      number(name.length, 2),
      number(extra.length, 2),
    ])
    const local = Buffer.concat([number(0x04034b50, 4), number(45, 2), common, name, extra, data])
    const attributes = ((file.mode ?? 0o100644) << 16) >>> 0
    directory.push(
      Buffer.concat([
        number(0x02014b50, 4),
        number((3 << 8) | 45, 2),
        number(45, 2),
        common,
        number(0, 2),
        number(0, 2),
        number(0, 2),
        number(attributes, 4),
        number(offset, 4),
        name,
        extra,
      ]),
    )
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

/** The files of a folder, as an artifact's zip holds them. */
export const filesIn = async (folder: string): Promise<readonly ZipFile[]> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return Promise.all(
    entries
      .filter((entry) => entry.isFile())
      .map(async (entry) => {
        const path = join(entry.parentPath, entry.name)
        return { name: relative(folder, path), content: await readFile(path) }
      }),
  )
}

/** Writes a zip, and resolves with its path. */
export const writeZip = async (path: string, files: readonly ZipFile[]): Promise<string> => {
  await writeFile(path, zipOf(files))
  return path
}
