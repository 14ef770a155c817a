import { gzipSync } from 'node:zlib'
import type { CachedLayer, PreviousBuild, PreviousImage } from '../../src/cnb/reuse/reuse.ts'
import { parseImageConfig } from '../../src/image/config.ts'
import { type Digest, digestOf } from '../../src/image/digest.ts'
import { ociTypes } from '../image/image.ts'
import { type GoEntry, goTar } from '../tar/go-tar.ts'

/** The tar of a layer with one file, and the folders around it. */
export const layerOf = (folder: string, ...more: readonly GoEntry[]): Buffer => {
  const parts = folder.split('/')
  const around = parts.slice(1).map((_, nth): GoEntry => [parts.slice(0, nth + 2).join('/')])
  return goTar([...around, [`${folder}/file`, folder], ...more])
}

export const tars = {
  deps: layerOf('/layers/acme_node/deps'),
  tool: layerOf('/layers/acme_node/tool'),
  cacheSbom: layerOf('/layers/sbom/cache'),
  launchSbom: layerOf('/layers/sbom/launch'),
}

export const metadataOf = (sha: Readonly<Record<'deps' | 'tool' | 'cacheSbom', string>>): string =>
  JSON.stringify({
    sbom: { sha: sha.cacheSbom },
    buildpacks: [
      {
        key: 'acme/node',
        version: '1.2',
        layers: {
          deps: { sha: sha.deps, data: { made: { of: 1 } }, build: false, launch: true, cache: true },
          tool: { sha: sha.tool, data: null, build: true, launch: false, cache: true },
        },
      },
    ],
  })

export const shas = {
  deps: digestOf(tars.deps),
  tool: digestOf(tars.tool),
  cacheSbom: digestOf(tars.cacheSbom),
}

export const cachedLayer = (
  bytes: Uint8Array,
  { diffId = digestOf(bytes), size = bytes.length }: Partial<CachedLayer> = {},
): CachedLayer => ({
  diffId,
  size,
  open: async function* () {
    for (let at = 0; at < bytes.length; at += 700) yield bytes.subarray(at, at + 700)
  },
})

/** An image with layers of a buildpack and of SBOMs, whose label may be another one. */
export const previousOf = (
  label: Readonly<Record<string, unknown>> = {},
  changes: Partial<PreviousImage> = {},
  sbomTar: Uint8Array = tars.launchSbom,
): PreviousImage => {
  const sbom = gzipSync(sbomTar)
  const diffIds = [digestOf('run'), shas.deps, digestOf('app'), digestOf(sbomTar)]
  const blobs = [digestOf('run.gz'), digestOf('deps.gz'), digestOf('app.gz'), digestOf(sbom)]
  const metadata = {
    app: [{ sha: digestOf('app') }],
    sbom: { sha: digestOf(sbomTar) },
    buildpacks: [
      {
        key: 'acme/node',
        version: '1.2',
        layers: { deps: { sha: shas.deps, data: { made: 1 }, build: false, launch: true, cache: true } },
      },
    ],
    config: { sha: '' },
    launcher: { sha: digestOf('run') },
    'process-types': {},
    ...label,
  }
  const layers = blobs.map((digest) => ({ mediaType: ociTypes.layer, digest, size: 1 }))
  const configDescriptor = { mediaType: ociTypes.config, digest: digestOf('config'), size: 6 }
  return {
    descriptor: { mediaType: ociTypes.manifest, digest: digestOf('manifest'), size: 8 },
    manifest: { config: configDescriptor, layers },
    config: parseImageConfig(
      Buffer.from(
        JSON.stringify({
          os: 'linux',
          architecture: 'amd64',
          rootfs: { type: 'layers', diff_ids: diffIds },
          config: { Labels: { 'io.buildpacks.lifecycle.metadata': JSON.stringify(metadata), other: 'x' } },
        }),
      ),
    ),
    sbom,
    missing: new Set<Digest>(),
    ...changes,
  }
}

export const previousBuildOf = (changes: Partial<PreviousBuild> = {}): PreviousBuild => ({
  cacheMetadata: metadataOf(shas),
  cachedLayers: [cachedLayer(tars.deps), cachedLayer(tars.tool), cachedLayer(tars.cacheSbom)],
  image: previousOf(),
  ...changes,
})
