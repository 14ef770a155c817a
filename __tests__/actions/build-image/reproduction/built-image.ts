import { gzipSync } from 'node:zlib'
import { type Header, pack } from 'tar-stream'
import { parseImageConfig } from '../../../../src/image/config.ts'
import type { Descriptor } from '../../../../src/image/descriptor.ts'
import { type Digest, digestOf } from '../../../../src/image/digest.ts'
import { type ImageDocuments, parseManifest } from '../../../../src/image/image.ts'
import { ociTypes } from '../../../image/image.ts'

export type LayerEntry = Partial<Header> & { readonly name: string; readonly text?: string }

/** A layer: the entries of its tar. */
export type Layer = readonly LayerEntry[]

const tarOf = async (entries: Layer): Promise<Buffer> => {
  const archive = pack()
  for (const { text = '', ...header } of entries) {
    archive.entry({ mtime: new Date(315_532_801_000), uid: 1001, gid: 1000, ...header }, text)
  }
  archive.finalize()
  const chunks: Uint8Array[] = []
  for await (const chunk of archive) if (chunk instanceof Uint8Array) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/** An image as the lifecycle describes it, with a run image of one layer, one buildpack with a layer, and an app. */
export interface BuiltImageOptions {
  readonly base?: Layer
  readonly runImage?: string
  readonly modules?: Layer
  readonly app?: Layer
  readonly version?: string
  readonly level?: number
  readonly labels?: Readonly<Record<string, string>>
  readonly env?: readonly string[]
  readonly config?: Readonly<Record<string, unknown>>
  readonly document?: Readonly<Record<string, unknown>>
  readonly manifest?: Readonly<Record<string, unknown>>
  /** The layers of the app and of the modules in another order. */
  readonly reversed?: boolean
}

export interface BuiltImage extends ImageDocuments {
  readonly blobs: ReadonlyMap<Digest, Uint8Array>
  /** In the manifest's order. */
  readonly layers: readonly Descriptor[]
}

/** The bytes of a blob's content, and the descriptor. */
const blobOf = (mediaType: string, bytes: Uint8Array): readonly [Descriptor, Uint8Array] => [
  { mediaType, digest: digestOf(bytes), size: bytes.length },
  bytes,
]

export const sandboxReference = '/layout-repo/index.docker.io/acme/run/1@sha256:0'

export const builtImage = async ({
  base = [{ name: 'etc/os-release', text: 'base' }],
  runImage = sandboxReference,
  modules = [{ name: 'layers/acme_node/modules/index.js', text: 'module' }],
  app = [{ name: 'workspace/index.js', text: 'app' }],
  version = '4.1',
  level = 6,
  labels = { title: 'My app' },
  env = ['PATH=/bin', 'CNB_APP_DIR=/workspace'],
  config = {},
  document = {},
  manifest = {},
  reversed = false,
}: BuiltImageOptions = {}): Promise<BuiltImage> => {
  const own = reversed ? [app, modules] : [modules, app]
  const tars = await Promise.all([base, ...own].map(tarOf))
  const diffIds = tars.map((tar) => digestOf(tar))
  const layers = tars.map((tar) => blobOf(ociTypes.layer, gzipSync(tar, { level })))
  const [topLayer, modulesId, appId] = reversed ? [diffIds[0], diffIds[2], diffIds[1]] : diffIds
  const lifecycle = {
    app: [{ sha: appId }],
    buildpacks: [{ key: 'acme/node', version, layers: { modules: { sha: modulesId } } }],
    runImage: { topLayer, reference: runImage, image: 'acme/run:1' },
  }
  const build = { buildpacks: [{ id: 'acme/node', version }], launcher: { version: '0.21.0' } }
  const configBytes = Buffer.from(
    JSON.stringify({
      architecture: 'amd64',
      os: 'linux',
      created: '1980-01-01T00:00:01Z',
      config: {
        User: '1001:1000',
        Env: env,
        Entrypoint: ['/cnb/process/web'],
        ...config,
        Labels: {
          'io.buildpacks.lifecycle.metadata': JSON.stringify(lifecycle),
          'io.buildpacks.build.metadata': JSON.stringify(build),
          ...labels,
        },
      },
      history: diffIds.map((_, nth) => ({ created_by: `layer ${nth}` })),
      rootfs: { type: 'layers', diff_ids: diffIds },
      ...document,
    }),
  )
  const [configuration] = blobOf(ociTypes.config, configBytes)
  const manifestBytes = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: ociTypes.manifest,
      config: configuration,
      layers: layers.map(([layer]) => layer),
      ...manifest,
    }),
  )
  const [descriptor] = blobOf(ociTypes.manifest, manifestBytes)
  return {
    descriptor,
    manifest: parseManifest(manifestBytes),
    config: parseImageConfig(configBytes),
    manifestBytes,
    configBytes,
    layers: layers.map(([layer]) => layer),
    blobs: new Map([
      [descriptor.digest, manifestBytes],
      [configuration.digest, configBytes],
      ...layers.map(([layer, bytes]): [Digest, Uint8Array] => [layer.digest, bytes]),
    ]),
  }
}
