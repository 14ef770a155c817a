import * as v from 'valibot'
import { type LayerOrigin, layerOrigins } from '../../cnb/rebase/run-image-record.ts'
import { copy } from '../../content/copy.ts'
import type { VerifiedImage } from '../../github/artifact/artifact-image.ts'
import type { Log } from '../../github/step/log.ts'
import { annotationKeys } from '../../image/annotations.ts'
import type { Descriptor } from '../../image/descriptor.ts'
import { DigestSchema } from '../../image/digest.ts'
import type { Image } from '../../image/image.ts'
import { formatReference } from '../../image/reference.ts'
import { layoutContent } from '../../layout/content.ts'
import { Failure, messageOf } from '../../message/failure.ts'
import type { Registry } from '../../registry/registry.ts'
import type { LayerOrigins, RunImageStore } from '../../store/run-images.ts'

/** The sources of missing layers. */
export interface LayerSources {
  readonly runImages: RunImageStore
  /** Has the app's layers that a sparse rebase did not copy. */
  readonly registry: Pick<Registry, 'readableRepository'>
  readonly log: Pick<Log, 'warning'>
}

/**
 * Adds the missing layers to a sparse layout: those of the run image from the layout-repo, its Actions cache or the registry,
 * and those of the app, after a rebase, from the registry. The image does not change.
 *
 * The layout's index.json names the repositories. The image's digest does not cover it, so only blobs are fetched, and each
 * is verified by its digest. Throws a Failure that says what to do if a layer cannot be fetched, and the signal's reason.
 */
export const completeImage = async (
  { image, missing }: VerifiedImage,
  layout: string,
  sources: LayerSources,
  signal: AbortSignal,
): Promise<LayerOrigins> => {
  const origins: LayerOrigins[] = []
  signal.throwIfAborted()
  for (const [origin, group] of groupByOrigin(image, missing)) {
    const layers = group.map(({ layer }) => layer)
    try {
      origins.push(await copyFrom(origin, image, layers, layout, sources))
    } catch (cause) {
      signal.throwIfAborted()
      throw incompleteFailure(image, layers, origin, cause)
    }
  }
  return {
    reused: origins.flatMap(({ reused }) => reused),
    fetched: origins.flatMap(({ fetched }) => fetched),
  }
}

/** The missing layers, by their origin. */
const groupByOrigin = (image: Image, missing: readonly Descriptor[]) => {
  const absent = new Set(missing.map(({ digest }) => digest))
  try {
    const originAt = layerOrigins(image)
    const layers = image.manifest.layers.flatMap((layer, position) =>
      absent.has(layer.digest) ? [{ layer, origin: originAt(position) }] : [],
    )
    return Map.groupBy(layers, ({ origin }) => origin)
  } catch (cause) {
    throw incompleteFailure(image, missing, undefined, cause)
  }
}

const copyFrom = async (
  origin: LayerOrigin | undefined,
  image: Image,
  layers: readonly Descriptor[],
  layout: string,
  { runImages, registry, log }: LayerSources,
): Promise<LayerOrigins> => {
  if (origin === undefined) throw new Failure(`index.json has no annotation ${annotationKeys.baseName}`)
  const { reference, owner } = origin
  const target = layoutContent(layout)
  if (owner === 'app') {
    const { existed, fetched } = await copy(layers, [registry.readableRepository(reference)], target, {
      warn: log.warning,
    })
    return { reused: existed, fetched }
  }
  const id = { reference, platform: image.config }
  const root = rootOf(image)
  if (root !== undefined) await runImages.restore({ ...id, root }, layers)
  return runImages.copyLayers(id, layers, target)
}

const incompleteFailure = (
  { manifest, descriptor }: Image,
  layers: readonly Descriptor[],
  origin: LayerOrigin | undefined,
  cause: unknown,
): Failure => {
  const what = `${layers.length} of the ${manifest.layers.length} layers of ${descriptor.digest}`
  const otherwise = 'build it without "sparse", or set "complete: false" to continue without these layers'
  const from = origin === undefined ? '' : ` from ${formatReference(origin.reference)}`
  const access =
    origin === undefined ? 'B' : `Log in to ${origin.reference.registry} in a step before ("docker login"), b`
  return new Failure(
    `Could not fetch ${what}${from}: ${messageOf(cause).replace(/\.$/, '')}. ${access}${otherwise.slice(1)}.`,
    { cause },
  )
}

/** The digest that the run image's reference had in the build. Undefined if this action did not create the layout. */
const rootOf = ({ descriptor }: Image) => {
  const root = descriptor.annotations?.[annotationKeys.runImageRoot]
  return v.is(DigestSchema, root) ? root : undefined
}
