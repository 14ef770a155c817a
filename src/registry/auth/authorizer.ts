import type { Addresses } from '../client/addresses.ts'
import { malformed, RequestError } from '../client/request-error.ts'
import type { Response, Transport } from '../client/transport.ts'
import type { Credentials } from './authorization.ts'
import {
  type Authorization,
  basicAuthorization,
  type Challenge,
  formatScope,
  parseChallenges,
  type Scope,
} from './authorization.ts'
import { fetchToken } from './token.ts'

/** Authenticates the user to registries. Caches authorizations by registry and scopes. */
export interface Authorizer {
  /**
   * Delays requests while the first request with the same scopes is in progress, so that only one of them is refused and
   * all share its authorization. Returns a function to the first caller, who must call it after the response.
   */
  enter(registry: string, scopes: readonly Scope[]): Promise<(() => void) | undefined>
  /**
   * The cached authorization, renewed if it has expired. Undefined if there is none: then send the request without, and
   * the registry's response says what it requires.
   */
  current(registry: string, scopes: readonly Scope[]): Promise<Authorization | undefined>
  /**
   * Gets the authorization that a response with status 401 requires; undefined if that is only the one that was
   * `refused`. Throws a RequestError if the requirement is malformed or the authorization is denied.
   */
  renew(
    registry: string,
    scopes: readonly Scope[],
    response: Response,
    refused: Authorization | undefined,
  ): Promise<Authorization | undefined>
}

/** The authentication that a registry requires, and the server that said so. */
interface Requirement {
  readonly challenges: readonly Challenge[]
  readonly host: string
}

interface Grant {
  readonly requirement: Requirement
  readonly authorization: Authorization
}

/** Creates an authorizer. `deadline` returns the signal that ends one request for a token. */
export const createAuthorizer = (options: {
  credentials: Credentials
  transport: Transport
  addresses: Addresses
  deadline: () => AbortSignal
}): Authorizer => {
  const { credentials, transport, addresses, deadline } = options
  const granted = new Map<string, Grant>()
  const requests = new Map<string, Promise<Authorization | undefined>>()

  const keyOf = (registry: string, scopes: readonly Scope[]): string =>
    [registry, ...scopes.map(formatScope)].join(' ')

  const authorize = async (
    registry: string,
    scopes: readonly Scope[],
    { challenges, host }: Requirement,
  ): Promise<Authorization | undefined> => {
    const bearer = challenges.find(({ scheme }) => scheme === 'bearer')
    if (bearer !== undefined) {
      const credential = await credentials.of(registry, scopes[0]?.repository)
      const signal = deadline()
      return fetchToken({
        ...{ registry, scopes, challenge: bearer, host, credential },
        ...{ transport, addresses, signal },
      })
    }
    if (challenges.length === 0) return undefined
    if (!challenges.some(({ scheme }) => scheme === 'basic')) {
      throw malformed(host, 'it requires an unsupported authentication scheme (supported: Bearer, Basic)')
    }
    const credential = await credentials.of(registry, scopes[0]?.repository)
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
  const request = async (
    registry: string,
    scopes: readonly Scope[],
    requirement: Requirement,
  ): Promise<Authorization | undefined> => {
    const key = keyOf(registry, scopes)
    const pending =
      requests.get(key) ?? authorize(registry, scopes, requirement).finally(() => requests.delete(key))
    requests.set(key, pending)
    const authorization = await pending
    if (authorization === undefined) granted.delete(key)
    else granted.set(key, { requirement, authorization })
    return authorization
  }

  const firsts = new Map<string, Promise<void>>()

  return {
    enter: async (registry, scopes) => {
      const key = keyOf(registry, scopes)
      const first = firsts.get(key)
      if (first !== undefined) {
        await first
        return undefined
      }
      const { promise, resolve } = Promise.withResolvers<void>()
      firsts.set(key, promise)
      return resolve
    },
    current: async (registry, scopes) => {
      const known = granted.get(keyOf(registry, scopes))
      if (known === undefined || known.authorization.expires > Date.now()) return known?.authorization
      return request(registry, scopes, known.requirement)
    },
    renew: async (registry, scopes, response, refused) => {
      // Another request may have renewed it in the meantime.
      const known = granted.get(keyOf(registry, scopes))?.authorization
      if (known !== undefined && known.header !== refused?.header) return known
      const challenges = response.header('www-authenticate').flatMap(parseChallenges)
      const authorization = await request(registry, scopes, { challenges, host: response.host })
      return authorization?.header === refused?.header ? undefined : authorization
    },
  }
}
