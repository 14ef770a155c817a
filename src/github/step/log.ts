import { randomBytes } from 'node:crypto'
import { oneLine } from '../../message/printable.ts'

/** Output that the runner must show and never interpret. */
export interface UntrustedOutput {
  /** Starts a group for the following output, and ends the previous group. */
  phase(title: string): void
  /** Shows lines, or pieces of lines, unchanged and with colors. */
  write(text: string): void
}

/**
 * The step's log. A message of this action is one line. It may quote untrusted text: the runner never reads a part of it
 * as a workflow command.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
export interface Log {
  info(message: string): void
  /** Shown if debug logging is enabled. */
  debug(message: string): void
  /** Shown in the log and as an annotation of the run. */
  warning(message: string): void
  /** Shown in the log and as an annotation of the run. It does not make the step fail. */
  error(message: string): void
  /**
   * Does work that shows untrusted output. Until it ends, the runner executes only this log's commands. Messages are
   * allowed at the same time, but no second untrusted output.
   */
  untrusted<Result>(work: (output: UntrustedOutput) => Promise<Result>): Promise<Result>
}

/**
 * Opens a log that writes to a stream that the runner reads, such as stdout. `debugging` says whether the runner shows
 * debug messages. If it does not, they are not written.
 */
export const openLog = (write: (text: string) => void, debugging: boolean): Log => {
  /** Ends the runner's pause from commands. Undefined if it executes commands. */
  let token: string | undefined
  let unfinishedLine = false
  let openGroup = false

  const line = (text: string): void => {
    if (unfinishedLine) write('\n')
    unfinishedLine = false
    write(`${text}\n`)
  }
  const stopCommands = (): void => {
    // A new one each time: the runner shows a token in the log when it is used.
    token = randomBytes(16).toString('hex')
    line(`::stop-commands::${token}`)
  }
  const resumeCommands = (): void => {
    if (token !== undefined) line(`::${token}::`)
    token = undefined
  }
  const command = (...commands: readonly string[]): void => {
    const stopped = token !== undefined
    resumeCommands()
    commands.forEach(line)
    if (stopped) stopCommands()
  }
  const endGroup = (): readonly string[] => (openGroup ? ['::endgroup::'] : [])

  return {
    info: (message) => line(harmless(message)),
    debug: (message) => {
      if (debugging) command(`::debug::${escapeData(message)}`)
    },
    warning: (message) => command(`::warning::${escapeData(message)}`),
    error: (message) => command(`::error::${escapeData(message)}`),
    untrusted: async (work) => {
      if (token !== undefined) throw new Error('Untrusted output is already being shown.')
      stopCommands()
      try {
        return await work({
          phase: (title) => {
            command(...endGroup(), `::group::${escapeData(title)}`)
            openGroup = true
          },
          write: (text) => {
            if (text === '') return
            write(text)
            unfinishedLine = !text.endsWith('\n')
          },
        })
      } finally {
        resumeCommands()
        endGroup().forEach(line)
        openGroup = false
      }
    },
  }
}

/**
 * The message as one line that is not a command. The runner reads `::` at the start of a line, after spaces, and `##[`
 * anywhere in a line as a command.
 * https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs
 */
const harmless = (message: string): string =>
  oneLine(message)
    .replace(/^(\s*:)(?=:)/, '$1\u200b')
    .replaceAll('##[', '#\u200b#[')

/** The message as the data of a command. */
const escapeData = (message: string): string => oneLine(message).replaceAll('%', '%25')
