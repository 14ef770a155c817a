import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { completeSbom, mergedSbom, placeSbom } from '../../cnb/sbom/folder.ts'
import type { ProvenImage } from '../../github/artifact-image.ts'
import type { Image } from '../../image/image.ts'
import { imageNameOf } from '../../image/image-name.ts'
import { formatPlatform, imagePlatform, normalizePlatform } from '../../image/platform.ts'
import { stagingFolder } from '../../layout/staging.ts'

/**
 * Writes the bills of materials that are in an image into a folder; resolves with the path of the merged one. Throws a
 * Failure where the image's layer of them is not what the lifecycle writes.
 */
const writeSbom = async (
  folder: string,
  layout: string,
  image: Image,
  { info, warn }: { readonly info: (line: string) => void; readonly warn: (line: string) => void },
): Promise<string> => {
  await using cleanup = new AsyncDisposableStack()
  const staging = await stagingFolder(folder)
  cleanup.defer(() => rm(staging, { recursive: true, force: true }))
  const [name = 'image'] = imageNameOf(image.descriptor)?.split(':') ?? []
  await completeSbom(staging, { layout, image, name }, warn)
  await placeSbom(staging, folder)
  info(`The bills of materials are at ${folder}.`)
  return join(folder, mergedSbom)
}

/**
 * Writes the bills of materials of images into a folder; of several, each into one of its own below it, named by its
 * platform. Resolves with the paths of the merged ones, in the order of the images.
 */
export const writeSboms = async (
  folder: string,
  layout: string,
  images: readonly ProvenImage[],
  log: Parameters<typeof writeSbom>[3],
): Promise<readonly string[]> => {
  const paths: string[] = []
  for (const { image } of images) {
    const platform = formatPlatform(normalizePlatform(imagePlatform(image.config)))
    const own = images.length === 1 ? folder : join(folder, platform.replaceAll('/', '-'))
    paths.push(await writeSbom(own, layout, image, log))
  }
  return paths
}
