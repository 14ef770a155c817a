import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { checkSbomFolder } from '../../cnb/sbom/folder.ts'
import type { DockerClient } from '../../docker/command.ts'
import { enginePlatform } from '../../docker/inspect.ts'
import { loadImage } from '../../docker/load.ts'
import type { ProvenImage } from '../../github/artifact-image.ts'
import { type ArtifactSource, type FetchedLayout, fetchLayout } from '../../github/artifact-layout.ts'
import type { Descriptor } from '../../image/descriptor.ts'
import type { Digest } from '../../image/digest.ts'
import { closureOf, type Image, sizeOf, uniqueBlobs } from '../../image/image.ts'
import { imageNameOf } from '../../image/image-name.ts'
import { formatPlatform, matchesPlatform } from '../../image/platform.ts'
import { checkTarget, moveIntoPlace } from '../../layout/place.ts'
import { stagingFolder } from '../../layout/staging.ts'
import { Failure } from '../../message/failure.ts'
import { printable } from '../../message/printable.ts'
import type { RunImageStore } from '../../store/run-images.ts'
import { unlessAborted } from '../../task/abort.ts'
import { completeImage, type LayerSources } from './complete.ts'
import type { Inputs } from './inputs.ts'
import { writeSboms } from './sbom.ts'

export interface Outputs {
  /** Absolute. */
  readonly layoutPath: string
  readonly digest: Digest
  /** Undefined where there are several images. */
  readonly imageId: Digest | undefined
  /** As the build calls it, `my-app:latest`; undefined where the layout does not say. */
  readonly imageName: string | undefined
  /** Of all blobs in the layout, in bytes. */
  readonly size: number
  readonly complete: boolean
  /** The merged bills of materials, one for each image, absolute; none where none were wanted. */
  readonly sbomPaths: readonly string[]
}

/** What a download works with. */
export interface Collaborators {
  readonly download: ArtifactSource['download']
  readonly runImages: RunImageStore
  readonly registry: LayerSources['registry']
  readonly docker: DockerClient
  readonly info: (line: string) => void
  readonly warn: (line: string) => void
  readonly signal: AbortSignal
}

/**
 * Fetches artifacts, proves that they hold the images that were asked for, completes and loads them. Until all is proven,
 * nothing is at the target; what was there before stays until then, and when this fails.
 *
 * Throws a Failure that says what to do, and the signal's reason.
 */
export const run = async (inputs: Inputs, collaborators: Collaborators): Promise<Outputs> => {
  const { artifacts, path, from } = inputs
  const { docker, info, signal } = collaborators
  const target = await checkTarget(path)
  if (inputs.sbom !== undefined && artifacts.length === 1) await checkSbomFolder(inputs.sbom)
  await using cleanup = new AsyncDisposableStack()
  const work = await stagingFolder(target)
  cleanup.defer(() => rm(work, { recursive: true, force: true }))

  const layout = join(work, 'layout')
  const fetched = await fetchLayout(artifacts, work, layout, { ...collaborators, from })
  const { root, images } = fetched
  const loaded = inputs.load && (await imageForEngine(docker, images, signal))
  const sparse = images.filter(({ missing }) => missing.length > 0)
  const complete = sparse.length === 0 || inputs.complete
  for (const proven of sparse) {
    if (!complete) describeSparse(proven, inputs.load, info)
    else {
      const completing = completeImage(proven, layout, collaborators, signal)
      const { reused, fetched } = await unlessAborted(completing, signal)
      info(`Completed with layers: ${reused.length} reused, ${fetched.length} fetched from the registry.`)
    }
  }
  signal.throwIfAborted()
  await moveIntoPlace(layout, target)
  info(`The layout is at ${path}.`)

  const sbomPaths =
    inputs.sbom === undefined ? [] : await writeSboms(inputs.sbom, path, images, collaborators)

  if (inputs.load !== undefined && loaded !== undefined) {
    const { name, id, known } = await loadImage(docker, path, loaded, inputs.load, signal)
    info(known ? `Named ${name}: the engine had ${id} already.` : `Loaded ${name}, ID ${id}.`)
  }
  const [only, ...others] = images
  return {
    layoutPath: path,
    digest: root.digest,
    imageId: others.length === 0 ? only?.image.manifest.config.digest : undefined,
    imageName: imageNameOf(root),
    size: sizeOf(blobsOf(fetched, complete)),
    complete,
    sbomPaths,
  }
}

const describeSparse = (
  { image, missing }: ProvenImage,
  load: Inputs['load'],
  info: (line: string) => void,
): void => {
  const layers = `${missing.length} ${missing.length === 1 ? 'layer' : 'layers'}`
  const lacks = `The image ${image.descriptor.digest} is sparse: it lacks ${layers} of its base`
  if (load !== undefined) {
    throw new Failure(`${lacks}, so that it cannot be loaded into Docker. Set «complete: true».`)
  }
  info(`${lacks}, and stays so («complete: false»).`)
}

/** The image that a Docker engine can run: of several, the one for its own platform. */
const imageForEngine = async (
  docker: DockerClient,
  images: readonly ProvenImage[],
  signal: AbortSignal,
): Promise<Image> => {
  const [only, ...others] = images
  if (only !== undefined && others.length === 0) return only.image
  const engine = await enginePlatform(docker, signal)
  const own = images.find(({ image }) => matchesPlatform(engine, image.config))
  if (own !== undefined) return own.image
  const offered = images.map(({ image }) => formatPlatform(image.config)).join(', ')
  throw new Failure(
    `None of the images can be loaded into Docker: the engine runs ${formatPlatform(engine)}, and they are for ` +
      `${printable(offered)}. Leave «load» out, or load one of them in a step of its own.`,
  )
}

const blobsOf = ({ root, images }: FetchedLayout, complete: boolean): readonly Descriptor[] => {
  const present = images.flatMap(({ image, missing }) => {
    const absent = new Set(complete ? [] : missing.map(({ digest }) => digest))
    return closureOf(image).filter(({ digest }) => !absent.has(digest))
  })
  return uniqueBlobs([root, ...present])
}
