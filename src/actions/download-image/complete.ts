import * as v from 'valibot'
import type { ProvenImage } from '../../github/artifact-image.ts'
import { annotationKeys } from '../../image/annotations.ts'
import { DigestSchema } from '../../image/digest.ts'
import type { Image } from '../../image/image.ts'
import { formatReference, type ImageReference, parseReference } from '../../image/reference.ts'
import { layoutContent } from '../../layout/content.ts'
import { Failure, messageOf } from '../../message/failure.ts'
import type { LayerOrigins, RunImageStore } from '../../store/run-images.ts'

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
  runImages: RunImageStore,
  signal: AbortSignal,
): Promise<LayerOrigins> => {
  const layers = `${missing.length} of the ${image.manifest.layers.length} layers of ${image.descriptor.digest}`
  const otherwise = 'build it without «sparse», or set «complete: false» to go on without these layers'
  let base: ImageReference | undefined
  try {
    base = baseOf(image)
    if (base === undefined) throw new Failure(`its index.json has no annotation ${annotationKeys.baseName}`)
    const id = { reference: base, platform: image.config }
    const root = rootOf(image)
    if (root !== undefined) await runImages.restore({ ...id, root }, missing)
    return await runImages.copyLayers(id, missing, layoutContent(layout))
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

/** What the build's name for the run image meant; undefined where the layout is not of this action's making. */
const rootOf = ({ descriptor }: Image) => {
  const root = descriptor.annotations?.[annotationKeys.runImageRoot]
  return v.is(DigestSchema, root) ? root : undefined
}
