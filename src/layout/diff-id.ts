import { open } from 'node:fs/promises'
import { finished } from 'node:stream/promises'
import { ContentMeter } from '../content/verify.ts'
import { safeReadFlags } from '../files/file-content.ts'
import type { Digest } from '../image/digest.ts'
import { messageOf } from '../message/failure.ts'
import { type Compression, createDecompressor, decompress } from '../tar/decompression.ts'
import { blobPath, chunkSize } from './blob.ts'

/** The diff ID of a layer, or the reason why its blob cannot be decompressed. */
export type DiffIdResult = Digest | string

/**
 * Passes the blob of a layer through and computes its diff ID, the digest of the decompressed content.
 * https://github.com/opencontainers/image-spec/blob/v1.1.1/config.md#layer-diffid
 *
 * Decompression runs at the same time as the consumer, one chunk later. `onResult` gets the result as a promise when the blob
 * ends, so that the next blob does not wait for it.
 */
export async function* withDiffId(
  blob: AsyncIterable<Uint8Array>,
  onResult: (result: Promise<DiffIdResult>) => void,
): AsyncGenerator<Uint8Array> {
  const meter = new ContentMeter()
  let decompressor: ReturnType<typeof createDecompressor> | undefined
  let ended: Promise<unknown> = Promise.resolve()
  let written: Promise<void> | undefined
  let isWhole = false
  try {
    for await (const chunk of blob) {
      if (written === undefined) {
        const compression = compressionOf(chunk)
        written = Promise.resolve()
        if (compression !== 'none') {
          decompressor = createDecompressor(compression)
          ended = finished(decompressor).catch((error: unknown) => error)
          decompressor.on('data', (tar: Uint8Array) => meter.add(tar))
        }
      }
      await written
      if (decompressor === undefined) meter.add(chunk)
      // An error of the stream also ends each write.
      else written = new Promise((resolve) => decompressor?.write(chunk, () => resolve()))
      yield chunk
    }
    isWhole = true
  } finally {
    if (isWhole) decompressor?.end()
    else decompressor?.destroy()
  }
  const result = async (): Promise<DiffIdResult> => {
    const error = await ended
    return error === undefined ? meter.measure().digest : messageOf(error)
  }
  onResult(result())
}

/** The compression of a blob with these first bytes. */
const compressionOf = (start: Uint8Array): Compression => {
  const magic = Buffer.from(start.subarray(0, 4)).toString('hex')
  return magic.startsWith('1f8b') ? 'gzip' : magic === '28b52ffd' ? 'zstd' : 'none'
}

const refuse = (reason: string): Error => new Error(reason)

/**
 * How much the blob of a layer may unpack to, in bytes. That only bounds the time, because nothing is stored, so layers may
 * have larger sparse files than archives of an app.
 */
const layerLimit = (size: number): number => Math.min(64 * 1024 ** 3, Math.max(1024 ** 3, size * 100))

/**
 * The diff ID of a layer whose blob is in a layout. The blob is untrusted: how much it may unpack to is limited. Throws the
 * signal's reason after an abort.
 */
export const diffIdOf = async (
  layout: string,
  digest: Digest,
  signal?: AbortSignal,
): Promise<DiffIdResult> => {
  const meter = new ContentMeter()
  try {
    await using file = await open(blobPath(layout, digest), safeReadFlags)
    const { size } = await file.stat()
    const start = Buffer.alloc(4)
    await file.read(start, { position: 0 })
    const blob = file.createReadStream({ highWaterMark: chunkSize, start: 0 })
    const tar = decompress(blob, compressionOf(start), size, refuse, layerLimit(size))
    for await (const chunk of tar) {
      signal?.throwIfAborted()
      meter.add(chunk)
    }
    return meter.measure().digest
  } catch (error) {
    signal?.throwIfAborted()
    return messageOf(error)
  }
}
