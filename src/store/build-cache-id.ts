import { join } from 'node:path'
import { digestOf, hexOf } from '../image/digest.ts'
import { formatPlatform, normalizePlatform, type Platform } from '../image/platform.ts'
import { formatRepository, type ImageReference } from '../image/reference.ts'

/** Identifies a build cache. Builds with the same ID share it. */
export interface BuildCacheId {
  readonly platform: Platform
  /** The image's name, without its tag. */
  readonly image: string
  /** The app's directory, relative to the workspace, so that two apps with the same name do not share a cache. */
  readonly app: string
  /**
   * Only its repository counts, so a new version of the builder keeps the cache. A unique text if the builder's image is
   * unknown.
   */
  readonly builder: ImageReference | string
  readonly executionEnvironment: string
}

// Raised when the format changes.
const version = 1

/** Hashes the whole ID, for the directory and the cache key. */
const hashOf = ({ platform, image, app, builder, executionEnvironment }: BuildCacheId): string => {
  const name = formatPlatform(normalizePlatform(platform))
  const builderName = typeof builder === 'string' ? builder : formatRepository(builder)
  const identity = [version, name, image, app, builderName, executionEnvironment]
  return hexOf(digestOf(JSON.stringify(identity))).slice(0, 16)
}

/**
 * The directory of an app's build cache, relative to the root of all build caches: the image's name, then a hash. These
 * are two levels because both together can exceed the maximum length of a file name.
 */
export const buildCacheFolder = (id: BuildCacheId): string => join(id.image, hashOf(id))

/** The prefix of the cache keys of an app. It contains no time. */
export const buildCachePrefix = (id: BuildCacheId): string =>
  `buildpacks-oci-layout-build-${version}-${id.image}-${hashOf(id)}@`
