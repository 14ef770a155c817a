/** A command in a step's output that the runner obeyed; `resume` is the end of a `stop-commands`. */
export interface ObeyedCommand {
  readonly name: string
  readonly data: string
}

export interface RunnersView {
  readonly obeyed: readonly ObeyedCommand[]
  /** The lines that are shown as they are, commands not obeyed among them. */
  readonly shown: readonly string[]
  /** Whether commands were stopped at the end of the step. */
  readonly stopped: boolean
}

const registered = new Set([
  ...['add-mask', 'add-matcher', 'add-path', 'debug', 'echo', 'endgroup', 'error', 'group'],
  ...['internal-set-repo-path', 'notice', 'remove-matcher', 'save-state', 'set-env', 'set-output'],
  ...['stop-commands', 'warning'],
])

/**
 * Reads a step's output as the runner does: lines end at CR, LF or both; a command begins with `::`, blanks aside, or is
 * `##[…]` anywhere in a line; between a stop-commands and its token nothing else is obeyed.
 * https://github.com/actions/runner/blob/main/src/Runner.Worker/ActionCommandManager.cs
 */
export const readAsRunner = (log: string): RunnersView => {
  const obeyed: ObeyedCommand[] = []
  const shown: string[] = []
  let token: string | undefined
  for (const line of log.split(/\r\n|\r|\n/)) {
    const command = commandIn(line, token)
    if (command === undefined || (token !== undefined && command.name !== token)) {
      shown.push(line)
    } else if (token !== undefined) {
      token = undefined
      obeyed.push({ name: 'resume', data: '' })
    } else {
      if (command.name === 'stop-commands') token = command.data.toLowerCase()
      obeyed.push(command)
    }
  }
  return { obeyed, shown, stopped: token !== undefined }
}

/** https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs */
const commandIn = (line: string, token: string | undefined): ObeyedCommand | undefined => {
  const now = /^\s*::(.*?)::(.*)$/.exec(line)
  const old = /##\[(.*?)\](.*)$/.exec(line)
  for (const [, head = '', data = ''] of [now, old].filter((match) => match !== null)) {
    const name = (head.split(' ')[0] ?? '').toLowerCase()
    if (registered.has(name) || name === token) return { name, data }
  }
  return undefined
}
