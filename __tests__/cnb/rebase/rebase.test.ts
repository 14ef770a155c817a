import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isAttestation, rebaseImage, rebaseIndex } from '../../../src/cnb/rebase/rebase.ts'
import { runImageRecordOf } from '../../../src/cnb/rebase/run-image-record.ts'
import { annotationKeys } from '../../../src/image/annotations.ts'
import { parseImageConfig } from '../../../src/image/config.ts'
import { digestOf } from '../../../src/image/digest.ts'
import { type ImageDocuments, parseManifest } from '../../../src/image/image.ts'
import { mediaTypes } from '../../../src/image/media-type.ts'
import { parseReference } from '../../../src/image/reference.ts'
import { Failure } from '../../../src/message/failure.ts'
import { dockerTypes, ociTypes } from '../../image/image.ts'

interface Parts {
  readonly layers: readonly string[]
  readonly types?: typeof ociTypes
  readonly config?: Readonly<Record<string, unknown>>
  readonly fields?: Readonly<Record<string, unknown>>
  readonly annotations?: Readonly<Record<string, string>>
}

const documents = ({
  layers,
  types = ociTypes,
  config = {},
  fields = {},
  annotations,
}: Parts): ImageDocuments => {
  const configBytes = Buffer.from(
    JSON.stringify({
      ...{ os: 'linux', architecture: 'amd64', config },
      ...{ rootfs: { type: 'layers', diff_ids: layers.map(digestOf) }, ...fields },
    }),
  )
  const described = (mediaType: string, bytes: Uint8Array | string) => ({
    ...{ mediaType, size: bytes.length, digest: digestOf(bytes) },
  })
  const manifestBytes = Buffer.from(
    JSON.stringify({
      ...{ schemaVersion: 2, mediaType: types.manifest, config: described(types.config, configBytes) },
      layers: layers.map((text) => described(types.layer, text)),
      ...(annotations && { annotations }),
    }),
  )
  return {
    ...{ descriptor: described(types.manifest, manifestBytes), manifestBytes, configBytes },
    ...{ manifest: parseManifest(manifestBytes), config: parseImageConfig(configBytes) },
  }
}

const label = (reference: string, top = 'old'): string =>
  `{"app":null,"runImage":{"topLayer":"${digestOf(top)}","reference":"${reference}","image":"acme/run"}}`

const created = '1980-01-01T00:00:01Z'

const app = (reference: string, parts: Partial<Parts> = {}) =>
  documents({
    layers: ['base', 'old', 'app', 'more'],
    annotations: { 'org.opencontainers.image.ref.name': 'latest', other: 'lost' },
    ...parts,
    config: {
      Env: ['PATH=/cnb/process:/cnb/lifecycle:/bin', 'CNB_PLATFORM_API=0.12', 'OLD=lost'],
      Labels: { 'io.buildpacks.lifecycle.metadata': label(reference) },
      Entrypoint: ['/cnb/process/web'],
      User: 'old',
      WorkingDir: '/workspace',
    },
    fields: {
      created,
      history: ['one', 'two', 'app <&>', 'more'].map((text) => ({ created, created_by: text })),
    },
  })

const runImage = {
  ...documents({
    layers: ['base', 'new', 'newest'],
    types: dockerTypes,
    config: { User: 'new', Env: ['PATH=/new/bin', 'NEW=1'], Labels: { of: 'the run image' } },
    fields: { variant: 'v1' },
  }),
  reference: parseReference('acme/run:1'),
}

const rebase = (image: ImageDocuments, onto = runImage) =>
  rebaseImage({
    app: image,
    record: runImageRecordOf(image.config, 'app'),
    runImage: onto,
    formerRunImage: undefined,
    rename: undefined,
  })

test('the configuration is the run image’s with the exporter’s settings, in Go’s bytes', () => {
  const { configBytes, config, ownLayers } = rebase(app('/layout-repo/index.docker.io/acme/run/0@sha256:x'))
  const reference = '/layout-repo/index.docker.io/acme/run/1@sha256:x'
  const metadata = label(reference, 'newest').replaceAll('"', '\\"')
  const blank = `{"created":"${created}"}`
  const diffIds = ['base', 'new', 'newest', 'app', 'more'].map((text) => `"${digestOf(text)}"`)
  assert.equal(
    configBytes.toString(),
    `{"architecture":"amd64","created":"${created}","history":[${blank},${blank},${blank},` +
      `{"created":"${created}","created_by":"app \\u003c\\u0026\\u003e"},{"created":"${created}","created_by":"more"}],` +
      `"os":"linux","rootfs":{"type":"layers","diff_ids":[${diffIds}]},"config":{` +
      '"Entrypoint":["/cnb/process/web"],"Env":["PATH=/cnb/process:/cnb/lifecycle:/new/bin","NEW=1","CNB_PLATFORM_API=0.12"],' +
      `"Labels":{"io.buildpacks.lifecycle.metadata":"${metadata}","of":"the run image"},` +
      '"User":"new","WorkingDir":"/workspace"},"variant":"v1"}',
  )
  assert.equal(config.digest, digestOf(configBytes))
  assert.deepEqual(
    ownLayers.map(({ digest }) => digest),
    ['app', 'more'].map(digestOf),
  )
})

test('media types are OCI’s if the image’s own are, and otherwise as the lifecycle leaves them', () => {
  const typesOf = (image: ImageDocuments) => {
    const { manifestBytes, descriptor } = rebase(image)
    const { config, layers, annotations } = parseManifest(manifestBytes)
    assert.deepEqual(annotations, { 'org.opencontainers.image.ref.name': 'latest' })
    return [descriptor.mediaType, config.mediaType, ...layers.map(({ mediaType }) => mediaType)]
  }
  const oci = ociTypes.layer
  assert.deepEqual(typesOf(app('/layout-repo/x@sha256:x')), [
    ociTypes.manifest,
    ociTypes.config,
    ...Array(5).fill(oci),
  ])
  const { layer, manifest, config } = dockerTypes
  const docker = app('/layout-repo/x@sha256:x', { types: dockerTypes })
  assert.deepEqual(typesOf(docker), [manifest, config, ...Array(5).fill(layer)])
})

test('the tag annotation is the image’s, never the run image’s', () => {
  const tag = 'org.opencontainers.image.ref.name'
  const manifest = {
    ...JSON.parse(runImage.manifestBytes.toString()),
    annotations: { [tag]: 'run', kept: 'yes' },
  }
  const tagged = { ...runImage, manifestBytes: Buffer.from(JSON.stringify(manifest)) }
  const annotationsAfter = (annotations: Record<string, string>) => {
    const image = app('/layout-repo/x@sha256:x', { annotations })
    const { manifestBytes } = rebase(image, tagged)
    return parseManifest(manifestBytes).annotations
  }
  assert.deepEqual(annotationsAfter({ [tag]: '1.2' }), { kept: 'yes', [tag]: '1.2' })
  assert.deepEqual(annotationsAfter({}), { kept: 'yes' })
})

test('an image built into a registry refers to the new run image by digest', () => {
  const { configBytes } = rebase(app(`index.docker.io/acme/run@${digestOf('former')}`))
  assert.ok(
    configBytes.includes(`index.docker.io/acme/run@${runImage.descriptor.digest}`),
    configBytes.toString(),
  )
})

test('a label may have the name of an object’s own fields', () => {
  const labels = { constructor: 'a', prototype: 'b' }
  const odd = { ...runImage, ...documents({ layers: ['base'], config: { Labels: labels } }) }
  const image = app('/layout-repo/x@sha256:x')
  const { configBytes } = rebaseImage({
    ...{ app: image, record: runImageRecordOf(image.config, 'app'), runImage: odd },
    ...{ formerRunImage: undefined, rename: undefined },
  })
  const { Labels: found } = JSON.parse(configBytes.toString()).config
  assert.deepEqual([found.constructor, found.prototype], ['a', 'b'])
})

test('an image without its run image’s last layer is refused', () => {
  const image = app('/layout-repo/x@sha256:x', { layers: ['squashed', 'app'] })
  assert.throws(() => rebase(image), /cannot be rebased: its label names sha256:/)
})

const { baseName, baseDigest } = annotationKeys
const descriptor = (text: string) => ({
  mediaType: mediaTypes.manifest,
  digest: digestOf(text),
  size: text.length,
})

test('a rebased index lists the new images and keeps everything else', () => {
  const listed = (text: string, architecture: string, annotations?: object) => ({
    ...descriptor(text),
    platform: { architecture, os: 'linux' },
    ...(annotations && { annotations }),
  })
  const index = {
    schemaVersion: 2,
    mediaType: mediaTypes.index,
    manifests: [
      listed('old amd64', 'amd64', { [baseDigest]: 'old', [baseName]: 'acme/run', mine: 'kept' }),
      { ...listed('attestation', 'unknown'), platform: { architecture: 'unknown', os: 'unknown' } },
      listed('old arm64', 'arm64'),
      { ...listed('old arm64', 'unknown'), platform: { architecture: 'unknown', os: 'unknown' } },
    ],
    annotations: { of: 'the index' },
  }
  const replacements = new Map(
    ['amd64', 'arm64'].map((name) => [
      digestOf(`old ${name}`),
      {
        descriptor: descriptor(`the new ${name}`),
        annotations: { [baseDigest]: 'new', [baseName]: 'acme/run', unasked: 'x' },
      },
    ]),
  )
  const bytes = Buffer.from(JSON.stringify(index))
  const rebased = rebaseIndex(bytes, { ...descriptor(''), mediaType: mediaTypes.index }, replacements)
  const expected = {
    ...index,
    manifests: [
      listed('the new amd64', 'amd64', { [baseDigest]: 'new', [baseName]: 'acme/run', mine: 'kept' }),
      listed('the new arm64', 'arm64'),
    ],
  }
  // With the fields in their order: the digest hangs on it.
  assert.equal(rebased.bytes.toString(), JSON.stringify(expected))
  assert.deepEqual(rebased.descriptor, {
    mediaType: mediaTypes.index,
    digest: digestOf(rebased.bytes),
    size: rebased.bytes.length,
  })
})

test('a malformed entry is refused, and fields of any name are kept', () => {
  const at = { ...descriptor('x'), mediaType: mediaTypes.index }
  const replacements = new Map([[digestOf('x'), { descriptor: descriptor('y'), annotations: {} }]])
  const rebased = (listed: object) =>
    rebaseIndex(Buffer.from(JSON.stringify({ constructor: 1, manifests: [listed] })), at, replacements)
  assert.throws(() => rebased({ ...descriptor('x'), size: -1 }), Failure)
  assert.match(rebased(descriptor('x')).bytes.toString(), /^\{"constructor":1,"manifests":\[\{"mediaType"/)
})

test('an entry without a platform, or about another image, is an attestation', () => {
  const platform = { os: 'linux', architecture: 'amd64' }
  assert.ok(!isAttestation({ ...descriptor('x'), platform }))
  assert.ok(!isAttestation(descriptor('x')))
  assert.ok(isAttestation({ ...descriptor('x'), platform: { os: 'unknown', architecture: 'unknown' } }))
  const annotations = { 'vnd.docker.reference.type': 'attestation-manifest' }
  assert.ok(isAttestation({ ...descriptor('x'), platform, annotations }))
})
