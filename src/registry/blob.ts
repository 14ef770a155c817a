import type { Descriptor } from '../image/descriptor.ts'
import type { Digest } from '../image/digest.ts'
import { Failure } from '../message/failure.ts'
import { transferBlob } from './blob-transfer.ts'
import { createRetries, retried } from './client/retry.ts'
import { discard } from './client/transport.ts'
import type { RepositoryClient } from './repository-client.ts'

/**
 * The bytes of a blob. Size and digest are checked on the way, and the transfer is resumed where it broke off;
 * a WrongContent failure comes instead of the end where other bytes came.
 */
export const fetchBlob = (client: RepositoryClient, blob: Descriptor): AsyncIterable<Uint8Array> => {
  const retries = createRetries(client.retryOptions(`fetch the blob ${blob.digest} of ${client.name}`))
  return transferBlob(
    blob,
    (offset) =>
      client.ask(`blobs/${blob.digest}`, {
        method: 'GET',
        headers: offset === 0 ? {} : { range: `bytes=${offset}-` },
        wanted: offset === 0 ? [200] : [200, 206, 416],
        stream: true,
      }),
    retries,
  )
}

/** Whether there is a blob of that digest. Stores to which a registry sends its clients may refuse the question. */
export const blobExists = (client: RepositoryClient, digest: Digest): Promise<boolean> =>
  retried(client.retryOptions(`look for the blob ${digest} in ${client.name}`), async () => {
    const response = await client.ask(`blobs/${digest}`, {
      method: 'HEAD',
      wanted: [200, 400, 403, 404, 405, 501],
    })
    await discard(response)
    return response.status === 200
  })

// It is worth little patience: the blob can be pushed instead.
const mountAttempts = 3

/**
 * Makes a registry take a blob from another of its repositories; false if it does not, for whatever reason: not every
 * registry can, and some answer with an error.
 * https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#mounting-a-blob-from-another-repository
 */
export const mountBlob = async (client: RepositoryClient, digest: Digest, from: string): Promise<boolean> => {
  const options = client.retryOptions(`mount the blob ${digest} from ${from} in ${client.name}`)
  const query = new URLSearchParams({ mount: digest, from })
  try {
    return await retried({ ...options, attempts: Math.min(options.attempts, mountAttempts) }, async () => {
      // 202 begins an upload, which is left to end by itself: anyone who pushes begins one of their own.
      const response = await client.ask(`blobs/uploads/?${query}`, { method: 'POST', wanted: [201, 202] })
      await discard(response)
      return response.status === 201
    })
  } catch (error) {
    if (error instanceof Failure) return false
    throw error
  }
}
