import * as v from 'valibot'
import { annotationKeys } from '../../image/annotations.ts'
import { DigestSchema } from '../../image/digest.ts'
import type { Image } from '../../image/image.ts'
import { formatReference, type ImageReference, parseReference } from '../../image/reference.ts'
import { Failure, messageOf } from '../../message/failure.ts'
import { type CacheKey, cacheKeyOf } from '../../store/cache-key.ts'
import type { LayoutRepo, ProvidedLayers } from '../../store/layout-repo.ts'
import type { ProvenImage } from './prove.ts'

/** Puts a folder of the layout-repo back from the Actions cache; undefined where the cache is not to be used. */
export type RestoreFolder = (folder: string, key: CacheKey) => Promise<void>

/**
 * The image that an image is based on, as the index of its layout says; undefined where it does not.
 * The index is not covered by the image's digest: from a base that it names, only blobs are taken, by their digests.
 */
const baseOf = ({ descriptor }: Image): ImageReference | undefined => {
  const name = descriptor.annotations?.[annotationKeys.baseName]
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
    if (base === undefined) throw new Failure(`its index.json has no annotation ${annotationKeys.baseName}`)
    const key = keyOf(image, base)
    if (restore !== undefined && key !== undefined && !(await layoutRepo.hasLayers(base, missing))) {
      await restore(layoutRepo.folderOf(base), key)
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
  const digest = base.digest ?? descriptor.annotations?.[annotationKeys.baseDigest]
  return v.is(DigestSchema, digest) ? cacheKeyOf(base, digest, config) : undefined
}
