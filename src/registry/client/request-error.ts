import { Failure, messageOf } from '../../message/failure.ts'
import { printable } from '../../message/printable.ts'

/** Why a single request failed. The retries convert it into a Failure that also names the action. */
export class RequestError extends Error {
  override readonly name = 'RequestError'
  /** What the user can do, as a sentence. */
  readonly advice: string
  /** Whether the same request may succeed later. */
  readonly isTransient: boolean
  /** Whether the server was never reached. Its name may be wrong, or it may be down. */
  readonly isUnreachable: boolean
  /** The status of the server's refusal, if it refused the request. */
  readonly status: number | undefined
  /** Whether the refused request carried a credential. */
  readonly hadCredential: boolean
  /** How long the server asks to wait, in milliseconds. */
  readonly retryAfter: number | undefined

  /** `reason` follows a colon in messages: `ghcr.io reported a server error (503)`. */
  constructor(
    reason: string,
    options: {
      advice: string
      transient?: boolean
      unreachable?: boolean
      status?: number
      identified?: boolean
      retryAfter?: number | undefined
      cause?: unknown
    },
  ) {
    super(reason, options.cause === undefined ? undefined : { cause: options.cause })
    this.advice = options.advice
    this.isTransient = options.transient ?? false
    this.isUnreachable = options.unreachable ?? false
    this.status = options.status
    this.hadCredential = options.identified ?? false
    this.retryAfter = options.retryAfter
  }
}

const notARegistry = 'Check that this is the address of a registry, and that no proxy responds instead.'

/** A response violated the protocol. */
export const malformed = (host: string, what: string): RequestError =>
  new RequestError(`${host} sent a malformed response: ${what}`, {
    advice: notARegistry,
  })

/** The first code of an error, of the errors that it aggregates, and of its causes. */
const codeOf = (error: unknown): string | undefined => {
  if (!(error instanceof Error)) return undefined
  if ('code' in error && typeof error.code === 'string') return error.code
  return (error instanceof AggregateError ? codeOf(error.errors[0]) : undefined) ?? codeOf(error.cause)
}

const transientErrors: Readonly<Record<string, (host: string) => string>> = {
  EAI_AGAIN: (host) => `the name ${host} could not be resolved`,
  ECONNREFUSED: (host) => `${host} refused the connection`,
  ECONNRESET: (host) => `the connection to ${host} was reset`,
  ECONNABORTED: (host) => `the connection to ${host} was reset`,
  EPIPE: (host) => `the connection to ${host} was reset`,
  UND_ERR_SOCKET: (host) => `the connection to ${host} was interrupted`,
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: (host) => `the connection to ${host} was interrupted`,
  ETIMEDOUT: (host) => `${host} could not be reached in time`,
  UND_ERR_CONNECT_TIMEOUT: (host) => `${host} could not be reached in time`,
  UND_ERR_HEADERS_TIMEOUT: (host) => `${host} did not respond in time`,
  UND_ERR_BODY_TIMEOUT: (host) => `the transfer from ${host} stalled`,
  EHOSTUNREACH: (host) => `there is no route to ${host}`,
  ENETUNREACH: (host) => `there is no route to ${host}`,
}

/** The codes of failed connections. Timeouts are not among them: the next attempt may be faster. */
const unconnected: readonly string[] = ['EAI_AGAIN', 'ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH']

/** Whether an error says that no connection was possible. The server's name may be wrong, or it may be down. */
export const isUnconnected = (error: unknown): boolean => {
  const code = codeOf(error)
  return code !== undefined && [...unconnected, 'ENOTFOUND'].includes(code)
}

/** Other errors by their codes, with the reason and the advice. */
const permanentErrors: readonly (readonly [RegExp, (host: string, error: unknown) => string, string])[] = [
  [
    /^ENOTFOUND$/,
    (host) => `the name ${host} does not exist`,
    "Check the registry's name, and the network and proxy settings of this machine.",
  ],
  [
    /^(?:EPROTO|ERR_SSL_(?:WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG))$/,
    (host) => `${host} does not use TLS`,
    'Serve it over HTTPS, or add it to the input insecure-registries to allow plain HTTP.',
  ],
  [
    /^(?:CERT_|ERR_TLS_|ERR_SSL_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_CA|EPROTO)/,
    (host, error) => `the certificate of ${host} is not trusted: ${printable(messageOf(error))}`,
    'If a private CA issued it, set NODE_EXTRA_CA_CERTS to the path of the CA certificate.',
  ],
  [/^HPE_|^UND_ERR_/, (host) => `${host} sent a response that is not HTTP`, notARegistry],
]

/**
 * Explains a network error as a RequestError; returns other errors unchanged. `answered` says whether the host has ever
 * responded. If so, it will come back; if not, it may not exist.
 */
export const networkError = (host: string, error: unknown, answered = true): unknown => {
  // A Failure comes from the source of a body, and already says what failed.
  if (error instanceof RequestError || error instanceof Failure) return error
  if (error instanceof Error && error.name === 'TimeoutError') {
    return new RequestError(`${host} did not complete its response in time`, {
      advice: 'Try again later.',
      transient: true,
      cause: error,
    })
  }
  const code = codeOf(error)
  if (code === undefined) return error
  const reason = transientErrors[code]
  if (reason !== undefined) {
    return new RequestError(`${reason(host)} (${code})`, {
      advice: `Check the network and proxy settings of this machine, or try again later.`,
      transient: true,
      unreachable: !answered && unconnected.includes(code),
      cause: error,
    })
  }
  const [, explain, advice] = permanentErrors.find(([pattern]) => pattern.test(code)) ?? []
  if (explain === undefined || advice === undefined) return error
  return new RequestError(`${explain(host, error)} (${code})`, { advice, cause: error })
}
