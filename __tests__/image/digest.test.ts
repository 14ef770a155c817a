import assert from 'node:assert/strict'
import { test } from 'node:test'
import { digestOf, digestOfHex, hexOf, parseDigest } from '../../src/image/digest.ts'
import { Failure } from '../../src/message/failure.ts'

// https://www.di-mgt.com.au/sha_testvectors.html
const hexOfAbc = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'

test('a digest is sha256 and 64 hexadecimal digits, which name its file', () => {
  assert.equal(digestOf('abc'), `sha256:${hexOfAbc}`)
  assert.equal(digestOf(Buffer.from('abc')), digestOf('abc'))
  assert.equal(parseDigest(`sha256:${hexOfAbc}`), digestOfHex(hexOfAbc))
  assert.equal(hexOf(digestOf('abc')), hexOfAbc)
})

for (const text of [
  '',
  hexOfAbc,
  `sha256:${hexOfAbc.toUpperCase()}`,
  `sha256:${hexOfAbc.slice(1)}`,
  `sha256:${hexOfAbc}0`,
  `sha256:${hexOfAbc}\n`,
  `sha512:${hexOfAbc}${hexOfAbc}`,
  `sha256:../${hexOfAbc.slice(3)}`,
]) {
  test(`${JSON.stringify(text)} is refused as a digest`, () => {
    assert.throws(
      () => parseDigest(text),
      (error) => error instanceof Failure && error.message.includes(`"${text.trim()}" is not a digest`),
    )
  })
}
