import * as v from 'valibot'
import type { ImageReference } from '../../image/reference.ts'
import type { Credential, Credentials } from '../credentials/credential.ts'
import { mayCall, registryAddress } from './address.ts'
import { type Challenge, parseChallenges } from './challenge.ts'
import { anonymous, type Disclosure, refusal } from './refusal.ts'
import { malformed, Obstacle } from './request-error.ts'
import { type Answer, type Request, readBody, type Transport } from './transport.ts'

/** What lets a client read a repository for a while. */
export interface Grant extends Disclosure {
  /** The value of the `Authorization` header. */
  readonly header: string
  /** When it ends, in milliseconds since the epoch. */
  readonly expires: number
}

export interface Authorization {
  /** What was granted for a repository earlier and still counts. */
  current(reference: ImageReference): Grant | undefined
  /**
   * Asks for what an answer with status 401 demands; undefined where there is no more to show than was `refused`.
   * Throws an Obstacle where the demand is malformed or is itself refused.
   */
  renew(reference: ImageReference, answer: Answer, refused: Grant | undefined): Promise<Grant | undefined>
}

const tokenLimit = 1024 * 1024
const clientName = 'buildpacks-oci-layout'

// A token becomes a header, so it can be of visible ASCII only.
const Token = v.optional(v.pipe(v.string(), v.regex(/^[\x21-\x7e]+$/)))
// https://distribution.github.io/distribution/spec/auth/token/#token-response-fields
const TokenAnswer = v.object({
  token: Token,
  access_token: Token,
  expires_in: v.optional(v.number()),
})
const leastLifetime = 60
/** So many seconds before its end a token is not used any more. */
const margin = 10

const base64 = (text: string): string => Buffer.from(text, 'utf8').toString('base64')

const basicGrant = ({ username, password }: { username: string; password: string }): Grant => {
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
): { request: Request; told: Disclosure } => {
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
      told: { credential: true, secrets: [credential.identityToken] },
    }
  }
  const url = new URL(realm)
  if (service !== undefined) url.searchParams.set('service', service)
  url.searchParams.set('scope', scope)
  const grant = credential && basicGrant(credential)
  const headers: Record<string, string> = grant ? { authorization: grant.header } : {}
  return { request: { method: 'GET', url, headers }, told: grant ?? anonymous }
}

/** Where tokens are to be had, if the credential may go there: the registry names the place, and may be hostile. */
const realmOf = (challenge: Challenge, registry: string, host: string): URL => {
  const realm = challenge.parameters.get('realm') ?? ''
  if (!URL.canParse(realm)) throw malformed(host, 'it names no token server')
  const url = new URL(realm)
  if (!mayCall(url, registryAddress(registry)) || url.username !== '' || url.password !== '') {
    throw new Obstacle(`${host} names a token server that is not called, ${url.protocol}//${url.host}`, {
      advice:
        'It must be an https address without a user name; plain HTTP is for registries on loopback only.',
    })
  }
  return url
}

/** Identifies the user to registries, over the given transport, and keeps what they grant in return. */
export const createAuthorization = (options: {
  credentials: Credentials
  transport: Transport
  /** A signal that ends one request for a token. */
  deadline: () => AbortSignal
}): Authorization => {
  const { credentials, transport, deadline } = options
  const grants = new Map<string, Grant>()
  const renewals = new Map<string, Promise<Grant | undefined>>()

  const fetchToken = async (
    { registry, repository }: ImageReference,
    challenge: Challenge,
    host: string,
  ): Promise<Grant> => {
    const realm = realmOf(challenge, registry, host)
    // The scope is not the registry's to choose: no more than reading is asked for.
    const scope = `repository:${repository}:pull`
    const credential = await credentials.of(registry)
    const { request, told } = tokenRequest(realm, challenge.parameters.get('service'), scope, credential)
    const answer = await transport(request, deadline())
    if (answer.status !== 200) throw await refusal(answer, registry, told)
    const body = await readBody(answer, tokenLimit)
    let parsed: v.InferOutput<typeof TokenAnswer>
    try {
      parsed = v.parse(TokenAnswer, JSON.parse(body.toString('utf8')))
    } catch {
      // The cause is left out: it may quote the token.
      throw malformed(answer.host, 'it is not a token')
    }
    const token = parsed.token ?? parsed.access_token
    if (token === undefined) throw malformed(answer.host, 'it has no token')
    const lifetime = Math.max(leastLifetime, parsed.expires_in ?? 0) - margin
    return {
      header: `Bearer ${token}`,
      expires: Date.now() + lifetime * 1000,
      credential: told.credential,
      secrets: [token, ...told.secrets],
    }
  }

  const grantFor = async (reference: ImageReference, answer: Answer): Promise<Grant | undefined> => {
    const challenges = answer.header('www-authenticate').flatMap(parseChallenges)
    const bearer = challenges.find(({ scheme }) => scheme === 'bearer')
    if (bearer !== undefined) return fetchToken(reference, bearer, answer.host)
    if (challenges.length === 0) return undefined
    if (!challenges.some(({ scheme }) => scheme === 'basic')) {
      throw malformed(answer.host, 'it demands an identification of no known kind (Bearer, Basic)')
    }
    const credential = await credentials.of(reference.registry)
    if (credential === undefined) return undefined
    if ('identityToken' in credential) {
      throw new Obstacle(`${answer.host} wants a name and a password, but the login there is a token`, {
        advice: `Log in anew: docker login ${reference.registry}`,
      })
    }
    return basicGrant(credential)
  }

  const keyOf = ({ registry, repository }: ImageReference): string => `${registry}/${repository}`
  const current = (reference: ImageReference): Grant | undefined => {
    const grant = grants.get(keyOf(reference))
    return grant !== undefined && grant.expires > Date.now() ? grant : undefined
  }

  return {
    current,
    renew: async (reference, answer, refused) => {
      // Another request may have renewed it while this one was under way.
      const known = current(reference)
      if (known !== undefined && known.header !== refused?.header) return known
      const key = keyOf(reference)
      const pending = renewals.get(key) ?? grantFor(reference, answer).finally(() => renewals.delete(key))
      renewals.set(key, pending)
      const grant = await pending
      if (grant === undefined || grant.header === refused?.header) return undefined
      grants.set(key, grant)
      return grant
    },
  }
}
