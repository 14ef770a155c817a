import { fetchImage, fetchIndex } from '../../content/image-documents.ts'
import type { Descriptor } from '../../image/descriptor.ts'
import { imageFor } from '../../image/image-index.ts'
import { isManifest } from '../../image/media-type.ts'
import { formatPlatform, type Platform } from '../../image/platform.ts'
import { formatReference, type ImageReference } from '../../image/reference.ts'
import { Failure } from '../../message/failure.ts'
import { printable } from '../../message/printable.ts'
import type { Registry } from '../../registry/registry.ts'
import type { BuildpackPackage } from './buildpack.ts'
import { readPackage } from './package.ts'

/**
 * Reads a package of buildpacks from a registry. The engine is not involved: the layers are streamed from the registry into
 * the sandbox, and verified on the way.
 *
 * Throws a Failure if the image is unavailable, does not exist for the platform, or is not a package of buildpacks.
 */
export const imagePackage = async (
  reference: ImageReference,
  platform: Platform,
  registry: Registry,
): Promise<BuildpackPackage> => {
  const name = formatReference(reference)
  const root = await registry.resolve(reference)
  const content = registry.readableRepository(reference)
  const index = await fetchIndex(content, root)
  const descriptor = index === undefined ? root : chooseImage(index.listed, platform, name)
  const found = await readPackage(await fetchImage(content, descriptor), content, name)
  return { ...found, images: [{ ...reference, digest: root.digest }] }
}

const chooseImage = (listed: readonly Descriptor[], platform: Platform, name: string): Descriptor => {
  const chosen = imageFor(platform, listed)
  if (chosen !== undefined) return chosen
  const images = listed.filter(({ mediaType }) => isManifest(mediaType))
  const platforms = images.flatMap((image) => image.platform ?? []).map(formatPlatform)
  throw new Failure(
    `The package of buildpacks ${name} does not exist for ${formatPlatform(platform)}, only for: ` +
      `${printable([...new Set(platforms)].join(', ')) || 'none'}. Choose another package, or another platform.`,
  )
}
