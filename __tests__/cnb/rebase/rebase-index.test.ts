import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isAttestation, rebaseIndex } from '../../../src/cnb/rebase/rebase.ts'
import { annotationKeys } from '../../../src/image/annotations.ts'
import { digestOf } from '../../../src/image/digest.ts'
import { mediaTypes } from '../../../src/image/media-type.ts'
import { Failure } from '../../../src/message/failure.ts'

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
