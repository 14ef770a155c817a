import type { Bytes } from '../content/content.ts'
import { type Descriptor, mismatch } from '../image/descriptor.ts'
import { Failure } from '../message/failure.ts'

/** Reads the bytes of a blob for the requests that send it. */
export interface BlobReader extends AsyncDisposable {
  /** The bytes from one offset to another. A range that continues the previous one reads nothing twice. */
  range(start: number, end: number): AsyncIterable<Uint8Array>
}

interface OpenBlob {
  readonly chunks: AsyncGenerator<Uint8Array, void, undefined>
  /** The offset of the next byte. */
  position: number
  /** The rest of a chunk that was larger than its range. */
  rest: Uint8Array | undefined
  /** Whether a range is being read. A request that was aborted may not have ended its range yet. */
  isBusy: boolean
}

/** Creates a reader. `open` returns the bytes from the beginning; `onRead` is called after each chunk. */
export const createBlobReader = (blob: Descriptor, open: () => Bytes, onRead: () => void): BlobReader => {
  let current: OpenBlob | undefined
  const close = async (blobAt = current): Promise<void> => {
    if (current === blobAt) current = undefined
    await blobAt?.chunks.return()
  }
  const openAt = async (start: number): Promise<OpenBlob> => {
    if (current?.position === start && !current.isBusy) return current
    await close()
    const chunks = chunksFrom(open(), start, blob)
    current = { chunks, position: start, rest: undefined, isBusy: false }
    return current
  }
  return {
    async *range(start, end) {
      const reading = await openAt(start)
      reading.isBusy = true
      try {
        while (reading.position < end) {
          const chunk = reading.rest ?? (await reading.chunks.next()).value
          if (chunk === undefined) return
          const taken = chunk.subarray(0, end - reading.position)
          reading.rest = taken.length < chunk.length ? chunk.subarray(taken.length) : undefined
          reading.position += taken.length
          yield taken
          onRead()
        }
      } finally {
        reading.isBusy = false
        if (reading.position < end) await close(reading)
      }
    },
    [Symbol.asyncDispose]: () => close(),
  }
}

/**
 * The bytes of a blob from an offset. Throws a Failure if there are more or fewer than its descriptor says. The last chunk
 * is held back until the source has ended without an error, because a registry that has all bytes may store the blob.
 */
async function* chunksFrom(
  bytes: Bytes,
  offset: number,
  { digest, size }: Descriptor,
): AsyncGenerator<Uint8Array, void, undefined> {
  let found = 0
  let held: Uint8Array | undefined
  for await (const chunk of bytes) {
    const rest = chunk.subarray(Math.min(Math.max(offset - found, 0), chunk.length))
    found += chunk.length
    if (found > size) break
    if (rest.length === 0) continue
    if (held !== undefined) yield held
    held = rest
  }
  const wrong = mismatch({ digest, size }, { digest, size: found })
  if (wrong !== undefined)
    throw new Failure(`The blob ${digest} cannot be pushed: ${wrong}. Build the image again.`)
  if (held !== undefined) yield held
}
