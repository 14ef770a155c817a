import { randomBytes } from 'node:crypto'
import { oneLine } from '../../message/printable.ts'

/** Output of others that the runner must show, and never obey. */
export interface UntrustedOutput {
  /** Begins a group for what follows; ends the one before. */
  phase(title: string): void
  /** Shows text as it is, colours included: lines, or pieces of lines. */
  write(text: string): void
}

/**
 * The step's log. Messages are single lines of this action's own, which may quote others: nothing in them can be taken
 * for a workflow command.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
export interface Log {
  info(message: string): void
  /** Shown where debug logging is on. */
  debug(message: string): void
  /** Shown in the log and as an annotation of the run. */
  warning(message: string): void
  /** Shown in the log and as an annotation of the run. Fails nothing by itself. */
  error(message: string): void
  /**
   * Shows untrusted output while the work goes on: from its begin to its end the runner obeys no command but this
   * log's own. Messages may come in between; a second untrusted output at the same time may not.
   */
  untrusted<Result>(work: (output: UntrustedOutput) => Promise<Result>): Promise<Result>
}

/**
 * A log over a stream that the runner reads, such as the process's stdout; everything of it in one order.
 * `debugging` says whether the runner shows debug messages: where it does not, they would only be noise in the raw log.
 */
export const openLog = (write: (text: string) => void, debugging: boolean): Log => {
  /** While untrusted output is shown: the secret that makes the runner obey again. */
  let token: string | undefined
  let unfinishedLine = false
  let openGroup = false

  const line = (text: string): void => {
    if (unfinishedLine) write('\n')
    unfinishedLine = false
    write(`${text}\n`)
  }
  const stopCommands = (): void => {
    // A new one each time: the runner echoes a token when it was used.
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
      if (token !== undefined) throw new Error('Untrusted output is shown already.')
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
 * The message as one line that is no command: the runner takes `::` at a line's start for one, blanks aside, and
 * `##[` anywhere in it.
 * https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs
 */
const harmless = (message: string): string =>
  oneLine(message)
    .replace(/^(\s*:)(?=:)/, '$1\u200b')
    .replaceAll('##[', '#\u200b#[')

/** The message as the data of a command. */
const escapeData = (message: string): string => oneLine(message).replaceAll('%', '%25')
