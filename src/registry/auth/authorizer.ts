import type { Addresses } from '../client/addresses.ts'
import { malformed, RequestError } from '../client/request-error.ts'
import { discard, type Response, type Transport } from '../client/transport.ts'
import {
  type Authorization,
  anonymous,
  basicAuthorization,
  type Challenge,
  type Credentials,
  formatScope,
  parseChallenges,
  type Scope,
  type SentCredentials,
} from './authorization.ts'
import { fetchToken } from './token.ts'

/** A request that may need an authorization. */
interface ProtectedRequest {
  readonly registry: string
  /** The permissions that the request needs. */
  readonly scopes: readonly Scope[]
  /** An address of the registry, or one that the registry named. */
  readonly url: URL
}

/**
 * Sends a request, first anonymously or with the cached authorization, and once more if the registry requires another one.
 * Throws a RequestError if the requirement is malformed or the authorization is denied.
 */
type Authorizer = (
  request: ProtectedRequest,
  send: (authorization?: Authorization) => Promise<Response>,
) => Promise<{ readonly response: Response; readonly sent: SentCredentials }>

/** An authorization, and the challenges that it answered. */
interface Grant {
  readonly challenges: readonly Challenge[]
  readonly authorization: Authorization
}

/**
 * Creates an authorizer for a user's credentials. It caches authorizations by registry and scopes. `deadline` returns the
 * signal that ends one request for a token.
 */
export const createAuthorizer = (options: {
  credentials: Credentials
  transport: Transport
  addresses: Addresses
  deadline: () => AbortSignal
}): Authorizer => {
  const { credentials, transport, addresses, deadline } = options
  const firsts = new Map<string, Promise<void>>()
  const granted = new Map<string, Grant>()
  const requests = new Map<string, Promise<Authorization | undefined>>()

  const keyOf = ({ registry, scopes }: ProtectedRequest): string =>
    [registry, ...scopes.map(formatScope)].join(' ')

  const authorize = async (
    { registry, scopes, url: { host } }: ProtectedRequest,
    challenges: readonly Challenge[],
  ): Promise<Authorization | undefined> => {
    if (challenges.length === 0) return undefined
    const challenge = challenges.find(({ scheme }) => scheme === 'bearer')
    if (challenge === undefined && !challenges.some(({ scheme }) => scheme === 'basic')) {
      throw malformed(host, 'it requires an unsupported authentication scheme (supported: Bearer, Basic)')
    }
    const credential = await credentials.of(registry, scopes[0]?.repository)
    if (challenge !== undefined) {
      const request = { registry, scopes, challenge, host, credential }
      return fetchToken({ ...request, transport, addresses, signal: deadline() })
    }
    if (credential === undefined) return undefined
    if ('identityToken' in credential) {
      throw new RequestError(
        `${host} requires a user name and password, but Docker's configuration has an identity token`,
        {
          advice: `Log in again: docker login ${registry}`,
        },
      )
    }
    return basicAuthorization(credential)
  }

  /** Concurrent requests with the same scopes share one token request. */
  const renew = async (
    request: ProtectedRequest,
    challenges: readonly Challenge[],
  ): Promise<Authorization | undefined> => {
    const key = keyOf(request)
    const pending = requests.get(key) ?? authorize(request, challenges).finally(() => requests.delete(key))
    requests.set(key, pending)
    const authorization = await pending
    if (authorization === undefined) granted.delete(key)
    else granted.set(key, { challenges, authorization })
    return authorization
  }

  /** The cached authorization, renewed if it has expired. */
  const current = async (request: ProtectedRequest): Promise<Authorization | undefined> => {
    const known = granted.get(keyOf(request))
    if (known === undefined || known.authorization.expires > Date.now()) return known?.authorization
    return renew(request, known.challenges)
  }

  /** The authorization that a response with status 401 requires; undefined if that is only the one that was refused. */
  const required = async (
    request: ProtectedRequest,
    response: Response,
    refused: Authorization | undefined,
  ): Promise<Authorization | undefined> => {
    // Another request may have renewed it in the meantime.
    const known = granted.get(keyOf(request))?.authorization
    if (known !== undefined && known.header !== refused?.header) return known
    try {
      const found = await renew(request, response.header('www-authenticate').flatMap(parseChallenges))
      return found?.header === refused?.header ? undefined : found
    } catch (error) {
      await discard(response)
      throw error
    }
  }

  return async (request, send) => {
    const { registry, url } = request
    // Only the registry itself gets the user's credentials, not the hosts that it redirects to.
    const isOwn = url.origin === (await addresses.of(registry)).origin
    if (!isOwn) return { response: await send(), sent: anonymous }
    // Wait for the first request with the same scopes, so that only that one is refused and all share its authorization.
    const { promise, resolve } = Promise.withResolvers<void>()
    const first = firsts.get(keyOf(request))
    if (first === undefined) firsts.set(keyOf(request), promise)
    await first
    let response: Response
    let authorization: Authorization | undefined
    let renewed: Authorization | undefined
    try {
      authorization = await current(request)
      response = await send(authorization)
      if (response.status === 401 && response.host === url.host) {
        renewed = await required(request, response, authorization)
      }
    } finally {
      resolve()
    }
    if (renewed === undefined) return { response, sent: authorization ?? anonymous }
    await discard(response)
    return { response: await send(renewed), sent: renewed }
  }
}
