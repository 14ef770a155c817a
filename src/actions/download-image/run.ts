import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { checkSbomFolder, writeSbom } from '../../cnb/sbom/folder.ts'
import type { DockerClient } from '../../docker/command.ts'
import { enginePlatform } from '../../docker/inspect.ts'
import { loadImage } from '../../docker/load.ts'
import { stagingFolder } from '../../files/staging.ts'
import type { VerifiedImage } from '../../github/artifact/artifact-image.ts'
import { type ArtifactSource, fetchLayout } from '../../github/artifact/artifact-layout.ts'
import type { Log } from '../../github/step/log.ts'
import type { Outputs } from '../../github/step/step.ts'
import { imageNameOf } from '../../image/annotations.ts'
import { type Image, sizeOf, uniqueBlobs } from '../../image/image.ts'
import { formatPlatform, imagePlatform, matchesPlatform, normalizePlatform } from '../../image/platform.ts'
import { checkTarget, moveIntoPlace } from '../../layout/place.ts'
import { Failure } from '../../message/failure.ts'
import { printable } from '../../message/printable.ts'
import { formatCount } from '../../message/quantity.ts'
import { unlessAborted } from '../../task/abort.ts'
import type { TaskGroup } from '../../task/task-group.ts'
import { completeImage, type LayerSources } from './complete.ts'
import type { Inputs } from './inputs.ts'

/** What a download works with. */
export interface Services extends LayerSources {
  readonly tasks: TaskGroup
  readonly log: Log
  readonly download: ArtifactSource['download']
  readonly docker: DockerClient
  /** Sets outputs as soon as they are true, because a later part of the step may fail. */
  readonly setOutputs: (outputs: Outputs) => void
}

/**
 * Downloads artifacts, verifies that they contain the expected images, completes the images and loads one into Docker. The
 * previous layout stays at the target until the new one is verified.
 *
 * Throws a Failure that says what to do, or the reason of the cancellation.
 */
export const run = async (inputs: Inputs, services: Services): Promise<void> => {
  const { artifacts, path, from, sbom, load } = inputs
  const { tasks, log, download, docker, setOutputs } = services
  const { signal } = tasks
  const target = await checkTarget(path)
  if (sbom !== undefined && artifacts.length === 1) await checkSbomFolder(sbom)

  const work = await stagingFolder(target)
  tasks.cleanUp(() => rm(work, { recursive: true, force: true, maxRetries: 3 }))
  const layout = join(work, 'layout')
  const { root, images, blobs } = await tasks.run('download', () =>
    fetchLayout(artifacts, work, layout, { download, from, info: log.info, signal }),
  )
  const sbomFolders = sbom === undefined ? [] : await checkSbomFolders(sbom, images)
  const imageToLoad = load && (await imageForEngine(docker, images, signal))

  const sparse = images.filter(({ missing }) => missing.length > 0)
  const complete = sparse.length === 0 || inputs.complete
  for (const image of sparse) {
    if (complete) await tasks.run('complete', () => addMissingLayers(image, layout, services))
    else describeSparse(image, load, log.info)
  }
  signal.throwIfAborted()
  await moveIntoPlace(layout, target)
  log.info(`The layout is at ${path}.`)
  const [only, ...others] = images
  setOutputs({
    'layout-path': path,
    digest: root.digest,
    'image-id': (others.length === 0 && only?.image.manifest.config.digest) || '',
    'image-name': imageNameOf(root) ?? '',
    size: sizeOf([...blobs, ...(complete ? uniqueBlobs(sparse.flatMap(({ missing }) => missing)) : [])]),
    complete,
  })

  const sbomPaths = await tasks.run('write the SBOMs', () => writeSboms(sbomFolders, path, services))
  setOutputs({ 'sbom-path': sbomPaths.join('\n') })

  if (load !== undefined && imageToLoad !== undefined) {
    const { name, id, wasPresent } = await tasks.run('load', () =>
      loadImage(docker, path, imageToLoad, load, signal),
    )
    log.info(wasPresent ? `Named ${name}: the engine had ${id} already.` : `Loaded ${name}, ID ${id}.`)
  }
}

/** Adds the missing layers of a sparse image. */
const addMissingLayers = async (image: VerifiedImage, layout: string, services: Services): Promise<void> => {
  const { signal } = services.tasks
  const { reused, fetched } = await unlessAborted(completeImage(image, layout, services, signal), signal)
  services.log.info(
    `Completed with layers: ${reused.length} reused, ${fetched.length} fetched from the registry.`,
  )
}

const describeSparse = (
  { image, missing }: VerifiedImage,
  load: Inputs['load'],
  info: (line: string) => void,
): void => {
  const layers = formatCount(missing.length, 'layer')
  const lacks = `The image ${image.descriptor.digest} is sparse: its layout lacks ${layers} of its base`
  if (load !== undefined) {
    throw new Failure(`${lacks}, so it cannot be loaded into Docker. Set "complete: true".`)
  }
  info(`${lacks} ("complete: false").`)
}

/** The image to load: the only one, or the one for the engine's platform. */
const imageForEngine = async (
  docker: DockerClient,
  images: readonly VerifiedImage[],
  signal: AbortSignal,
): Promise<Image> => {
  const [only, ...others] = images
  if (only !== undefined && others.length === 0) return only.image
  const engine = await enginePlatform(docker, signal)
  const own = images.find(({ image }) => matchesPlatform(engine, image.config))
  if (own !== undefined) return own.image
  const offered = images.map(({ image }) => formatPlatform(image.config)).join(', ')
  throw new Failure(
    `None of the images can be loaded into Docker: the engine runs ${formatPlatform(engine)}, and the images are for ` +
      `${printable(offered)}. Remove "load", or download the artifact to load in a separate step.`,
  )
}

/** The directory for the SBOMs of an image. */
interface SbomFolder {
  readonly folder: string
  readonly image: Image
}

/**
 * The directories for the SBOMs of images: `folder` itself for one image; for several, one subdirectory per image, with the
 * name of the platform. Throws a Failure if one of them contains other files.
 */
const checkSbomFolders = async (
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
const writeSboms = async (
  folders: readonly SbomFolder[],
  layout: string,
  { tasks, log }: Services,
): Promise<readonly string[]> => {
  const paths: string[] = []
  for (const { folder, image } of folders) {
    const staging = await stagingFolder(folder)
    tasks.cleanUp(() => rm(staging, { recursive: true, force: true, maxRetries: 3 }))
    const [name = 'image'] = imageNameOf(image.descriptor)?.split(':') ?? []
    paths.push(await writeSbom(staging, folder, { layout, image, name }, log))
    log.info(`The SBOMs are at ${folder}.`)
  }
  return paths
}
