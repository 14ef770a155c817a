import type { Digest } from '../image/digest.ts'
import { formatPlatform, type Platform } from '../image/platform.ts'
import { formatRepository, type ImageReference } from '../image/reference.ts'

/** The names under which a run image's folder is kept in a cache. */
export interface CacheKey {
  /** Of the form of what is kept: raised when that changes. */
  readonly version: number
  /** Names exactly one content. */
  readonly exact: string
  /** Begins the keys of the same image's other versions, most of whose layers may be the same. */
  readonly prefix: string
}

const version = 1

/**
 * The cache key of a run image: version, platform, repository, and the digest of what its reference names there.
 * Nothing of it is a time or a size: the same key means the same content.
 */
export const cacheKeyOf = (reference: ImageReference, root: Digest, platform: Platform): CacheKey => {
  // A repository has no «@», so that no repository's prefix begins another one's key.
  const prefix = `buildpacks-oci-layout-${version}-${formatPlatform(platform)}-${formatRepository(reference)}@`
  return { version, exact: `${prefix}${root}`, prefix }
}
