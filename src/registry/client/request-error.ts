import { Failure, messageOf } from '../../message/failure.ts'
import { printable } from '../../message/printable.ts'

/** Why one request did not succeed; anyone who retries makes a Failure of it that says what was to be done. */
export class RequestError extends Error {
  override readonly name = 'RequestError'
  /** A sentence: what the reader can do. */
  readonly advice: string
  /** Whether the same request may succeed a little later. */
  readonly transient: boolean
  /** Whether the other side could not be reached at all, now or earlier: it may be a wrong name, or be down. */
  readonly unreachable: boolean
  /** With what status the other side refused it; undefined if it did not. */
  readonly status: number | undefined
  /** Whether it was refused although a credential was sent. */
  readonly identified: boolean
  /** How long the other side asks to wait, in milliseconds. */
  readonly retryAfter: number | undefined

  /** `reason` goes behind a colon: `ghcr.io answered 503`. */
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
    this.transient = options.transient ?? false
    this.unreachable = options.unreachable ?? false
    this.status = options.status
    this.identified = options.identified ?? false
    this.retryAfter = options.retryAfter
  }
}

/** The error of a response that breaks the protocol. */
export const malformed = (host: string, what: string, cause?: unknown): RequestError =>
  new RequestError(`${host} sent a malformed answer: ${what}`, {
    advice: 'Check that this is the address of a registry, and that no proxy answers in its place.',
    cause,
  })

/** The first code among an error, the errors it sums up, and its causes. */
const codeOf = (error: unknown): string | undefined => {
  if (!(error instanceof Error)) return undefined
  if ('code' in error && typeof error.code === 'string') return error.code
  return (error instanceof AggregateError ? codeOf(error.errors[0]) : undefined) ?? codeOf(error.cause)
}

const passing: Readonly<Record<string, (host: string) => string>> = {
  EAI_AGAIN: (host) => `the name ${host} could not be resolved`,
  ECONNREFUSED: (host) => `${host} refused the connection`,
  ECONNRESET: (host) => `the connection to ${host} was reset`,
  ECONNABORTED: (host) => `the connection to ${host} was reset`,
  EPIPE: (host) => `the connection to ${host} was reset`,
  UND_ERR_SOCKET: (host) => `the connection to ${host} broke off`,
  UND_ERR_RES_CONTENT_LENGTH_MISMATCH: (host) => `the connection to ${host} broke off`,
  ETIMEDOUT: (host) => `${host} could not be reached in time`,
  UND_ERR_CONNECT_TIMEOUT: (host) => `${host} could not be reached in time`,
  UND_ERR_HEADERS_TIMEOUT: (host) => `${host} did not answer in time`,
  UND_ERR_BODY_TIMEOUT: (host) => `the transfer from ${host} came to a halt`,
  EHOSTUNREACH: (host) => `there is no route to ${host}`,
  ENETUNREACH: (host) => `there is no route to ${host}`,
}

/** The codes of a connection that was not made; one that merely took too long may be made by the next try. */
const unconnected: readonly string[] = ['EAI_AGAIN', 'ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH']

/** Whether an error is that of a connection which cannot be made: who it was to be made to may be a wrong name, or be down. */
export const isUnconnected = (error: unknown): boolean => {
  const code = codeOf(error)
  return code !== undefined && [...unconnected, 'ENOTFOUND'].includes(code)
}

const tlsCode =
  /^(?:CERT_|ERR_TLS_|ERR_SSL_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_CA|EPROTO)/

/**
 * What an error of the network means for a request; an error of another origin is given back as it is. `answered` says
 * whether the host has ever answered: one that did will be back, one that never did may not be there.
 */
export const networkError = (host: string, error: unknown, answered = true): unknown => {
  // A Failure, whatever its cause, comes from where a body was read, and says what failed there.
  if (error instanceof RequestError || error instanceof Failure) return error
  if (error instanceof Error && error.name === 'TimeoutError') {
    return new RequestError(`${host} did not complete its answer in time`, {
      advice: 'Try again later.',
      transient: true,
      cause: error,
    })
  }
  const code = codeOf(error)
  if (code === undefined) return error
  const reason = passing[code]
  if (reason !== undefined) {
    return new RequestError(`${reason(host)} (${code})`, {
      advice: `Check that ${host} can be reached from this machine, and its proxy settings; or try again later.`,
      transient: true,
      unreachable: !answered && unconnected.includes(code),
      cause: error,
    })
  }
  if (code === 'ENOTFOUND') {
    return new RequestError(`the name ${host} does not resolve (${code})`, {
      advice: "Check the registry's name, and this machine's network and proxy settings.",
      cause: error,
    })
  }
  if (/^(?:EPROTO|ERR_SSL_(?:WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG))$/.test(code)) {
    return new RequestError(`${host} does not speak TLS (${code})`, {
      advice: 'Serve it over HTTPS, or name it in the input insecure-registries: then plain HTTP will do.',
      cause: error,
    })
  }
  if (tlsCode.test(code)) {
    return new RequestError(
      `the certificate of ${host} is not accepted: ${printable(messageOf(error))} (${code})`,
      {
        advice: 'If an authority of your own issued it, name its file in NODE_EXTRA_CA_CERTS.',
        cause: error,
      },
    )
  }
  if (/^HPE_|^UND_ERR_/.test(code)) {
    return new RequestError(`${host} sent what is not HTTP (${code})`, {
      advice: 'Check that this is the address of a registry, and that no proxy answers in its place.',
      cause: error,
    })
  }
  return error
}
