import { join } from 'node:path'
import type { Digest } from '../image/digest.ts'
import { formatPlatform, normalizePlatform, type Platform } from '../image/platform.ts'
import { formatRepository, type ImageReference } from '../image/reference.ts'

/** What makes a run image that very one, in a build as in a download: the same three give the same folder and key. */
export interface RunImageId {
  readonly reference: ImageReference
  /** The digest of what the reference names in the registry: a manifest, or the index that lists it. */
  readonly root: Digest
  readonly platform: Platform
}

/** The names under which a run image's folder is kept in a cache. */
export interface CacheKey {
  /** Of the form of what is kept: raised when that changes. */
  readonly version: number
  /** Names exactly one content. */
  readonly exact: string
  /** Begins the keys of the same image's other versions, most of whose layers may be the same. */
  readonly prefix: string
}

const version = 2

/**
 * The cache key of a run image: version, platform, repository, and the digest of what its reference names there.
 * Nothing of it is a time or a size: the same key means the same content.
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
 * The digest is no part of the path: a pinned image that is raised to its next version finds the layers of the one
 * before, on disk and in the cache, whose entries are found again for the same path only. So images that several apps
 * pin share a folder; `RunImageStore.keep` bounds it.
 */
export const runImageFolder = ({ reference, platform }: Omit<RunImageId, 'root'>): string =>
  join(
    repositoryFolder(reference),
    reference.digest === undefined ? (reference.tag ?? 'latest') : 'sha256',
    formatPlatform(normalizePlatform(platform)).replaceAll('/', '-'),
  )
