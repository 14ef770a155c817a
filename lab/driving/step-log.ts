/**
 * Formats a step's log as GitHub's page shows it: a group's title is followed by its lines, an annotation begins with its
 * kind, and other workflow commands are hidden. Accepts the log in chunks.
 */
export const showLog = (print: (line: string) => void): ((piece: string) => void) => {
  let unfinished = ''
  let margin = ''
  // The runner ignores all commands until this one.
  let resume: string | undefined
  const show = (line: string): void => {
    const [, command = '', text = ''] = /^::([\w-]+)(?: [^:]*)?::(.*)$/.exec(line) ?? []
    if (resume !== undefined) {
      if (command === resume) resume = undefined
      else print(`${margin}${line}`)
    } else if (command === '') print(`${margin}${line}`)
    else if (command === 'stop-commands') resume = text
    else if (command === 'endgroup') margin = ''
    else if (command === 'group') {
      print(text)
      margin = '  '
    } else if (['error', 'warning', 'notice'].includes(command)) print(`${margin}${command}: ${text}`)
  }
  return (piece) => {
    const lines = `${unfinished}${piece}`.split('\n')
    unfinished = lines.pop() ?? ''
    for (const line of lines) show(line)
  }
}
