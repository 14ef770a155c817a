import * as v from 'valibot'
import type { Descriptor } from '../image/descriptor.ts'
import { type Digest, DigestSchema, digestOf } from '../image/digest.ts'
import { documentLimit } from '../image/document.ts'
import { acceptedManifests } from '../image/media-type.ts'
import { formatReference, formatRepository, type ImageReference } from '../image/reference.ts'
import { printable } from '../message/printable.ts'
import { transferBlob } from './blob-transfer.ts'
import type { Credentials } from './credentials/credential.ts'
import { registryAddress } from './http/address.ts'
import { type Authorization, type Authorizer, createAuthorizer } from './http/authorization.ts'
import { createConnections, type Timeouts, usualTimeouts } from './http/connection.ts'
import { createProxyChoice, type Environment } from './http/proxy.ts'
import { anonymous, refusal } from './http/refusal.ts'
import { malformed, RequestError } from './http/request-error.ts'
import { createRetries, type RetryLimits, type RetryOptions, retried, usualRetries } from './http/retry.ts'
import {
  createTransport,
  discard,
  type Request,
  type Response,
  readBody,
  type Transport,
} from './http/transport.ts'

/**
 * A client of registries for reading images. Its methods throw a Failure where the registry has no such thing, does not
 * give it, or cannot be reached within the limits, and the signal's reason where that was aborted.
 * https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#pull
 */
export interface Registry {
  /**
   * The descriptor of what a reference names, an image or an index: one HEAD request, which rate limits do not count;
   * a GET where the registry does not answer it in full.
   */
  resolve(reference: ImageReference): Promise<Descriptor>
  /** The bytes of a manifest or an index, of at most `documentLimit`, checked against the digest. */
  manifest(reference: ImageReference, digest: Digest): Promise<Buffer>
  /**
   * The bytes of a blob. Size and digest are checked on the way, and the transfer is resumed where it broke off;
   * a WrongContent failure comes instead of the end where other bytes came.
   */
  blob(reference: ImageReference, blob: Descriptor): AsyncIterable<Uint8Array>
}

export interface RegistryOptions {
  readonly credentials: Credentials
  /** Where `HTTPS_PROXY` and `NO_PROXY` are read. */
  readonly proxy: Environment
  /** Told why something is tried again. */
  readonly warn: (message: string) => void
  readonly signal: AbortSignal
  /** Certificates (PEM) to trust in place of the usual ones. */
  readonly ca?: string
  readonly limits?: Partial<RetryLimits & Timeouts>
}

/** What to do where a registry gives other bytes than those that were asked for. */
const pushAnew = { advice: 'Try again later; if it stays so, push the image anew.', transient: true }

const pathOf = ({ repository }: ImageReference, kind: 'manifests' | 'blobs', name: string): string =>
  `/v2/${repository}/${kind}/${name}`

/** Makes a request as whom it takes, anonymously at first; resolves with the response and what was shown for it. */
const authorized = async (
  transport: Transport,
  authorizer: Authorizer,
  reference: ImageReference,
  request: Request,
  signal: () => AbortSignal,
): Promise<{ response: Response; authorization: Authorization | undefined }> => {
  const send = (authorization: Authorization | undefined): Promise<Response> => {
    const shown = authorization === undefined ? {} : { authorization: authorization.header }
    return transport({ ...request, headers: { ...request.headers, ...shown } }, signal())
  }
  const authorization = authorizer.current(reference)
  const response = await send(authorization)
  // Only the registry itself may ask who we are, not whom it redirects to.
  if (response.status !== 401 || response.host !== request.url.host) return { response, authorization }
  const renewed = await authorizer.renew(reference, response, authorization).catch(async (error: unknown) => {
    await discard(response)
    throw error
  })
  if (renewed === undefined) return { response, authorization }
  await discard(response)
  return { response: await send(renewed), authorization: renewed }
}

/** The media type of a manifest or an index; throws where the response is neither. */
const mediaTypeOf = (response: Response): string => {
  const [mediaType = ''] = (response.header('content-type')[0] ?? '').split(';')
  const type = mediaType.trim()
  if (acceptedManifests.includes(type)) return type
  throw new RequestError(
    `${response.host} has a «${printable(type)}» there, not an image or an index of images`,
    {
      advice: 'Choose an image of the OCI format or of Docker’s schema 2.',
    },
  )
}

const sizeOf = (response: Response): number | undefined => {
  const [length = ''] = response.header('content-length')
  return /^\d{1,15}$/.test(length) ? Number(length) : undefined
}

/** The descriptor that the headers of a response give, or undefined where they do not give all of it. */
const describedBy = (response: Response): Descriptor | undefined => {
  const [digest] = response.header('docker-content-digest')
  const size = sizeOf(response)
  if (size === undefined || !v.is(DigestSchema, digest)) return undefined
  if (size > documentLimit) throw malformed(response.host, `the manifest has ${size} bytes`)
  return { mediaType: mediaTypeOf(response), digest, size }
}

export const createRegistry = (options: RegistryOptions): Registry => {
  const { credentials, warn, signal, ca } = options
  const limits = { ...usualRetries, ...usualTimeouts, ...options.limits }
  const connections = createConnections({ proxyOf: createProxyChoice(options.proxy), timeouts: limits, ca })
  const transport = createTransport(connections)
  const deadline = (): AbortSignal => AbortSignal.any([signal, AbortSignal.timeout(limits.document)])
  const authorizer = createAuthorizer({ credentials, transport, deadline })
  const retryOptions = (action: string): RetryOptions => ({ ...limits, action, warn, signal })

  /** Makes a request for a part of an image; a response of another status than those wanted is thrown. */
  const ask = async (
    reference: ImageReference,
    request: {
      method: 'GET' | 'HEAD'
      path: string
      headers: Record<string, string>
      wanted: readonly number[]
    },
    lifetime: () => AbortSignal,
  ): Promise<Response> => {
    const { method, path, headers, wanted } = request
    const url = new URL(path, registryAddress(reference.registry))
    const all = { 'user-agent': 'buildpacks-oci-layout', 'accept-encoding': 'identity', ...headers }
    const made = { method, url, headers: all }
    const { response, authorization } = await authorized(transport, authorizer, reference, made, lifetime)
    if (wanted.includes(response.status)) return response
    throw await refusal(response, reference.registry, authorization ?? anonymous)
  }

  const askManifest = (reference: ImageReference, method: 'GET' | 'HEAD', name: string): Promise<Response> =>
    ask(
      reference,
      {
        method,
        path: pathOf(reference, 'manifests', name),
        headers: { accept: acceptedManifests.join(', ') },
        // A HEAD has no body to say what is wrong; a GET after it does.
        wanted: method === 'HEAD' ? [200, 400, 403, 404, 405, 501] : [200],
      },
      deadline,
    )

  const resolveByGet = async (reference: ImageReference, name: string): Promise<Descriptor> => {
    const response = await askManifest(reference, 'GET', name)
    const bytes = await readBody(response, documentLimit)
    const [announced] = response.header('docker-content-digest')
    const digest = digestOf(bytes)
    if (announced !== undefined && announced !== digest) {
      throw new RequestError(
        `${response.host} announced «${printable(announced)}» and sent ${digest}`,
        pushAnew,
      )
    }
    return { mediaType: mediaTypeOf(response), digest, size: bytes.length }
  }

  return {
    resolve: (reference) =>
      retried(retryOptions(`resolve ${formatReference(reference)}`), async () => {
        const name = reference.digest ?? reference.tag ?? 'latest'
        const response = await askManifest(reference, 'HEAD', name)
        await discard(response)
        const described = response.status === 200 ? describedBy(response) : undefined
        const found = described ?? (await resolveByGet(reference, name))
        if (reference.digest === undefined || reference.digest === found.digest) return found
        throw new RequestError(`${response.host} has another one there, ${found.digest}`, pushAnew)
      }),

    manifest: (reference, digest) =>
      retried(retryOptions(`fetch the manifest ${digest} of ${formatRepository(reference)}`), async () => {
        const response = await askManifest(reference, 'GET', digest)
        const bytes = await readBody(response, documentLimit)
        const found = digestOf(bytes)
        if (found === digest) return bytes
        throw new RequestError(`${response.host} sent another one, ${found}`, pushAnew)
      }),

    blob: (reference, blob) => {
      const open = (offset: number): Promise<Response> =>
        ask(
          reference,
          {
            method: 'GET',
            path: pathOf(reference, 'blobs', blob.digest),
            headers: offset === 0 ? {} : { range: `bytes=${offset}-` },
            wanted: offset === 0 ? [200] : [200, 206, 416],
          },
          () => signal,
        )
      const action = `fetch the blob ${blob.digest} of ${formatRepository(reference)}`
      return transferBlob(blob, open, createRetries(retryOptions(action)))
    },
  }
}
