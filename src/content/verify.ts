import { createHash } from 'node:crypto'
import { type Expectation, type Measure, mismatch } from '../image/descriptor.ts'
import { digestOfHex } from '../image/digest.ts'
import { Failure } from '../message/failure.ts'

/** A source sent complete content with another digest or size. Another attempt or another source may help. */
export class WrongContent extends Failure {}

/** A source stores content with another digest or size. Another attempt does not help, but another source may. */
export class CorruptContent extends WrongContent {}

/** The digest and the size of bytes that pass by in chunks. */
export class ContentMeter {
  readonly #hash = createHash('sha256')
  #size = 0

  /** The number of bytes so far. */
  get size(): number {
    return this.#size
  }

  add(chunk: Uint8Array): void {
    this.#hash.update(chunk)
    this.#size += chunk.length
  }

  /** Completes the measure. Call it once. */
  measure(): Measure {
    return { digest: digestOfHex(this.#hash.digest('hex')), size: this.#size }
  }

  /** Completes the measure and says how it differs from the expected one; undefined if it does not. */
  mismatch(expected: Expectation): string | undefined {
    return mismatch(expected, this.measure())
  }
}

/** Passes bytes on. Throws a refusal instead of ending if their digest or size is not the expected one. */
export async function* verifyStream(
  source: AsyncIterable<Uint8Array>,
  expected: Expectation,
  refuse: (reason: string) => Error,
): AsyncGenerator<Uint8Array> {
  const meter = new ContentMeter()
  for await (const chunk of source) {
    meter.add(chunk)
    yield chunk
  }
  const difference = meter.mismatch(expected)
  if (difference !== undefined) throw refuse(`its digest or size is wrong: ${difference}`)
}

/** Reads bytes into memory; undefined if there are more than the limit. Stops reading there. */
export const readBytes = async (
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  limit: number,
): Promise<Buffer | undefined> => {
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of source) {
    size += chunk.length
    if (size > limit) return undefined
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}
