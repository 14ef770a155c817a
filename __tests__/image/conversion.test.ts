import assert from 'node:assert/strict'
import { test } from 'node:test'
import { withOciMediaTypes, withoutTag } from '../../src/image/conversion.ts'
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
