import type { Content, ReadableContent } from '../../content/content.ts'
import { copy } from '../../content/copy.ts'
import { annotationKeys } from '../../image/annotations.ts'
import type { Descriptor } from '../../image/descriptor.ts'
import { sizeOf, uniqueBlobs } from '../../image/image.ts'
import { formatReference, formatRepository } from '../../image/reference.ts'
import { writeBlob } from '../../layout/blob.ts'
import { layoutContent } from '../../layout/content.ts'
import { checkComplete } from '../../layout/verify.ts'
import { createLayout, writeIndex } from '../../layout/write.ts'
import { Failure } from '../../message/failure.ts'
import type { Registry } from '../../registry/registry.ts'
import { baseAnnotations } from '../../store/run-image.ts'
import type { RunImageStore } from '../../store/run-images.ts'
import type { RebasedImage, RebasedImages } from './rebased.ts'
import type { Source } from './source.ts'

/** A layout that was proven to have what it is to have. */
export interface RebasedLayout {
  /** Of all blobs in the layout, in bytes. */
  readonly size: number
  readonly blobs: readonly Descriptor[]
  /** Layers that it lacks. */
  readonly lacking: readonly Descriptor[]
  /** Whether the cache had the very run image; false where it was not asked. */
  readonly cacheHit: boolean
}

export interface LayoutOptions {
  readonly complete: boolean
  readonly registry: Registry
  readonly runImages: RunImageStore
  readonly warn: (message: string) => void
}

/**
 * Writes rebased images into a layout: their documents, and the layers that may be nowhere else, or, with `complete`, all
 * of them. Every blob is proven on its way there.
 *
 * Throws a Failure that says what to do where a layer cannot be had.
 */
export const writeRebased = async (
  layout: string,
  source: Source,
  { images, root, indexBytes }: RebasedImages,
  options: LayoutOptions,
): Promise<RebasedLayout> => {
  await createLayout(layout)
  const target = layoutContent(layout)
  const documents: Descriptor[] = []
  const write = async (descriptor: Descriptor, bytes: Buffer): Promise<void> => {
    await writeBlob(layout, descriptor, [bytes])
    documents.push(descriptor)
  }
  for (const { rebased } of images) {
    await write(rebased.config, rebased.configBytes)
    await write(rebased.descriptor, rebased.manifestBytes)
  }
  if (indexBytes !== undefined) await write(root, indexBytes)

  const own = uniqueBlobs(images.flatMap(({ rebased }) => rebased.ownLayers))
  const base = uniqueBlobs(images.flatMap(({ runImage }) => runImage.manifest.layers))
  const owned = await copyOwnLayers(own, source, target, options)
  let cacheHit = false
  if (options.complete) {
    for (const image of images) cacheHit = (await copyRunImage(image, layout, options)) || cacheHit
  }
  const blobs = uniqueBlobs([...documents, ...owned, ...(options.complete ? base : [])])
  const has = new Set(blobs.map(({ digest }) => digest))
  const lacking = [...own, ...base].filter(({ digest }) => !has.has(digest))
  const lacksOwn = own.some(({ digest }) => !has.has(digest))
  await writeIndex(layout, { ...root, annotations: annotationsOf(source, images, { lacking, lacksOwn }) })
  await checkComplete(source.name, layout, blobs, has)
  return { blobs, lacking, cacheHit, size: sizeOf(blobs) }
}

/** Copies the app’s layers out of an artifact, which may have them alone; out of a registry where all are wanted. */
const copyOwnLayers = async (
  layers: readonly Descriptor[],
  { content, place }: Source,
  target: Content,
  { complete, registry, warn }: LayoutOptions,
): Promise<readonly Descriptor[]> => {
  const far: readonly ReadableContent[] = place === undefined ? [] : [registry.readableRepository(place)]
  if (complete) {
    await copy(layers, [content, ...far], target, { warn })
    return layers
  }
  // What a registry has stays there until a push wants it.
  if ('reference' in content) return []
  const there = await Promise.all(layers.map((layer) => content.exists(layer)))
  const near = layers.filter((_, nth) => there[nth])
  await copy(near, [content], target, { warn })
  return near
}

/** Gives the layout the layers of an image’s run image; resolves with whether the cache had that. */
const copyRunImage = async (
  { runImage: { reference, root, platform, manifest } }: RebasedImage,
  layout: string,
  { runImages }: LayoutOptions,
): Promise<boolean> => {
  const opened = await runImages.open({ reference, root, platform }, { layers: true })
  await runImages.copyLayers(opened.image, manifest.layers, layoutContent(layout))
  await runImages.keep(opened)
  return opened.restored?.outcome === 'hit'
}

/** What index.json says of the image; no part of its digest. */
const annotationsOf = (
  { name, imageName, place }: Source,
  images: readonly RebasedImage[],
  { lacking, lacksOwn }: { lacking: readonly Descriptor[]; lacksOwn: boolean },
): Readonly<Record<string, string>> => {
  const bases = images.map(({ runImage }) => runImage)
  const [first] = bases
  const oneBase = new Set(bases.map(({ reference }) => formatRepository(reference))).size === 1
  if (!oneBase && lacking.length > 0) {
    throw new Failure(
      `The platforms of ${name} stand on run images of several repositories, and a sparse layout names one. Set «complete: ` +
        'true», or name one run image for all with «run-image».',
    )
  }
  const annotations = first !== undefined && oneBase ? baseAnnotations(first) : {}
  // An index stands on as many manifests as it has platforms.
  if (images.length > 1) delete annotations[annotationKeys.baseDigest]
  return {
    [annotationKeys.refName]: imageName.split(':').at(-1) ?? 'latest',
    [annotationKeys.imageName]: `docker.io/library/${imageName}`,
    ...annotations,
    ...(lacksOwn && place !== undefined && { [annotationKeys.appName]: formatReference(place) }),
  }
}
