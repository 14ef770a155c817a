import { readLifecycleMetadata } from '../../../cnb/labels.ts'
import type { Digest } from '../../../image/digest.ts'
import { type Image, sizeOf } from '../../../image/image.ts'

/** A layer of an image, and what made it. Names come from the image's labels: they are not to be trusted. */
export interface OriginLayer {
  readonly origin: Origin
  /** What its origin calls it. */
  readonly name: string
  readonly digest: Digest
  /** Of the blob, in bytes. */
  readonly size: number
}

export interface Origin {
  /** `buildpacks`: one of them, but the labels do not say which. */
  readonly kind: 'run image' | 'buildpack' | 'buildpacks' | 'app' | 'launcher' | 'configuration' | 'SBOM'
  /** The buildpack's ID. */
  readonly id?: string
  readonly version?: string
}

interface Claim {
  readonly origin: Origin
  readonly name: string
}

/** Says of each layer of an image where it comes from; the first `runImageLayers` are the run image's. */
export const originsOf = ({ manifest, config }: Image, runImageLayers: number): readonly OriginLayer[] => {
  const runImage: Origin = { kind: 'run image' }
  const unknown: Origin = { kind: 'buildpacks' }
  const claims = claimsOf(config)
  return manifest.layers.map(({ digest, size }, i) => {
    const claim = i < runImageLayers ? undefined : takeClaim(claims, config.rootfs.diff_ids[i])
    const origin = i < runImageLayers ? runImage : unknown
    return { origin, name: `layer ${i + 1}`, ...claim, digest, size }
  })
}

const claimsOf = (config: Image['config']): Map<Digest, Claim[]> => {
  const {
    app,
    buildpacks,
    config: settings,
    launcher,
    'process-types': types,
    sbom,
  } = readLifecycleMetadata(config)
  const claims = new Map<Digest, Claim[]>()
  const claim = (layer: { sha: Digest } | null, origin: Origin, name: string): void => {
    if (layer === null) return
    const earlier = claims.get(layer.sha)
    if (earlier === undefined) claims.set(layer.sha, [{ origin, name }])
    else earlier.push({ origin, name })
  }
  for (const { key: id, version, layers } of buildpacks) {
    const origin: Origin = { kind: 'buildpack', id, version }
    for (const [name, layer] of Object.entries(layers)) claim(layer, origin, name)
  }
  claim(sbom, { kind: 'SBOM' }, 'software SBOM')
  const application: Origin = { kind: 'app' }
  for (const [i, layer] of app.entries()) {
    claim(layer, application, i === app.length - 1 ? 'application' : `slice ${i + 1}`)
  }
  claim(launcher, { kind: 'launcher' }, 'launcher')
  const configuration: Origin = { kind: 'configuration' }
  claim(settings, configuration, 'launcher configuration')
  claim(types, configuration, 'process types')
  return claims
}

// Layers of the same content have the same diff ID: each takes the next claim, and the last claim serves the rest.
const takeClaim = (claims: Map<Digest, Claim[]>, diffId: Digest | undefined): Claim | undefined => {
  const open = diffId === undefined ? undefined : claims.get(diffId)
  return open !== undefined && open.length > 1 ? open.shift() : open?.[0]
}

/** Layers of one origin, in the image's order. */
export interface OriginGroup {
  readonly origin: Origin
  readonly layers: readonly OriginLayer[]
  /** Of all their blobs, in bytes. */
  readonly size: number
}

export const groupByOrigin = (layers: readonly OriginLayer[]): readonly OriginGroup[] =>
  [...Map.groupBy(layers, ({ origin }) => origin)].map(([origin, group]) => ({
    origin,
    layers: group,
    size: sizeOf(group),
  }))
