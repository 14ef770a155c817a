import * as v from 'valibot'
import type { ImageReference } from '../../image/reference.ts'
import type { Credential, Credentials } from '../credentials/credential.ts'
import { mayCall, registryAddress } from './address.ts'
import { type Challenge, parseChallenges } from './challenge.ts'
import { anonymous, refusal, type SentCredentials } from './refusal.ts'
import { malformed, RequestError } from './request-error.ts'
import { type Request, type Response, readBody, type Transport } from './transport.ts'

/** What lets a client read a repository for a while. */
export interface Authorization extends SentCredentials {
  /** The value of the `Authorization` header. */
  readonly header: string
  /** When it ends, in milliseconds since the epoch. */
  readonly expires: number
}

export interface Authorizer {
  /** What was granted for a repository earlier and still counts. */
  current(reference: ImageReference): Authorization | undefined
  /**
   * Asks for what a response with status 401 demands; undefined where there is no more to show than was `refused`.
   * Throws a RequestError where the demand is malformed or is itself refused.
   */
  renew(
    reference: ImageReference,
    response: Response,
    refused: Authorization | undefined,
  ): Promise<Authorization | undefined>
}

const tokenLimit = 1024 * 1024
const clientName = 'buildpacks-oci-layout'

// A token becomes a header, so it can be of visible ASCII only. Harbor sends an empty one beside the one that counts.
const Token = v.nullish(v.pipe(v.string(), v.regex(/^[\x21-\x7e]*$/)))
// https://distribution.github.io/distribution/spec/auth/token/#token-response-fields
const TokenResponse = v.object({
  token: Token,
  access_token: Token,
  expires_in: v.optional(v.unknown()),
})
const leastLifetime = 60
/** So many seconds before its end a token is not used any more. */
const margin = 10

const base64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64')

const basicAuthorization = ({
  username,
  password,
}: {
  username: string
  password: string
}): Authorization => {
  const encoded = base64(`${username}:${password}`)
  return {
    header: `Basic ${encoded}`,
    expires: Number.POSITIVE_INFINITY,
    credential: true,
    secrets: [password, encoded],
  }
}

/** The request for a token, and what it tells: https://distribution.github.io/distribution/spec/auth/oauth/ */
const tokenRequest = (
  realm: URL,
  service: string | undefined,
  scope: string,
  credential: Credential | undefined,
): { request: Request; sent: SentCredentials } => {
  if (credential !== undefined && 'identityToken' in credential) {
    const form = new URLSearchParams({
      grant_type: 'refresh_token',
      service: service ?? '',
      client_id: clientName,
      scope,
      refresh_token: credential.identityToken,
    })
    const headers = { 'content-type': 'application/x-www-form-urlencoded' }
    return {
      request: { method: 'POST', url: realm, headers, body: form.toString() },
      sent: { credential: true, secrets: [credential.identityToken] },
    }
  }
  const url = new URL(realm)
  if (service !== undefined) url.searchParams.set('service', service)
  url.searchParams.set('scope', scope)
  const authorization = credential && basicAuthorization(credential)
  const headers: Record<string, string> = authorization ? { authorization: authorization.header } : {}
  return { request: { method: 'GET', url, headers }, sent: authorization ?? anonymous }
}

/** Where tokens are to be had, if the credential may go there: the registry names the place, and may be hostile. */
const realmOf = (challenge: Challenge, registry: string, host: string): URL => {
  const realm = challenge.parameters.get('realm') ?? ''
  if (!URL.canParse(realm)) throw malformed(host, 'it names no token server')
  const url = new URL(realm)
  if (!mayCall(url, registryAddress(registry)) || url.username !== '' || url.password !== '') {
    throw new RequestError(`${host} names a token server that is not called, ${url.protocol}//${url.host}`, {
      advice:
        'It must be an https address without a user name; plain HTTP is for registries on loopback only.',
    })
  }
  return url
}

/** Identifies the user to registries, over the given transport, and keeps what they grant in return. */
export const createAuthorizer = (options: {
  credentials: Credentials
  transport: Transport
  /** A signal that ends one request for a token. */
  deadline: () => AbortSignal
}): Authorizer => {
  const { credentials, transport, deadline } = options
  const authorizations = new Map<string, Authorization>()
  const renewals = new Map<string, Promise<Authorization | undefined>>()

  const fetchToken = async (
    { registry, repository }: ImageReference,
    challenge: Challenge,
    host: string,
  ): Promise<Authorization> => {
    const realm = realmOf(challenge, registry, host)
    // The scope is not the registry's to choose: no more than reading is asked for.
    const scope = `repository:${repository}:pull`
    const credential = await credentials.of(registry)
    const { request, sent } = tokenRequest(realm, challenge.parameters.get('service'), scope, credential)
    const response = await transport(request, deadline())
    if (response.status !== 200) throw await refusal(response, registry, sent)
    const body = await readBody(response, tokenLimit)
    let parsed: v.InferOutput<typeof TokenResponse>
    try {
      parsed = v.parse(TokenResponse, JSON.parse(body.toString('utf8')))
    } catch {
      // The cause is left out: it may quote the token.
      throw malformed(response.host, 'it is not a token')
    }
    const token = parsed.token || parsed.access_token
    if (!token) throw malformed(response.host, 'it has no token')
    // A number of seconds; as a text, or not at all, from some.
    const lifetime = Math.max(leastLifetime, Number(parsed.expires_in) || 0) - margin
    return {
      header: `Bearer ${token}`,
      expires: Date.now() + lifetime * 1000,
      credential: sent.credential,
      secrets: [token, ...sent.secrets],
    }
  }

  const authorizationFor = async (
    reference: ImageReference,
    response: Response,
  ): Promise<Authorization | undefined> => {
    const challenges = response.header('www-authenticate').flatMap(parseChallenges)
    const bearer = challenges.find(({ scheme }) => scheme === 'bearer')
    if (bearer !== undefined) return fetchToken(reference, bearer, response.host)
    if (challenges.length === 0) return undefined
    if (!challenges.some(({ scheme }) => scheme === 'basic')) {
      throw malformed(response.host, 'it demands an identification of no known kind (Bearer, Basic)')
    }
    const credential = await credentials.of(reference.registry)
    if (credential === undefined) return undefined
    if ('identityToken' in credential) {
      throw new RequestError(`${response.host} wants a name and a password, but the login there is a token`, {
        advice: `Log in anew: docker login ${reference.registry}`,
      })
    }
    return basicAuthorization(credential)
  }

  const keyOf = ({ registry, repository }: ImageReference): string => `${registry}/${repository}`
  const current = (reference: ImageReference): Authorization | undefined => {
    const authorization = authorizations.get(keyOf(reference))
    return authorization !== undefined && authorization.expires > Date.now() ? authorization : undefined
  }

  return {
    current,
    renew: async (reference, response, refused) => {
      // Another request may have renewed it while this one was under way.
      const known = current(reference)
      if (known !== undefined && known.header !== refused?.header) return known
      const key = keyOf(reference)
      const pending =
        renewals.get(key) ?? authorizationFor(reference, response).finally(() => renewals.delete(key))
      renewals.set(key, pending)
      const authorization = await pending
      if (authorization === undefined || authorization.header === refused?.header) return undefined
      authorizations.set(key, authorization)
      return authorization
    },
  }
}
