import { ownLayersOf, readLifecycleMetadata } from '../../../cnb/labels.ts'
import type { Descriptor } from '../../../image/descriptor.ts'
import type { Digest } from '../../../image/digest.ts'
import { type Image, sizeOf } from '../../../image/image.ts'

/** A layer of an image and its origin. Names come from the image's labels and are not trusted. */
export interface OriginLayer extends Descriptor {
  readonly origin: Origin
  /** The layer's name in its origin. */
  readonly name: string
  readonly diffId: Digest | undefined
}

export interface Origin {
  /** `buildpacks`: a buildpack, but the labels do not say which. */
  readonly kind: 'run image' | 'buildpack' | 'buildpacks' | 'app' | 'launcher' | 'configuration' | 'SBOM'
  /** The buildpack's ID. */
  readonly id?: string
  readonly version?: string
}

/** The layers of one origin, and those of the same origin in the previous image. */
export interface OriginGroup {
  readonly origin: Origin
  /** In the image's order. Empty if only the previous image has the origin. */
  readonly layers: readonly OriginLayer[]
  /** Of all their blobs, in bytes. */
  readonly size: number
  readonly previousLayers: readonly OriginLayer[]
}

/** The layers of an image by origin, in the image's order. Origins that only the previous image has come last. */
export const groupByOrigin = (
  image: Image,
  runImageLayers: number,
  previousImage: Image | undefined,
): readonly OriginGroup[] => {
  const groups = layersByOrigin(originsOf(image, runImageLayers))
  const previousGroups =
    previousImage === undefined
      ? new Map<string, readonly OriginLayer[]>()
      : layersByOrigin(originsOf(previousImage, countLayersBeforeOwn(previousImage)))
  const keys = [...groups.keys(), ...previousGroups.keys()]
  return [...new Set(keys)].flatMap((key) => {
    const layers = groups.get(key) ?? []
    const previousLayers = previousGroups.get(key) ?? []
    const [first = previousLayers[0]] = layers
    return first === undefined ? [] : [{ origin: first.origin, layers, size: sizeOf(layers), previousLayers }]
  })
}

// Without the version, so that a new version of a buildpack is compared with the previous one.
const layersByOrigin = (layers: readonly OriginLayer[]): ReadonlyMap<string, readonly OriginLayer[]> =>
  Map.groupBy(layers, ({ origin: { kind, id = '' } }) => `${kind} ${id}`)

const countLayersBeforeOwn = (image: Image): number => {
  const [first] = ownLayersOf(image)
  return first === undefined ? image.manifest.layers.length : image.manifest.layers.indexOf(first)
}

interface LayerClaim {
  readonly origin: Origin
  readonly name: string
}

/** The origin of each layer of an image. The first `runImageLayers` are those of the run image. */
export const originsOf = ({ manifest, config }: Image, runImageLayers: number): readonly OriginLayer[] => {
  const runImage: Origin = { kind: 'run image' }
  const unknown: Origin = { kind: 'buildpacks' }
  const claims = claimsOf(config)
  return manifest.layers.map((layer, i) => {
    const diffId = config.rootfs.diff_ids[i]
    const claim = i < runImageLayers ? undefined : takeClaim(claims, diffId)
    const origin = i < runImageLayers ? runImage : unknown
    return { ...layer, diffId, origin, name: `layer ${i + 1}`, ...claim }
  })
}

const claimsOf = (config: Image['config']): Map<Digest, LayerClaim[]> => {
  const metadata = readLifecycleMetadata(config)
  const claims = new Map<Digest, LayerClaim[]>()
  const claim = (layer: { sha: Digest } | null, origin: Origin, name: string): void => {
    if (layer === null) return
    const others = claims.get(layer.sha)
    if (others === undefined) claims.set(layer.sha, [{ origin, name }])
    else others.push({ origin, name })
  }
  for (const { key: id, version, layers } of metadata.buildpacks) {
    for (const [name, layer] of Object.entries(layers)) claim(layer, { kind: 'buildpack', id, version }, name)
  }
  claim(metadata.sbom, { kind: 'SBOM' }, 'SBOM')
  const lastSlice = metadata.app.length - 1
  for (const [i, layer] of metadata.app.entries()) {
    claim(layer, { kind: 'app' }, i === lastSlice ? 'application' : `slice ${i + 1}`)
  }
  claim(metadata.launcher, { kind: 'launcher' }, 'launcher')
  claim(metadata.config, { kind: 'configuration' }, 'launcher configuration')
  claim(metadata['process-types'], { kind: 'configuration' }, 'process types')
  return claims
}

// Layers with the same content have the same diff ID. Each takes the next claim, and all others the last one.
const takeClaim = (claims: Map<Digest, LayerClaim[]>, diffId: Digest | undefined): LayerClaim | undefined => {
  const open = diffId === undefined ? undefined : claims.get(diffId)
  return open !== undefined && open.length > 1 ? open.shift() : open?.[0]
}
