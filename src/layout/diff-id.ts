import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'
import { type Digest, digestOfHex } from '../image/digest.ts'
import { messageOf } from '../message/failure.ts'
import { blobPath, chunkSize } from './blob.ts'

/**
 * The digest of what a layer's blob in a layout is when it is not compressed; what is wrong with it where it is not gzip.
 * https://github.com/opencontainers/image-spec/blob/v1.1.1/config.md#layer-diffid
 */
export const diffIdOf = async (layout: string, digest: Digest): Promise<Digest | string> => {
  const hash = createHash('sha256')
  const blob = createReadStream(blobPath(layout, digest), { highWaterMark: chunkSize })
  try {
    await pipeline(blob, createGunzip({ chunkSize }), async (tar) => {
      for await (const chunk of tar) hash.update(chunk)
    })
  } catch (error) {
    return messageOf(error)
  }
  return digestOfHex(hash.digest('hex'))
}
