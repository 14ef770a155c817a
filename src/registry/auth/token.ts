import * as v from 'valibot'
import type { Addresses } from '../client/addresses.ts'
import { refusal } from '../client/refusal.ts'
import { malformed, RequestError } from '../client/request-error.ts'
import { type Request, readBody, type Transport } from '../client/transport.ts'
import type { Challenge, Credential } from './authorization.ts'
import {
  type Authorization,
  anonymous,
  basicAuthorization,
  formatScope,
  type Scope,
  type SentCredentials,
} from './authorization.ts'

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

/** Where tokens are to be had, if the credential may go there: the registry names the place, and may be hostile. */
const realmOf = async (
  challenge: Challenge,
  registry: string,
  host: string,
  addresses: Addresses,
): Promise<URL> => {
  const realm = challenge.parameters.get('realm') ?? ''
  if (!URL.canParse(realm)) throw malformed(host, 'it names no token server')
  const url = new URL(realm)
  if (!addresses.mayCall(url, await addresses.of(registry)) || url.username !== '' || url.password !== '') {
    throw new RequestError(`${host} names a token server that is not called, ${url.protocol}//${url.host}`, {
      advice:
        'It must be an https address without a user name; plain HTTP is for registries on loopback, and for those that ' +
        'the input insecure-registries names.',
    })
  }
  return url
}

/** The request for a token, and what it is sent with: https://distribution.github.io/distribution/spec/auth/oauth/ */
const tokenRequest = (
  realm: URL,
  service: string | undefined,
  scopes: readonly string[],
  credential: Credential | undefined,
): { request: Request; sent: SentCredentials } => {
  if (credential !== undefined && 'identityToken' in credential) {
    const form = new URLSearchParams({
      grant_type: 'refresh_token',
      service: service ?? '',
      client_id: clientName,
      scope: scopes.join(' '),
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
  // What the realm itself asks for is not what is wanted here.
  url.searchParams.delete('scope')
  for (const scope of scopes) url.searchParams.append('scope', scope)
  const basic = credential && basicAuthorization(credential)
  const headers: Record<string, string> = basic ? { authorization: basic.header } : {}
  return { request: { method: 'GET', url, headers }, sent: basic ?? anonymous }
}

/**
 * Fetches a token for scopes at a registry whose server at `host` sent a Bearer challenge. What is asked for is the
 * caller's to choose, and never the challenge's.
 */
export const fetchToken = async (options: {
  registry: string
  scopes: readonly Scope[]
  challenge: Challenge
  host: string
  credential: Credential | undefined
  transport: Transport
  addresses: Addresses
  signal: AbortSignal
}): Promise<Authorization> => {
  const { registry, scopes, challenge, host, credential, transport, addresses, signal } = options
  const realm = await realmOf(challenge, registry, host, addresses)
  const service = challenge.parameters.get('service')
  const { request, sent } = tokenRequest(realm, service, scopes.map(formatScope), credential)
  const response = await transport(request, signal)
  if (response.status !== 200) throw await refusal(response, { registry, scopes, sent })
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
