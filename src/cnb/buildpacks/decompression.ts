import { createHash } from 'node:crypto'
import { pipeline, Readable } from 'node:stream'
import { createGunzip, createZstdDecompress } from 'node:zlib'
import { type Expected, mismatch } from '../../image/descriptor.ts'
import { digestOfHex } from '../../image/digest.ts'
import type { Failure } from '../../message/failure.ts'
import { formatBytes } from '../../message/quantity.ts'

type Bytes = AsyncIterable<Uint8Array>

/** Makes the error for a package that is refused. */
export type Refusal = (reason: string) => Failure

export type Compression = 'gzip' | 'zstd' | 'none'

/** The compression of a layer, by its media type. */
export const compressionOf = (mediaType: string): Compression =>
  /gzip$/.test(mediaType) ? 'gzip' : /zstd$/.test(mediaType) ? 'zstd' : 'none'

/**
 * The bytes behind a compression; never more than a package of buildpacks can well have, given the bytes that it is
 * compressed to. Throws a refusal where it is broken, or is a bomb.
 */
export async function* decompressed(
  source: Bytes,
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
  source: Bytes,
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

/** The same bytes; throws a refusal in the place of their end where they are not what was expected. */
export async function* proven(
  source: Bytes,
  expected: Expected,
  refuse: Refusal,
): AsyncGenerator<Uint8Array> {
  const hash = createHash('sha256')
  let size = 0
  for await (const chunk of source) {
    hash.update(chunk)
    size += chunk.length
    yield chunk
  }
  const wrong = mismatch(expected, { digest: digestOfHex(hash.digest('hex')), size })
  if (wrong !== undefined) throw refuse(`it is not what it says: ${wrong}`)
}
