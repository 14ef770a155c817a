import { AsyncLocalStorage } from 'node:async_hooks'
import { StringDecoder } from 'node:string_decoder'

/** A line that GitHub's toolkit wrote for the runner. Its text may hold what untrusted services and files say. */
export interface ToolkitLine {
  readonly level: 'debug' | 'info' | 'warning' | 'error'
  readonly text: string
}

type Write = (chunk: string | Uint8Array) => void

/** Where output goes that is written by the code under way; outside of a capture: to the stream itself. */
const captures = new AsyncLocalStorage<Write | undefined>()

/**
 * Runs a function of GitHub's toolkit and takes what it prints away from stdout and stderr.
 *
 * The clients for cache and artifacts print on their own: progress, `::warning::`, `::debug::` lines with signed URLs
 * and `::add-mask::` commands for the signatures. While the build's output is shown the runner obeys no commands, so
 * that the masks would be ignored and the secrets be shown. And what they print is the only way to know why they did
 * not do what they were asked.
 *
 * Only what the function itself prints is taken, not what others print at the same time. Secrets that it names
 * with `::add-mask::` are struck out. What it prints after it has ended is dropped.
 */
export const captureToolkit = async <T>(
  run: () => Promise<T>,
  onLine: (line: ToolkitLine) => void,
): Promise<T> => {
  for (const stream of [process.stdout, process.stderr]) divert(stream)
  const secrets = new Set<string>()
  const decoder = new StringDecoder()
  let rest = ''
  let ended = false
  const take = (line: string): void => {
    const [, command, text = ''] = /^::([a-z-]+)(?: [^:]*)?::(.*)$/s.exec(line) ?? []
    if (command === 'add-mask') secrets.add(unescaped(text))
    else if (line !== '') {
      const shown = [...secrets].reduce(
        (shownSoFar, secret) => shownSoFar.replaceAll(secret, '***'),
        command === undefined ? line : unescaped(text),
      )
      captures.run(undefined, onLine, { level: levelOf(command), text: shown })
    }
  }
  const write: Write = (chunk) => {
    if (ended) return
    const lines = (rest + (typeof chunk === 'string' ? chunk : decoder.write(Buffer.from(chunk)))).split(
      /\r?\n/,
    )
    rest = lines.pop() ?? ''
    lines.forEach(take)
  }
  try {
    return await captures.run(write, run)
  } finally {
    take(rest)
    ended = true
  }
}

const diverted = new WeakSet<NodeJS.WriteStream>()

/** Makes a stream ask for each write whether it belongs to a capture. It stays so: a client may print late. */
const divert = (stream: NodeJS.WriteStream): void => {
  if (diverted.has(stream)) return
  diverted.add(stream)
  const write = stream.write
  type Callback = (error?: Error | null) => void
  stream.write = (
    chunk: string | Uint8Array,
    encodingOrCallback?: BufferEncoding | Callback,
    callback?: Callback,
  ): boolean => {
    const capture = captures.getStore()
    if (capture === undefined) return Reflect.apply(write, stream, [chunk, encodingOrCallback, callback])
    capture(chunk)
    const written = typeof encodingOrCallback === 'function' ? encodingOrCallback : callback
    if (written !== undefined) process.nextTick(written)
    return true
  }
}

const levelOf = (command: string | undefined): ToolkitLine['level'] => {
  switch (command) {
    case undefined:
    case 'notice':
      return 'info'
    case 'warning':
    case 'error':
      return command
    default:
      return 'debug'
  }
}

/** Undoes the escaping of workflow commands. */
const unescaped = (text: string): string =>
  text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%')
