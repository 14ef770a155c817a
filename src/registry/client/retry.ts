import { setTimeout } from 'node:timers/promises'
import { Failure } from '../../message/failure.ts'
import { RequestError } from './request-error.ts'

/** How long something is tried again; times are in milliseconds. */
export interface RetryLimits {
  /** How often it is tried at most, the first time included. */
  readonly attempts: number
  /** The pause after the first failure; it doubles with each further one. */
  readonly firstDelay: number
  readonly longestDelay: number
  /** The longest that pauses and tries may take together. */
  readonly total: number
}

export const usualRetries: RetryLimits = {
  attempts: 6,
  firstDelay: 1000,
  longestDelay: 20_000,
  total: 180_000,
}

// A name or a port that is wrong does not come right, and a registry that is down is not back in seconds.
const unreachableRetries = { attempts: 3, total: 5_000 }

/** What was tried, and what its retries depend on. */
export interface RetryOptions extends RetryLimits {
  /** Goes behind "Could not": `fetch the blob sha256:…`. */
  readonly action: string
  readonly warn: (message: string) => void
  readonly signal: AbortSignal
}

export interface Retries {
  /**
   * Waits until the next try is due. Throws a Failure if the error is none that passes or the limits are
   * reached, other errors than a RequestError as they are, and the signal's reason where it was aborted.
   */
  next(error: unknown): Promise<void>
  /** Forgets the failures so far, since what was tried is coming along. */
  progress(): void
  /** Counts the time again, since it went into what may be coming along; the failures count still. */
  underway(): void
}

/** `45 s`, `2 min`, `3 h`: rounded up. */
const formatDuration = (milliseconds: number): string => {
  const seconds = Math.ceil(milliseconds / 1000)
  if (seconds < 120) return `${seconds} s`
  return seconds < 7200 ? `${Math.ceil(seconds / 60)} min` : `${Math.ceil(seconds / 3600)} h`
}

/**
 * The pause after so many failures in a row, in milliseconds: twice as long each time, shortened to no less than half
 * by chance (0 to 1), so that clients that failed together do not come back together.
 */
export const backoff = (
  failures: number,
  { firstDelay, longestDelay }: Pick<RetryLimits, 'firstDelay' | 'longestDelay'>,
  chance: number,
): number => (Math.min(longestDelay, firstDelay * 2 ** (failures - 1)) * (1 + chance)) / 2

/** Tries again with exponentially growing, randomly shortened pauses, or after the one that was asked for. */
export const createRetries = (options: RetryOptions): Retries => {
  const { action, warn, signal } = options
  let failures = 0
  let started = Date.now()

  const failure = (error: RequestError, circumstance = ''): Failure =>
    new Failure(`Could not ${action}: ${error.message}${circumstance}. ${error.advice}`, {
      cause: error,
    })

  const limitsFor = ({ unreachable }: RequestError): Pick<RetryLimits, 'attempts' | 'total'> =>
    unreachable
      ? {
          attempts: Math.min(options.attempts, unreachableRetries.attempts),
          total: Math.min(options.total, unreachableRetries.total),
        }
      : options

  return {
    next: async (error) => {
      signal.throwIfAborted()
      if (!(error instanceof RequestError)) throw error
      if (!error.transient) throw failure(error)
      failures += 1
      const { attempts, total } = limitsFor(error)
      const asked = error.retryAfter ?? 0
      const left = started + total - Date.now()
      if (asked > Math.max(0, left)) {
        throw failure(error, `, and asks to wait for ${formatDuration(asked)}, longer than is waited here`)
      }
      if (failures >= attempts) throw failure(error, `, at the last of ${attempts} tries`)
      const delay = Math.max(asked, backoff(failures, options, Math.random()))
      if (delay > left) throw failure(error, `, after ${formatDuration(total - left)} of trying`)
      warn(
        `Could not ${action} yet: ${error.message}. Trying again in ${formatDuration(delay)} ` +
          `(try ${failures + 1} of ${attempts}).`,
      )
      await setTimeout(delay, undefined, { signal }).catch((reason: unknown) => {
        signal.throwIfAborted()
        throw reason
      })
    },
    progress: () => {
      failures = 0
      started = Date.now()
    },
    underway: () => {
      started = Date.now()
    },
  }
}

/** Does something until it succeeds, within the limits; throws as `Retries.next` does. */
export const retried = async <Result>(
  options: RetryOptions,
  attempt: () => Promise<Result>,
): Promise<Result> => {
  const retries = createRetries(options)
  for (;;) {
    try {
      return await attempt()
    } catch (error) {
      await retries.next(error)
    }
  }
}

/**
 * Reads a `Retry-After` header, seconds or a date, as milliseconds from now; undefined if there is none to read.
 * https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3
 */
export const parseRetryAfter = (value: string | undefined, now: number): number | undefined => {
  if (value === undefined) return undefined
  if (/^\s*\d+\s*$/.test(value)) return Number(value) * 1000
  const date = Date.parse(value)
  return Number.isNaN(date) ? undefined : Math.max(0, date - now)
}
