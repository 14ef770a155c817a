import type { Content, ReadableContent } from '../../content/content.ts'
import { copy } from '../../content/copy.ts'
import { annotationKeys, annotationsByImage } from '../../image/annotations.ts'
import type { Descriptor } from '../../image/descriptor.ts'
import { sizeOf, uniqueBlobs } from '../../image/image.ts'
import { formatReference, formatRepository } from '../../image/reference.ts'
import { writeBlob } from '../../layout/blob.ts'
import { layoutContent } from '../../layout/content.ts'
import { checkBlobs } from '../../layout/verify.ts'
import { createLayout, writeIndex } from '../../layout/write.ts'
import { Failure } from '../../message/failure.ts'
import { formatCount } from '../../message/quantity.ts'
import type { Registry } from '../../registry/registry.ts'
import { baseAnnotations } from '../../store/run-image.ts'
import type { RunImageStore } from '../../store/run-images.ts'
import type { RebasedImage, RebasedImages } from './rebase-images.ts'
import type { RebaseSource } from './source.ts'

/** A layout that was verified. */
export interface RebasedLayout {
  /** Of all blobs in the layout, in bytes. */
  readonly size: number
  readonly blobs: readonly Descriptor[]
  /** Layers that are not in the layout. */
  readonly missing: readonly Descriptor[]
  /** Whether the run image was in the cache. */
  readonly cacheHit: boolean
}

export interface LayoutOptions {
  readonly complete: boolean
  readonly registry: Registry
  readonly runImages: RunImageStore
  readonly warn: (message: string) => void
}

/**
 * Writes rebased images into a layout: their documents and, with `complete`, all layers. Without it, only the app's layers
 * that are in an artifact and maybe nowhere else. Verifies every blob.
 *
 * Throws a Failure if a layer is missing.
 */
export const writeRebased = async (
  layout: string,
  source: RebaseSource,
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
  const copied = await copyOwnLayers(own, source, target, options)
  let cacheHit = false
  if (options.complete) {
    for (const image of images) cacheHit = (await copyRunImage(image, layout, options)) || cacheHit
  }
  const blobs = uniqueBlobs([...documents, ...copied, ...(options.complete ? base : [])])
  const has = new Set(blobs.map(({ digest }) => digest))
  const missing = [...own, ...base].filter(({ digest }) => !has.has(digest))
  const isOwnMissing = own.some(({ digest }) => !has.has(digest))
  await writeIndex(layout, { ...root, annotations: annotationsOf(source, images, isOwnMissing) })
  await checkBlobs(source.name, layout, blobs, has)
  return { blobs, missing, cacheHit, size: sizeOf(blobs) }
}

/** Copies the app's layers from an artifact. Copies them from a registry only if the layout must be complete. */
const copyOwnLayers = async (
  layers: readonly Descriptor[],
  { name, content, appReference }: RebaseSource,
  target: Content,
  { complete, registry, warn }: LayoutOptions,
): Promise<readonly Descriptor[]> => {
  // A push copies layers in a registry when it needs them.
  if (!complete && 'reference' in content) return []
  const present = 'reference' in content ? layers : await findPresent(content, layers)
  if (!complete) {
    await copy(present, [content], target, { warn })
    return present
  }
  if (appReference === undefined && present.length < layers.length) {
    throw new Failure(
      `Could not create a complete layout: ${name} lacks ${formatCount(layers.length - present.length, 'layer')} of the app, and ` +
        'does not say which repository has them. Rebase the pushed image (input "image"), or set "complete: false".',
    )
  }
  const registries = appReference === undefined ? [] : [registry.readableRepository(appReference)]
  await copy(layers, [content, ...registries], target, { warn })
  return layers
}

const findPresent = async (
  content: ReadableContent,
  layers: readonly Descriptor[],
): Promise<readonly Descriptor[]> => {
  const there = await Promise.all(layers.map((layer) => content.exists(layer)))
  return layers.filter((_, nth) => there[nth])
}

/** Copies the layers of an image's run image to the layout. Returns whether the run image was in the cache. */
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

/** The annotations of the image in index.json. They are not part of its digest. */
const annotationsOf = (
  { imageName, appReference }: RebaseSource,
  images: readonly RebasedImage[],
  isOwnMissing: boolean,
): Readonly<Record<string, string>> => ({
  [annotationKeys.refName]: imageName.split(':').at(-1) ?? 'latest',
  [annotationKeys.imageName]: `docker.io/library/${imageName}`,
  ...runImageAnnotations(images),
  ...(isOwnMissing &&
    appReference !== undefined && { [annotationKeys.appName]: formatReference(appReference) }),
})

/** The run image, as annotations of the index if all images have the same one, or of each image. */
const runImageAnnotations = (images: readonly RebasedImage[]): Readonly<Record<string, string>> => {
  const [first, ...others] = images.map(({ runImage }) => runImage)
  if (first === undefined) return {}
  const repository = formatRepository(first.reference)
  if (others.some(({ reference }) => formatRepository(reference) !== repository)) {
    const described = images.map(({ runImage, rebased: { descriptor } }) => ({
      ...descriptor,
      annotations: baseAnnotations(runImage),
    }))
    return annotationsByImage(described)
  }
  const annotations = baseAnnotations(first)
  // Each platform of an index has another run image manifest.
  if (others.length > 0) delete annotations[annotationKeys.baseDigest]
  return annotations
}
