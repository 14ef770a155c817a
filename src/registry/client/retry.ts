import { setTimeout } from 'node:timers/promises'
import { Failure } from '../../message/failure.ts'
import { RequestError } from './request-error.ts'

/** The limits of retries. Times are in milliseconds. */
export interface RetryLimits {
  /** The largest number of attempts, including the first. */
  readonly attempts: number
  /** The pause after the first failure. It doubles with each failure. */
  readonly firstDelay: number
  readonly longestDelay: number
  /** The longest time for all attempts and pauses. */
  readonly total: number
}

export const usualRetries: RetryLimits = {
  attempts: 6,
  firstDelay: 1000,
  longestDelay: 20_000,
  total: 180_000,
}

// A wrong host or port will not fix itself, so give up early.
const unreachableRetries = { attempts: 3, total: 5_000 }

// After this many more bytes, earlier failures of a transfer no longer count.
const significantProgress = 1024 * 1024

export interface RetryOptions extends RetryLimits {
  /** Completes "Could not" in messages: `fetch the blob sha256:…`. */
  readonly action: string
  readonly warn: (message: string) => void
  readonly signal: AbortSignal
}

export interface Retries {
  /**
   * Waits before the next attempt. Throws a Failure if the error is permanent or a limit is reached. Throws errors other
   * than a RequestError unchanged, and the signal's reason after an abort.
   */
  next(error: unknown): Promise<void>
  /** Resets failures and time if the transfer made significant progress. `position` is the number of bytes so far. */
  progress(position: number): void
  /** Resets the time only, because the transfer may be making progress. */
  underway(): void
}

/** `45 s`, `2 min`, `3 h`: rounded up. */
const formatDuration = (milliseconds: number): string => {
  const seconds = Math.ceil(milliseconds / 1000)
  if (seconds < 120) return `${seconds} s`
  return seconds < 7200 ? `${Math.ceil(seconds / 60)} min` : `${Math.ceil(seconds / 3600)} h`
}

/**
 * The pause after a number of failures in a row, in milliseconds. It doubles each time and is shortened by up to half, by a
 * random number from 0 to 1, so that clients that failed at the same time do not retry at the same time.
 */
export const backoff = (
  failures: number,
  { firstDelay, longestDelay }: Pick<RetryLimits, 'firstDelay' | 'longestDelay'>,
  chance: number,
): number => (Math.min(longestDelay, firstDelay * 2 ** (failures - 1)) * (1 + chance)) / 2

/** Retries with exponential backoff, or after the time that the server asked for. */
export const createRetries = (options: RetryOptions): Retries => {
  const { action, warn, signal } = options
  let failures = 0
  let started = Date.now()
  let milestone = significantProgress

  return {
    next: async (error) => {
      signal.throwIfAborted()
      if (!(error instanceof RequestError)) throw error
      const failure = (circumstance = ''): Failure =>
        new Failure(`Could not ${action}: ${error.message}${circumstance}. ${error.advice}`, { cause: error })
      if (!error.isTransient) throw failure()
      failures += 1
      const limits = error.isUnreachable ? unreachableRetries : options
      const attempts = Math.min(options.attempts, limits.attempts)
      const total = Math.min(options.total, limits.total)
      const asked = error.retryAfter ?? 0
      const left = started + total - Date.now()
      if (asked > Math.max(0, left)) {
        throw failure(`, and asked to retry after ${formatDuration(asked)}, which exceeds the retry limit`)
      }
      if (failures >= attempts) throw failure(`, after ${attempts} attempts`)
      const delay = Math.max(asked, backoff(failures, options, Math.random()))
      if (delay > left) throw failure(`, after retrying for ${formatDuration(total - left)}`)
      warn(
        `Could not ${action} yet: ${error.message}. Retrying in ${formatDuration(delay)} ` +
          `(attempt ${failures + 1} of ${attempts}).`,
      )
      await setTimeout(delay, undefined, { signal }).catch(() => signal.throwIfAborted())
    },
    progress: (position) => {
      if (position < milestone) return
      milestone = position + significantProgress
      failures = 0
      started = Date.now()
    },
    underway: () => {
      started = Date.now()
    },
  }
}

/** Repeats an attempt until it succeeds, within the limits. Throws like `Retries.next`. */
export const retry = async <Result>(
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
 * Reads a `Retry-After` header, seconds or a date, as milliseconds from now; undefined if it is missing or malformed.
 * https://www.rfc-editor.org/rfc/rfc9110#section-10.2.3
 */
export const parseRetryAfter = (value: string | undefined, now: number): number | undefined => {
  if (value === undefined) return undefined
  if (/^\s*\d+\s*$/.test(value)) return Number(value) * 1000
  const date = Date.parse(value)
  return Number.isNaN(date) ? undefined : Math.max(0, date - now)
}
