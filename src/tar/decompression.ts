import { pipeline, Readable } from 'node:stream'
import { createGunzip, createZstdDecompress } from 'node:zlib'
import { formatBytes } from '../message/quantity.ts'
import type { Refusal } from './read.ts'

export type Compression = 'gzip' | 'zstd' | 'none'

/** How much untrusted data may unpack to, in bytes. */
export interface UnpackLimits {
  /** Below this size, any ratio is accepted. */
  readonly harmless: number
  readonly largest: number
}

/** For archives that are unpacked on a disk. */
const archiveLimits: UnpackLimits = { harmless: 64 * 1024 ** 2, largest: 8 * 1024 ** 3 }

/** For layers of an image that are only hashed. */
export const layerLimits: UnpackLimits = { harmless: 256 * 1024 ** 2, largest: 64 * 1024 ** 3 }

// In bytes, decompressed.
const chunkSize = 256 * 1024

// Source code and programs compress to a third to a twentieth of their size.
const ratioLimit = 100

/**
 * Decompresses untrusted data of `size` bytes. Throws a refusal if it is damaged, or decompresses to more than files of that
 * compressed size normally have.
 */
export async function* decompress(
  source: AsyncIterable<Uint8Array>,
  compression: Compression,
  size: number,
  refuse: Refusal,
  { harmless, largest }: UnpackLimits = archiveLimits,
): AsyncGenerator<Uint8Array> {
  const limit = Math.min(largest, Math.max(harmless, size * ratioLimit))
  let count = 0
  for await (const chunk of compression === 'none' ? source : inflate(source, compression, refuse)) {
    count += chunk.length
    if (count > limit) throw refuse(`it unpacks to more than ${formatBytes(limit)}`)
    yield chunk
  }
}

async function* inflate(
  source: AsyncIterable<Uint8Array>,
  compression: Exclude<Compression, 'none'>,
  refuse: Refusal,
): AsyncGenerator<Uint8Array> {
  const unpack = compression === 'gzip' ? createGunzip({ chunkSize }) : createZstdDecompress({ chunkSize })
  // The reader of the stream throws the error.
  const stream = pipeline(Readable.from(source, { objectMode: false }), unpack, () => {})
  try {
    for await (const chunk of stream) if (chunk instanceof Uint8Array) yield chunk
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (/^(?:Z_|ZSTD_)/.test(code)) throw refuse(`its ${compression} data is damaged`)
    throw error
  }
}
