import assert from 'node:assert/strict'
import { test } from 'node:test'
import { withConfig, withLabels } from '../../src/image/conversion.ts'
import { digestOf } from '../../src/image/digest.ts'
import { Failure } from '../../src/message/failure.ts'

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
