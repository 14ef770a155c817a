import { crc32 } from 'node:zlib'
import { type Entry, openPromise, type ZipFile } from 'yauzl'
import { sortByName } from '../../files/folders.ts'
import { Failure, messageOf } from '../../message/failure.ts'
import { printable } from '../../message/printable.ts'
import type { TarEntry } from '../../tar/write.ts'
import { type AppFile, type AppSource, checkMode } from './app-source.ts'

interface ArchiveFile extends AppFile {
  readonly mode: number
  /** Undefined for a folder. */
  readonly entry: Entry | undefined
  readonly isLink: boolean
}

// Far more than an app needs, and little enough for the memory of a runner and the disk of an engine.
const limits = { files: 200_000, bytes: 16 * 1024 ** 3, listBytes: 64 * 1024 ** 2, pathBytes: 4095 }

/**
 * Opens a .jar, .war or .zip file with an app. Its files get the modes that pack gives them.
 * https://github.com/buildpacks/pack/blob/v0.40.5/pkg/archive/archive.go#L264
 *
 * The archive is not trusted. Throws a Failure that names the first entry that leads out of the app or into a link, comes
 * twice, is neither a file nor a folder nor a link, or cannot be unpacked. Unpacked sizes and checksums are verified.
 */
export const openArchive = async (path: string): Promise<AppSource<ArchiveFile>> => {
  const zip = await openZip(path)
  try {
    const folders = await readFolders(zip)
    return {
      pathOf: (name) => (name === '' ? path : `${name} in ${path}`),
      list: async (folder) => sortByName([...(folders.get(folder?.name ?? '')?.values() ?? [])]),
      keepsEmpty: () => true,
      entry: (file, name) => entryOf(zip, path, file, name),
      close: () => zip.close(),
    }
  } catch (cause) {
    zip.close()
    throw notUnpacked(path, cause)
  }
}

/** Throws a Failure if a file is not an archive. */
export const checkArchive = async (path: string): Promise<void> => {
  const zip = await openZip(path)
  zip.close()
}

const openZip = async (path: string): Promise<ZipFile> => {
  try {
    return await openPromise(path, { decodeStrings: false, autoClose: false })
  } catch (cause) {
    throw notUnpacked(path, cause)
  }
}

const notUnpacked = (path: string, cause: unknown): Failure =>
  new Failure(
    `Could not unpack the app ${path}: ${messageOf(cause).replace(/\.$/, '')}. ` +
      'Check that it is a complete .jar, .war or .zip file, or unpack it in an earlier step and name the directory.',
    { cause },
  )

type ArchiveFolders = Map<string, Map<string, ArchiveFile>>

const readFolders = async (zip: ZipFile): Promise<ArchiveFolders> => {
  const folders: ArchiveFolders = new Map([['', new Map()]])
  let [files, bytes, listBytes] = [0, 0, 0]
  for await (const entry of zip.eachEntry()) {
    bytes += entry.uncompressedSize
    listBytes += entry.fileNameLength + entry.extraFieldLength + entry.fileCommentLength
    try {
      for (const added of addFile(folders, entry)) {
        files++
        // Few entries can be in very many folders.
        listBytes += added.name.length
      }
    } catch (cause) {
      const name = printable(entry.fileNameRaw.toString('utf8'))
      throw new Failure(`it contains "${name}", ${messageOf(cause)}`, { cause })
    }
    if (files > limits.files) throw new Failure(`it contains more than ${limits.files} files and folders`)
    if (bytes > limits.bytes) throw new Failure(`its files have more than ${limits.bytes} bytes`)
    if (listBytes > limits.listBytes) {
      throw new Failure(`the names of its files have more than ${limits.listBytes} bytes`)
    }
    // Each takes much more memory than its four bytes in the archive.
    entry.extraFields = []
  }
  return folders
}

/** Adds an entry and the folders around it. Yields the files and folders that were not there before. */
function* addFile(folders: ArchiveFolders, entry: Entry): Generator<ArchiveFile> {
  const parts = partsOf(entry.fileNameRaw)
  let parent = ''
  for (const [depth, part] of parts.entries()) {
    const siblings = folders.get(parent)
    const known = siblings?.get(part)
    const name = parent === '' ? part : `${parent}/${part}`
    parent = name
    const isAround = depth < parts.length - 1
    if (isAround && known?.isFolder) continue
    if (isAround && known) throw new Failure('which is in a file or a link')
    const file = isAround ? impliedFolder(name) : fileOf(entry, name)
    if (known && !(known.isFolder && file.isFolder)) throw new Failure('twice')
    siblings?.set(part, file)
    if (known) continue
    if (file.isFolder) folders.set(name, new Map())
    yield file
  }
}

/** A folder without an entry, as Docker makes it, and so does pack. */
const impliedFolder = (name: string): ArchiveFile => ({
  ...{ name, mode: 0o755, isFolder: true },
  ...{ isLink: false, entry: undefined },
})

/** The parts of an entry's name. As in pack, the name is its bytes, and not what extra fields say. */
const partsOf = (name: Buffer): readonly string[] => {
  const text = decode(name)
  const parts = text.split('/').filter((part) => part !== '' && part !== '.')
  if (text.startsWith('/') || parts.includes('..')) throw new Failure('which leads out of the app')
  if (text.includes('\0') || parts.length === 0) throw new Failure('which is not the name of a file')
  if (name.length > limits.pathBytes) throw new Failure(`whose name has more than ${limits.pathBytes} bytes`)
  return parts
}

const decode = (bytes: Buffer): string => {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch (cause) {
    throw new Failure('which is not valid UTF-8', { cause })
  }
}

// The systems on which archives are created, as Go and Info-ZIP number them. https://pkg.go.dev/archive/zip#FileHeader.Mode
const unixHosts = [3, 19]
const ntfsHost = 11
const dosFolder = 0x10
const dosReadOnly = 0x01
const unixType = { mask: 0o170000, file: 0o100000, folder: 0o040000, link: 0o120000 }

const fileOf = (entry: Entry, name: string): ArchiveFile => {
  const { versionMadeBy, externalFileAttributes: attributes } = entry
  const host = versionMadeBy >>> 8
  const unixMode = unixHosts.includes(host) ? attributes >>> 16 : 0
  const type = unixMode & unixType.mask
  const isFolder =
    entry.fileNameRaw.at(-1) === 0x2f ||
    type === unixType.folder ||
    (type === 0 && (attributes & dosFolder) !== 0)
  const mode = modeOf(host, unixMode, attributes, isFolder)
  if (isFolder) return { ...impliedFolder(name), mode }
  const isLink = type === unixType.link
  if (type !== 0 && type !== unixType.file && !isLink) {
    throw new Failure('which is neither a file nor a folder nor a symbolic link')
  }
  if (entry.isEncrypted()) throw new Failure('which is encrypted')
  if (!entry.canDecodeFileData()) {
    throw new Failure(`which is compressed with an unknown method (${entry.compressionMethod})`)
  }
  if (isLink && entry.uncompressedSize > limits.pathBytes) {
    throw new Failure(`which is a link to a path of more than ${limits.pathBytes} bytes`)
  }
  return { name, isFolder, isLink, mode, entry }
}

/** An archive without modes, such as those of the program "jar", gets 0777 for all. */
const modeOf = (host: number, unixMode: number, attributes: number, isFolder: boolean): number => {
  if (unixMode !== 0) return unixMode & 0o7777
  if (host !== ntfsHost) return 0o777
  return (isFolder ? 0o777 : 0o666) & ((attributes & dosReadOnly) === 0 ? 0o777 : 0o555)
}

const entryOf = async (zip: ZipFile, path: string, file: ArchiveFile, name: string): Promise<TarEntry> => {
  const { entry, mode, isLink } = file
  if (isLink && entry !== undefined) {
    const target = Buffer.concat(await Array.fromAsync(contentOf(zip, path, file.name, entry)))
    if (target.length === 0 || target.includes(0)) {
      throw notUnpacked(path, new Failure(`it contains "${printable(file.name)}", a link to no file`))
    }
    return { name, mode: 0o777, type: 'symlink', linkname: decode(target) }
  }
  checkMode(`${file.name} in ${path}`, mode, file.isFolder)
  if (entry === undefined) return { name, mode, type: 'directory' }
  const content = contentOf(zip, path, file.name, entry)
  return { name, mode, type: 'file', size: entry.uncompressedSize, content }
}

/** yauzl checks the size. */
async function* contentOf(
  zip: ZipFile,
  path: string,
  name: string,
  entry: Entry,
): AsyncGenerator<Uint8Array> {
  try {
    const content: AsyncIterable<Buffer> = await zip.openReadStreamPromise(entry)
    let checksum = 0
    for await (const chunk of content) {
      checksum = crc32(chunk, checksum)
      yield chunk
    }
    if (checksum !== entry.crc32) throw new Failure('its checksum (CRC-32) does not match')
  } catch (cause) {
    throw notUnpacked(path, new Failure(`"${printable(name)}" is damaged: ${messageOf(cause)}`, { cause }))
  }
}
