import assert from 'node:assert/strict'
import { test } from 'node:test'
import { verified } from '../../src/content/verified.ts'
import { digestOf } from '../../src/image/digest.ts'
import { bytesOf } from '../registry/registry-client.ts'

const refuse = (reason: string): Error => new Error(`refused: ${reason}`)

const source = async function* () {
  yield Buffer.from('one ')
  yield Buffer.from('blob')
}

test('what is what it says passes as it is', async () => {
  const expected = { digest: digestOf('one blob'), size: 8 }
  assert.equal(String(await bytesOf(verified(source(), expected, refuse))), 'one blob')
})

for (const [what, expected] of [
  ['other bytes', { digest: digestOf('two blob'), size: 8 }],
  ['fewer bytes', { digest: digestOf('one blob'), size: 9 }],
] as const) {
  test(`${what} than were expected are refused instead of their end`, async () => {
    let passed = ''
    const read = async (): Promise<void> => {
      for await (const chunk of verified(source(), expected, refuse)) passed += String(chunk)
    }
    await assert.rejects(read, /refused: it is not what it says: expected /)
    assert.equal(passed, 'one blob')
  })
}
