import type { ProcessEnvironment } from '../../command/environment.ts'
import { formatRepository, type ImageReference } from '../../image/reference.ts'
import type { Authorization, Credentials, Scope } from '../auth/authorization.ts'
import { createAuthorizer } from '../auth/authorizer.ts'
import { type Addresses, createAddresses, insecureHosts } from './addresses.ts'
import { createConnections, type Timeouts, usualTimeouts } from './connection.ts'
import { createProxyChoice } from './proxy.ts'
import { refusal } from './refusal.ts'
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
  readonly limits?: Partial<RetryLimits & Timeouts & Pick<RepositoryClient, 'wholeBlob'>>
}

export interface RepositoryRequest {
  readonly method: Request['method']
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: Request['body']
  /** The statuses of success. */
  readonly wanted: readonly number[]
  /** Whether a body is a stream, which has no time limit as long as it does not stall. */
  readonly isStreamed?: boolean
}

/** Sends requests to one repository of a registry, with the permissions of some scopes. */
export interface RepositoryClient {
  /** `docker.io/library/debian` */
  readonly name: string
  /** The address of a path below the repository. */
  address(path: string): Promise<URL>
  readonly mayCall: Addresses['mayCall']
  /** The largest blob that is sent in a single request, which cannot be resumed, in bytes. */
  readonly wholeBlob: number
  /**
   * Sends a request to a path below the repository, such as `blobs/sha256:…`, or to an address from the registry. Throws a
   * RequestError if there is no response or its status is not one of the wanted ones.
   */
  ask(target: string | URL, request: RepositoryRequest): Promise<Response>
  /** The retry options. `action` completes "Could not" in messages. */
  retryOptions(action: string): RetryOptions
  /** Returns the same client with a signal that aborts its requests and the pauses between them. */
  until(signal: AbortSignal | undefined): RepositoryClient
}

/** Returns the client of a repository. Requests need the permissions of the scopes. */
export type Client = (reference: ImageReference, scopes: readonly Scope[]) => RepositoryClient

const commonHeaders = { 'user-agent': 'buildpacks-oci-layout', 'accept-encoding': 'identity' }

/**
 * Creates the client of all repositories, which sends requests with the user's credentials.
 * https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#endpoints
 */
export const createClient = (options: ClientOptions): Client => {
  const { credentials, warn, ca, insecure = new Set<string>() } = options
  const limits = { ...usualRetries, ...usualTimeouts, wholeBlob: 64 * 1024 ** 2, ...options.limits }
  const connections = createConnections({
    proxyOf: createProxyChoice(options.proxy),
    timeouts: limits,
    ca,
    isInsecure: insecureHosts(insecure),
  })
  const deadline = (signal = options.signal): AbortSignal =>
    AbortSignal.any([signal, AbortSignal.timeout(limits.document)])
  const addresses = createAddresses(insecure, async (url) =>
    discard(await transport({ method: 'GET', url, headers: commonHeaders }, deadline())),
  )
  const transport = createTransport(connections, limits, addresses.mayCall)
  const authorize = createAuthorizer({ credentials, transport, addresses, deadline: () => deadline() })

  const clientOf = (
    reference: ImageReference,
    scopes: readonly Scope[],
    signal: AbortSignal,
  ): RepositoryClient => {
    const { registry, repository } = reference
    const address = async (path: string): Promise<URL> =>
      new URL(`v2/${repository}/${path}`, await addresses.of(registry))
    return {
      name: formatRepository(reference),
      address,
      mayCall: addresses.mayCall,
      wholeBlob: limits.wholeBlob,
      ask: async (target, { method, headers: own, body, wanted, isStreamed = false }) => {
        const url = target instanceof URL ? target : await address(target)
        const send = (authorization?: Authorization): Promise<Response> => {
          const headers = {
            ...commonHeaders,
            ...own,
            ...(authorization && { authorization: authorization.header }),
          }
          const request = { method, url, headers, ...(body !== undefined && { body }) }
          return transport(request, isStreamed ? signal : deadline(signal))
        }
        const { response, sent } = await authorize({ registry, scopes, url }, send)
        if (wanted.includes(response.status)) return response
        throw await refusal(response, { registry, scopes, sent })
      },
      retryOptions: (action) => ({ ...limits, action, warn, signal }),
      until: (ended) =>
        ended === undefined
          ? clientOf(reference, scopes, options.signal)
          : clientOf(reference, scopes, AbortSignal.any([options.signal, ended])),
    }
  }
  return (reference, scopes) => clientOf(reference, scopes, options.signal)
}
