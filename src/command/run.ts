import { getExecOutput } from '@actions/exec'
import { unlessAborted } from '../task/abort.ts'
import { commandEnvironment, type ProcessEnvironment, startFolder } from './environment.ts'
import { findProgram, startProgram } from './start.ts'

/** A command's exit code and output. */
export interface CommandOutput {
  /** Undefined if a signal ended the command. */
  readonly code: number | undefined
  readonly stdout: string
  readonly stderr: string
}

export interface CommandOptions {
  /** The step's environment. The command sees the part of it that `commandEnvironment` lets through. */
  readonly environment: ProcessEnvironment
  /** The command's standard input. */
  readonly input?: string
  /** Kills the command on abort. */
  readonly signal?: AbortSignal | undefined
}

/** A command exceeded the limit for its output and was killed. */
export class ExcessiveOutput extends Error {
  override readonly name = 'ExcessiveOutput'
}

// In bytes. No expected output is longer.
const outputLimit = 1024 * 1024

// In milliseconds. Programs that a command started may keep its output open after it ends.
const outputOpenFor = 2_000

/**
 * Runs a program of PATH to its end and returns its output. Does not log its arguments or its output, and hides the
 * step's inputs, tokens and files from it.
 *
 * Throws a MissingProgram if PATH has no such program, an ExcessiveOutput if it wrote more than 1 MiB, and the signal's
 * reason after an abort.
 */
export const runCommand = async (
  name: string,
  args: readonly string[],
  { environment, input, signal }: CommandOptions,
): Promise<CommandOutput> => {
  const limit = new AbortController()
  const program = startProgram(name, args, {
    environment,
    signal: signal === undefined ? limit.signal : AbortSignal.any([signal, limit.signal]),
    outputOpenFor,
  })
  let size = 0
  const read = (stream: typeof program.stdout): readonly Uint8Array[] => {
    const chunks: Uint8Array[] = []
    stream.on('data', (chunk: Uint8Array) => {
      size += chunk.length
      chunks.push(chunk)
      if (size > outputLimit)
        limit.abort(new ExcessiveOutput(`"${name}" wrote more than ${outputLimit} bytes.`))
    })
    return chunks
  }
  const [stdout, stderr] = [read(program.stdout), read(program.stderr)]
  program.stdin.end(input)
  const code = await program.ended
  return { code, stdout: textOf(stdout), stderr: textOf(stderr) }
}

const textOf = (chunks: readonly Uint8Array[]): string => Buffer.concat(chunks).toString('utf8')

/**
 * Runs a command that ends quickly. An abort does not kill the command; it only ends the wait. Otherwise like
 * `runCommand`, but without limits.
 */
export const runShortCommand = async (
  name: string,
  args: readonly string[],
  { environment, signal }: Pick<CommandOptions, 'environment' | 'signal'>,
): Promise<CommandOutput> => {
  signal?.throwIfAborted()
  // @actions/exec splits the first argument at spaces and quotes, like a shell.
  const path = `"${findProgram(name, environment).replaceAll('"', '\\"')}"`
  const executing = getExecOutput(path, [...args], {
    cwd: startFolder,
    env: commandEnvironment(environment),
    silent: true,
    ignoreReturnCode: true,
    delay: outputOpenFor,
  })
  const { exitCode, stdout, stderr } = await unlessAborted(executing, signal)
  return { code: Number.isInteger(exitCode) ? exitCode : undefined, stdout, stderr }
}
