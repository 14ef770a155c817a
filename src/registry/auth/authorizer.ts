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

/** Identifies the user to registries, and keeps what they grant in return, by registry and scopes. */
export interface Authorizer {
  /**
   * Holds requests for scopes back while the first one for them is under way: they share what it was granted, and no
   * more than one is refused for the lack of it. The first caller gets a function to call when that is known.
   */
  enter(registry: string, scopes: readonly Scope[]): Promise<(() => void) | undefined>
  /**
   * What was granted earlier for scopes at a registry, renewed where its time is over; undefined if nothing was:
   * then the request is made without, and the registry says what it takes.
   */
  current(registry: string, scopes: readonly Scope[]): Promise<Authorization | undefined>
  /**
   * Asks for what a response with status 401 demands; undefined if there is no more to show than was `refused`.
   * Throws a RequestError where the demand is malformed or is itself refused.
   */
  renew(
    registry: string,
    scopes: readonly Scope[],
    response: Response,
    refused: Authorization | undefined,
  ): Promise<Authorization | undefined>
}

/** What a registry demanded, and which of its servers said so. */
interface Demand {
  readonly challenges: readonly Challenge[]
  readonly host: string
}

interface Granted {
  readonly demand: Demand
  readonly authorization: Authorization
}

/** An Authorizer that speaks over the given transport; `deadline` gives a signal that ends one request for a token. */
export const createAuthorizer = (options: {
  credentials: Credentials
  transport: Transport
  addresses: Addresses
  deadline: () => AbortSignal
}): Authorizer => {
  const { credentials, transport, addresses, deadline } = options
  const granted = new Map<string, Granted>()
  const requests = new Map<string, Promise<Authorization | undefined>>()

  const keyOf = (registry: string, scopes: readonly Scope[]): string =>
    [registry, ...scopes.map(formatScope)].join(' ')

  const authorize = async (
    registry: string,
    scopes: readonly Scope[],
    { challenges, host }: Demand,
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
      throw malformed(host, 'it demands an identification of no known kind (Bearer, Basic)')
    }
    const credential = await credentials.of(registry, scopes[0]?.repository)
    if (credential === undefined) return undefined
    if ('identityToken' in credential) {
      throw new RequestError(`${host} wants a name and a password, but the login there is a token`, {
        advice: `Log in again: docker login ${registry}`,
      })
    }
    return basicAuthorization(credential)
  }

  /** Requests that want the same at the same time share one. */
  const request = async (
    registry: string,
    scopes: readonly Scope[],
    demand: Demand,
  ): Promise<Authorization | undefined> => {
    const key = keyOf(registry, scopes)
    const pending =
      requests.get(key) ?? authorize(registry, scopes, demand).finally(() => requests.delete(key))
    requests.set(key, pending)
    const authorization = await pending
    if (authorization === undefined) granted.delete(key)
    else granted.set(key, { demand, authorization })
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
      return request(registry, scopes, known.demand)
    },
    renew: async (registry, scopes, response, refused) => {
      // Another request may have renewed it while this one was under way.
      const known = granted.get(keyOf(registry, scopes))?.authorization
      if (known !== undefined && known.header !== refused?.header) return known
      const challenges = response.header('www-authenticate').flatMap(parseChallenges)
      const authorization = await request(registry, scopes, { challenges, host: response.host })
      return authorization?.header === refused?.header ? undefined : authorization
    },
  }
}
