import { isDebug } from '@actions/core'
import { Failure, messageOf } from '../message/failure.ts'
import { type Log, openLog } from './log.ts'

/** What a step of a workflow works with. */
export interface Step {
  readonly log: Log
  /** Aborted when the runner cancels the step; the step may abort it itself. */
  readonly abort: AbortController
}

// The runner ends a cancelled step's processes 7.5 seconds after it asked them to end.
const grace = 4_500

// In milliseconds: who caused an error that nobody caught has often failed as well, and knows better why.
const untilStrayErrorCounts = 1_000

/**
 * Does the work of a step, and ends the process: with 0, or with 1 after an error was shown. A SIGINT or SIGTERM aborts
 * the work, and so does an error that nobody caught, unless the work fails by itself; it then has a few seconds to clean up.
 * The process ends even if GitHub's clients still hold connections.
 */
export const runStep = async (work: (step: Step) => Promise<void>): Promise<never> => {
  const log = openLog((text) => process.stdout.write(text), isDebug())
  const abort = new AbortController()
  const end = (reason: unknown): void => {
    abort.abort(reason)
    setTimeout(() => {
      report(reason, log)
      process.exit(1)
    }, grace).unref()
  }
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => end(new Failure(`The step was cancelled (${signal}).`)))
  }
  // GitHub's clients have streams whose errors nobody awaits; the process would end there, with all that it has begun.
  const stray: unknown[] = []
  process.on('uncaughtException', (error) => {
    stray.push(error)
    setTimeout(() => end(error), untilStrayErrorCounts)
  })
  try {
    await work({ log, abort })
    if (stray.length > 0) throw stray[0]
  } catch (error) {
    report(error, log)
    process.exit(1)
  }
  process.exit(0)
}

/** Shows why the step failed as an error; what could not be cleared up after that is no second reason, but a warning. */
const report = (error: unknown, log: Log, annotate = log.error): void => {
  if (error instanceof SuppressedError) {
    report(error.suppressed, log, annotate)
    report(error.error, log, log.warning)
    return
  }
  annotate(error instanceof Failure ? error.message : `This is a defect of the action: ${messageOf(error)}`)
  if (error instanceof Failure) for (const line of error.detail) log.info(`  ${line}`)
  else if (error instanceof Error) for (const line of (error.stack ?? '').split('\n')) log.info(line)
  for (const line of causesOf(error)) log.info(line)
}

/** What of an error's causes is not shown yet. */
const causesOf = (error: unknown): readonly string[] => {
  if (!(error instanceof Error) || error.cause === undefined) return []
  const cause = messageOf(error.cause)
  const shown = [error.message, ...(error instanceof Failure ? error.detail : [])]
  return shown.some((line) => line.includes(cause)) ? [] : [`  Caused by: ${cause}`]
}
