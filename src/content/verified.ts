import { createHash } from 'node:crypto'
import { type Expected, mismatch } from '../image/descriptor.ts'
import { digestOfHex } from '../image/digest.ts'

/** The same bytes; throws a refusal instead of their end where they are not what was expected. */
export async function* verified(
  source: AsyncIterable<Uint8Array>,
  expected: Expected,
  refuse: (reason: string) => Error,
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
