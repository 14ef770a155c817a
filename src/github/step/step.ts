import { getInput, isDebug, setOutput } from '@actions/core'
import { Failure, messageOf } from '../../message/failure.ts'
import { runTasks, type TaskGroup } from '../../task/task-group.ts'
import { type FailureSummary, failureOf, formatFailure, troubleshootingLink } from './failure-summary.ts'
import { type Log, openLog } from './log.ts'
import { writeSummary } from './runner-files.ts'
import { stepContext } from './step-context.ts'

/** The tools of a step. */
export interface Step {
  readonly log: Log
  /** Aborted when the runner cancels the step. */
  readonly tasks: TaskGroup
}

// In milliseconds: after an uncaught error the work often fails too, with a better message.
const uncaughtErrorDelay = 1_000

/**
 * Does the work of a step and ends the process: with 0, or with 1 after an error, which it shows in the log and, with
 * `failureSummary`, in the job summary. SIGINT and SIGTERM cancel the work; it then has a few seconds to clean up. An
 * uncaught error cancels it too, unless the work ends within a second. The process ends even if GitHub's clients still have
 * open connections.
 */
export const runStep = async (
  failureSummary: FailureSummary | undefined,
  work: (step: Step) => Promise<void>,
): Promise<never> => {
  const log = openLog((text) => process.stdout.write(text), isDebug())
  const cancel = new AbortController()
  let isCancelled = false
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      isCancelled = true
      cancel.abort(new Failure(`The step was cancelled (${signal}).`))
    })
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
    // A cancelled step has no time to write a summary.
    if (failureSummary !== undefined && !isCancelled) await summarize(error, failureSummary, log)
    process.exit(1)
  }
  // Everything that the step promises is done, so another error does not make the step fail.
  for (const error of uncaught) report(error, log, log.warning)
  process.exit(0)
}

/** Outputs of an action, by their names in action.yml. */
export type Outputs = Readonly<Record<string, string | number | boolean>>

/** Sets outputs of the action. */
export const setOutputs = (outputs: Outputs): void => {
  for (const [name, value] of Object.entries(outputs)) setOutput(name, value)
}

/** Writes the job summary of a step that failed, unless the runner does not support it or the input `summary` is `false`. */
const summarize = async (thrown: unknown, summary: FailureSummary, log: Log): Promise<void> => {
  const context = stepContext(process.env)
  if (context.summaryFile === undefined || getInput('summary') === 'false') return
  const error = failureOf(thrown instanceof SuppressedError ? thrown.suppressed : thrown)
  const link = await troubleshootingLink(error, context, process.argv[1] ?? '')
  await writeSummary(formatFailure(error, summary, link), context.summaryFile, log)
}

/** Shows why the step failed as an error, and failures of the cleanup after it as warnings. */
const report = (error: unknown, log: Log, annotate = log.error): void => {
  if (error instanceof SuppressedError) {
    report(error.suppressed, log, annotate)
    report(error.error, log, log.warning)
    return
  }
  const { message, detail } = failureOf(error)
  annotate(message)
  for (const line of detail) log.info(`  ${line}`)
  if (!(error instanceof Failure) && error instanceof Error)
    for (const line of (error.stack ?? '').split('\n')) log.info(line)
  for (const line of causesNotShown(error)) log.info(line)
}

const causesNotShown = (error: unknown): readonly string[] => {
  if (!(error instanceof Error) || error.cause === undefined) return []
  const cause = messageOf(error.cause)
  const shown = [error.message, ...(error instanceof Failure ? error.detail : [])]
  return shown.some((line) => line.includes(cause)) ? [] : [`  Caused by: ${cause}`]
}
