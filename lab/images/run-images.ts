import { mediaTypes } from '../../src/image/media-type.ts'
import { type Base, baseLayer, userLayer } from './base-image.ts'
import type { Layer } from './layer.ts'
import { pushBytes, pushLayer, pushManifest, type Repository } from './push.ts'

/**
 * The kinds of run image in registries: with Docker's media types, with OCI's, an OCI manifest with a layer of Docker's
 * type, and an index for several platforms with an attestation.
 */
export const runImageKinds = ['docker', 'oci', 'mixed', 'multi-platform'] as const
export type RunImageKind = (typeof runImageKinds)[number]

/** The OCI name of this machine's architecture. */
export const architecture = process.arch === 'x64' ? 'amd64' : process.arch

const docker = {
  manifest: 'application/vnd.docker.distribution.manifest.v2+json',
  config: 'application/vnd.docker.container.image.v1+json',
  layer: 'application/vnd.docker.image.rootfs.diff.tar.gzip',
} as const
const oci = { ...mediaTypes, layer: 'application/vnd.oci.image.layer.v1.tar+gzip' } as const

interface Types {
  readonly manifest: string
  readonly config: string
  /** The diff IDs of the layers, from the base up. */
  readonly layers: readonly string[]
}

/** The media types of each kind of image. */
export const types: Readonly<Record<Exclude<RunImageKind, 'multi-platform'>, Types>> = {
  docker: { ...docker, layers: [docker.layer, docker.layer] },
  oci: { ...oci, layers: [oci.layer, oci.layer] },
  mixed: { ...oci, layers: [docker.layer, oci.layer] },
}

/** Pushes a run image of each kind, with the kind as its tag. Returns the references. */
export const pushRunImages = async (
  repository: Repository,
  base: Base,
): Promise<Readonly<Record<RunImageKind, string>>> => {
  for (const kind of runImageKinds) await pushRunImage(repository, base, kind)
  const at = (kind: RunImageKind) => `${repository.registry}/${repository.name}:${kind}`
  return { docker: at('docker'), oci: at('oci'), mixed: at('mixed'), 'multi-platform': at('multi-platform') }
}

/** Pushes a run image of one kind under a tag. Default: the kind. */
export const pushRunImage = async (
  repository: Repository,
  base: Base,
  kind: RunImageKind,
  tag: string = kind,
): Promise<void> => {
  const layers = [await baseLayer(base), await userLayer()]
  if (kind !== 'multi-platform') {
    await pushImage(repository, tag, types[kind], { os: 'linux', architecture }, layers)
    return
  }
  const native = { os: 'linux', architecture }
  const foreign = { os: 'linux', architecture: architecture === 'arm64' ? 'amd64' : 'arm64' }
  const variant = foreign.architecture === 'arm64' ? { variant: 'v8' } : {}
  const image = await pushImage(repository, `${tag}-native`, types.oci, native, layers)
  const other = await pushImage(repository, `${tag}-foreign`, types.oci, { ...foreign, ...variant }, layers)
  const attestation = await pushAttestation(repository, `${tag}-attestation`)
  await pushManifest(repository, tag, {
    schemaVersion: 2,
    mediaType: oci.index,
    manifests: [
      { ...other, platform: { ...foreign, ...variant } },
      { ...image, platform: native },
      {
        ...attestation,
        platform: { os: 'unknown', architecture: 'unknown' },
        annotations: {
          'vnd.docker.reference.digest': image.digest,
          'vnd.docker.reference.type': 'attestation-manifest',
        },
      },
    ],
  })
}

/** Pushes an image with layers, from the base up, under a tag. */
export const pushImage = async (
  repository: Repository,
  tag: string,
  types: Types,
  platform: Readonly<Record<string, string>>,
  layers: readonly Layer[],
) => {
  const config = {
    ...platform,
    created: '1980-01-01T00:00:01Z',
    config: {
      User: '1000:1000',
      Env: ['PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin'],
      Labels: { 'io.buildpacks.stack.id': 'lab.stacks.bookworm' },
    },
    rootfs: { type: 'layers', diff_ids: layers.map(({ diffId }) => diffId) },
    history: layers.map(() => ({ created: '1980-01-01T00:00:01Z', created_by: 'lab' })),
  }
  const descriptors = []
  for (const [index, layer] of layers.entries()) {
    descriptors.push(await pushLayer(repository, types.layers[index] ?? oci.layer, layer))
  }
  return pushManifest(repository, tag, {
    schemaVersion: 2,
    mediaType: types.manifest,
    config: await pushBytes(repository, types.config, Buffer.from(JSON.stringify(config))),
    layers: descriptors,
  })
}

const pushAttestation = async (repository: Repository, tag: string) => {
  const statement = Buffer.from(JSON.stringify({ _type: 'https://in-toto.io/Statement/v0.1', subject: [] }))
  const config = { os: 'unknown', architecture: 'unknown', rootfs: { type: 'layers', diff_ids: [] } }
  return pushManifest(repository, tag, {
    schemaVersion: 2,
    mediaType: oci.manifest,
    config: await pushBytes(repository, oci.config, Buffer.from(JSON.stringify(config))),
    layers: [await pushBytes(repository, 'application/vnd.in-toto+json', statement)],
  })
}
