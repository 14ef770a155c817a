import assert from 'node:assert/strict'
import { test } from 'node:test'
import { withConfig, withLabels, withOciMediaTypes, withoutTag } from '../../src/image/conversion.ts'
import { digestOf } from '../../src/image/digest.ts'
import { Failure } from '../../src/message/failure.ts'
import { dockerTypes, imageOf, ociTypes } from './image.ts'

const manifestOf = (kind: 'oci' | 'docker' | 'mixed'): Buffer => {
  const { blobs, descriptor } = imageOf(['base', 'app'], { kind })
  return Buffer.from(blobs.get(descriptor.digest) ?? '')
}

test('a manifest with OCI types is returned byte for byte', () => {
  const bytes = Buffer.from(`  ${manifestOf('oci').toString()}\n`)
  assert.equal(withOciMediaTypes(bytes), bytes)
})

for (const kind of ['docker', 'mixed'] as const) {
  test(`a manifest with ${kind} types gets OCI types, and nothing else changes`, () => {
    const bytes = manifestOf(kind)
    const expected = (['manifest', 'config', 'layer'] as const).reduce(
      (text, part) => text.replaceAll(dockerTypes[part], ociTypes[part]),
      bytes.toString(),
    )
    assert.notEqual(expected, bytes.toString())
    assert.equal(withOciMediaTypes(bytes).toString(), expected)
  })
}

test('fields keep their order and unknown values, and no field is added', () => {
  const manifest = (layer: string, config: string) =>
    `{"annotations":{"mediaType":"${dockerTypes.layer}"},"layers":[{"size":1,"urls":["x"],"mediaType":"${layer}"}],` +
    `"config":{"digest":"y","mediaType":"${config}"},"schemaVersion":2,"more":[1]}`
  assert.equal(
    withOciMediaTypes(Buffer.from(manifest(dockerTypes.layer, dockerTypes.config))).toString(),
    manifest(ociTypes.layer, ociTypes.config),
  )
})

test('fields with the names of an object’s own stay', () => {
  const manifest = (type: string) =>
    `{"constructor":1,"config":{"prototype":2,"mediaType":"${type}"},"layers":[{"constructor":3}]}`
  assert.equal(
    withOciMediaTypes(Buffer.from(manifest(dockerTypes.config))).toString(),
    manifest(ociTypes.config),
  )
})

test('text that is not a manifest is refused', () => {
  for (const text of ['', '[]', '{}', '{"config":{},"layers":[1]}']) {
    assert.throws(
      () => withOciMediaTypes(Buffer.from(text)),
      (error) => error instanceof Failure && error.message.startsWith('The manifest is '),
    )
  }
})

test('the tag is removed from a manifest, other annotations stay, and empty annotations are removed', () => {
  const manifest = (annotations: string) => Buffer.from(`{"schemaVersion":2,"layers":[]${annotations}}`)
  const tag = '"org.opencontainers.image.ref.name":"1.2"'
  assert.equal(withoutTag(manifest(`,"annotations":{${tag}}`)).toString(), manifest('').toString())
  assert.equal(
    withoutTag(manifest(`,"annotations":{"a":"\\u003cb\\u003e",${tag},"z":"y"}`)).toString(),
    manifest(',"annotations":{"a":"\\u003cb\\u003e","z":"y"}').toString(),
  )
})

test('a manifest without a tag is returned byte for byte', () => {
  for (const text of ['{ "schemaVersion": 2 }', '{"annotations":{}}', '{"annotations":null}']) {
    const bytes = Buffer.from(text)
    assert.equal(withoutTag(bytes), bytes)
  }
})

const config = Buffer.from(
  '{"architecture":"amd64","created":"1980-01-01T00:00:01Z","history":[{"comment":"a \\u003c b"}],"os":"linux",' +
    '"rootfs":{"type":"layers","diff_ids":[]},"config":{"Entrypoint":["/cnb/process/web"],' +
    '"Labels":{"b":"1","d":"{\\"x\\":\\"\\u0026\\"}"},"WorkingDir":"/workspace"}}',
)

test('labels are added in order, and every other byte stays as Go wrote it', () => {
  const labels = new Map([
    ['c', '<3'],
    ['a', 'ü'],
    ['b', '2'],
  ])
  const expected = config
    .toString()
    .replace('"Labels":{"b":"1",', '"Labels":{"a":"ü","b":"2","c":"\\u003c3",')
  assert.equal(withLabels(config, labels).toString(), expected)
})

test('without labels, the bytes do not change', () => {
  const odd = Buffer.from(` ${config.toString()}\n`)
  assert.equal(withLabels(odd, new Map()), odd)
})

test('a configuration without labels gets them at its end', () => {
  const labels = new Map([['a', '1']])
  assert.equal(
    withLabels(Buffer.from('{"config":{"User":"x"}}'), labels).toString(),
    '{"config":{"User":"x","Labels":{"a":"1"}}}',
  )
  assert.equal(
    withLabels(Buffer.from('{"os":"linux"}'), labels).toString(),
    '{"os":"linux","config":{"Labels":{"a":"1"}}}',
  )
  assert.equal(
    withLabels(Buffer.from('{"config":{"Labels":null}}'), labels).toString(),
    '{"config":{"Labels":{"a":"1"}}}',
  )
})

test('the same labels in any order result in the same bytes', () => {
  const one = withLabels(
    config,
    new Map([
      ['x', '1'],
      ['y', '2'],
    ]),
  )
  const other = withLabels(
    config,
    new Map([
      ['y', '2'],
      ['x', '1'],
    ]),
  )
  assert.ok(one.equals(other))
})

test('a manifest gets the new configuration', () => {
  const digest = digestOf(config)
  const manifest = (size: number, hash: string) =>
    `{"schemaVersion":2,"config":{"mediaType":"m","size":${size},"digest":"${hash}"},"layers":[],"annotations":{"a":"b"}}`
  assert.equal(
    withConfig(Buffer.from(manifest(1, `sha256:${'0'.repeat(64)}`)), { digest, size: 7 }).toString(),
    manifest(7, digest),
  )
})

test('labels and fields with the names of an object’s own properties stay', () => {
  const odd = '{"prototype":1,"config":{"constructor":2,"Labels":{"constructor":"a","prototype":"b"}}}'
  assert.equal(
    withLabels(Buffer.from(odd), new Map([['z', '']])).toString(),
    odd.replace('"b"', '"b","z":""'),
  )
})

test('invalid labels are refused, and the message names the configuration', () => {
  for (const labels of ['[]', '"x"', '{"a":1}', '{"a":{"b":"c"}}']) {
    assert.throws(
      () => withLabels(Buffer.from(`{"config":{"Labels":${labels}}}`), new Map([['z', '']])),
      (error) =>
        error instanceof Failure && /^The image configuration is malformed at "Labels"/.test(error.message),
    )
  }
})
