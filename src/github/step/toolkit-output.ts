import { AsyncLocalStorage } from 'node:async_hooks'
import { StringDecoder } from 'node:string_decoder'

/** A line that GitHub's toolkit wrote for the runner. Its text may quote untrusted services and files. */
export interface ToolkitLine {
  readonly level: 'debug' | 'info' | 'warning' | 'error'
  readonly text: string
}

type Write = (chunk: string | Uint8Array) => void

/** Receives the output of the current asynchronous context. Undefined outside of a capture. */
const captures = new AsyncLocalStorage<Write | undefined>()

/**
 * Runs a function of GitHub's toolkit and passes its output to `onLine` instead of stdout and stderr.
 *
 * The clients for cache and artifacts print progress, warnings, debug lines with signed URLs, and `::add-mask::` commands
 * for the signatures. While the log shows untrusted output, the runner executes no commands: it would ignore the masks and
 * show the secrets. In addition, the reason of a failure is only in this output.
 *
 * Captures only the output of the function, not other output at the same time. Replaces the secrets that it masks with
 * `***`. Drops its output after it has ended.
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

/** Passes each write of a stream to the capture that it belongs to. This is never undone: a client may print late. */
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

const levelOf = (command = 'notice'): ToolkitLine['level'] => {
  if (command === 'warning' || command === 'error') return command
  return command === 'notice' ? 'info' : 'debug'
}

/** Reverts the escaping of workflow commands. */
const unescaped = (text: string): string =>
  text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%')
