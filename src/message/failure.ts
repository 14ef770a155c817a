/**
 * An error that the reader can act on: shown without a stack.
 *
 * The message is one line: what could not be done, to what, why, and what to do next.
 * `detail` contains more lines, for example the last lines of a build. The log shows `cause`.
 */
export class Failure extends Error {
  override readonly name = 'Failure'
  readonly detail: readonly string[]

  constructor(message: string, options: { cause?: unknown; detail?: readonly string[] } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.detail = options.detail ?? []
  }
}

/** The message of a thrown value, with the messages of its causes: `could not read x: EACCES: …`. */
export const messageOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  const cause = error.cause === undefined ? '' : messageOf(error.cause)
  return cause === '' || error.message.includes(cause) ? error.message : `${error.message}: ${cause}`
}

/** Whether a system call failed with the given code, such as `ENOENT`. */
export const isSystemError = (error: unknown, ...codes: readonly string[]): boolean =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && codes.includes(error.code)
