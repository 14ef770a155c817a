import { isDebug, setOutput } from '@actions/core'
import { Failure, messageOf } from '../../message/failure.ts'
import { runTasks, type TaskGroup } from '../../task/task-group.ts'
import { type Log, openLog } from './log.ts'

/** What the work of a step gets. */
export interface Step {
  readonly log: Log
  /** Aborted when the runner cancels the step. */
  readonly tasks: TaskGroup
}

// In milliseconds: the work behind an uncaught error often fails as well, with a better message.
const uncaughtErrorDelay = 1_000

/**
 * Does the work of a step and ends the process: with 0, or with 1 after it showed the error. SIGINT and SIGTERM cancel the
 * work; it then has a few seconds to clean up. An uncaught error cancels it too, unless the work ends by itself within a
 * second. The process ends even if GitHub's clients still hold connections.
 */
export const runStep = async (work: (step: Step) => Promise<void>): Promise<never> => {
  const log = openLog((text) => process.stdout.write(text), isDebug())
  const cancel = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => cancel.abort(new Failure(`The step was cancelled (${signal}).`)))
  }
  // GitHub's clients have streams whose errors nothing handles. Without this, the process would end without a cleanup.
  const uncaught: unknown[] = []
  process.on('uncaughtException', (error) => {
    uncaught.push(error)
    setTimeout(() => cancel.abort(error), uncaughtErrorDelay)
  })
  try {
    await runTasks((tasks) => work({ log, tasks }), { cancelled: cancel.signal, warn: log.warning })
  } catch (error) {
    report(error, log)
    process.exit(1)
  }
  // All that the step promises was awaited, so an error beside it does not make the step fail.
  for (const error of uncaught) report(error, log, log.warning)
  process.exit(0)
}

/** Sets outputs of the action, by their names in action.yml. */
export const setOutputs = (outputs: Readonly<Record<string, string | number | boolean>>): void => {
  for (const [name, value] of Object.entries(outputs)) setOutput(name, value)
}

/** Shows why the step failed as an error. What could not be cleaned up after that is a warning. */
const report = (error: unknown, log: Log, annotate = log.error): void => {
  if (error instanceof SuppressedError) {
    report(error.suppressed, log, annotate)
    report(error.error, log, log.warning)
    return
  }
  annotate(
    error instanceof Failure ? error.message : `Unexpected error (please report it): ${messageOf(error)}`,
  )
  if (error instanceof Failure) for (const line of error.detail) log.info(`  ${line}`)
  else if (error instanceof Error) for (const line of (error.stack ?? '').split('\n')) log.info(line)
  for (const line of unshownCauses(error)) log.info(line)
}

const unshownCauses = (error: unknown): readonly string[] => {
  if (!(error instanceof Error) || error.cause === undefined) return []
  const cause = messageOf(error.cause)
  const shown = [error.message, ...(error instanceof Failure ? error.detail : [])]
  return shown.some((line) => line.includes(cause)) ? [] : [`  Caused by: ${cause}`]
}
