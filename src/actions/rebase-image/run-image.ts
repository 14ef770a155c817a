import { namesOf } from '../../cnb/rebase/rebase-guards.ts'
import type { RunImageRecord } from '../../cnb/rebase/rebase-label.ts'
import { fetchImage } from '../../content/image-documents.ts'
import { annotationKeys } from '../../image/annotations.ts'
import type { Descriptor } from '../../image/descriptor.ts'
import type { ImageDocuments } from '../../image/image.ts'
import { annotationsOf } from '../../image/image-annotations.ts'
import { isManifest } from '../../image/media-type.ts'
import { imagePlatform, type Platform } from '../../image/platform.ts'
import { formatReference, type ImageReference, parseReference } from '../../image/reference.ts'
import { Failure, messageOf } from '../../message/failure.ts'
import type { Registry } from '../../registry/registry.ts'
import { registryDocuments } from '../../store/registry-documents.ts'
import { type RunImage, readRunImage } from '../../store/run-image.ts'

/** A name for a run image, and what it means at this moment. */
export interface NamedRoot {
  /** As it was written. */
  readonly name: string
  readonly reference: ImageReference
  readonly root: Descriptor
}

/** Finds out what names of run images mean: each once, so that all platforms of an image get the same. */
export const runImageResolver = (
  registry: Registry,
  info: (line: string) => void,
): ((names: readonly string[]) => Promise<NamedRoot>) => {
  const asked = new Map<string, Promise<Descriptor>>()
  const resolve = (reference: ImageReference): Promise<Descriptor> => {
    const key = formatReference(reference)
    const answer = asked.get(key) ?? registry.resolve(reference)
    asked.set(key, answer)
    return answer
  }
  return async (names) => {
    for (const [nth, name] of names.entries()) {
      try {
        const reference = runImageReference(name)
        return { name, reference, root: await resolve(reference) }
      } catch (error) {
        if (!(error instanceof Failure) || nth === names.length - 1) throw error
        info(`The run image is asked for at its next mirror: ${error.message}`)
      }
    }
    throw new Failure('The image names no run image. Name one with the input run-image.')
  }
}

const runImageReference = (name: string): ImageReference => {
  try {
    return parseReference(name)
  } catch (cause) {
    if (!(cause instanceof Failure)) throw cause
    throw new Failure(
      `The image has a name for its run image that is none; give another one as run-image: ${cause.message}`,
      { cause },
    )
  }
}

/** The names by which an image has its run image, those on its own registry first, as the lifecycle’s rebaser has them. */
export const runImageNames = (record: RunImageRecord, registry: string | undefined): readonly string[] => {
  const names = namesOf(record)
  const isNear = (name: string): boolean => parsed(name)?.registry === registry
  return [...names.filter(isNear), ...names.filter((name) => !isNear(name))]
}

/** Reads a run image without its layers: of an index that for the platform, else what there is. */
export const openRunImage = async (
  { reference, root }: NamedRoot,
  platform: Platform,
  registry: Registry,
): Promise<RunImage> => {
  const content = registry.readableRepository(reference)
  if (isManifest(root.mediaType)) {
    const image = await fetchImage(content, root)
    return { reference, root: root.digest, ...image, platform: imagePlatform(image.config) }
  }
  return readRunImage({ reference, root: root.digest, platform }, registryDocuments(registry, reference))
}

/**
 * The configuration of the run image that an image stands on so far: by what its layout says, or, where it was built right
 * into a registry, its label. Undefined where neither says so, or where that image is gone.
 */
export const formerConfig = async (
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
    info(`The former run image is not to be had, so that labels which it had may stay: ${messageOf(error)}`)
    return undefined
  }
}

const formerReference = (
  descriptor: Descriptor,
  root: Descriptor,
  { reference }: RunImageRecord,
): ImageReference | undefined => {
  const said = annotationsOf(descriptor, root)
  const name = said[annotationKeys.baseName]
  const digest = said[annotationKeys.baseDigest]
  if (name !== undefined && digest !== undefined) return digested(`${name.split('@')[0]}@${digest}`)
  // In a layout it is a path, with a digest that is no run image’s.
  return reference.startsWith('/') ? undefined : digested(reference)
}

const digested = (text: string): ImageReference | undefined => {
  const reference = parsed(text)
  return reference?.digest === undefined ? undefined : reference
}

const parsed = (text: string): ImageReference | undefined => {
  try {
    return parseReference(text)
  } catch (error) {
    if (error instanceof Failure) return undefined
    throw error
  }
}
