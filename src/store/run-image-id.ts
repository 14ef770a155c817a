import { join } from 'node:path'
import type { Digest } from '../image/digest.ts'
import { formatPlatform, normalizePlatform, type Platform } from '../image/platform.ts'
import { formatRepository, type ImageReference } from '../image/reference.ts'

/** Identifies a run image. Builds and downloads with the same ID use the same directory and cache key. */
export interface RunImageId {
  readonly reference: ImageReference
  /** The digest of what the reference names in the registry: a manifest, or the index that lists it. */
  readonly root: Digest
  readonly platform: Platform
}

/** The keys of a run image's directory in a cache. */
export interface CacheKey {
  /** Version of the format. Raised when the format changes. */
  readonly version: number
  /** Identifies exactly one content. */
  readonly exact: string
  /** The prefix of the keys of all versions of the image, which may share most of their layers. */
  readonly prefix: string
}

const version = 2

/**
 * The cache key of a run image: version, platform, repository, and the digest of what its reference names there.
 * It contains no time and no size: the same key means the same content.
 */
export const cacheKeyOf = ({ reference, root, platform }: RunImageId): CacheKey => {
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
