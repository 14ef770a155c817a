import { setFlagsFromString } from 'node:v8'
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
const graceAfterSignal = 4_500

/**
 * Does the work of a step, and ends the process: with 0, or with 1 after an error was shown. A SIGINT or SIGTERM aborts
 * the work, which then has a few seconds to clean up. The process ends even if GitHub's clients still hold connections.
 */
export const runStep = async (work: (step: Step) => Promise<void>): Promise<never> => {
  collectEarly()
  const log = openLog((text) => process.stdout.write(text), isDebug())
  const abort = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      abort.abort(new Failure(`The step was cancelled (${signal}).`))
      setTimeout(() => process.exit(1), graceAfterSignal).unref()
    })
  }
  try {
    await work({ log, abort })
  } catch (error) {
    report(error, log)
    process.exit(1)
  }
  process.exit(0)
}

/**
 * Layers pass through as pieces that are garbage a moment later. V8 collects them when its young generation is full,
 * which counts their small objects and not their bytes: one that does not grow is full before they are many. Fetching
 * a layer of 1 GiB takes 30 MB less so, and no longer. (Set before the modules are loaded, it would slow that down.)
 */
const collectEarly = (): void => setFlagsFromString('--semi-space-growth-factor=1')

const report = (error: unknown, log: Log): void => {
  if (error instanceof SuppressedError) {
    report(error.suppressed, log)
    report(error.error, log)
    return
  }
  log.error(error instanceof Failure ? error.message : `This is a defect of the action: ${messageOf(error)}`)
  if (error instanceof Failure) for (const line of error.detail) log.info(`  ${line}`)
  else if (error instanceof Error) for (const line of (error.stack ?? '').split('\n')) log.info(line)
  for (const line of causesOf(error)) log.info(line)
}

/** What the message of an error does not say of its causes. */
const causesOf = (error: unknown): readonly string[] => {
  if (!(error instanceof Error) || error.cause === undefined) return []
  const cause = messageOf(error.cause)
  return error.message.includes(cause) ? [] : [`  Caused by: ${cause}`]
}
