import * as v from 'valibot'
import { printable } from '../../message/printable.ts'
import type { Scope, SentCredentials } from '../auth/authorization.ts'
import { isDockerHub } from './addresses.ts'
import { malformed, RequestError } from './request-error.ts'
import { parseRetryAfter } from './retry.ts'
import { type Response, readBody } from './transport.ts'

const Text = v.optional(v.string())
const ErrorBody = v.pipe(
  v.string(),
  v.parseJson(),
  v.union([
    // https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#error-codes
    v.pipe(
      v.object({ errors: v.array(v.object({ code: Text, message: Text })) }),
      v.transform(({ errors: [first] }) => [first?.code, first?.message]),
    ),
    // What token servers say: OAuth's form, and Docker Hub's.
    v.pipe(
      v.object({ error: Text, error_description: Text, details: Text, message: Text }),
      v.transform((body) => [body.error, body.error_description ?? body.details ?? body.message]),
    ),
  ]),
)

const bodyLimit = 64 * 1024

/** The error message in a response's body, printable and without secrets. Empty if there is none. */
const wordsOf = async (response: Response, secrets: readonly string[]): Promise<string> => {
  const body = await readBody(response, bodyLimit).then(String, () => '')
  const words = v.safeParse(ErrorBody, body)
  // Not JSON, for example an HTML page. The status is enough.
  if (!words.success) return ''
  const text = words.output.filter(Boolean).join(': ')
  return printable(secrets.filter(Boolean).reduce((shown, secret) => shown.replaceAll(secret, '***'), text))
}

const loginOf = (registry: string): string =>
  isDockerHub(registry) ? 'docker login' : `docker login ${registry}`

/** The refused request. */
interface RefusedRequest {
  readonly registry: string
  /** The permissions that the request needed. */
  readonly scopes: readonly Scope[]
  readonly sent: SentCredentials
}

/** Converts an unsuccessful response into an error. Reads its body. */
export const refusal = async (
  response: Response,
  { registry, scopes, sent }: RefusedRequest,
): Promise<RequestError> => {
  const { status, host } = response
  const words = await wordsOf(response, sent.secrets)
  const said = words === '' ? `${status}` : `${status}, ${words}`
  const retryAfter = parseRetryAfter(response.header('retry-after')[0], Date.now())
  const refused = (reason: string, options: ConstructorParameters<typeof RequestError>[1]): RequestError =>
    new RequestError(reason, { ...options, status, identified: sent.hasCredential })
  const pushing = scopes.some(({ actions }) => actions === 'pull,push')
  if (status === 401 || status === 403) {
    if (sent.hasCredential) {
      const check = pushing
        ? 'that it may push to this repository (GITHUB_TOKEN needs "packages: write"), and that the repository exists'
        : 'that it may pull this image, and that the image exists'
      return refused(`${host} denied access (${said}) to the account in Docker's configuration`, {
        advice: `Check ${check}. Or log in again: ${loginOf(registry)}`,
      })
    }
    return refused(`${host} denied access (${said}); no credentials are configured for this registry`, {
      advice: pushing
        ? `Log in first, with "docker/login-action" in an earlier step or with: ${loginOf(registry)}`
        : `Check the image's name. If the image is private, log in first: ${loginOf(registry)}`,
    })
  }
  if (status === 404) {
    const unknown = words.startsWith('NAME_UNKNOWN')
      ? 'has no such repository'
      : words.startsWith('BLOB_UNKNOWN')
        ? 'does not have this part of the image'
        : pushing
          ? 'does not accept pushes there'
          : 'has no such image'
    return refused(`${host} ${unknown} (${said})`, {
      advice: pushing
        ? "Check the registry and the repository in the image's name. In some registries, create the repository first."
        : "Check the registry, the repository and the tag or digest in the image's name.",
    })
  }
  if (status === 429) {
    return refused(`${host} limits the rate of requests (${said})`, {
      advice: sent.hasCredential
        ? 'Run this again later.'
        : `Run this again later, or log in for a higher limit: ${loginOf(registry)}`,
      transient: true,
      retryAfter,
    })
  }
  if (status === 408 || status >= 500) {
    return refused(`${host} reported a server error (${said})`, {
      advice: pushing
        ? 'Try again later. If the error persists, check the log of the registry: its disk may be full.'
        : 'Try again later.',
      transient: true,
      retryAfter,
    })
  }
  if (pushing && status === 413) {
    return refused(`${host} rejected a request of this size (${said})`, {
      advice: 'Ask its administrator to raise the size limit of the registry or of its proxy.',
    })
  }
  if (pushing && status >= 400) {
    return refused(`${host} rejected the request (${said})`, {
      advice: "Ask the registry's administrator for the reason.",
    })
  }
  return malformed(host, `unexpected status ${said}`)
}
