import { countRunImageLayers } from '../../../cnb/rebase/run-image-record.ts'
import type { ReadableContent } from '../../../content/content.ts'
import { fetchImage, fetchIndex } from '../../../content/image-documents.ts'
import type { Descriptor } from '../../../image/descriptor.ts'
import type { ImageDocuments } from '../../../image/image.ts'
import { imageFor, platformsIn } from '../../../image/image-index.ts'
import { formatPlatform, formatPlatforms, matchesPlatform, type Platform } from '../../../image/platform.ts'
import { formatReference, type ImageReference } from '../../../image/reference.ts'
import { Failure } from '../../../message/failure.ts'
import { RequestError } from '../../../registry/client/request-error.ts'
import type { Registry } from '../../../registry/registry.ts'

/** An image that a build is expected to reproduce. */
export interface PublishedImage {
  readonly name: string
  readonly platform: Platform
  /** Of its manifest for the platform. */
  readonly descriptor: Descriptor
  readonly content: ReadableContent
}

/**
 * Finds the image for a platform that a reference names in a registry. Reads no document of the image itself: the digest
 * is enough if it is the expected one. Throws a Failure if there is no such image.
 */
export const findPublishedImage = async (
  registry: Registry,
  reference: ImageReference,
  platform: Platform,
): Promise<PublishedImage> => {
  const name = formatReference(reference)
  const content = registry.readableRepository(reference)
  try {
    const root = await registry.resolve(reference)
    const index = await fetchIndex(content, root)
    if (index === undefined) return { name, platform, descriptor: root, content }
    const descriptor = imageFor(platform, index.listed)
    if (descriptor !== undefined) return { name, platform, descriptor, content }
    throw noSuchPlatform(name, platform, platformsIn(index.listed))
  } catch (cause) {
    if (!isNotFound(cause)) throw cause
    throw new Failure(
      `The image to reproduce was not found: ${name}. Check the input "reproduces", and the login to the registry.`,
      { cause },
    )
  }
}

/**
 * Reads the documents of a published image that differs from the built one. Throws a Failure if the registry lost one, or
 * if the image cannot be compared: it is for another platform, or no lifecycle built it.
 */
export const readPublishedImage = async ({
  name,
  platform,
  descriptor,
  content,
}: PublishedImage): Promise<ImageDocuments> => {
  const image = await fetchImage(content, descriptor).catch((cause: unknown) => {
    if (!isNotFound(cause)) throw cause
    throw new Failure(
      `The registry no longer has all documents of the image to reproduce: ${name}, ${descriptor.digest}. ` +
        'Push that image again, or name another one in "reproduces".',
      { cause },
    )
  })
  if (!matchesPlatform(platform, image.config)) throw noSuchPlatform(name, platform, [image.config])
  if (countRunImageLayers(image.config) > 0) return image
  throw new Failure(
    `The image to reproduce was not built by a lifecycle: ${name}, ${descriptor.digest}, has no valid label ` +
      'io.buildpacks.lifecycle.metadata. Name an image in "reproduces" that was built with Cloud Native Buildpacks.',
  )
}

const noSuchPlatform = (name: string, platform: Platform, offered: readonly Platform[]): Failure =>
  new Failure(
    `The image to reproduce does not exist for ${formatPlatform(platform)}: ${name} is only for: ` +
      `${formatPlatforms(offered)}. Set "platform", or name another image in "reproduces".`,
  )

/** Whether a registry answered that it does not have something. */
export const isNotFound = (error: unknown): boolean =>
  error instanceof Failure && error.cause instanceof RequestError && error.cause.status === 404
