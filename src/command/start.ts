import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, isAbsolute, join } from 'node:path'
import { commandEnvironment, type ProcessEnvironment, startFolder } from './environment.ts'

/** PATH has no program of that name. */
export class MissingProgram extends Error {
  override readonly name = 'MissingProgram'
}

/** Finds a program on PATH and returns its absolute path. Throws a MissingProgram. */
export const findProgram = (name: string, environment: ProcessEnvironment): string => {
  for (const folder of (environment['PATH'] ?? '').split(delimiter)) {
    // Relative to the working directory, which may belong to an app.
    if (!isAbsolute(folder)) continue
    const path = join(folder, name)
    if (isProgram(path)) return path
  }
  throw new MissingProgram(`There is no "${name}" on PATH.`)
}

const isProgram = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}

/** A program that has started, with its streams. */
export interface RunningProgram extends Pick<ChildProcessWithoutNullStreams, 'stdin' | 'stdout' | 'stderr'> {
  /**
   * Its exit code after its streams have ended; undefined if a signal ended it. Throws if the program could not be
   * started, and throws the abort signal's reason after an abort.
   */
  readonly ended: Promise<number | undefined>
  /** Kills the program and closes its streams; `ended` settles. */
  kill(): void
}

export interface StartOptions {
  /** The step's environment. The program sees the part of it that `commandEnvironment` lets through. */
  readonly environment: ProcessEnvironment
  /** Kills the program on abort. */
  readonly signal?: AbortSignal | undefined
  /** How long the output may stay open after the program's end, in milliseconds. Default: no limit. */
  readonly outputOpenFor?: number | undefined
}

/**
 * Starts a program of PATH. Only this function starts programs with a signal, because @actions/exec does not support one
 * (https://github.com/actions/toolkit/issues/1534).
 *
 * Throws a MissingProgram if PATH has no such program, and the signal's reason if it was aborted before.
 */
export const startProgram = (
  name: string,
  args: readonly string[],
  { environment, signal, outputOpenFor }: StartOptions,
): RunningProgram => {
  signal?.throwIfAborted()
  const path = findProgram(name, environment)
  // Detached: a terminal's Ctrl-C goes to its whole foreground group, and `docker start` would pass it to the
  // container. Only this process decides when a program ends.
  const child = spawn(path, args, {
    cwd: startFolder,
    env: commandEnvironment(environment),
    detached: true,
    stdio: 'pipe',
  })
  const close = (): void => {
    for (const stream of [child.stdin, child.stdout, child.stderr]) stream.destroy()
  }
  // A program may end before it has read its input; its exit code and stderr say why.
  child.stdin.on('error', () => {})
  const kill = (): void => {
    child.kill('SIGKILL')
    // Programs that it started may still run and hold its streams open.
    close()
  }
  signal?.addEventListener('abort', kill, { once: true })
  let closing: NodeJS.Timeout | undefined
  if (outputOpenFor !== undefined) {
    child.once('exit', () => {
      closing = setTimeout(close, outputOpenFor)
    })
  }
  const ended = (async () => {
    try {
      const [code] = await once(child, 'close')
      return typeof code === 'number' ? code : undefined
    } finally {
      clearTimeout(closing)
      signal?.removeEventListener('abort', kill)
      signal?.throwIfAborted()
    }
  })()
  // The caller may read the streams first, so an early rejection must not count as unhandled.
  ended.catch(() => {})
  return { stdin: child.stdin, stdout: child.stdout, stderr: child.stderr, ended, kill }
}
