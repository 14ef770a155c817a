import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { checkSbomFolder, completeSbom, mergedSbom, placeSbom } from '../../cnb/sbom/folder.ts'
import { stagingFolder } from '../../files/staging.ts'
import type { VerifiedImage } from '../../github/artifact/artifact-image.ts'
import type { Log } from '../../github/step/log.ts'
import { imageNameOf } from '../../image/annotations.ts'
import type { Image } from '../../image/image.ts'
import { formatPlatform, imagePlatform, normalizePlatform } from '../../image/platform.ts'
import type { TaskGroup } from '../../task/task-group.ts'

interface SbomServices {
  readonly tasks: TaskGroup
  readonly log: Log
}

/** The directory for the SBOMs of an image. */
export interface SbomFolder {
  readonly folder: string
  readonly image: Image
}

/**
 * The directories for the SBOMs of images: `folder` itself for one image; for several, one subdirectory per image, with the
 * name of the platform. Throws a Failure if one of them contains other files.
 */
export const checkSbomFolders = async (
  folder: string,
  images: readonly VerifiedImage[],
): Promise<readonly SbomFolder[]> => {
  const folders = images.map(({ image }) => {
    const platform = formatPlatform(normalizePlatform(imagePlatform(image.config)))
    return { image, folder: images.length === 1 ? folder : join(folder, platform.replaceAll('/', '-')) }
  })
  for (const { folder } of folders) await checkSbomFolder(folder)
  return folders
}

/** Writes the SBOMs of images to their directories. Returns the paths of the merged SBOMs, in the order of the images. */
export const writeSboms = async (
  folders: readonly SbomFolder[],
  layout: string,
  services: SbomServices,
): Promise<readonly string[]> => {
  const paths: string[] = []
  for (const { folder, image } of folders) paths.push(await writeImageSbom(folder, image, layout, services))
  return paths
}

/** Throws a Failure if the image's SBOM layer is not what the lifecycle writes. */
const writeImageSbom = async (
  folder: string,
  image: Image,
  layout: string,
  { tasks, log }: SbomServices,
): Promise<string> => {
  const staging = await stagingFolder(folder)
  tasks.cleanUp(() => rm(staging, { recursive: true, force: true, maxRetries: 3 }))
  const [name = 'image'] = imageNameOf(image.descriptor)?.split(':') ?? []
  await completeSbom(staging, { layout, image, name }, log)
  await placeSbom(staging, folder)
  log.info(`The SBOMs are at ${folder}.`)
  return join(folder, mergedSbom)
}
