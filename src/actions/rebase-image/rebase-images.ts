import {
  preferredNames,
  type ResolvedRunImage,
  referenceOf,
  resolveRunImage,
} from '../../cnb/builder/run-image-choice.ts'
import { type RebaseResult, rebaseImage, rebaseIndex } from '../../cnb/rebase/rebase.ts'
import { checkRebase, isNamed } from '../../cnb/rebase/rebase-guards.ts'
import { type RunImageRecord, runImageRecordOf } from '../../cnb/rebase/run-image-record.ts'
import { fetchImage } from '../../content/image-documents.ts'
import type { Log } from '../../github/step/log.ts'
import { annotationKeys, annotationsOf } from '../../image/annotations.ts'
import type { Descriptor } from '../../image/descriptor.ts'
import type { ImageDocuments } from '../../image/image.ts'
import { isManifest } from '../../image/media-type.ts'
import { imagePlatform, type Platform } from '../../image/platform.ts'
import { formatReference, type ImageReference } from '../../image/reference.ts'
import { Failure, messageOf } from '../../message/failure.ts'
import type { Registry } from '../../registry/registry.ts'
import { baseAnnotations, type RunImage, readRunImage } from '../../store/run-image.ts'
import { registryDocuments } from '../../store/run-image-documents.ts'
import { inParallel } from '../../task/abort.ts'
import type { Inputs } from './inputs.ts'
import type { RebaseSource, SourceImages } from './source.ts'

/** An image, and the same app on another run image. */
export interface RebasedImage {
  readonly former: ImageDocuments
  readonly runImage: RunImage
  readonly rebased: RebaseResult
}

/** All images of a source, rebased. */
export interface RebasedImages {
  readonly images: readonly RebasedImage[]
  /** The descriptor in index.json: of the image, or of the new index. */
  readonly root: Descriptor
  /** Undefined if the source is a single image. */
  readonly indexBytes: Buffer | undefined
}

/** An index may list thousands of images, and each takes requests. */
const concurrentImages = 4

/** Rebases each image of a source. Throws a Failure if an image cannot or must not be rebased. */
export const rebaseImages = async (
  source: RebaseSource,
  { index, images }: SourceImages,
  inputs: Pick<Inputs, 'runImage' | 'force'>,
  { registry, log }: { readonly registry: Registry; readonly log: Log },
): Promise<RebasedImages> => {
  const { info, warning: warn } = log
  const resolve = runImageResolver(registry, { info, warn })
  const rebase = async (former: ImageDocuments): Promise<RebasedImage> => {
    const record = runImageRecordOf(former.config, source.name)
    const names =
      inputs.runImage === undefined
        ? preferredNames(record, source.appReference?.registry)
        : [inputs.runImage]
    const named = await resolve(names)
    const runImage = await openRunImage(named, former.config, registry)
    const guarded = { app: former.config, record, runImage: runImage.config, runImageName: named.name }
    checkRebase(guarded, { force: inputs.force, warn })
    const formerRunImage = await formerConfig(former, source.root, record, runImage, registry, info)
    const rename = isNamed(record, named.name) ? undefined : named.name
    return {
      ...{ former, runImage },
      rebased: rebaseImage({ app: former, record, runImage, formerRunImage, rename }),
    }
  }
  const all = await inParallel(images, concurrentImages, rebase)
  if (index === undefined) {
    const [only] = all
    return { images: all, root: only?.rebased.descriptor ?? source.root, indexBytes: undefined }
  }
  const replacements = new Map(
    all.map(({ former, runImage, rebased }) => [
      former.descriptor.digest,
      { descriptor: rebased.descriptor, annotations: baseAnnotations(runImage) },
    ]),
  )
  const { descriptor, bytes } = rebaseIndex(index.bytes, index.descriptor, replacements)
  return { images: all, root: descriptor, indexBytes: bytes }
}

/** A name of a run image, and the image or index that it currently refers to. */
type RunImageRoot = ResolvedRunImage<Descriptor>

/**
 * Looks up the names of run images in registries. Each reference is resolved once, so all platforms of an image get the
 * same run image.
 */
export const runImageResolver = (
  registry: Registry,
  log: { readonly info: (message: string) => void; readonly warn: (message: string) => void },
): ((names: readonly string[]) => Promise<RunImageRoot>) => {
  const answers = new Map<string, Promise<Descriptor>>()
  const resolve = (reference: ImageReference): Promise<Descriptor> => {
    const key = formatReference(reference)
    const answer = answers.get(key) ?? registry.resolve(reference)
    answers.set(key, answer)
    return answer
  }
  return async ([first, ...others]) => {
    if (first === undefined) throw new Failure('The image names no run image. Set the input "run-image".')
    return resolveRunImage([first, ...others], resolve, log)
  }
}

/** Reads a run image without its layers. Chooses the image for the platform if the root is an index. */
export const openRunImage = async (
  { reference, root }: RunImageRoot,
  platform: Platform,
  registry: Registry,
): Promise<RunImage> => {
  const content = registry.readableRepository(reference)
  if (isManifest(root.mediaType)) {
    const image = await fetchImage(content, root)
    return { reference, root: root.digest, ...image, platform: imagePlatform(image.config) }
  }
  return readRunImage({ reference, root: root.digest, platform }, registryDocuments(content))
}

/**
 * The configuration of the run image that an image is currently based on. The annotations of a layout name it; the label
 * names it if the image was built into a registry. Undefined if neither does, or if that image is unavailable.
 */
const formerConfig = async (
  { descriptor }: ImageDocuments,
  root: Descriptor,
  record: RunImageRecord,
  current: RunImage,
  registry: Registry,
  info: (line: string) => void,
): Promise<Uint8Array | undefined> => {
  const former = formerReference(descriptor, root, record)
  if (former === undefined) return undefined
  if (former.digest === current.descriptor.digest) return current.configBytes
  try {
    const found = await registry.resolve(former)
    if (!isManifest(found.mediaType)) return undefined
    return (await fetchImage(registry.readableRepository(former), found)).configBytes
  } catch (error) {
    if (!(error instanceof Failure)) throw error
    info(`The former run image is unavailable, so labels that it had may remain: ${messageOf(error)}`)
    return undefined
  }
}

const formerReference = (
  descriptor: Descriptor,
  root: Descriptor,
  { reference }: RunImageRecord,
): ImageReference | undefined => {
  const annotations = annotationsOf(descriptor, root)
  const name = annotations[annotationKeys.baseName]
  const digest = annotations[annotationKeys.baseDigest]
  if (name !== undefined && digest !== undefined) return parsePinned(`${name.split('@')[0]}@${digest}`)
  // In a layout the label has a path, whose digest is not the run image's.
  return reference.startsWith('/') ? undefined : parsePinned(reference)
}

const parsePinned = (name: string): ImageReference | undefined => {
  const reference = referenceOf(name)
  return reference?.digest === undefined ? undefined : reference
}
