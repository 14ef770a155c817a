import { createHash } from 'node:crypto'
import { WrongContent } from '../content/verify.ts'
import type { Descriptor } from '../image/descriptor.ts'
import { mismatch } from '../image/descriptor.ts'
import { digestOfHex } from '../image/digest.ts'
import type { Failure } from '../message/failure.ts'
import { malformed, networkError, RequestError } from './client/request-error.ts'
import type { Retries } from './client/retry.ts'
import type { Response } from './client/transport.ts'

/** So many bytes more, and the failures before them count no longer. */
const worthwhile = 1024 * 1024

const rangePattern = /^bytes (\d+)-\d+\/(\d+|\*)$/

/** How many bytes at the start of a response's body are known already; throws where it does not fit to what is. */
const overlap = (response: Response, received: number, size: number): number => {
  if (response.status === 200) return received
  const [, start, total = '*'] = rangePattern.exec(response.header('content-range')[0] ?? '') ?? []
  if (start !== `${received}` || (total !== '*' && total !== `${size}`)) {
    throw malformed(response.host, `bytes from ${received} of ${size} on were asked for, others came`)
  }
  return 0
}

/**
 * The bytes of a blob, through as many responses as it takes: after a broken transfer the rest is asked for. `open`
 * asks for the bytes from an offset on and resolves with status 200 (whole), 206 (the rest) or 416.
 * Throws a Failure if the blob is not what its descriptor says (the end is not signalled then), or where `retries`
 * gives up.
 */
export async function* transferBlob(
  { digest, size }: Descriptor,
  open: (offset: number) => Promise<Response>,
  retries: Retries,
): AsyncGenerator<Uint8Array, void, undefined> {
  const wrong = (host: string, how: string): Failure =>
    new WrongContent(
      `The blob ${digest} that ${host} sent is not what its name says: ${how}. ` +
        'Try again; if it stays so, push the image again.',
    )
  const hash = createHash('sha256')
  let received = 0
  let milestone = worthwhile
  let host = 'the registry'
  while (received < size) {
    try {
      const response = await open(received)
      host = response.host
      if (response.status === 416) throw wrong(host, `expected ${size} bytes, found no more than ${received}`)
      let skip = overlap(response, received, size)
      for await (const chunk of bodyOf(response)) {
        const rest = chunk.subarray(Math.min(skip, chunk.length))
        skip -= chunk.length - rest.length
        if (rest.length === 0) continue
        if (received + rest.length > size) throw wrong(host, `expected ${size} bytes, found more`)
        hash.update(rest)
        received += rest.length
        if (received >= milestone) {
          milestone = received + worthwhile
          retries.progress()
        }
        yield rest
      }
      if (received < size) {
        throw new RequestError(`${host} ended the transfer after ${received} of ${size} bytes`, {
          advice: 'Try again later; if it stays so, push the image again.',
          transient: true,
        })
      }
    } catch (error) {
      // All that counts has come: what follows is of no interest.
      if (received < size || !(error instanceof RequestError)) await retries.next(error)
    }
  }
  const how = mismatch({ digest, size }, { digest: digestOfHex(hash.digest('hex')), size: received })
  if (how !== undefined) throw wrong(host, how)
}

async function* bodyOf({ body, host }: Response): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    for await (const chunk of body) yield chunk
  } catch (error) {
    throw networkError(host, error)
  }
}
