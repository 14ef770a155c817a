import { pipeline, Readable } from 'node:stream'
import { createGunzip, createZstdDecompress, type Gunzip, type ZstdDecompress } from 'node:zlib'
import { formatBytes } from '../message/quantity.ts'
import type { Refusal } from './read.ts'

export type Compression = 'gzip' | 'zstd' | 'none'

/** How much an untrusted archive of `size` bytes may unpack to, in bytes: no more than files of that size normally have. */
const archiveLimit = (size: number): number => Math.min(sizeLimit, Math.max(harmlessSize, size * ratioLimit))

// In bytes.
const sizeLimit = 8 * 1024 ** 3
// In bytes. Below this size, any ratio is accepted.
const harmlessSize = 64 * 1024 ** 2
// Source code and programs compress to a third to a twentieth of their size.
const ratioLimit = 100

/** Decompresses untrusted data of `size` bytes. Throws a refusal if it is damaged, or has more than `limit` bytes. */
export async function* decompress(
  source: AsyncIterable<Uint8Array>,
  compression: Compression,
  size: number,
  refuse: Refusal,
  limit = archiveLimit(size),
): AsyncGenerator<Uint8Array> {
  let count = 0
  for await (const chunk of compression === 'none' ? source : inflate(source, compression, refuse)) {
    count += chunk.length
    if (count > limit) throw refuse(`it unpacks to more than ${formatBytes(limit)}`)
    yield chunk
  }
}

const chunkSize = 256 * 1024

/** A stream that decompresses what is written to it. */
export const createDecompressor = (compression: Exclude<Compression, 'none'>): Gunzip | ZstdDecompress =>
  compression === 'gzip' ? createGunzip({ chunkSize }) : createZstdDecompress({ chunkSize })

async function* inflate(
  source: AsyncIterable<Uint8Array>,
  compression: Exclude<Compression, 'none'>,
  refuse: Refusal,
): AsyncGenerator<Uint8Array> {
  // The reader of the stream throws the error.
  const stream = pipeline(
    Readable.from(source, { objectMode: false }),
    createDecompressor(compression),
    () => {},
  )
  try {
    for await (const chunk of stream) if (chunk instanceof Uint8Array) yield chunk
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (/^(?:Z_|ZSTD_)/.test(code)) throw refuse(`its ${compression} data is damaged`)
    throw error
  }
}
