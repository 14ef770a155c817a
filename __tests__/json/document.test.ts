import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import * as v from 'valibot'
import { parseImageConfig } from '../../src/image/config.ts'
import { digestOf } from '../../src/image/digest.ts'
import { parseManifest } from '../../src/image/image.ts'
import { parseIndex } from '../../src/image/image-index.ts'
import { isIndex, isManifest, ociMediaType } from '../../src/image/media-type.ts'
import { jsonFlaw, parseDocument } from '../../src/json/document.ts'
import { Failure } from '../../src/message/failure.ts'
import { dockerTypes, ociTypes } from '../image/image.ts'
import { holds } from '../property.ts'

const refused = (read: () => unknown, message: RegExp): void => {
  assert.throws(read, (error) => {
    assert.ok(error instanceof Failure)
    assert.match(error.message, message)
    return true
  })
}

const bytes = (value: unknown): Buffer => Buffer.from(JSON.stringify(value))
const descriptor = { mediaType: ociTypes.config, digest: digestOf('x'), size: 1 }

test('a document keeps fields that are not in its schema', () => {
  const schema = v.looseObject({ a: v.number() })
  assert.deepEqual(parseDocument(schema, '{"a":1,"b":2}', 'thing'), { a: 1, b: 2 })
})

test('a document that is not JSON is refused by its name', () => {
  for (const text of ['', '{', '{"schemaVersion":2', '\0\0']) {
    refused(() => parseManifest(Buffer.from(text), 'manifest of app'), /^The manifest of app is not JSON\.$/)
  }
})

test('a malformed document is refused with the path of the field', () => {
  const manifest = { schemaVersion: 2, config: descriptor, layers: [descriptor] }
  const broken: readonly [unknown, RegExp][] = [
    [null, /^The manifest is malformed: /],
    [[], /is malformed at "schemaVersion"/],
    [{ ...manifest, schemaVersion: 1 }, /is malformed at "schemaVersion"/],
    [{ ...manifest, config: undefined }, /is malformed at "config"/],
    [{ ...manifest, layers: [descriptor, { ...descriptor, size: -1 }] }, /at "layers\.1\.size"/],
    [{ ...manifest, layers: [{ ...descriptor, size: 1.5 }] }, /at "layers\.0\.size"/],
    [{ ...manifest, layers: [{ ...descriptor, size: 2 ** 60 }] }, /at "layers\.0\.size"/],
    [
      { ...manifest, layers: [{ ...descriptor, digest: 'sha256:../../etc/passwd' }] },
      /at "layers\.0\.digest": is not a sha256 digest/,
    ],
  ]
  for (const [value, message] of broken) refused(() => parseManifest(bytes(value)), message)
  refused(() => parseIndex(bytes(manifest)), /^The index is malformed at "manifests"/)
  refused(
    () =>
      parseImageConfig(bytes({ os: 'linux', architecture: 'amd64', rootfs: { type: 'x', diff_ids: [] } })),
    /^The image configuration is malformed at "rootfs\.type"/,
  )
})

test('a document whose objects and lists are nested too deeply is refused', () => {
  const schema = v.unknown()
  const nested = (depth: number, open = '[', close = ']') => open.repeat(depth) + close.repeat(depth)
  assert.ok(Array.isArray(parseDocument(schema, nested(500), 'thing')))
  const deep = /^The thing has more than 500 nested objects and lists\.$/
  refused(() => parseDocument(schema, nested(501), 'thing'), deep)
  refused(() => parseDocument(schema, `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`, 'thing'), deep)
  for (const text of [JSON.stringify('\\"[{'.repeat(1000)), `[${'[],'.repeat(1000)}{}]`]) {
    assert.deepEqual(parseDocument(schema, text, 'thing'), JSON.parse(text))
  }
})

test('a document that another reader would read differently is refused', () => {
  const text = JSON.stringify({ schemaVersion: 2, config: descriptor, layers: [descriptor] })
  const twice = text.replace('"layers"', '"layers":[],"layers"')
  refused(() => parseManifest(Buffer.from(twice)), /^The manifest has "layers" twice in one object\.$/)
  // Go ignores the case of field names, and treats the long s as an s.
  for (const name of ['Layers', 'LAYERS', 'layer\u017f', 'Manifests', 'mediatype']) {
    const other = text.replace('"schemaVersion"', `"${name}":[],"schemaVersion"`)
    refused(
      () => parseManifest(Buffer.from(other)),
      /^The manifest is malformed: the name of a field differs from/,
    )
  }
  refused(
    () => parseManifest(Buffer.from(text.replace('"layers":[{', '"layers":[{"Digest":"x",'))),
    /^The manifest is malformed at "layers\.0": the name of a field differs from a known one only in case\.$/,
  )
  const index = JSON.stringify({ schemaVersion: 2, manifests: [descriptor], Manifests: [] })
  refused(() => parseIndex(Buffer.from(index)), /^The index is malformed: the name of a field differs from/)
  const config = { os: 'linux', architecture: 'amd64', config: {}, rootfs: { type: 'layers', diff_ids: [] } }
  for (const other of [
    { ...config, OS: 'windows' },
    { ...config, Config: { Labels: {} } },
    { ...config, config: { Labels: {}, labels: { a: 'b' } } },
    { ...config, rootfs: { ...config.rootfs, Diff_IDs: [] } },
  ]) {
    refused(
      () => parseImageConfig(Buffer.from(JSON.stringify(other))),
      /the name of a field differs from a known one/,
    )
  }
})

test('a document cannot add lines to its error message', () => {
  const hostile = 'x\n::error::y\u001b[31m\u202e'
  refused(() => parseManifest(bytes({ schemaVersion: hostile })), /^\P{C}+$/u)
  refused(
    () =>
      parseManifest(
        bytes({ schemaVersion: 2, config: descriptor, layers: [], annotations: { [hostile]: 1 } }),
      ),
    /^\P{C}+$/u,
  )
})

test('the media types of Docker and OCI are equivalent', () => {
  for (const part of ['index', 'manifest', 'config', 'layer'] as const) {
    assert.equal(ociMediaType(dockerTypes[part]), ociTypes[part])
    assert.equal(ociMediaType(ociTypes[part]), ociTypes[part])
    for (const types of [dockerTypes, ociTypes]) {
      assert.equal(isIndex(types[part]), part === 'index')
      assert.equal(isManifest(types[part]), part === 'manifest')
    }
  }
  for (const other of ['text/plain', 'constructor', '__proto__']) assert.equal(ociMediaType(other), other)
})

test('a field that comes twice in one object is a flaw, in any spelling of its name', () => {
  assert.equal(jsonFlaw('{"a":1,"b":{"a":2},"a":3}'), 'has "a" twice in one object')
  assert.equal(jsonFlaw('[{"x":[{"\\u0061" : 1 ,"a"\n:2}]}]'), 'has "a" twice in one object')
  assert.equal(jsonFlaw('{"\\n::x":1,"\\n::x":2}'), 'has "::x" twice in one object')
})

test('the same name in another object, in another case or as a value is not a flaw', () => {
  for (const text of [
    '{"a":{"a":{"a":1}}}',
    '[{"a":1},{"a":1}]',
    '{"a":"a","A":["a","a"]}',
    '"a"',
    '{"":0}',
  ]) {
    assert.equal(jsonFlaw(text), undefined, text)
  }
})

test('brackets and colons in strings are ignored', () => {
  for (const value of ['\\"}{"a":1', '[{'.repeat(1000), '\\', '"a":1,"a":2']) {
    assert.equal(jsonFlaw(JSON.stringify({ [value]: value, a: [value] })), undefined)
  }
})

test('objects and lists may be nested up to a limit', () => {
  const nested = (depth: number): string => '[{"a":'.repeat(depth / 2) + 1 + '}]'.repeat(depth / 2)
  assert.equal(jsonFlaw(nested(500)), undefined)
  for (const depth of [502, 200_000]) {
    assert.equal(jsonFlaw(nested(depth)), 'has more than 500 nested objects and lists')
  }
})

test('a document of the largest size is checked', () => {
  for (const text of [JSON.stringify('x'.repeat(4_000_000)), `[${'{"a":1},'.repeat(500_000)}{}]`]) {
    assert.equal(jsonFlaw(text), undefined)
  }
})

holds('what JSON.stringify writes of a value has no flaw', [fc.jsonValue()], (value) => {
  for (const space of [0, 2]) assert.equal(jsonFlaw(JSON.stringify(value, undefined, space)), undefined)
})
