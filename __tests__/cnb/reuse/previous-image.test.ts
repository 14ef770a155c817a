import assert from 'node:assert/strict'
import { gzipSync } from 'node:zlib'
import * as v from 'valibot'
import { preparePreviousImage } from '../../../src/cnb/reuse/previous-image.ts'
import { type Digest, digestOf } from '../../../src/image/digest.ts'
import { dockerTypes, ociTypes } from '../../image/image.ts'
import { failureOf } from '../../registry/registry-client.ts'
import { type GoEntry, goTar, testWithGo as test } from '../../tar/go-tar.ts'
import { layerOf, previousOf, shas, tars } from '../reuse.ts'

const key = 'io.buildpacks.lifecycle.metadata'
const ConfigSchema = v.looseObject({
  config: v.object({ Labels: v.record(v.string(), v.pipe(v.string(), v.parseJson(), v.looseObject({}))) }),
})

const labelOf = async (previous = previousOf()) => {
  const { image } = await preparePreviousImage(previous)
  return v.parse(ConfigSchema, JSON.parse(Buffer.from(image.configBytes).toString('utf8'))).config.Labels
}

test('the prepared image has the layers and their label', async () => {
  const previous = previousOf()
  const { image, sbom } = await preparePreviousImage(previous)
  assert.equal(digestOf(image.manifestBytes), image.descriptor.digest)
  const manifest: unknown = JSON.parse(Buffer.from(image.manifestBytes).toString('utf8'))
  assert.deepEqual(manifest, {
    schemaVersion: 2,
    mediaType: previous.descriptor.mediaType,
    config: {
      mediaType: previous.manifest.config.mediaType,
      digest: digestOf(image.configBytes),
      size: image.configBytes.length,
    },
    layers: previous.manifest.layers.map((layer) => ({ ...layer, mediaType: dockerTypes.layer })),
  })
  assert.deepEqual(sbom, { digest: previous.manifest.layers[3]?.digest, bytes: previous.sbom })
  assert.deepEqual(await labelOf(), {
    [key]: {
      app: [{ sha: digestOf('app') }],
      sbom: { sha: digestOf(tars.launchSbom) },
      buildpacks: [
        {
          key: 'acme/node',
          version: '1.2',
          layers: { deps: { sha: shas.deps, data: { made: 1 }, build: false, launch: true, cache: true } },
        },
      ],
      config: { sha: '' },
      launcher: { sha: digestOf('run') },
      'process-types': { sha: '' },
    },
  })
})

test('the layers have the lifecycle’s media type, also if the image was converted', async () => {
  for (const mediaType of [ociTypes.layer, dockerTypes.layer]) {
    const previous = previousOf()
    const layers = previous.manifest.layers.map((layer) => ({ ...layer, mediaType }))
    const { image } = await preparePreviousImage({ ...previous, manifest: { ...previous.manifest, layers } })
    assert.deepEqual(
      image.manifest.layers.map((layer) => layer.mediaType),
      layers.map(() => dockerTypes.layer),
    )
  }
})

test('layers that are not compressed with gzip are not in the label', async () => {
  const previous = previousOf()
  const zstd = 'application/vnd.oci.image.layer.v1.tar+zstd'
  const layers = previous.manifest.layers.map((layer, nth) =>
    nth === 1 ? { ...layer, mediaType: zstd } : layer,
  )
  const label = await labelOf({ ...previous, manifest: { ...previous.manifest, layers } })
  assert.deepEqual(label[key]?.['buildpacks'], [{ key: 'acme/node', version: '1.2', layers: {} }])
  assert.deepEqual(label[key]?.['app'], [{ sha: digestOf('app') }])
})

test('a document that is not a manifest is refused', async () => {
  const previous = previousOf()
  const descriptor = { ...previous.descriptor, mediaType: 'text/plain' }
  assert.match(
    await failureOf(preparePreviousImage({ ...previous, descriptor })),
    /"text\/plain", not an image/,
  )
})

test('a valid history is kept, and an image with an invalid one is refused', async () => {
  const previous = previousOf()
  const withHistory = (history: unknown) =>
    preparePreviousImage({ ...previous, config: { ...previous.config, history } })
  const entry = { created: '1980-01-01T00:00:01Z', created_by: 'Layer', comment: 'x', empty_layer: false }
  const { image } = await withHistory([{ ...entry, Created: 'evil' }, {}])
  const config: unknown = JSON.parse(Buffer.from(image.configBytes).toString('utf8'))
  assert.ok(typeof config === 'object' && config !== null && 'history' in config)
  assert.deepEqual(config.history, [entry, {}])
  for (const wrong of [
    'none',
    [1],
    [{ created: 'yesterday' }],
    [{ created_by: 1 }],
    [{ empty_layer: 'no' }],
  ]) {
    assert.match(await failureOf(withHistory(wrong)), /history of the image is malformed/)
  }
})

test('unknown spellings of keys, which Go accepts, do not go in', async () => {
  const label = await labelOf(previousOf({ Buildpacks: [{ key: 'evil' }], LAUNCHER: { sha: 'evil' } }))
  assert.doesNotMatch(JSON.stringify(label), /evil/)
})

test('unavailable layers are not in the label', async () => {
  const missing = new Set([digestOf('deps.gz'), digestOf('app.gz'), digestOf('run.gz')])
  const { [key]: label } = await labelOf(previousOf({}, { missing }))
  assert.deepEqual(label, {
    app: [],
    sbom: { sha: digestOf(tars.launchSbom) },
    buildpacks: [{ key: 'acme/node', version: '1.2', layers: {} }],
    config: { sha: '' },
    launcher: { sha: '' },
    'process-types': { sha: '' },
  })
})

test('an image without SBOMs is accepted', async () => {
  const previous = previousOf({ sbom: undefined }, { sbom: undefined })
  assert.equal((await preparePreviousImage(previous)).sbom, undefined)
})

test('an image that would mislead the lifecycle is refused', async () => {
  const layer = { sha: shas.deps }
  const withLayer = (name: string) =>
    previousOf({ buildpacks: [{ key: 'acme/node', layers: { [name]: layer } }] })
  const gzOf = (tar: Uint8Array) => previousOf({}, {}, tar)
  const refused = {
    'its label names the layer sha256:[0-9a-f]{64}, which it does not have': previousOf({
      launcher: { sha: digestOf('unknown') },
    }),
    'SBOM layer, sha256:[0-9a-f]{64}, is missing': previousOf({}, { sbom: undefined }),
    'SBOM layer, sha256:[0-9a-f]{64}, is corrupt': previousOf({}, { sbom: Buffer.from('x') }),
    'is refused: "/layers/sbom/cache" lies outside of /layers/sbom/launch': gzOf(tars.cacheSbom),
    'is refused: "/layers/sbom/launch/x/y" is not in a folder': gzOf(
      layerOf(
        '/layers/sbom/launch',
        ['/layers/sbom/launch/x', { link: '/workspace' }],
        ['/layers/sbom/launch/x/y', 'evil'],
      ),
    ),
    'is not a valid layer name': withLayer('../../workspace/x'),
    'is not a valid layer name.': withLayer('..'),
    'label io.buildpacks.lifecycle.metadata is malformed': previousOf({ app: 'x' }),
  }
  for (const [reason, previous] of Object.entries(refused)) {
    assert.match(await failureOf(preparePreviousImage(previous)), new RegExp(reason))
  }
})

test('an SBOM layer with another diff ID, another compression or a huge content is refused', async () => {
  const previous = previousOf()
  const replaced = (bytes: Uint8Array, diffIds: readonly Digest[] = previous.config.rootfs.diff_ids) => ({
    ...previous,
    manifest: {
      ...previous.manifest,
      layers: previous.manifest.layers.map((layer, nth) =>
        nth === 3 ? { ...layer, digest: digestOf(bytes) } : layer,
      ),
    },
    config: { ...previous.config, rootfs: { ...previous.config.rootfs, diff_ids: [...diffIds] } },
    sbom: bytes,
  })
  const other = gzipSync(layerOf('/layers/sbom/launch', ['/layers/sbom/launch/more', 'x']))
  assert.match(await failureOf(preparePreviousImage(replaced(other))), /is not what its label says/)
  assert.match(
    await failureOf(preparePreviousImage(replaced(Buffer.from('plain')))),
    /not compressed with gzip/,
  )
  // A file of 512 MiB, in gzip members that are decompressed one after the other.
  const size = 512 * 1024 ** 2
  const start = goTar([
    ...['/layers', '/layers/sbom', '/layers/sbom/launch'].map((name): GoEntry => [name]),
    { Name: '/layers/sbom/launch/zeros', Size: size },
  ])
  const zeros = gzipSync(Buffer.alloc(32 * 1024 ** 2))
  const huge = Buffer.concat([gzipSync(start), ...Array.from({ length: 16 }, () => zeros)])
  assert.match(
    await failureOf(preparePreviousImage(replaced(huge))),
    /is refused: it has more than 536870912 bytes/,
  )
})
