import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { DockerClient } from '../../docker/command.ts'
import { loadImage } from '../../docker/load.ts'
import { unlessAborted } from '../../github/abort.ts'
import type { downloadArtifact } from '../../github/artifact-download.ts'
import type { Digest } from '../../image/digest.ts'
import { closureOf } from '../../image/image.ts'
import { checkTarget, moveIntoPlace } from '../../layout/place.ts'
import { stagingFolder } from '../../layout/staging.ts'
import { Failure } from '../../message/failure.ts'
import type { RunImageStore } from '../../store/run-images.ts'
import { completeImage } from './complete.ts'
import { imageNameOf } from './image-name.ts'
import type { Inputs } from './inputs.ts'
import { describeProof, type ProvenImage, proveImage } from './prove.ts'
import { unpackLayout } from './unpack.ts'

export interface Outputs {
  /** Absolute. */
  readonly layoutPath: string
  readonly digest: Digest
  readonly imageId: Digest
  /** As the build calls it, `my-app:latest`; undefined where the layout does not say. */
  readonly imageName: string | undefined
  /** Of all blobs in the layout, in bytes. */
  readonly size: number
  readonly complete: boolean
}

/** What a download works with. */
export interface Collaborators {
  readonly download: (wanted: Parameters<typeof downloadArtifact>[0]) => ReturnType<typeof downloadArtifact>
  readonly runImages: RunImageStore
  readonly docker: DockerClient
  readonly info: (line: string) => void
  readonly signal: AbortSignal
}

/**
 * Fetches an artifact, proves that it holds the image that was asked for, completes and loads it. Until all is proven,
 * nothing is at the target; what was there before stays until then, and when this fails.
 *
 * Throws a Failure that says what to do, and the signal's reason.
 */
export const run = async (inputs: Inputs, collaborators: Collaborators): Promise<Outputs> => {
  const { artifactName, path } = inputs
  const { runImages, docker, info, signal } = collaborators
  const target = await checkTarget(path)
  await using cleanup = new AsyncDisposableStack()
  const work = await stagingFolder(target)
  cleanup.defer(() => rm(work, { recursive: true, force: true }))

  const layout = join(work, 'layout')
  const blobs = await fetchLayout(inputs, collaborators, work, layout)
  const proven = await proveImage(artifactName, layout, blobs, inputs.digest)
  const { image, missing } = proven
  info(describeProof(image, blobs.size, inputs.digest))

  const complete = missing.length === 0 || inputs.complete
  if (!complete) describeSparse(inputs, proven, info)
  else if (missing.length > 0) {
    const completing = completeImage(proven, layout, runImages, signal)
    const { reused, fetched } = await unlessAborted(completing, signal)
    info(`Completed with layers: ${reused.length} reused, ${fetched.length} fetched from the registry.`)
  }
  signal.throwIfAborted()
  await moveIntoPlace(layout, target)
  info(`The layout is at ${path}.`)

  if (inputs.load !== undefined) {
    const { name, id, known } = await loadImage(docker, path, image, inputs.load, signal)
    info(known ? `Named ${name}: the engine had ${id} already.` : `Loaded ${name}, ID ${id}.`)
  }
  return {
    layoutPath: path,
    digest: image.descriptor.digest,
    imageId: image.manifest.config.digest,
    imageName: imageNameOf(image.descriptor),
    size: sizeOf(proven, complete),
    complete,
  }
}

/** Downloads the artifact and unpacks it; the zip is gone afterwards. Resolves with the layout's blobs. */
const fetchLayout = async (
  { artifactName, from }: Inputs,
  { download, info, signal }: Collaborators,
  work: string,
  layout: string,
): Promise<ReadonlySet<Digest>> => {
  const { path: zip, id } = await download({ name: artifactName, folder: work, from, signal })
  info(`Downloaded the artifact «${artifactName}» (ID ${id}).`)
  const blobs = await unpackLayout({ artifact: artifactName, zip }, layout, { signal })
  await rm(zip)
  return blobs
}

const describeSparse = (
  { artifactName, load }: Inputs,
  { missing }: ProvenImage,
  info: (line: string) => void,
): void => {
  const lacks = `The image in the artifact «${artifactName}» is sparse: it lacks ${missing.length} ${missing.length === 1 ? 'layer' : 'layers'} of its base`
  if (load !== undefined) {
    throw new Failure(`${lacks}, so that it cannot be loaded into Docker. Set «complete: true».`)
  }
  info(`${lacks}, and stays so («complete: false»).`)
}

const sizeOf = ({ image, missing }: ProvenImage, complete: boolean): number => {
  const absent = new Set(complete ? [] : missing.map(({ digest }) => digest))
  return closureOf(image).reduce((sum, { digest, size }) => sum + (absent.has(digest) ? 0 : size), 0)
}
