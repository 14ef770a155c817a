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
import { EngineRefusal, explainRefusal } from './refusal.ts'

/** An image in a Docker engine. */
export interface LoadedImage {
  /** As container tools write it: `docker.io/library/my-app:ci`. */
  readonly name: string
  /** The engine's ID of it: the configuration's digest, or the manifest's in the containerd image store. */
  readonly id: Digest
  /** Whether the engine had the image before, so that it was only given its name. */
  readonly known: boolean
}

/**
 * Makes a complete and verified image of a layout known to a Docker engine under a name with a tag. Nothing is copied on
 * this side: the layout's files are streamed into `docker load`. What the engine has already is not sent again.
 *
 * Throws a Failure if the engine does not take it or gives it another ID, and the signal's reason once aborted.
 */
export const loadImage = async (
  docker: DockerClient,
  layout: string,
  image: Image,
  reference: ImageReference,
  signal?: AbortSignal,
): Promise<LoadedImage> => {
  const name = formatReference(reference)
  for (const digest of [image.manifest.config.digest, image.descriptor.digest]) {
    const id = await idOf(docker, digest, signal)
    if (id !== digest) continue
    await docker.exec(['image', 'tag', digest, name], signal)
    return { name, id, known: true }
  }
  await sendImage(docker, layout, image, reference, signal)
  const id = await idOf(docker, name, signal)
  if (id !== image.manifest.config.digest && id !== image.descriptor.digest) {
    throw new Failure(
      `The Docker engine did not load ${name} as the image it is: expected the ID ${image.manifest.config.digest}, ` +
        `found ${id ?? 'none'}. Look at the engine's log, or load the layout by other means.`,
    )
  }
  return { name, id, known: false }
}

/** The engine's ID of the image that a name or ID names there; undefined if it has none. */
const idOf = async (
  docker: DockerClient,
  name: string,
  signal?: AbortSignal,
): Promise<string | undefined> => {
  try {
    return (await docker.exec(['image', 'inspect', '--format', '{{.Id}}', name], signal)).trim()
  } catch (error) {
    if (error instanceof EngineRefusal && /no such image/i.test(error.message)) return undefined
    throw error
  }
}

const sendImage = async (
  docker: DockerClient,
  layout: string,
  image: Image,
  reference: ImageReference,
  signal?: AbortSignal,
): Promise<void> => {
  const load = docker.start(['image', 'load'], signal)
  // The engine may refuse in the middle: what is still to be read then is of no use.
  const ending = new AbortController()
  const reading = signal === undefined ? ending.signal : AbortSignal.any([signal, ending.signal])
  const archive = tarOf(entriesOf(layout, image, reference, reading), { uid: 0, gid: 0 })
  const sent = pipeline(archive, load.stdin).then(
    () => undefined,
    (error: unknown) => {
      // The client ended on its own, and says why.
      if (isSystemError(error, 'EPIPE', 'ECONNRESET', 'ERR_STREAM_PREMATURE_CLOSE')) return undefined
      // The engine must not take an archive that breaks off for a whole one.
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
        : 'Look at the engine’s log, and whether its disk is full.'
    }`,
    { cause },
  )
}

/**
 * An archive that both image stores read: `manifest.json` is for the classic one, `index.json` for containerd's. The
 * documents come last, so that an archive that breaks off names no image.
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
