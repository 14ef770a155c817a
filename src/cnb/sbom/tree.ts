import { mkdir, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { explainFileError } from '../../files/file-error.ts'
import type { Image } from '../../image/image.ts'
import { compressionOf } from '../../image/media-type.ts'
import { layoutContent } from '../../layout/content.ts'
import { Failure } from '../../message/failure.ts'
import { decompress } from '../../tar/decompression.ts'
import { checkedEntries, type TarRules } from '../../tar/read.ts'
import { sbomLayerOf } from '../labels.ts'

/** The parts of the lifecycle's tree of SBOMs: of what is in the image, and of what only built it. */
export type SbomPart = 'launch' | 'build' | 'cache'

const refused = (reason: string): Failure =>
  new Failure(
    `The SBOMs that the build wrote are refused: ${reason}. ` +
      'The lifecycle writes no such thing; look at what the buildpacks write for their layers.',
  )

// A buildpack has a few files for each layer; the largest applications have some megabytes in one.
const entryLimit = 10_000
const byteLimit = 256 * 1024 ** 2

/**
 * Writes those files of a tar stream into a folder that belong to some parts of the lifecycle's tree, which is at `root` in
 * the stream. Nothing in that is trusted. Throws a Failure if it has anything but files and folders, or too much.
 * https://github.com/buildpacks/spec/blob/main/platform.md#software-bill-of-materials
 */
export const receiveSbom = async (
  tar: AsyncIterable<Uint8Array>,
  folder: string,
  parts: readonly SbomPart[],
  root: string,
): Promise<void> => {
  const rules: TarRules = { strip: 0, rooted: true, entryLimit, refusal: refused }
  // It may be received again, from its start.
  for (const part of parts) await rm(join(folder, part), { recursive: true, force: true })
  let bytes = 0
  for await (const { name, type, size, content } of checkedEntries(tar, rules)) {
    if (type !== 'file' || !parts.some((part) => name.startsWith(`${root}/${part}/`))) continue
    bytes += size
    if (bytes > byteLimit) throw refused(`they have more than ${byteLimit} bytes`)
    const path = join(folder, name.slice(root.length + 1))
    try {
      await mkdir(dirname(path), { recursive: true })
      await writeFile(path, content, { mode: 0o644 })
    } catch (error) {
      throw explainFileError(error, `write ${path}`)
    }
  }
}

/**
 * Writes the SBOMs of what is in an image into a folder: they are a layer of it. The layer is read from
 * the layout, and hashed on the way; it is not there where no buildpack wrote any.
 */
export const copyLaunchSbom = async (layout: string, image: Image, folder: string): Promise<void> => {
  const layer = sbomLayerOf(image)
  if (layer === undefined) return
  const compression = compressionOf(layer.mediaType)
  const content = layoutContent(layout).fetch(layer)
  const tar = decompress(content, compression, layer.size, refused)
  await receiveSbom(tar, folder, ['launch'], 'layers/sbom')
}
