import { pipeline, Readable } from 'node:stream'
import { createGunzip, createZstdDecompress } from 'node:zlib'
import { formatBytes } from '../message/quantity.ts'
import type { Refusal } from './read.ts'

export type Compression = 'gzip' | 'zstd' | 'none'

/**
 * The bytes behind the compression of a stranger's archive of `size` bytes; never more than files can well be compressed to
 * that. Throws a refusal where it is broken, or is a bomb.
 */
export async function* decompressed(
  source: AsyncIterable<Uint8Array>,
  compression: Compression,
  size: number,
  refuse: Refusal,
): AsyncGenerator<Uint8Array> {
  const limit = Math.min(mostBytes, Math.max(plentyOfBytes, size * mostRatio))
  let count = 0
  for await (const chunk of compression === 'none' ? source : unpacked(source, compression, refuse)) {
    count += chunk.length
    if (count > limit) throw refuse(`it unpacks to more than ${formatBytes(limit)}`)
    yield chunk
  }
}

const mostBytes = 8 * 1024 ** 3
// Up to here no ratio is odd.
const plentyOfBytes = 64 * 1024 ** 2
// Sources and programs take a third to a twentieth.
const mostRatio = 100

async function* unpacked(
  source: AsyncIterable<Uint8Array>,
  compression: Exclude<Compression, 'none'>,
  refuse: Refusal,
): AsyncGenerator<Uint8Array> {
  const unpack = compression === 'gzip' ? createGunzip() : createZstdDecompress()
  // What breaks the stream is thrown where it is read.
  const stream = pipeline(Readable.from(source, { objectMode: false }), unpack, () => {})
  try {
    for await (const chunk of stream) if (chunk instanceof Uint8Array) yield chunk
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (/^(?:Z_|ZSTD_)/.test(code)) throw refuse(`its ${compression} is broken`)
    throw error
  }
}
