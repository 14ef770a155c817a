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

/** The directories of the lifecycle's SBOMs: `launch` describes the image, the others what was only used to build it. */
export type SbomPart = 'launch' | 'build' | 'cache'

const invalid = (reason: string): Failure =>
  new Failure(
    `The SBOMs of the build are invalid: ${reason}. The lifecycle does not write this. Check what the buildpacks write for their layers.`,
  )

// Buildpacks write up to three files per layer, of a few megabytes each for the largest applications.
const entryLimit = 10_000
const byteLimit = 256 * 1024 ** 2

/**
 * Extracts some parts of the lifecycle's SBOMs, which are at `root` in an untrusted tar stream, into a folder. Throws a
 * Failure if the stream contains anything except files and folders, or too much.
 * https://github.com/buildpacks/spec/blob/main/platform.md#software-bill-of-materials
 */
export const receiveSbom = async (
  tar: AsyncIterable<Uint8Array>,
  folder: string,
  parts: readonly SbomPart[],
  root: string,
): Promise<void> => {
  const rules: TarRules = { strip: 0, rooted: true, entryLimit, refusal: invalid }
  // If the connection to the engine breaks, this function is called again.
  for (const part of parts) await rm(join(folder, part), { recursive: true, force: true })
  let bytes = 0
  for await (const { name, type, size, content } of checkedEntries(tar, rules)) {
    if (type !== 'file' || !parts.some((part) => name.startsWith(`${root}/${part}/`))) continue
    bytes += size
    if (bytes > byteLimit) throw invalid(`they have more than ${byteLimit} bytes`)
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
 * Extracts the SBOM layer of an image in a layout into a folder, and verifies the layer's digest. Images have no such layer
 * if no buildpack wrote an SBOM.
 */
export const copyLaunchSbom = async (layout: string, image: Image, folder: string): Promise<void> => {
  const layer = sbomLayerOf(image)
  if (layer === undefined) return
  const compression = compressionOf(layer.mediaType)
  const content = layoutContent(layout).fetch(layer)
  const tar = decompress(content, compression, layer.size, invalid)
  await receiveSbom(tar, folder, ['launch'], 'layers/sbom')
}
