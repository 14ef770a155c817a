import { ContentMeter, WrongContent } from '../content/verify.ts'
import type { Descriptor } from '../image/descriptor.ts'
import type { Digest } from '../image/digest.ts'
import { Failure } from '../message/failure.ts'
import type { RepositoryClient } from './client/client.ts'
import { malformed, networkError, RequestError } from './client/request-error.ts'
import { createRetries, retry } from './client/retry.ts'
import { discard, type Response } from './client/transport.ts'

/**
 * The bytes of a blob. Size and digest are verified, and an interrupted transfer is resumed. If the registry sends other
 * bytes, throws a WrongContent failure instead of ending.
 */
export async function* fetchBlob(
  client: RepositoryClient,
  { digest, size }: Descriptor,
): AsyncGenerator<Uint8Array, void, undefined> {
  const retries = createRetries(client.retryOptions(`fetch the blob ${digest} of ${client.name}`))
  const wrong = (host: string, difference: string): Failure =>
    new WrongContent(
      `The blob ${digest} from ${host} is corrupt: ${difference}. Try again. If the error persists, push the image again.`,
    )
  const meter = new ContentMeter()
  let host = 'the registry'
  while (meter.size < size) {
    try {
      const response = await requestBlob(client, digest, meter.size)
      host = response.host
      if (response.status === 416) {
        throw wrong(host, `expected ${size} bytes, found no more than ${meter.size}`)
      }
      let skip = knownBytes(response, meter.size, size)
      for await (const chunk of bodyOf(response)) {
        const rest = chunk.subarray(Math.min(skip, chunk.length))
        skip -= chunk.length - rest.length
        if (rest.length === 0) continue
        if (meter.size + rest.length > size) throw wrong(host, `expected ${size} bytes, found more`)
        meter.add(rest)
        retries.progress(meter.size)
        yield rest
      }
      if (meter.size < size) {
        throw new RequestError(`${host} ended the transfer after ${meter.size} of ${size} bytes`, {
          advice: 'Try again later. If the error persists, push the image again.',
          transient: true,
        })
      }
    } catch (error) {
      // An error after the last byte does not matter.
      if (meter.size < size || !(error instanceof RequestError)) await retries.next(error)
    }
  }
  const difference = meter.mismatch({ digest, size })
  if (difference !== undefined) throw wrong(host, difference)
}

/** Requests the bytes from an offset. The status is 200 (the whole blob), 206 (the rest) or 416. */
const requestBlob = (client: RepositoryClient, digest: Digest, offset: number): Promise<Response> =>
  client.ask(`blobs/${digest}`, {
    method: 'GET',
    headers: offset === 0 ? {} : { range: `bytes=${offset}-` },
    wanted: offset === 0 ? [200] : [200, 206, 416],
    isStreamed: true,
  })

const rangePattern = /^bytes (\d+)-\d+\/(\d+|\*)$/

/** The number of bytes at the start of a body that were received before. Throws if the range is not the requested one. */
const knownBytes = (response: Response, received: number, size: number): number => {
  if (response.status === 200) return received
  const [, start, total = '*'] = rangePattern.exec(response.header('content-range')[0] ?? '') ?? []
  if (start !== `${received}` || (total !== '*' && total !== `${size}`)) {
    throw malformed(response.host, `it is not the requested range, from byte ${received} of ${size}`)
  }
  return 0
}

async function* bodyOf({ body, host }: Response): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    yield* body
  } catch (error) {
    throw networkError(host, error)
  }
}

/** Whether there is a blob with that digest. False if a store that the registry redirects to refuses the request. */
export const blobExists = (client: RepositoryClient, digest: Digest): Promise<boolean> =>
  retry(client.retryOptions(`look for the blob ${digest} in ${client.name}`), async () => {
    const response = await client.ask(`blobs/${digest}`, {
      method: 'HEAD',
      wanted: [200, 400, 403, 404, 405, 501],
    })
    await discard(response)
    return response.status === 200
  })

// Only a few, because the blob can be pushed instead.
const mountAttempts = 3

/**
 * Mounts a blob from another repository of the registry. Returns false if that fails for any reason: not every registry
 * supports it, and some report an error.
 * https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#mounting-a-blob-from-another-repository
 */
export const mountBlob = async (client: RepositoryClient, digest: Digest, from: string): Promise<boolean> => {
  const options = client.retryOptions(`mount the blob ${digest} from ${from} in ${client.name}`)
  const query = new URLSearchParams({ mount: digest, from })
  try {
    return await retry({ ...options, attempts: Math.min(options.attempts, mountAttempts) }, async () => {
      // 202 begins an upload. It is left to expire, because a push begins its own.
      const response = await client.ask(`blobs/uploads/?${query}`, { method: 'POST', wanted: [201, 202] })
      await discard(response)
      return response.status === 201
    })
  } catch (error) {
    if (error instanceof Failure) return false
    throw error
  }
}
