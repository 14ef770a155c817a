import { layerOrigins } from '../../cnb/rebase/run-image-record.ts'
import type { ReadableContent } from '../../content/content.ts'
import type { Descriptor } from '../../image/descriptor.ts'
import type { Digest } from '../../image/digest.ts'
import { type Image, uniqueBlobs } from '../../image/image.ts'
import { isIndex, isManifest } from '../../image/media-type.ts'
import { formatReference, formatRepository, type ImageReference } from '../../image/reference.ts'
import { layoutContent } from '../../layout/content.ts'
import { readDocument, readLayoutImages } from '../../layout/read.ts'
import { describeFlaw, findFlaws } from '../../layout/verify.ts'
import { Failure } from '../../message/failure.ts'
import { formatCount } from '../../message/quantity.ts'

/** Layers that a layout lacks, and where they are. */
export interface MissingLayers {
  /** The repository of the image's base or, of the app's own layers, of the image that it was rebased from; undefined if nothing says so. */
  readonly origin: ImageReference | undefined
  readonly layers: readonly Descriptor[]
}

/** A layout that is to be pushed. */
export interface PushSource {
  /** What is pushed: an image, or an index. */
  readonly root: Descriptor
  /** Its bytes. */
  readonly rootBytes: Uint8Array
  readonly images: readonly Image[]
  /** What has to be there before what comes after it: nothing, or the indexes, `root` last. */
  readonly indexes: readonly Descriptor[]
  /** The configurations and layers that the layout has. */
  readonly blobs: readonly Descriptor[]
  /** The layers that it lacks, by the repository that has them. */
  readonly absent: readonly MissingLayers[]
  /** Hashes what is read of it: what ends without an error is what its digest says. */
  readonly content: ReadableContent
}

/**
 * Reads the layout in a folder: its documents are verified here, its layers as they are read.
 *
 * Throws a Failure if it holds something else than one image or one index of images, not the expected one, or files
 * that are not as described. Only layers may be missing.
 */
export const openSource = async (
  folder: string,
  expected: Digest | 'any',
  warn: (message: string) => void,
): Promise<PushSource> => {
  const found = await readLayoutImages(folder)
  const { descriptor: root } = found
  if (expected !== 'any' && root.digest !== expected) {
    throw new Failure(
      `The layout ${folder} holds another image than the one that was asked for: expected ${expected}, found ` +
        `${root.digest}. Compare the input "digest" with the output "digest" of the job that built the image.`,
    )
  }
  const images = 'images' in found ? found.images : [found]
  const parts = images.flatMap(({ manifest }) => [manifest.config, ...manifest.layers])
  const document = parts.find(({ mediaType }) => isManifest(mediaType) || isIndex(mediaType))
  if (document !== undefined) {
    throw new Failure(
      `The layout ${folder} is corrupt: it lists ${document.digest}, a "${document.mediaType}", as a layer or a ` +
        'configuration. Nothing was pushed. Build the image again.',
    )
  }
  // What is in them shows when they are read.
  const flaws = await findFlaws(folder, parts, new Set(parts.map(({ digest }) => digest)))
  const wrong = flaws.filter(({ reason }) => reason !== 'missing')
  if (wrong.length > 0) {
    throw new Failure(
      `The layout ${folder} is corrupt: ${wrong.length} of the blobs of ${root.digest} are not as described. ` +
        'Nothing was pushed. Build the image again.',
      { detail: wrong.map(describeFlaw) },
    )
  }
  const missing = new Set(flaws.map(({ descriptor }) => descriptor.digest))
  return {
    root,
    rootBytes: await readDocument(folder, root),
    images,
    indexes: 'images' in found ? found.indexes : [],
    blobs: uniqueBlobs(parts).filter(({ digest }) => !missing.has(digest)),
    absent: absentFrom(images, root, missing, warn),
    content: layoutContent(folder),
  }
}

const absentFrom = (
  images: readonly Image[],
  root: Descriptor,
  missing: ReadonlySet<Digest>,
  warn: (message: string) => void,
): readonly MissingLayers[] => {
  const wrong = new Set<string>()
  const originsOf = (image: Image): ReturnType<typeof layerOrigins> => {
    try {
      return layerOrigins(image, root)
    } catch (cause) {
      if (!(cause instanceof Failure)) throw cause
      // The target may have the layers.
      wrong.add(cause.message)
      return () => undefined
    }
  }
  const sparse = images.filter(({ manifest }) => manifest.layers.some(({ digest }) => missing.has(digest)))
  const layers = sparse.flatMap((image) => {
    const originAt = originsOf(image)
    return image.manifest.layers.flatMap((layer, position) =>
      missing.has(layer.digest) ? [{ layer, origin: originAt(position)?.reference }] : [],
    )
  })
  for (const reason of wrong) {
    warn(`The location of the layers that the layout lacks is unknown: ${reason}`)
  }
  const byOrigin = Map.groupBy(layers, ({ origin }) => (origin === undefined ? '' : formatRepository(origin)))
  return [...byOrigin.values()].map((group) => ({
    origin: group[0]?.origin,
    layers: uniqueBlobs(group.map(({ layer }) => layer)),
  }))
}

/** What a layout holds, for the log: `an index of 2 images`, and what is left to others. */
export const describeSource = ({ root, images, indexes, absent }: PushSource): string => {
  const what = indexes.length > 0 ? `an index of ${images.length} images` : 'an image'
  const layers = absent.reduce((sum, group) => sum + group.layers.length, 0)
  const from = absent.flatMap(({ origin }) => (origin === undefined ? [] : formatReference(origin)))
  const thin =
    layers === 0
      ? ''
      : `, without ${formatCount(layers, 'layer')}${from.length > 0 ? ` that are elsewhere (${from.join(', ')})` : ''}`
  return `${root.digest}: ${what}${thin}.`
}
