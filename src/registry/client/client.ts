import type { ProcessEnvironment } from '../../command/environment.ts'
import type { Credentials, Scope } from '../auth/authorization.ts'
import { type Authorization, anonymous } from '../auth/authorization.ts'
import { createAuthorizer } from '../auth/authorizer.ts'
import { type Addresses, createAddresses, insecureHosts } from './addresses.ts'
import { createConnections, type Timeouts, usualTimeouts } from './connection.ts'
import { createProxyChoice } from './proxy.ts'
import { refusal } from './refusal.ts'
import type { RequestBody } from './request-body.ts'
import { type RetryLimits, type RetryOptions, usualRetries } from './retry.ts'
import { createTransport, discard, type Request, type Response } from './transport.ts'

export interface ClientOptions {
  readonly credentials: Credentials
  /** The environment with `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY`. */
  readonly proxy: ProcessEnvironment
  /** Registries to access over plain HTTP or with an untrusted certificate: `host` or `host:port`. */
  readonly insecure?: ReadonlySet<string>
  /** Gets the reason for each retry. */
  readonly warn: (message: string) => void
  readonly signal: AbortSignal
  /** CA certificates (PEM) to trust instead of the default ones. */
  readonly ca?: string
  readonly limits?: Partial<RetryLimits & Timeouts & Sizes>
}

/** In bytes. */
export interface Sizes {
  /** The largest blob that is sent in a single request, which cannot be resumed. */
  readonly wholeBlob: number
}

const usualSizes: Sizes = { wholeBlob: 64 * 1024 * 1024 }

/** A request to a registry. */
export interface RegistryRequest {
  readonly registry: string
  /** The permissions that the request needs. */
  readonly scopes: readonly Scope[]
  readonly method: Request['method']
  /** An address of the registry, or one that the registry named. */
  readonly url: URL
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: RequestBody
  /** The statuses of success. */
  readonly wanted: readonly number[]
  /** Whether a body is a stream, which has no time limit as long as it does not stall. */
  readonly isStreamed?: boolean
  /** Aborts the request, in addition to the client's own signal. */
  readonly signal?: AbortSignal | undefined
}

/** Sends requests to registries with the user's credentials. */
export interface Client {
  readonly addresses: Addresses
  readonly wholeBlob: Sizes['wholeBlob']
  /**
   * Sends a request, first anonymously. Throws a RequestError if there is no response or its status is not one of the
   * wanted ones.
   */
  ask(request: RegistryRequest): Promise<Response>
  /** The retry options. `action` completes "Could not" in messages; the signal also ends the retries. */
  retryOptions(action: string, signal?: AbortSignal): RetryOptions
}

const headers = { 'user-agent': 'buildpacks-oci-layout', 'accept-encoding': 'identity' }

export const createClient = (options: ClientOptions): Client => {
  const { credentials, warn, signal, ca, insecure = new Set<string>() } = options
  const limits = { ...usualRetries, ...usualTimeouts, ...usualSizes, ...options.limits }
  const connections = createConnections({
    proxyOf: createProxyChoice(options.proxy),
    timeouts: limits,
    ca,
    isInsecure: insecureHosts(insecure),
  })
  const either = (own: AbortSignal | undefined): AbortSignal =>
    own === undefined ? signal : AbortSignal.any([signal, own])
  const deadline = (own?: AbortSignal): AbortSignal =>
    AbortSignal.any([either(own), AbortSignal.timeout(limits.document)])
  const addresses = createAddresses(insecure, async (url) =>
    discard(await transport({ method: 'GET', url, headers }, deadline())),
  )
  const transport = createTransport(connections, limits, addresses.mayCall)
  const authorizer = createAuthorizer({ credentials, transport, addresses, deadline: () => deadline() })

  return {
    addresses,
    wholeBlob: limits.wholeBlob,
    ask: async ({
      registry,
      scopes,
      method,
      url,
      headers: own,
      body,
      wanted,
      isStreamed = false,
      signal: ended,
    }) => {
      const send = (authorization: Authorization | undefined): Promise<Response> => {
        const all = {
          ...headers,
          ...own,
          ...(authorization && { authorization: authorization.header }),
        }
        const request = { method, url, headers: all, ...(body !== undefined && { body }) }
        return transport(request, isStreamed ? either(ended) : deadline(ended))
      }
      // Only the registry itself gets the user's credentials, not the hosts that it redirects to.
      const isOwn = url.origin === (await addresses.of(registry)).origin
      const answered = isOwn ? await authorizer.enter(registry, scopes) : undefined
      let authorization: Authorization | undefined
      let renewed: Authorization | undefined
      let response: Response
      try {
        authorization = isOwn ? await authorizer.current(registry, scopes) : undefined
        response = await send(authorization)
        if (response.status === 401 && isOwn && response.host === url.host) {
          const refused = response
          renewed = await authorizer
            .renew(registry, scopes, refused, authorization)
            .catch(async (error: unknown) => {
              await discard(refused)
              throw error
            })
        }
      } finally {
        answered?.()
      }
      if (renewed !== undefined) {
        await discard(response)
        authorization = renewed
        response = await send(authorization)
      }
      if (wanted.includes(response.status)) return response
      throw await refusal(response, { registry, scopes, sent: authorization ?? anonymous })
    },
    retryOptions: (action, ended) => ({ ...limits, action, warn, signal: either(ended) }),
  }
}
