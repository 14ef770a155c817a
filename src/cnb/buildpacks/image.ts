import { parseImageConfig } from '../../image/config.ts'
import type { Descriptor } from '../../image/descriptor.ts'
import { imageFor, parseIndex } from '../../image/image-index.ts'
import { parseManifest } from '../../image/manifest.ts'
import { isIndex, isManifest } from '../../image/media-type.ts'
import { formatPlatform, type Platform } from '../../image/platform.ts'
import { formatReference, type ImageReference } from '../../image/reference.ts'
import { documentLimit } from '../../json/document.ts'
import { Failure } from '../../message/failure.ts'
import { printable } from '../../message/printable.ts'
import type { Registry } from '../../registry/registry.ts'
import type { BuildpackPackage } from './buildpack.ts'
import { readPackage, refusalOf } from './package.ts'

/**
 * The buildpacks of an image in a registry. Nothing of it touches the engine: its layers are streamed, each verified, from
 * the registry into the sandbox.
 *
 * Throws a Failure if it is not to be had, not for the platform, or no package of buildpacks.
 */
export const imagePackage = async (
  reference: ImageReference,
  platform: Platform,
  registry: Registry,
): Promise<BuildpackPackage> => {
  const name = formatReference(reference)
  const root = await registry.resolve(reference)
  const manifestBytes = await registry.manifest(
    reference,
    isIndex(root.mediaType)
      ? chooseImage(await registry.manifest(reference, root.digest), platform, name)
      : root.digest,
  )
  const manifest = parseManifest(manifestBytes, `manifest of ${name}`)
  if (manifest.config.size > documentLimit) {
    throw refusalOf(name)(`its configuration has ${manifest.config.size} bytes`)
  }
  const configBytes = Buffer.concat(await Array.fromAsync(registry.blob(reference, manifest.config)))
  const config = parseImageConfig(configBytes, `configuration of ${name}`)
  const found = await readPackage({ manifest, config }, registry.readableRepository(reference), name)
  return { ...found, images: [{ ...reference, digest: root.digest }] }
}

const chooseImage = (index: Uint8Array, platform: Platform, name: string): Descriptor['digest'] => {
  const { manifests } = parseIndex(index, `index of ${name}`)
  const chosen = imageFor(platform, manifests)
  if (chosen !== undefined) return chosen.digest
  const images = manifests.filter(({ mediaType }) => isManifest(mediaType))
  const offered = images.flatMap((image) => image.platform ?? []).map(formatPlatform)
  throw new Failure(
    `The buildpacks ${name} do not exist for ${formatPlatform(platform)}, only for: ` +
      `${printable([...new Set(offered)].join(', ')) || 'none'}. Choose others, or another platform.`,
  )
}
