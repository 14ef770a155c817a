import assert from 'node:assert/strict'
import fc from 'fast-check'
import { imageNameOf } from '../../src/image/annotations.ts'
import { parseImageConfig } from '../../src/image/config.ts'
import { withConfig, withLabels, withOciMediaTypes } from '../../src/image/conversion.ts'
import { digestOf } from '../../src/image/digest.ts'
import { parseManifest } from '../../src/image/image.ts'
import { imageFor, parseIndex } from '../../src/image/image-index.ts'
import { imagePlatform } from '../../src/image/platform.ts'
import { dockerTypes, ociTypes } from '../image/image.ts'
import { acceptedOrRefused, holds, hostileText, spoiltJson } from '../property.ts'

const descriptor = { mediaType: dockerTypes.layer, digest: digestOf('x'), size: 1 }
const manifest = {
  schemaVersion: 2,
  mediaType: dockerTypes.manifest,
  config: { ...descriptor, mediaType: dockerTypes.config },
  layers: [descriptor, { ...descriptor, annotations: { a: 'b' } }],
  annotations: { 'org.opencontainers.image.base.name': 'x' },
}
const index = {
  schemaVersion: 2,
  mediaType: ociTypes.index,
  manifests: [
    {
      ...descriptor,
      mediaType: ociTypes.manifest,
      platform: { os: 'linux', architecture: 'arm64', variant: 'v8' },
      annotations: { 'io.containerd.image.name': 'docker.io/library/app:1' },
    },
  ],
}
const config = {
  os: 'linux',
  architecture: 'amd64',
  config: { Env: ['A=b'], Labels: { a: 'b' } },
  rootfs: { type: 'layers', diff_ids: [digestOf('x')] },
  history: [{ created_by: 'x' }],
}

const digestPattern = /^sha256:[0-9a-f]{64}$/

holds('a spoilt manifest is refused, or has digests and sizes only', [spoiltJson(manifest)], async (text) => {
  const read = await acceptedOrRefused(() => parseManifest(Buffer.from(text)))
  for (const { digest, size } of read === undefined ? [] : [read.config, ...read.layers]) {
    assert.match(digest, digestPattern)
    assert.ok(Number.isSafeInteger(size) && size >= 0)
  }
})

holds('a spoilt index is refused, or lists digests and sizes only', [spoiltJson(index)], async (text) => {
  const read = await acceptedOrRefused(() => parseIndex(Buffer.from(text)))
  if (read === undefined) return
  for (const listed of read.manifests) {
    assert.match(listed.digest, digestPattern)
    assert.ok(Number.isSafeInteger(listed.size) && listed.size >= 0)
    imageNameOf(listed)
  }
  imageFor({ os: 'linux', architecture: 'arm64' }, read.manifests)
})

holds('a spoilt configuration is refused, or is for a platform', [spoiltJson(config)], async (text) => {
  const read = await acceptedOrRefused(() => parseImageConfig(Buffer.from(text)))
  if (read === undefined) return
  await acceptedOrRefused(() => imagePlatform(read))
  for (const diffId of read.rootfs.diff_ids) assert.match(diffId, digestPattern)
})

const bytes = fc.uint8Array({ maxLength: 60 }).map((some) => Buffer.from(some))

holds('bytes that are no document are refused in one line', [bytes], async (some) => {
  for (const read of [parseManifest, parseIndex, parseImageConfig]) {
    assert.equal(await acceptedOrRefused(() => read(some)), undefined)
  }
})

holds('other media types change nothing else of a manifest', [spoiltJson(manifest)], async (text) => {
  const before = Buffer.from(text)
  const converted = await acceptedOrRefused(() => withOciMediaTypes(before))
  if (converted === undefined || (await acceptedOrRefused(() => parseManifest(before))) === undefined) return
  assert.doesNotMatch(
    JSON.stringify(parseManifest(converted)),
    /"application\/vnd\.docker\.(?:image|container|distribution)/,
  )
  const [one, other] = [parseManifest(before), parseManifest(converted)]
  // Compared as text, because JSON.stringify does not write -0.
  const rest = JSON.stringify(other.layers.map(({ mediaType: _, ...fields }) => fields))
  assert.equal(rest, JSON.stringify(one.layers.map(({ mediaType: _, ...fields }) => fields)))
  assert.deepEqual(Object.keys(JSON.parse(String(converted))), Object.keys(JSON.parse(text)))
})

holds('a media type of any name stays one', [hostileText], (mediaType) => {
  const strange = { ...manifest, layers: [{ ...descriptor, mediaType }] }
  const converted = withOciMediaTypes(Buffer.from(JSON.stringify(strange)))
  assert.deepEqual(parseManifest(converted).layers, [
    JSON.parse(JSON.stringify({ ...descriptor, mediaType })),
  ])
})

const labels = fc.dictionary(hostileText, hostileText, { maxKeys: 4 })

holds(
  'labels of any name and text are in the configuration, each as it was',
  [labels, labels],
  (own, more) => {
    const before = Buffer.from(JSON.stringify({ ...config, config: { Labels: own } }))
    const given = new Map(Object.entries(more).map(([name, text]) => [name.toWellFormed(), text]))
    const { config: after, ...rest } = JSON.parse(String(withLabels(before, given)))
    const found = new Map(Object.entries(after.Labels))
    for (const [name, text] of given) assert.equal(found.get(name), text)
    if (given.size > 0)
      assert.deepEqual(
        Object.keys(rest),
        Object.keys(config).filter((key) => key !== 'config'),
      )
  },
)

holds(
  'a spoilt document that gets labels is refused in one line, or has them',
  [spoiltJson(config), spoiltJson(manifest)],
  async (configText, manifestText) => {
    const labelled = await acceptedOrRefused(() => withLabels(Buffer.from(configText), new Map([['l', 'x']])))
    if (labelled !== undefined) assert.equal(JSON.parse(String(labelled)).config.Labels.l, 'x')
    const measured = { digest: digestOf('y'), size: 9 }
    const renamed = await acceptedOrRefused(() => withConfig(Buffer.from(manifestText), measured))
    if (renamed !== undefined) assert.equal(JSON.parse(String(renamed)).config.digest, measured.digest)
  },
)
