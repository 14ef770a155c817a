import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import { digestOf } from '../../src/image/digest.ts'
import { writeBlob } from '../../src/layout/blob.ts'
import { diffIdOf } from '../../src/layout/diff-id.ts'
import { temporaryFolder } from '../image/image.ts'

const diffIdOfBlob = async (folder: string, bytes: Uint8Array): Promise<string> => {
  const digest = digestOf(bytes)
  await writeBlob(folder, { digest }, [bytes])
  return diffIdOf(folder, digest)
}

test('a diff ID is the digest of the decompressed layer', async (t) => {
  const folder = await temporaryFolder(t)
  const tar = Buffer.from('a tar')
  for (const blob of [tar, gzipSync(tar), zstdCompressSync(tar)]) {
    assert.equal(await diffIdOfBlob(folder, blob), digestOf(tar))
  }
})

test('a damaged layer, and one that decompresses to far more than its size, has no diff ID', async (t) => {
  const folder = await temporaryFolder(t)
  const member = gzipSync(Buffer.alloc(64 * 1024 ** 2))
  const bomb = Buffer.concat(Array.from({ length: 5 }, () => member))
  assert.equal(await diffIdOfBlob(folder, bomb), 'it unpacks to more than 268 MB')
  assert.match(await diffIdOfBlob(folder, gzipSync('a tar').subarray(0, 15)), /gzip data is damaged/)
  assert.match(await diffIdOf(folder, digestOf('missing')), /ENOENT/)
})
