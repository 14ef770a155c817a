import * as v from 'valibot'
import { type LayerOrigin, layerOrigins } from '../../cnb/rebase/run-image-record.ts'
import { copy } from '../../content/copy.ts'
import type { VerifiedImage } from '../../github/artifact/artifact-image.ts'
import { annotationKeys } from '../../image/annotations.ts'
import type { Descriptor } from '../../image/descriptor.ts'
import { DigestSchema } from '../../image/digest.ts'
import type { Image } from '../../image/image.ts'
import { formatReference } from '../../image/reference.ts'
import { layoutContent } from '../../layout/content.ts'
import { Failure, messageOf } from '../../message/failure.ts'
import type { Registry } from '../../registry/registry.ts'
import type { LayerOrigins, RunImageStore } from '../../store/run-images.ts'

/** Where missing layers come from. */
export interface LayerSources {
  readonly runImages: RunImageStore
  /** Has the app's own layers that a sparse rebase left where they were. */
  readonly registry: Pick<Registry, 'readableRepository'>
  readonly warn: (message: string) => void
}

/**
 * Gives a sparse layout the layers that it lacks: those of the run image from the layout-repo, its Actions cache, or the
 * registry, and the app's own, which a rebase leaves, from the registry; each checked against its digest. The image stays
 * what it is.
 *
 * Which repositories that are says the index of the layout, which the image's digest does not cover: only blobs are taken,
 * by their digests. Throws a Failure that says what to do where a layer cannot be had, and the signal's reason.
 */
export const completeImage = async (
  { image, missing }: VerifiedImage,
  layout: string,
  sources: LayerSources,
  signal: AbortSignal,
): Promise<LayerOrigins> => {
  const origins: LayerOrigins[] = []
  for (const { origin, layers } of groupsOf(image, missing, signal)) {
    try {
      origins.push(await copyFrom(origin, image, layers, layout, sources))
    } catch (cause) {
      signal.throwIfAborted()
      throw incomplete(image, layers, origin, cause)
    }
  }
  return {
    reused: origins.flatMap(({ reused }) => reused),
    fetched: origins.flatMap(({ fetched }) => fetched),
  }
}

interface Group {
  readonly origin: LayerOrigin | undefined
  readonly layers: readonly Descriptor[]
}

/** The missing layers by whose they are. */
const groupsOf = (image: Image, missing: readonly Descriptor[], signal: AbortSignal): readonly Group[] => {
  signal.throwIfAborted()
  const absent = new Set(missing.map(({ digest }) => digest))
  try {
    const originAt = layerOrigins(image)
    const layers = image.manifest.layers.flatMap((layer, position) =>
      absent.has(layer.digest) ? [{ layer, origin: originAt(position) }] : [],
    )
    return [...Map.groupBy(layers, ({ origin }) => origin)].map(([origin, group]) => ({
      origin,
      layers: group.map(({ layer }) => layer),
    }))
  } catch (cause) {
    throw incomplete(image, missing, undefined, cause)
  }
}

const copyFrom = async (
  origin: LayerOrigin | undefined,
  image: Image,
  layers: readonly Descriptor[],
  layout: string,
  { runImages, registry, warn }: LayerSources,
): Promise<LayerOrigins> => {
  if (origin === undefined) throw new Failure(`its index.json has no annotation ${annotationKeys.baseName}`)
  const { reference, owner } = origin
  const target = layoutContent(layout)
  if (owner === 'app') {
    const { existed, fetched } = await copy(layers, [registry.readableRepository(reference)], target, {
      warn,
    })
    return { reused: existed, fetched }
  }
  const id = { reference, platform: image.config }
  const root = rootOf(image)
  if (root !== undefined) await runImages.restore({ ...id, root }, layers)
  return runImages.copyLayers(id, layers, target)
}

const incomplete = (
  { manifest, descriptor }: Image,
  layers: readonly Descriptor[],
  origin: LayerOrigin | undefined,
  cause: unknown,
): Failure => {
  const what = `${layers.length} of the ${manifest.layers.length} layers of ${descriptor.digest}`
  const otherwise = 'build it without "sparse", or set "complete: false" to go on without these layers'
  const from = origin === undefined ? '' : ` from ${formatReference(origin.reference)}`
  const access =
    origin === undefined ? 'B' : `Log in to ${origin.reference.registry} in a step before ("docker login"), b`
  return new Failure(
    `Could not fetch ${what}${from}: ${messageOf(cause).replace(/\.$/, '')}. ${access}${otherwise.slice(1)}.`,
    { cause },
  )
}

/** What the build's name for the run image meant; undefined if the layout is not of this action's making. */
const rootOf = ({ descriptor }: Image) => {
  const root = descriptor.annotations?.[annotationKeys.runImageRoot]
  return v.is(DigestSchema, root) ? root : undefined
}
