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
  /** Where `HTTPS_PROXY`, `HTTP_PROXY` and `NO_PROXY` are read. */
  readonly proxy: ProcessEnvironment
  /** Registries to access over plain HTTP or with an untrusted certificate: `host` or `host:port`. */
  readonly insecure?: ReadonlySet<string>
  /** Told why something is tried again. */
  readonly warn: (message: string) => void
  readonly signal: AbortSignal
  /** Certificates (PEM) to trust instead of the usual ones. */
  readonly ca?: string
  readonly limits?: Partial<RetryLimits & Timeouts & Sizes>
}

/** In bytes. */
export interface Sizes {
  /** The largest blob that is sent in one request, which is lost if it breaks off. */
  readonly wholeBlob: number
}

const usualSizes: Sizes = { wholeBlob: 64 * 1024 * 1024 }

/** A request of a registry. */
export interface RegistryRequest {
  readonly registry: string
  /** What it has to be allowed. */
  readonly scopes: readonly Scope[]
  readonly method: Request['method']
  /** An address there, or one that the registry gave. */
  readonly url: URL
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: RequestBody
  /** The statuses of success. */
  readonly wanted: readonly number[]
  /** Whether its body or its response's is a stream, which may take as long as it does not come to a halt. */
  readonly stream?: boolean
  /** Ends it, beside the client's own. */
  readonly signal?: AbortSignal | undefined
}

/** Makes requests of registries as the user that the credentials name. */
export interface Client {
  readonly addresses: Addresses
  readonly wholeBlob: Sizes['wholeBlob']
  /**
   * Makes a request, anonymously at first. Throws a RequestError where there is no response, or one of another status
   * than those that are wanted.
   */
  ask(request: RegistryRequest): Promise<Response>
  /** How an action is tried again, until a signal is aborted as well; the action goes behind "Could not". */
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
      stream = false,
      signal: ended,
    }) => {
      const send = (authorization: Authorization | undefined): Promise<Response> => {
        const all = {
          ...headers,
          ...own,
          ...(authorization && { authorization: authorization.header }),
        }
        const request = { method, url, headers: all, ...(body !== undefined && { body }) }
        return transport(request, stream ? either(ended) : deadline(ended))
      }
      // Only the registry itself may learn, or ask, who we are: not whom it sends us to.
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
