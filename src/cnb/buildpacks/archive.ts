import { constants, open } from 'node:fs/promises'
import type { ReadableContent } from '../../content/content.ts'
import { fetchDocument } from '../../content/image-documents.ts'
import { verifyStream } from '../../content/verify.ts'
import { parseImage, parseManifest } from '../../image/image.ts'
import { parseIndex } from '../../image/image-index.ts'
import { isManifest } from '../../image/media-type.ts'
import { blobAtPath } from '../../layout/blob.ts'
import { layoutIndex, layoutMarker } from '../../layout/write.ts'
import { decompress } from '../../tar/decompression.ts'
import { type CheckedEntry, checkedEntries } from '../../tar/read.ts'
import type { TarEntry } from '../../tar/write.ts'
import { smallContent } from '../sandbox-files.ts'
import {
  type BuildpackPackage,
  buildpackFile,
  buildpackFolder,
  extensionFile,
  foldersOf,
  noBuildpack,
  readBuildpackToml,
} from './buildpack.ts'
import { archiveRules, placed, readPackage, refusalOf } from './package.ts'

/**
 * Reads a buildpack from a file: a `.cnb` file, which is an image layout of a package in a tar archive, or an archive of
 * a buildpack's folder. Both may be compressed with gzip. The file's name does not matter.
 *
 * Throws a Failure if the file is neither.
 */
export const archivePackage = async (path: string): Promise<BuildpackPackage> => {
  const found = await documentsIn(path)
  const index = found.get(layoutIndex)
  if (index !== undefined && found.has(layoutMarker)) return layoutPackage(path, index)
  const toml = found.get(buildpackFile)
  if (toml === undefined) throw noBuildpack(path, [...found.keys()])
  const main = readBuildpackToml(toml, path)
  const refuse = refusalOf(path)
  const folder = buildpackFolder(main).slice(1)
  async function* entries(): AsyncGenerator<TarEntry> {
    yield* foldersOf(main)
    for await (const entry of entriesIn(path)) {
      // The target of a hard link is relative to the root of the archive, which is the buildpack's folder.
      const linkname = entry.type === 'link' ? `${folder}/${entry.linkname}` : entry.linkname
      if (entry.name !== '') yield placed({ ...entry, linkname }, entry.name, folder, refuse)
    }
  }
  return { main, layers: [{ buildpacks: [main], entries }] }
}

/** The documents at the top of an archive that identify its kind. */
const documentsIn = async (path: string): Promise<ReadonlyMap<string, Uint8Array>> => {
  const wanted: readonly string[] = [layoutIndex, layoutMarker, buildpackFile, extensionFile]
  const found = new Map<string, Uint8Array>()
  for await (const entry of entriesIn(path)) {
    if (entry.type !== 'file' || !wanted.includes(entry.name)) continue
    found.set(entry.name, await smallContent(entry, refusalOf(path)))
  }
  return found
}

const layoutPackage = async (path: string, index: Uint8Array): Promise<BuildpackPackage> => {
  const { manifests } = parseIndex(index, `index of ${path}`)
  const root = manifests.find(({ mediaType }) => isManifest(mediaType))
  if (root === undefined) throw refusalOf(path)('its index lists no image')
  const content = archiveContent(path)
  const [manifestName, configName] = [`manifest of ${path}`, `configuration of ${path}`]
  const manifest = parseManifest(await fetchDocument(content, root, { name: manifestName }), manifestName)
  const configBytes = await fetchDocument(content, manifest.config, { name: configName })
  return readPackage(parseImage(root, manifest, configBytes, configName), content, path)
}

/** The blobs of a layout in an archive. Each read starts at the beginning: compressed archives have no random access. */
const archiveContent = (path: string): ReadableContent => ({
  exists: async () => true,
  async *fetch(descriptor) {
    for await (const { name, content } of entriesIn(path)) {
      if (blobAtPath(name) !== descriptor.digest) continue
      yield* verifyStream(content, descriptor, refusalOf(path))
      return
    }
    throw refusalOf(path)(`the blob ${descriptor.digest} is missing`)
  },
})

async function* entriesIn(path: string): AsyncGenerator<CheckedEntry> {
  // Do not wait for a writer if the file was replaced by a pipe.
  await using file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK)
  const { size } = await file.stat()
  const { buffer, bytesRead } = await file.read(Buffer.alloc(2), 0, 2, 0)
  const gzip = bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b
  const bytes = file.createReadStream({ start: 0, autoClose: false, highWaterMark: 256 * 1024 })
  const refuse = refusalOf(path)
  yield* checkedEntries(decompress(bytes, gzip ? 'gzip' : 'none', size, refuse), archiveRules(refuse))
}
