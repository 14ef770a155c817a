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
