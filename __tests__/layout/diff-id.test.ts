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
  // Layers with large sparse files compress better than any archive of an app.
  const zeros = Buffer.alloc(70 * 1024 ** 2)
  assert.equal(await diffIdOfBlob(folder, zstdCompressSync(zeros)), digestOf(zeros))
})

test('a damaged layer has no diff ID', async (t) => {
  const folder = await temporaryFolder(t)
  assert.match(await diffIdOfBlob(folder, gzipSync('a tar').subarray(0, 15)), /gzip data is damaged/)
  assert.match(await diffIdOf(folder, digestOf('missing')), /ENOENT/)
})
