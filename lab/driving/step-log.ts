/**
 * Prints a step's log as its page on GitHub shows it: a group has a title and its lines stand below it, an annotation
 * begins with its kind, and of what the step only says to the runner there is nothing. Takes the log in pieces.
 */
export const showLog = (print: (line: string) => void): ((piece: string) => void) => {
  let unfinished = ''
  let margin = ''
  // Until this command comes, the runner obeys no other.
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
