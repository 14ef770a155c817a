import { isAttestation } from '../../cnb/rebase/rebase.ts'
import type { ReadableContent } from '../../content/content.ts'
import { fetchImage, fetchIndex, type IndexDocuments } from '../../content/image-documents.ts'
import { annotationKeys, imageNameOf } from '../../image/annotations.ts'
import type { Descriptor } from '../../image/descriptor.ts'
import type { Digest } from '../../image/digest.ts'
import type { ImageDocuments } from '../../image/image.ts'
import { isIndex } from '../../image/media-type.ts'
import { formatReference, type ImageReference, parseReference } from '../../image/reference.ts'
import { layoutContent } from '../../layout/content.ts'
import { Failure } from '../../message/failure.ts'
import type { Registry } from '../../registry/registry.ts'
import { inParallel } from '../../task/abort.ts'

/** The image to rebase. */
export interface RebaseSource {
  /** For messages. */
  readonly name: string
  readonly content: ReadableContent
  /** The image or index. With the annotations of index.json if the source is a layout. */
  readonly root: Descriptor
  /** The image in a repository that has the app's layers, by digest. Undefined if no such repository is known. */
  readonly appReference: ImageReference | undefined
  /** Name and tag, such as `my-app:latest`. */
  readonly imageName: string
}

/** The images of a source: one image, or the images of an index. */
export interface SourceImages {
  readonly index: IndexDocuments | undefined
  readonly images: readonly ImageDocuments[]
}

/** Finds an image in a registry. Throws a Failure if it does not exist or has another digest than expected. */
export const registrySource = async (
  reference: ImageReference,
  registry: Registry,
  expected: Digest | 'any',
): Promise<RebaseSource> => {
  const name = formatReference(reference)
  const root = await registry.resolve(reference)
  if (expected !== 'any' && root.digest !== expected) {
    throw new Failure(
      `${name} is another image than the one that was asked for: expected ${expected}, found ${root.digest}. ` +
        'Compare the input "digest" with the output "digest" of the job that pushed the image.',
    )
  }
  const { registry: host, repository, tag = 'latest' } = reference
  return {
    name,
    content: registry.readableRepository(reference),
    root,
    appReference: { registry: host, repository, digest: root.digest },
    imageName: `${repository.split('/').at(-1)}:${tag}`,
  }
}

/** The image of artifacts, in a layout whose blobs are verified. */
export const layoutSource = (
  artifacts: readonly string[],
  folder: string,
  root: Descriptor,
  warn: (message: string) => void,
): RebaseSource => {
  const [first = 'image'] = artifacts
  const name = `the image in ${artifacts.map((artifact) => `"${artifact}"`).join(', ')}`
  return {
    name,
    content: layoutContent(folder),
    root,
    appReference: readAppReference(root, name, warn),
    imageName: imageNameOf(root) ?? `${first}:latest`,
  }
}

/** The repository of the app's layers according to index.json. No digest covers this annotation, so it may be wrong. */
const readAppReference = (
  { annotations }: Descriptor,
  name: string,
  warn: (message: string) => void,
): ImageReference | undefined => {
  const appName = annotations?.[annotationKeys.appName]
  try {
    return appName === undefined ? undefined : parseReference(appName)
  } catch (cause) {
    if (!(cause instanceof Failure)) throw cause
    warn(
      `The location of the application layers of ${name} is unknown; missing layers cannot be fetched: ${cause.message}`,
    )
    return undefined
  }
}

// Enough to hide a registry's latency. An index may list thousands of images.
const concurrentReads = 4

/**
 * Reads all documents of a source, and no layers. Leaves out attestations, because they are about the images before the
 * rebase. Throws a Failure if an index contains something other than images.
 */
export const readSource = async (
  { content, root, name }: RebaseSource,
  warn: (message: string) => void,
): Promise<SourceImages> => {
  const index = await fetchIndex(content, root)
  if (index === undefined) return { index, images: [await fetchImage(content, root)] }
  const listed = index.listed.filter((descriptor) => !isAttestation(descriptor))
  const attestations = index.listed.length - listed.length
  if (attestations > 0) {
    warn(
      `${name} has ${attestations} attestations, which are about the images before the rebase. They are left out. ` +
        'Attest the rebased image after the push.',
    )
  }
  if (listed.length === 0 || listed.some(({ mediaType }) => isIndex(mediaType))) {
    const what = listed.length === 0 ? 'no image' : 'an index inside its index'
    throw new Failure(`${name} cannot be rebased: it has ${what}. Rebase an image, or an index of images.`)
  }
  const images = await inParallel(listed, concurrentReads, (descriptor, signal) =>
    fetchImage(content, descriptor, signal),
  )
  return { index, images }
}
