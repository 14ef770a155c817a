import { lstat } from 'node:fs/promises'
import * as v from 'valibot'
import { type CacheKey, cacheKeyOf } from '../layout-repo/cache-key.ts'
import type { LayoutRepo, ProvidedLayers } from '../layout-repo/layout-repo.ts'
import { blobPath } from '../oci/blob.ts'
import type { Descriptor } from '../oci/descriptor.ts'
import { DigestSchema } from '../oci/digest.ts'
import { Failure, isSystemError, messageOf } from '../oci/failure.ts'
import type { Image } from '../oci/layout.ts'
import { formatReference, type ImageReference, parseReference } from '../oci/reference.ts'
import type { ProvenImage } from './prove.ts'

/** Puts a folder of the layout-repo back from the Actions cache; undefined where the cache is not to be used. */
export type RestoreFolder = (folder: string, key: CacheKey) => Promise<void>

const baseName = 'org.opencontainers.image.base.name'
const baseDigest = 'org.opencontainers.image.base.digest'

/**
 * The image that an image is based on, as the index of its layout says; undefined where it does not.
 * The index is not covered by the image's digest: from a base that it names, only blobs are taken, by their digests.
 * https://github.com/opencontainers/image-spec/blob/v1.1.1/annotations.md#pre-defined-annotation-keys
 */
const baseOf = ({ descriptor }: Image): ImageReference | undefined => {
  const name = descriptor.annotations?.[baseName]
  return name === undefined ? undefined : parseReference(name)
}

/**
 * Gives a sparse layout the layers that it lacks: from the layout-repo, its Actions cache, or the registry, each checked
 * against its digest. The image stays what it is.
 *
 * Throws a Failure that says what to do where a layer cannot be had, and the signal's reason.
 */
export const completeImage = async (
  { image, missing }: ProvenImage,
  layout: string,
  layoutRepo: LayoutRepo,
  restore: RestoreFolder | undefined,
  signal: AbortSignal,
): Promise<ProvidedLayers> => {
  const layers = `${missing.length} of the ${image.manifest.layers.length} layers of ${image.descriptor.digest}`
  const otherwise = 'build it without «sparse», or set «complete: false» to go on without these layers'
  let base: ImageReference | undefined
  try {
    base = baseOf(image)
    if (base === undefined) throw new Failure(`its index.json has no annotation ${baseName}`)
    const folder = layoutRepo.folderOf(base)
    const key = keyOf(image, base)
    if (restore !== undefined && key !== undefined && !(await hasAll(folder, missing))) {
      await restore(folder, key)
    }
    return await layoutRepo.provide(base, missing, layout)
  } catch (cause) {
    signal.throwIfAborted()
    const from = base === undefined ? '' : ` from ${formatReference(base)}`
    const access =
      base === undefined ? 'B' : `Log in to ${base.registry} in a step before («docker login»), b`
    throw new Failure(
      `Could not fetch ${layers}${from}: ${messageOf(cause).replace(/\.$/, '')}. ${access}${otherwise.slice(1)}.`,
      { cause },
    )
  }
}

const keyOf = ({ descriptor, config }: Image, base: ImageReference): CacheKey | undefined => {
  const digest = base.digest ?? descriptor.annotations?.[baseDigest]
  const { os, architecture, variant } = config
  const platform = { os, architecture, ...(variant === undefined ? {} : { variant }) }
  return v.is(DigestSchema, digest) ? cacheKeyOf(base, digest, platform) : undefined
}

/** Whether a folder of the layout-repo has files for all of the layers; what is in them is checked later. */
const hasAll = async (folder: string, layers: readonly Descriptor[]): Promise<boolean> => {
  for (const { digest } of layers) {
    try {
      await lstat(blobPath(folder, digest))
    } catch (error) {
      if (isSystemError(error, 'ENOENT', 'ENOTDIR')) return false
      throw error
    }
  }
  return true
}
