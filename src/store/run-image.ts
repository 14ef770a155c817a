import { join } from 'node:path'
import * as v from 'valibot'
import { annotationKeys } from '../image/annotations.ts'
import { parseImageConfig } from '../image/config.ts'
import type { Descriptor } from '../image/descriptor.ts'
import { type Digest, digestOf } from '../image/digest.ts'
import { type NamedImage, parseManifest } from '../image/image.ts'
import { imageFor, parseIndex, platformsIn } from '../image/image-index.ts'
import { isDocument, isIndex, mediaTypes } from '../image/media-type.ts'
import {
  formatPlatform,
  formatPlatforms,
  matchesPlatform,
  normalizePlatform,
  type Platform,
} from '../image/platform.ts'
import { formatReference, formatRepository, type ImageReference } from '../image/reference.ts'
import { parseDocument } from '../json/document.ts'
import { Failure } from '../message/failure.ts'
import { printable } from '../message/printable.ts'

/** Identifies a run image. Builds and downloads with the same ID use the same directory and cache key. */
export interface RunImageId {
  readonly reference: ImageReference
  /** The digest of what the reference names in the registry: a manifest, or the index that lists it. */
  readonly root: Digest
  readonly platform: Platform
}

/** The run image for a platform, as its reference resolved, without its layers. */
export interface RunImage extends NamedImage, RunImageId {}

/** Annotations in index.json for the run image that an image is based on. They are not part of the image's digest. */
export const baseAnnotations = ({ reference, descriptor, root }: RunImage): Record<string, string> => ({
  [annotationKeys.baseName]: formatReference(reference),
  [annotationKeys.baseDigest]: descriptor.digest,
  [annotationKeys.runImageRoot]: root,
})

/** A source of a run image's documents. It verifies their digests. */
export interface DocumentReader {
  /** The bytes of a manifest or an index. */
  manifest(digest: Digest): Promise<Buffer>
  /** The bytes of a configuration, which messages call `name`. */
  config(descriptor: Descriptor, name: string): Promise<Buffer>
}

// A manifest need not repeat its media type: https://github.com/opencontainers/image-spec/blob/v1.1.1/manifest.md
const KindSchema = v.looseObject({ mediaType: v.optional(v.string()), manifests: v.optional(v.unknown()) })

const mediaTypeOf = (bytes: Buffer, name: string): string => {
  const { mediaType, manifests } = parseDocument(KindSchema, bytes, name)
  return mediaType ?? (manifests === undefined ? mediaTypes.manifest : mediaTypes.index)
}

/** The role of an image in a build. Messages and the input use this name. */
type Role = 'run image' | 'previous image'

/**
 * Reads a run image, or an image in another role, for a platform, starting at the document that its reference names.
 *
 * Throws a Failure if there is no image for the platform (and lists the available platforms), if the document is not an
 * image, or if the image has no layers.
 */
export const readRunImage = async (
  { reference, root, platform }: RunImageId,
  documents: DocumentReader,
  role: Role = 'run image',
): Promise<RunImage> => {
  const name = formatReference(reference)
  const rootBytes = await documents.manifest(root)
  const rootType = mediaTypeOf(rootBytes, `manifest of ${name}`)
  if (!isDocument({ mediaType: rootType })) {
    throw new Failure(
      `The ${role} ${name} is a "${printable(rootType)}", not an image. Choose another ${role}.`,
    )
  }
  const manifestBytes = isIndex(rootType)
    ? await documents.manifest(
        chooseManifest(parseIndex(rootBytes, `index of ${name}`).manifests, platform, name, role),
      )
    : rootBytes
  const manifest = parseManifest(manifestBytes, `manifest of ${name}`)
  const configName = `configuration of ${name}`
  const configBytes = await documents.config(manifest.config, configName)
  const config = parseImageConfig(configBytes, configName)
  if (!matchesPlatform(platform, config)) throw noSuchPlatform(name, platform, [config], role)
  if (manifest.layers.length === 0 || manifest.layers.length !== config.rootfs.diff_ids.length) {
    throw new Failure(
      `The ${role} ${name} cannot be built upon: its manifest lists ${manifest.layers.length} layers, its ` +
        `configuration ${config.rootfs.diff_ids.length}. Choose another ${role}, or push it again.`,
    )
  }
  const descriptor: Descriptor = {
    mediaType: mediaTypeOf(manifestBytes, `manifest of ${name}`),
    digest: digestOf(manifestBytes),
    size: manifestBytes.length,
  }
  return { reference, root, platform, descriptor, manifest, config, manifestBytes, configBytes }
}

const chooseManifest = (
  manifests: readonly Descriptor[],
  platform: Platform,
  name: string,
  role: Role,
): Digest => {
  const chosen = imageFor(platform, manifests)
  if (chosen !== undefined) return chosen.digest
  throw noSuchPlatform(name, platform, platformsIn(manifests), role)
}

const noSuchPlatform = (
  name: string,
  platform: Platform,
  offered: readonly Platform[],
  role: Role,
): Failure =>
  new Failure(
    `The ${role} ${name} does not exist for ${formatPlatform(platform)}, only for: ${formatPlatforms(offered)}. ` +
      `Choose another "${role.replace(' ', '-')}", or another "platform".`,
  )

// Raised when the format changes.
const version = 2

/**
 * The cache key of a run image's directory: version, platform, repository, and the digest of what its reference names
 * there. It contains no time and no size: the same key (`exact`) means the same content. `prefix` begins the keys of all
 * versions of the image, which may share most of their layers.
 */
export const cacheKeyOf = ({ reference, root, platform }: RunImageId) => {
  const name = formatPlatform(normalizePlatform(platform))
  // A repository has no "@", so that no repository's prefix begins another one's key.
  const prefix = `buildpacks-oci-layout-${version}-${name}-${formatRepository(reference)}@`
  return { version, exact: `${prefix}${root}`, prefix }
}

/** The folder of a repository's images in a layout-repo, as pack names it. */
export const repositoryFolder = ({ registry, repository }: ImageReference): string =>
  join(registry, repository)

/**
 * The folder of a run image in a layout-repo, relative to it: `<registry>/<repository>/<tag>/<os>-<architecture>`, with
 * `sha256` instead of the tag if the reference has a digest. pack has its layout in `<tag>` itself, and knows no platforms.
 *
 * The path does not contain the digest, so a new version of a pinned image finds the layers of the previous one, on disk
 * and in the Actions cache (which finds an entry only for a folder with the same path). Images that several apps
 * pin therefore share a directory; `RunImageStore.keep` limits its size.
 */
export const runImageFolder = ({ reference, platform }: Omit<RunImageId, 'root'>): string =>
  join(
    repositoryFolder(reference),
    reference.digest === undefined ? (reference.tag ?? 'latest') : 'sha256',
    formatPlatform(normalizePlatform(platform)).replaceAll('/', '-'),
  )
