import { join } from 'node:path'
import { digestOf, hexOf } from '../image/digest.ts'
import { formatPlatform, normalizePlatform, type Platform } from '../image/platform.ts'
import { formatRepository, type ImageReference } from '../image/reference.ts'

/** What two builds have in common where one may reuse what the other one left. */
export interface BuildCacheId {
  readonly platform: Platform
  /** The image's name, without its tag. */
  readonly image: string
  /** The app's folder, relative to the workspace: two apps of one name do not share. */
  readonly app: string
  /**
   * Its repository counts: a builder that moves on keeps what its buildpacks made. A text of its own for a builder whose
   * image is not known.
   */
  readonly builder: ImageReference | string
  readonly executionEnvironment: string
}

// Raised when the form of what is kept changes.
const version = 1

/** Tells apart what a name does not: for a folder and a key. */
const hashOf = ({ platform, image, app, builder, executionEnvironment }: BuildCacheId): string => {
  const name = formatPlatform(normalizePlatform(platform))
  const builderName = typeof builder === 'string' ? builder : formatRepository(builder)
  const identity = [version, name, image, app, builderName, executionEnvironment]
  return hexOf(digestOf(JSON.stringify(identity))).slice(0, 16)
}

/**
 * The folder of an app's build cache, relative to that of all of them: the image's name, for people, and a hash in it. A
 * file system has no room for both in one name.
 */
export const buildCacheFolder = (id: BuildCacheId): string => join(id.image, hashOf(id))

/** Begins the keys of all that was kept for an app; nothing of it is a time. */
export const buildCachePrefix = (id: BuildCacheId): string =>
  `buildpacks-oci-layout-build-${version}-${id.image}-${hashOf(id)}@`
