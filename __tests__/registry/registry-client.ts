import type { Descriptor } from '../../src/image/descriptor.ts'
import { digestOf } from '../../src/image/digest.ts'
import { type ImageReference, parseReference } from '../../src/image/reference.ts'
import { Failure } from '../../src/message/failure.ts'
import type { Credential } from '../../src/registry/auth/authorization.ts'
import type { ClientOptions } from '../../src/registry/client/client.ts'
import { createRegistry, type Registry } from '../../src/registry/registry.ts'

/** A client with three attempts, short pauses and a limit of 1 MB for small blobs, and its warnings. */
export const client = (
  options: Partial<ClientOptions> & { credential?: Credential } = {},
): { registry: Registry; warnings: string[] } => {
  const { credential, limits, ...others } = options
  const warnings: string[] = []
  const registry = createRegistry({
    credentials: { of: async () => credential },
    proxy: {},
    warn: (message) => warnings.push(message),
    signal: new AbortController().signal,
    ...others,
    limits: { attempts: 3, firstDelay: 1, longestDelay: 2, wholeBlob: 1_000_000, ...limits },
  })
  return { registry, warnings }
}

/** The image `team/app:1` at a host. */
export const imageAt = (host: string): ImageReference => parseReference(`${host}/team/app:1`)

export const descriptorOf = (bytes: Uint8Array): Descriptor => ({
  mediaType: 'application/vnd.oci.image.layer.v1.tar+gzip',
  digest: digestOf(bytes),
  size: bytes.length,
})

export const bytesOf = async (source: AsyncIterable<Uint8Array>): Promise<Buffer> => {
  const chunks: Uint8Array[] = []
  for await (const chunk of source) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/** The message of the Failure that a promise must reject with. */
export const failureOf = async (promise: Promise<unknown>): Promise<string> => {
  let result: unknown
  try {
    result = await promise
  } catch (error) {
    if (error instanceof Failure) return error.message
    throw error
  }
  throw new Error(`No failure, but ${JSON.stringify(result)?.slice(0, 200)}`)
}
