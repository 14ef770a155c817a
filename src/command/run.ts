import { AsyncLocalStorage } from 'node:async_hooks'
import { ChildProcess } from 'node:child_process'
import { subscribe } from 'node:diagnostics_channel'
import { getExecOutput } from '@actions/exec'
import { commandEnvironment, type ProcessEnvironment } from './environment.ts'
import { findProgram } from './program.ts'

/** How a command that ran to its end ended, and what it wrote. */
export interface CommandOutput {
  /** Undefined where a signal ended it. */
  readonly code: number | undefined
  readonly stdout: string
  readonly stderr: string
}

export interface CommandOptions {
  /** Of the step; the command sees the part of it that it may. */
  readonly environment: ProcessEnvironment
  /** What the command reads from its standard input. */
  readonly input?: string
  /** Ends the command when it is aborted. */
  readonly signal?: AbortSignal | undefined
}

/** A command wrote more than its reader would ever use, and was ended. */
export class ExcessiveOutput extends Error {
  override readonly name = 'ExcessiveOutput'
}

// More than any answer or message, and less than hurts.
const outputLimit = 1024 * 1024

// What a command leaves running may hold its output open; what the command itself wrote is read long before.
const millisecondsForStreams = 2_000

/**
 * Runs a program of PATH to its end, for what it writes. Nothing of it is shown, neither its arguments nor its output,
 * and it sees nothing of the step's inputs, tokens and files.
 *
 * Throws a MissingProgram where PATH has no such program, an ExcessiveOutput when it wrote more than a mebibyte, and
 * the signal's reason once that was aborted: the program is gone then, and whoever still holds its output open is not
 * waited for.
 */
export const runCommand = async (
  name: string,
  args: readonly string[],
  { environment, input, signal }: CommandOptions,
): Promise<CommandOutput> => {
  const path = await findProgram(name, environment)
  const excess = new AbortController()
  const ending = signal === undefined ? excess.signal : AbortSignal.any([signal, excess.signal])
  let size = 0
  const count = (chunk: Uint8Array): void => {
    size += chunk.length
    if (size > outputLimit)
      excess.abort(new ExcessiveOutput(`«${name}» wrote more than ${outputLimit} bytes.`))
  }
  const child = new StartedChild(ending)
  try {
    ending.throwIfAborted()
    const { exitCode, stdout, stderr } = await child.watch(() =>
      // The first argument is split at blanks and quotes, as a shell would.
      getExecOutput(`"${path.replaceAll('"', '\\"')}"`, [...args], {
        env: definedOf(commandEnvironment(environment)),
        silent: true,
        ignoreReturnCode: true,
        delay: millisecondsForStreams,
        listeners: { stdout: count, stderr: count },
        ...(input !== undefined && { input: Buffer.from(input) }),
      }),
    )
    ending.throwIfAborted()
    return { code: Number.isInteger(exitCode) ? exitCode : undefined, stdout, stderr }
  } finally {
    child.release()
  }
}

const definedOf = (environment: ProcessEnvironment): Record<string, string> => {
  const defined: Record<string, string> = {}
  for (const [name, value] of Object.entries(environment)) if (value !== undefined) defined[name] = value
  return defined
}

/** Who waits for the child of the command that is being started in this asynchronous context. */
const starting = new AsyncLocalStorage<StartedChild>()

/**
 * The child that @actions/exec starts. That package takes no signal and tells no process ID
 * (https://github.com/actions/toolkit/issues/1534), but Node announces each child that it makes, in the asynchronous
 * context of whoever makes it, so there is no doubt whose it is, however many are started at the same time.
 * https://nodejs.org/docs/latest-v24.x/api/diagnostics_channel.html#process
 */
class StartedChild {
  readonly #ending: AbortSignal
  #process: ChildProcess | undefined
  readonly #end = (): void => {
    this.#process?.kill('SIGKILL')
    this.release()
  }

  constructor(ending: AbortSignal) {
    this.#ending = ending
    ending.addEventListener('abort', this.#end, { once: true })
  }

  /** Does the work that starts the child. */
  watch<Result>(work: () => Promise<Result>): Promise<Result> {
    return starting.run(this, work)
  }

  take(process: ChildProcess): void {
    this.#process = process
    process.once('spawn', () => {
      // A program that ends without reading its input is no news.
      process.stdin?.on('error', () => {})
      if (this.#ending.aborted) this.#end()
    })
  }

  /** Closes what the child, or what it left behind, may hold open. */
  release(): void {
    this.#ending.removeEventListener('abort', this.#end)
    for (const stream of [this.#process?.stdin, this.#process?.stdout, this.#process?.stderr])
      stream?.destroy()
  }
}

subscribe('child_process', (message) => {
  if (typeof message !== 'object' || message === null || !('process' in message)) return
  if (message.process instanceof ChildProcess) starting.getStore()?.take(message.process)
})
