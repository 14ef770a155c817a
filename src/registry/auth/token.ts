import * as v from 'valibot'
import type { Addresses } from '../client/addresses.ts'
import { refusal } from '../client/refusal.ts'
import { malformed, RequestError } from '../client/request-error.ts'
import { type Request, readBody, type Transport } from '../client/transport.ts'
import {
  type Authorization,
  anonymous,
  basicAuthorization,
  type Challenge,
  type Credential,
  formatScope,
  type Scope,
  type SentCredentials,
} from './authorization.ts'

const tokenLimit = 1024 * 1024
const clientName = 'buildpacks-oci-layout'

// A token becomes part of a header, so only visible ASCII is allowed. Harbor also sends an empty token.
const Token = v.nullish(v.pipe(v.string(), v.regex(/^[\x21-\x7e]*$/)))
// https://distribution.github.io/distribution/spec/auth/token/#token-response-fields
const TokenResponse = v.pipe(
  v.string(),
  v.parseJson(),
  v.object({ token: Token, access_token: Token, expires_in: v.optional(v.unknown()) }),
)
// In seconds.
const leastLifetime = 60
// In seconds: a token is renewed this long before it expires.
const margin = 10

/** The address of the token server. The registry chooses it and may be hostile, so check whether it may get a credential. */
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
    throw new RequestError(
      `${host} names a token server that must not be called, ${url.protocol}//${url.host}`,
      {
        advice:
          'It must be an HTTPS address without a user name. Plain HTTP is allowed only for registries on loopback and in the ' +
          'input insecure-registries.',
      },
    )
  }
  return url
}

/** The request for a token and its credentials: https://distribution.github.io/distribution/spec/auth/oauth/ */
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
      sent: { hasCredential: true, secrets: [credential.identityToken] },
    }
  }
  const url = new URL(realm)
  if (service !== undefined) url.searchParams.set('service', service)
  // The client chooses the scopes, not the registry.
  url.searchParams.delete('scope')
  for (const scope of scopes) url.searchParams.append('scope', scope)
  const basic = credential && basicAuthorization(credential)
  const headers: Record<string, string> = basic ? { authorization: basic.header } : {}
  return { request: { method: 'GET', url, headers }, sent: basic ?? anonymous }
}

/** Fetches a token for a registry's Bearer challenge, which `host` sent. Throws a RequestError. */
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
  const parsed = v.safeParse(TokenResponse, body.toString('utf8'))
  // No reason, because it may quote the token.
  if (!parsed.success) throw malformed(response.host, 'it is not a token')
  const { access_token, expires_in } = parsed.output
  const token = parsed.output.token || access_token
  if (!token) throw malformed(response.host, 'it has no token')
  // In seconds. Some servers send it as a string, or not at all.
  const lifetime = Math.max(leastLifetime, Number(expires_in) || 0) - margin
  return {
    header: `Bearer ${token}`,
    expires: Date.now() + lifetime * 1000,
    hasCredential: sent.hasCredential,
    secrets: [token, ...sent.secrets],
  }
}
