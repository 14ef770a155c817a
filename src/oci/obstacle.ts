/** Why one request did not succeed; whoever retries makes a Failure of it that says what was to be done. */
export class Obstacle extends Error {
  override readonly name = 'Obstacle'
  /** A sentence: what the reader can do. */
  readonly advice: string
  /** Whether the same request may succeed a little later. */
  readonly transient: boolean
  /** How long the other side asks to wait, in milliseconds. */
  readonly retryAfter: number | undefined

  /** `reason` goes behind a colon: `ghcr.io answered 503`. */
  constructor(
    reason: string,
    options: { advice: string; transient?: boolean; retryAfter?: number | undefined; cause?: unknown },
  ) {
    super(reason, options.cause === undefined ? undefined : { cause: options.cause })
    this.advice = options.advice
    this.transient = options.transient ?? false
    this.retryAfter = options.retryAfter
  }
}

/** The obstacle of an answer that breaks the protocol. */
export const malformed = (host: string, what: string, cause?: unknown): Obstacle =>
  new Obstacle(`${host} sent a malformed answer: ${what}`, {
    advice: 'Check that this is the address of a registry, and that no proxy answers in its place.',
    cause,
  })

const shownLimit = 200

/** Text of a stranger for one line of a log: printable characters only, at most 200 of them. */
export const printable = (text: string): string => {
  // Format characters, among them those that turn the direction of writing, are in none of these classes.
  const clean = text.replace(/[^\p{L}\p{M}\p{N}\p{P}\p{S}]+/gu, ' ').trim()
  return clean.length > shownLimit ? `${clean.slice(0, shownLimit - 1)}…` : clean
}
