import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { Failure, isSystemError } from '../../src/message/failure.ts'

/** An abort ends every command of this process and prevents new ones. */
export const interruption = new AbortController()

const quotedLines = 30

export interface CommandOptions {
  readonly cwd?: string
  /** Additional environment variables. */
  readonly env?: Readonly<Record<string, string>>
  readonly input?: Readable
}

/**
 * Runs a command to its end and returns what it wrote to its standard output.
 *
 * Throws a Failure with the last lines of its output if it cannot start or its exit code is not 0.
 */
export const run = async (
  command: string,
  args: readonly string[],
  options: CommandOptions = {},
): Promise<string> => {
  interruption.signal.throwIfAborted()
  const child = spawn(command, args, {
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    env: { ...process.env, ...options.env },
    stdio: [options.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  })
  const end = () => child.kill('SIGTERM')
  interruption.signal.addEventListener('abort', end)
  try {
    const [stdout, both] = [collect(child, ['stdout']), collect(child, ['stdout', 'stderr'])]
    const [code] = await Promise.all([exit(child), feed(child, options.input)])
    interruption.signal.throwIfAborted()
    if (code !== 0) {
      throw new Failure(`"${command} ${args[0] ?? ''}" failed with exit code ${code}.`, {
        detail: both().trimEnd().split('\n').slice(-quotedLines),
      })
    }
    return stdout()
  } catch (cause) {
    if (!isSystemError(cause, 'ENOENT')) throw cause
    throw new Failure(`"${command}" could not start: it is not on PATH.`, { cause })
  } finally {
    interruption.signal.removeEventListener('abort', end)
  }
}

const collect = (child: ChildProcess, names: readonly ('stdout' | 'stderr')[]): (() => string) => {
  const chunks: Buffer[] = []
  for (const name of names) child[name]?.on('data', (chunk: Buffer) => chunks.push(chunk))
  return () => Buffer.concat(chunks).toString('utf8')
}

const exit = async (child: ChildProcess): Promise<unknown> => {
  const [code, signal]: unknown[] = await once(child, 'close')
  return code ?? signal
}

// A command that fails early closes its input. Its exit code is then more useful than the broken pipe.
const feed = async (child: ChildProcess, input: Readable | undefined): Promise<void> => {
  if (input === undefined || child.stdin === null) return
  try {
    await pipeline(input, child.stdin)
  } catch (error) {
    if (!isSystemError(error, 'EPIPE', 'ERR_STREAM_PREMATURE_CLOSE', 'ECONNRESET')) throw error
  }
}
