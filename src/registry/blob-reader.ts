import type { Bytes } from '../content/content.ts'
import { type Descriptor, mismatch } from '../image/descriptor.ts'
import { Failure } from '../message/failure.ts'

/** The bytes of a blob for the requests that send it. */
export interface BlobReader extends AsyncDisposable {
  /** The bytes from one offset to another. If a range begins where the one before it ended, nothing is read twice. */
  range(start: number, end: number): AsyncIterable<Uint8Array>
}

interface Reading {
  readonly pieces: AsyncGenerator<Uint8Array, void, undefined>
  /** The offset of the next byte. */
  position: number
  /** What is left of a piece that was larger than its range. */
  rest: Uint8Array | undefined
  /** Whether a range is being read: one that a request has given up may still be about to end. */
  isBusy: boolean
}

/** A reader of what `open` gives from the beginning; `onRead` is called for each piece that was taken. */
export const createBlobReader = (blob: Descriptor, open: () => Bytes, onRead: () => void): BlobReader => {
  let current: Reading | undefined
  const close = async (reading = current): Promise<void> => {
    if (current === reading) current = undefined
    await reading?.pieces.return()
  }
  const readingFrom = async (start: number): Promise<Reading> => {
    if (current?.position === start && !current.isBusy) return current
    await close()
    const pieces = checkedPieces(open(), start, blob)
    current = { pieces, position: start, rest: undefined, isBusy: false }
    return current
  }
  return {
    async *range(start, end) {
      const reading = await readingFrom(start)
      reading.isBusy = true
      try {
        while (reading.position < end) {
          const piece = reading.rest ?? (await reading.pieces.next()).value
          if (piece === undefined) return
          const taken = piece.subarray(0, end - reading.position)
          reading.rest = taken.length < piece.length ? piece.subarray(taken.length) : undefined
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
 * The bytes of a blob from an offset on; throws a Failure if there are more or fewer than its descriptor says. The last
 * piece comes when it is known that all were right: a registry that has all bytes may make a blob of them at once.
 */
async function* checkedPieces(
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
