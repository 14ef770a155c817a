import type { ImageDocuments } from '../image/image.ts'
import type { Platform } from '../image/platform.ts'
import type { ImageReference } from '../image/reference.ts'
import type { Registry } from '../registry/registry.ts'
import { registryDocuments } from './registry-documents.ts'
import { readRunImage } from './run-image.ts'

/**
 * The image for a platform that a reference names in a registry at this moment, without its layers. Throws a Failure
 * if there is none, or it cannot be had.
 */
export const openPreviousImage = async (
  registry: Registry,
  reference: ImageReference,
  platform: Platform,
): Promise<ImageDocuments> => {
  const root = reference.digest ?? (await registry.resolve(reference)).digest
  return readRunImage({ reference, root, platform }, registryDocuments(registry, reference), 'previous image')
}
