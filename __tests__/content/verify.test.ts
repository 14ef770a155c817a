import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readBytes, verifyStream } from '../../src/content/verify.ts'
import { digestOf } from '../../src/image/digest.ts'
import { bytesOf } from '../registry/registry-client.ts'

const refuse = (reason: string): Error => new Error(`refused: ${reason}`)

const source = async function* () {
  yield Buffer.from('one ')
  yield Buffer.from('blob')
}

test('correct bytes pass unchanged', async () => {
  const expected = { digest: digestOf('one blob'), size: 8 }
  assert.equal(String(await bytesOf(verifyStream(source(), expected, refuse))), 'one blob')
})

for (const [what, expected] of [
  ['other bytes', { digest: digestOf('two blob'), size: 8 }],
  ['too few bytes', { digest: digestOf('one blob'), size: 9 }],
] as const) {
  test(`a stream with ${what} ends with a refusal`, async () => {
    let passed = ''
    const read = async (): Promise<void> => {
      for await (const chunk of verifyStream(source(), expected, refuse)) passed += String(chunk)
    }
    await assert.rejects(read, /refused: its digest or size is wrong: expected /)
    assert.equal(passed, 'one blob')
  })
}

test('reading into memory stops at the limit', async () => {
  assert.equal(String(await readBytes(source(), 8)), 'one blob')
  let ended = false
  const endless = async function* () {
    try {
      for (;;) yield Buffer.from('four')
    } finally {
      ended = true
    }
  }
  assert.equal(await readBytes(endless(), 11), undefined)
  assert.ok(ended)
})
