import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { annotationKeys } from '../image/annotations.ts'
import type { Descriptor } from '../image/descriptor.ts'
import type { Digest } from '../image/digest.ts'
import { closureOf, type Image } from '../image/image.ts'
import { formatReference, type ImageReference } from '../image/reference.ts'
import { blobPath } from '../layout/blob.ts'
import { indexText, layoutIndex, layoutMarker, layoutMarkerText } from '../layout/write.ts'
import { Failure, isSystemError } from '../message/failure.ts'
import { type TarEntry, tarOf } from '../tar/write.ts'
import { type DockerClient, textOf } from './command.ts'
import { inspectImage } from './inspect.ts'
import { type EngineRefusal, explainRefusal } from './refusal.ts'

/** An image in a Docker engine. */
export interface LoadedImage {
  /** As container tools write it: `docker.io/library/my-app:ci`. */
  readonly name: string
  /** The image ID: the configuration's digest, or the manifest's digest in the containerd image store. */
  readonly id: Digest
  /** Whether the engine already had the image, so that it only got the name. */
  readonly wasPresent: boolean
}

/**
 * Loads a complete, verified image of a layout into a Docker engine, under a name with a tag. Streams the layout's files
 * into `docker load` without a copy on disk. Does not send an image that the engine already has.
 *
 * Throws a Failure if the engine refuses the image or gives it another ID, and the signal's reason after an abort.
 */
export const loadImage = async (
  docker: DockerClient,
  layout: string,
  image: Image,
  reference: ImageReference,
  signal: AbortSignal,
): Promise<LoadedImage> => {
  const name = formatReference(reference)
  for (const digest of [image.manifest.config.digest, image.descriptor.digest]) {
    const found = await inspectImage(docker, digest, { signal })
    if (found?.Id !== digest) continue
    await docker.exec(['image', 'tag', digest, name], signal)
    return { name, id: digest, wasPresent: true }
  }
  await sendImage(docker, layout, image, reference, signal)
  const id = (await inspectImage(docker, name, { signal }))?.Id
  if (id !== image.manifest.config.digest && id !== image.descriptor.digest) {
    throw new Failure(
      `The Docker engine loaded ${name} with an unexpected image ID: expected ${image.manifest.config.digest}, ` +
        `found ${id ?? 'none'}. Check the engine's log, or load the layout with another tool.`,
    )
  }
  return { name, id, wasPresent: false }
}

const sendImage = async (
  docker: DockerClient,
  layout: string,
  image: Image,
  reference: ImageReference,
  signal: AbortSignal,
): Promise<void> => {
  const load = docker.start(['image', 'load'], signal)
  // If the engine refuses the image halfway, the rest need not be read.
  const ending = new AbortController()
  const reading = AbortSignal.any([signal, ending.signal])
  const archive = tarOf(entriesOf(layout, image, reference, reading), { uid: 0, gid: 0 })
  const sent = pipeline(archive, load.stdin).then(
    () => undefined,
    (error: unknown) => {
      // The client ended early; its exit code and stderr say why.
      if (isSystemError(error, 'EPIPE', 'ECONNRESET', 'ERR_STREAM_PREMATURE_CLOSE')) return undefined
      // The engine must not treat an incomplete archive as a complete one.
      load.kill()
      return error
    },
  )
  try {
    const [, stderr, code] = await Promise.all([textOf(load.stdout), textOf(load.stderr), load.ended])
    const unsent = await sent
    if (unsent !== undefined) throw new Failure(`Could not read the layout ${layout}.`, { cause: unsent })
    if (code === 0) return
    const refusal = explainRefusal(stderr, docker.environment, `${formatReference(reference)} was loaded`)
    throw refusal instanceof Failure ? refusal : explainLoad(refusal, image, formatReference(reference))
  } finally {
    ending.abort()
    await sent
  }
}

const explainLoad = (cause: EngineRefusal, { manifest }: Image, name: string): Failure => {
  const zstd = manifest.layers.some(({ mediaType }) => mediaType.endsWith('+zstd'))
  return new Failure(
    `The Docker engine did not load ${name}: ${cause.message.replace(/\.$/, '')}. ${
      zstd
        ? 'The image has layers compressed with zstd, which engines older than 23.0 cannot read: update the engine.'
        : 'Check the engine’s log, and whether its disk is full.'
    }`,
    { cause },
  )
}

/**
 * An archive that both image stores read: `manifest.json` is for the classic one, `index.json` for containerd's. The
 * documents come last, so that an incomplete archive contains no image.
 * https://github.com/moby/moby/blob/v28.0.0/image/tarexport/load.go
 * https://github.com/containerd/containerd/blob/v2.0.0/core/images/archive/importer.go
 */
function* entriesOf(
  layout: string,
  image: Image,
  reference: ImageReference,
  signal: AbortSignal,
): Generator<TarEntry> {
  for (const { digest, size } of closureOf(image)) {
    const content = createReadStream(blobPath(layout, digest), { highWaterMark: 256 * 1024, signal })
    yield { type: 'file', name: pathInArchive({ digest }), mode: 0o644, content, size }
  }
  const name = formatReference(reference)
  const { mediaType, digest, size } = image.descriptor
  const annotations = {
    [annotationKeys.imageName]: name,
    ...(reference.tag !== undefined && { [annotationKeys.refName]: reference.tag }),
  }
  const documents = {
    [layoutMarker]: layoutMarkerText,
    [layoutIndex]: indexText({ mediaType, digest, size, annotations }),
    'manifest.json': JSON.stringify([
      {
        Config: pathInArchive(image.manifest.config),
        RepoTags: [name],
        Layers: image.manifest.layers.map(pathInArchive),
      },
    ]),
  }
  for (const [file, text] of Object.entries(documents)) {
    yield { type: 'file', name: file, mode: 0o644, content: Buffer.from(text) }
  }
}

const pathInArchive = ({ digest }: Pick<Descriptor, 'digest'>): string => blobPath('', digest)
