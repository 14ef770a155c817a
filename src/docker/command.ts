import { commandEnvironment, type ProcessEnvironment } from '../command/environment.ts'
import { runCommand, runShortCommand } from '../command/run.ts'
import { MissingProgram, type RunningProgram, startProgram } from '../command/start.ts'
import { Failure, isSystemError } from '../message/failure.ts'
import { explainRefusal } from './refusal.ts'

/** The `docker` command, with the environment that says which engine it speaks to. */
export interface DockerClient {
  readonly environment: ProcessEnvironment
  /** Starts a command that streams; an abort kills it. Throws a Failure if there is no docker command. */
  start(args: readonly string[], signal?: AbortSignal): RunningProgram
  /**
   * Runs a command that may take long; resolves with what it wrote to stdout. An abort kills it. Throws a Failure if
   * there is no docker command, no engine, or no right to use it; an EngineRefusal if the engine refused.
   */
  run(args: readonly string[], signal?: AbortSignal): Promise<string>
  /**
   * As `run`, for commands that end within moments: `inspect`, `version`, `tag`. An abort does not kill them, but their
   * end is no longer waited for.
   */
  exec(args: readonly string[], signal?: AbortSignal): Promise<string>
}

/** The docker command as an object; `environment` is the step's, and the command sees only a part of it. */
export const dockerClient = (environment: ProcessEnvironment): DockerClient => {
  const env = commandEnvironment(environment)
  const outputOf = async (
    run: typeof runShortCommand,
    args: readonly string[],
    signal?: AbortSignal,
  ): Promise<string> => {
    const running = run('docker', args, { environment: env, signal })
    const { code, stdout, stderr } = await running.catch((error: unknown) => notStarted(error, signal))
    if (code === 0) return stdout
    throw explainRefusal(stderr, env, `"docker ${nameOf(args)}" ran`)
  }
  return {
    environment: env,
    start: (args, signal) => startDocker(args, env, signal),
    run: (args, signal) => outputOf(runCommand, args, signal),
    exec: (args, signal) => outputOf(runShortCommand, args, signal),
  }
}

/** `image inspect`, `create`: without what follows, which may be long. */
const nameOf = ([first = '', second = '']: readonly string[]): string =>
  first === 'image' || first === 'container' ? `${first} ${second}` : first

const startDocker = (
  args: readonly string[],
  environment: ProcessEnvironment,
  signal?: AbortSignal,
): RunningProgram => {
  try {
    const program = startProgram('docker', args, { environment, signal })
    const ended = program.ended.catch((error: unknown) => notStarted(error, signal))
    // The caller may read the streams first; a rejection waits for it.
    ended.catch(() => {})
    return { ...program, ended }
  } catch (error) {
    return notStarted(error, signal)
  }
}

const notStarted = (cause: unknown, signal: AbortSignal | undefined): never => {
  signal?.throwIfAborted()
  throw new Failure(
    cause instanceof MissingProgram
      ? 'There is no docker command on PATH. Install the Docker command line, or use a runner that has it.'
      : 'The docker command could not be run.',
    { cause },
  )
}

// More than any message of the docker command, and less than hurts.
const textLimit = 1024 * 1024

/** What a process writes, as text; no more than a mebibyte of it is kept. */
export const textOf = async (stream: AsyncIterable<Uint8Array>): Promise<string> => {
  const chunks: Uint8Array[] = []
  let size = 0
  try {
    for await (const chunk of stream) {
      if (size < textLimit) chunks.push(chunk)
      size += chunk.length
    }
  } catch (error) {
    // The process was killed; `ended` says why.
    if (!isSystemError(error, 'ERR_STREAM_PREMATURE_CLOSE')) throw error
  }
  return Buffer.concat(chunks).subarray(0, textLimit).toString('utf8')
}
