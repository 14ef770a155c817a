import { createReadStream } from 'node:fs'
import { finished } from 'node:stream/promises'
import { createGunzip, createZstdDecompress } from 'node:zlib'
import { ContentMeter } from '../content/verify.ts'
import type { Digest } from '../image/digest.ts'
import { messageOf } from '../message/failure.ts'
import { blobPath, chunkSize } from './blob.ts'

/** The diff ID of a layer, or why it has none: its blob cannot be decompressed. */
export type DiffIdResult = Digest | string

/**
 * Passes the blob of a layer on, and finds its diff ID on the way: the digest of what the blob decompresses to.
 * https://github.com/opencontainers/image-spec/blob/v1.1.1/config.md#layer-diffid
 *
 * Decompression runs beside what happens to the bytes elsewhere, one chunk behind. `onResult` gets the result as a promise
 * when the blob ends, so that the next blob does not wait for this one.
 */
export async function* withDiffId(
  blob: AsyncIterable<Uint8Array>,
  onResult: (result: Promise<DiffIdResult>) => void,
): AsyncGenerator<Uint8Array> {
  const meter = new ContentMeter()
  let decompressor: ReturnType<typeof decompressorFor>
  let ended: Promise<unknown> = Promise.resolve()
  let written: Promise<void> | undefined
  let isWhole = false
  try {
    for await (const chunk of blob) {
      if (written === undefined) {
        decompressor = decompressorFor(chunk)
        written = Promise.resolve()
        if (decompressor !== undefined) {
          ended = finished(decompressor).catch((error: unknown) => error)
          decompressor.on('data', (tar: Uint8Array) => meter.add(tar))
        }
      }
      await written
      if (decompressor === undefined) meter.add(chunk)
      // What breaks the stream also ends each write to it.
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

/** What decompresses a blob that starts with these bytes; undefined if it is not compressed. */
const decompressorFor = (start: Uint8Array) => {
  const magic = Buffer.from(start.subarray(0, 4)).toString('hex')
  if (magic.startsWith('1f8b')) return createGunzip({ chunkSize: 256 * 1024 })
  return magic === '28b52ffd' ? createZstdDecompress({ chunkSize: 256 * 1024 }) : undefined
}

/** The diff ID of a layer whose blob is in a layout. */
export const diffIdOf = async (layout: string, digest: Digest): Promise<DiffIdResult> => {
  const blob = createReadStream(blobPath(layout, digest), { highWaterMark: chunkSize })
  let result: Promise<DiffIdResult> | undefined
  try {
    for await (const _ of withDiffId(blob, (found) => (result = found)));
  } catch (error) {
    return messageOf(error)
  }
  return (await result) ?? 'it was not read'
}
