import { layerOrigins } from '../../cnb/rebase/run-image-record.ts'
import type { ReadableContent } from '../../content/content.ts'
import type { Descriptor } from '../../image/descriptor.ts'
import type { Digest } from '../../image/digest.ts'
import { type Image, uniqueBlobs } from '../../image/image.ts'
import { isIndex } from '../../image/media-type.ts'
import { formatReference, formatRepository, type ImageReference } from '../../image/reference.ts'
import { layoutContent } from '../../layout/content.ts'
import { type ImageGraph, readGraph } from '../../layout/graph.ts'
import { linkFailure } from '../../layout/read.ts'
import { describeFlaw, findFlaws, symbolicLink } from '../../layout/verify.ts'
import { Failure } from '../../message/failure.ts'
import { formatCount } from '../../message/quantity.ts'

/** Blobs that the layout does not have, and the repository that has them. */
export interface MissingBlobs {
  /**
   * The repository of the image's base or, for layers of the app, of the image that it was rebased from. Undefined if the
   * layout does not name it: then only the target may have the blobs.
   */
  readonly origin: ImageReference | undefined
  readonly blobs: readonly Descriptor[]
}

/** What a push sends: the graph of a layout, with its blobs. */
export interface Payload extends Omit<ImageGraph, 'blobs'> {
  /** The configurations, the layers and the other blobs that the layout has. */
  readonly blobs: readonly Descriptor[]
  readonly missingBlobs: readonly MissingBlobs[]
  /** Layers that the layout does not have and that registries do not store, because they have `urls`. */
  readonly foreignLayers: readonly Descriptor[]
  /** The layout. Verifies what is read. */
  readonly content: ReadableContent
}

/** Registries have separate endpoints for documents and blobs. A blob is sent as a blob, whatever its media type says. */
const asBlob = (blob: Descriptor): Descriptor => ({ ...blob, mediaType: 'application/octet-stream' })

/**
 * Reads the layout in a folder. Verifies its documents here; its blobs are verified when they are read.
 *
 * Throws a Failure if the layout has no root, several roots, or another one than expected, or if a file differs from its
 * descriptor. Blobs may be missing.
 */
export const openPayload = async (
  folder: string,
  expected: Digest | 'any',
  warn: (message: string) => void,
): Promise<Payload> => {
  const graph = await readGraph(folder, expected)
  const { root, images } = graph
  if (expected !== 'any' && root.digest !== expected) {
    throw new Failure(
      `The layout ${folder} contains another image than the expected one: expected ${expected}, found ` +
        `${root.digest}. Compare the input "digest" with the output "digest" of the job that built the image.`,
    )
  }
  const missing = await findMissing(folder, root, graph.blobs)
  // Of several descriptors of one blob, one that embeds its content counts.
  const blobs = uniqueBlobs([...graph.blobs, ...graph.blobs.filter(({ data }) => data)])
  const lacking = blobs.filter(({ digest }) => missing.has(digest))
  const isForeign = ({ urls }: Descriptor): boolean => (urls ?? []).length > 0
  return {
    ...graph,
    blobs: blobs.filter(({ digest }) => !missing.has(digest)).map(asBlob),
    missingBlobs: locate(images, root, lacking.filter((blob) => !isForeign(blob)).map(asBlob), warn),
    foreignLayers: lacking.filter(isForeign),
    content: layoutContent(folder),
  }
}

/** The blobs that a layout does not have. Throws a Failure if a file has another size, or is not a regular file. */
const findMissing = async (
  folder: string,
  root: Descriptor,
  blobs: readonly Descriptor[],
): Promise<ReadonlySet<Digest>> => {
  // Their content is verified when it is read.
  const flaws = await findFlaws(folder, blobs, new Set(blobs.map(({ digest }) => digest)))
  const wrong = flaws.filter(({ reason }) => reason !== 'missing')
  const link = wrong.find(({ reason }) => reason === symbolicLink)
  if (link !== undefined) throw linkFailure(`The blob ${link.descriptor.digest}`, folder)
  if (wrong.length > 0) {
    throw new Failure(
      `The layout ${folder} is corrupt: ${wrong.length} of the blobs of ${root.digest} differ from their descriptors. ` +
        'Nothing was pushed. Create the layout again.',
      { detail: wrong.map(describeFlaw) },
    )
  }
  const embedded = new Set(blobs.filter(({ data }) => data).map(({ digest }) => digest))
  return new Set(flaws.flatMap(({ descriptor: { digest } }) => (embedded.has(digest) ? [] : digest)))
}

/** Groups missing blobs by the repository that has them. */
const locate = (
  images: readonly Image[],
  root: Descriptor,
  missing: readonly Descriptor[],
  warn: (message: string) => void,
): readonly MissingBlobs[] => {
  const origins = new Map<Digest, ImageReference>()
  const reasons = new Set<string>()
  const digests = new Set(missing.map(({ digest }) => digest))
  for (const image of images) {
    if (!image.manifest.layers.some(({ digest }) => digests.has(digest))) continue
    try {
      const originAt = layerOrigins(image, root)
      for (const [position, { digest }] of image.manifest.layers.entries()) {
        const origin = originAt(position)
        if (origin !== undefined) origins.set(digest, origin.reference)
      }
    } catch (cause) {
      if (!(cause instanceof Failure)) throw cause
      // The target may have the layers.
      reasons.add(cause.message)
    }
  }
  for (const reason of reasons) {
    warn(`The location of the layers that the layout lacks is unknown: ${reason}`)
  }
  const byName = new Map([...origins.values()].map((origin) => [formatRepository(origin), origin]))
  const groups = Map.groupBy(missing, ({ digest }) => {
    const origin = origins.get(digest)
    return origin === undefined ? '' : formatRepository(origin)
  })
  return [...groups].map(([name, blobs]) => ({ origin: byName.get(name), blobs }))
}

/** What a push sends, for the log: `sha256:…: an index of 2 images, 2 other artifacts, without 3 layers …`. */
export const describePayload = (payload: Payload): string => {
  const { root, artifacts, missing, missingBlobs, foreignLayers } = payload
  const count = missingBlobs.reduce((sum, { blobs }) => sum + blobs.length, 0)
  const from = missingBlobs.flatMap(({ origin }) => (origin === undefined ? [] : formatReference(origin)))
  const parts = [
    describeRoot(payload),
    ...(artifacts.length > 0 && artifacts[0]?.descriptor.digest !== root.digest
      ? [formatCount(artifacts.length, 'attestation or other artifact', 'attestations or other artifacts')]
      : []),
    ...(count > 0
      ? [`without ${formatCount(count, 'layer')}${from.length > 0 ? ` from ${from.join(', ')}` : ''}`]
      : []),
    ...(foreignLayers.length > 0
      ? [`without ${formatCount(foreignLayers.length, 'foreign layer')}, which clients get from elsewhere`]
      : []),
    ...(missing.length > 0
      ? [`without ${formatCount(missing.length, 'manifest')} that its index lists`]
      : []),
  ]
  return `${root.digest}: ${parts.join(', ')}.`
}

/** `an image`, `an artifact`, `an index of 2 images` */
export const describeRoot = ({ root, images }: Payload): string => {
  if (isIndex(root.mediaType)) return `an index of ${formatCount(images.length, 'image')}`
  return images.length > 0 ? 'an image' : 'an artifact'
}
