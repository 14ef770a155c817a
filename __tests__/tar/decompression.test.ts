import assert from 'node:assert/strict'
import { Readable } from 'node:stream'
import { test } from 'node:test'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { type Compression, decompress } from '../../src/tar/decompression.ts'
import { bytesOf } from '../registry/registry-client.ts'

const text = Buffer.from('a tar\n'.repeat(1000))

const refuse = (reason: string): Error => new Error(`refused: ${reason}`)

const unpacked = (bytes: Buffer, compression: Compression, size = bytes.length): Promise<Buffer> =>
  bytesOf(decompress(Readable.from([bytes]), compression, size, refuse))

const forms = [
  ['none', (bytes: Buffer) => bytes],
  ['gzip', gzipSync],
  ['zstd', zstdCompressSync],
] as const

for (const [compression, compress] of forms) {
  test(`${compression} data is decompress`, async () => {
    assert.ok((await unpacked(compress(text), compression)).equals(text))
  })

  test(`${compression} data that decompresses to too much is refused`, async () => {
    const bomb = compress(Buffer.alloc(70 * 1024 ** 2))
    await assert.rejects(unpacked(bomb, compression, 1000), /refused: it unpacks to more than 67\.1 MB/)
  })
}

for (const [compression, compress] of forms.slice(1)) {
  test(`incomplete or invalid ${compression} data is refused`, async () => {
    const reason = new RegExp(`refused: its ${compression} data is damaged`)
    await assert.rejects(unpacked(compress(text).subarray(0, -5), compression), reason)
    await assert.rejects(unpacked(text, compression), reason)
  })
}

test('the caller can set another limit', async () => {
  const within = (limit: number) =>
    bytesOf(decompress(Readable.from([gzipSync(text)]), 'gzip', 100, refuse, limit))
  assert.ok((await within(text.length)).equals(text))
  await assert.rejects(within(text.length - 1), /refused: it unpacks to more than/)
})

test('an error of the source is thrown unchanged', async () => {
  const gone = new Error('gone')
  const source = async function* () {
    yield gzipSync(text).subarray(0, 20)
    throw gone
  }
  await assert.rejects(bytesOf(decompress(source(), 'gzip', 100, refuse)), gone)
})
