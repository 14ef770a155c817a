import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { commandEnvironment, type ProcessEnvironment } from '../command/environment.ts'
import { MissingProgram } from '../command/program.ts'
import { type CommandOutput, runCommand } from '../command/run.ts'
import { Failure, isSystemError } from '../message/failure.ts'
import { explainRefusal } from './refusal.ts'

/** A docker command that has started, for what streams into it or out of it. */
export interface DockerProcess {
  readonly stdin: ChildProcessWithoutNullStreams['stdin']
  readonly stdout: ChildProcessWithoutNullStreams['stdout']
  readonly stderr: ChildProcessWithoutNullStreams['stderr']
  /**
   * Its exit code, once its streams have ended as well. Throws a Failure where there is no docker command, and the
   * signal's reason once it was aborted.
   */
  readonly ended: Promise<number>
  /** Ends the process without ado; `ended` settles all the same. */
  kill(): void
}

/** The `docker` command, with the environment that says which engine it speaks to. */
export interface DockerClient {
  readonly environment: ProcessEnvironment
  /** Starts a command; an abort kills it. */
  start(args: readonly string[], signal?: AbortSignal): DockerProcess
  /**
   * Runs a command to its end; resolves with what it wrote to stdout. Throws a Failure where there is no docker
   * command, no engine, or no right to use it; an EngineRefusal where the engine said no.
   */
  run(args: readonly string[], signal?: AbortSignal): Promise<string>
}

/** The docker command as an object; `environment` is the step's, of which it hands on what it may. */
export const dockerClient = (environment: ProcessEnvironment): DockerClient => {
  const env = commandEnvironment(environment)
  return {
    environment: env,
    start: (args, signal) => startProcess(args, env, signal),
    run: async (args, signal) => {
      const { code, stdout, stderr } = await runToEnd(args, env, signal)
      if (code === 0) return stdout
      throw explainRefusal(stderr, env, `«docker ${nameOf(args)}» ran`)
    },
  }
}

const runToEnd = async (
  args: readonly string[],
  environment: ProcessEnvironment,
  signal?: AbortSignal,
): Promise<CommandOutput> => {
  try {
    return await runCommand('docker', args, { environment, signal })
  } catch (error) {
    signal?.throwIfAborted()
    throw error instanceof MissingProgram ? noDockerCommand(error) : notStarted(error)
  }
}

/** `image inspect`, `create`: without what follows, which may be long. */
const nameOf = ([first = '', second = '']: readonly string[]): string =>
  first === 'image' || first === 'container' ? `${first} ${second}` : first

const startProcess = (
  args: readonly string[],
  env: ProcessEnvironment,
  signal?: AbortSignal,
): DockerProcess => {
  signal?.throwIfAborted()
  // Detached: a terminal's Ctrl-C reaches the whole foreground group, and `docker start` would hand it to the
  // container. When a client ends is decided here alone.
  const child = spawn('docker', args, { env, detached: true, stdio: 'pipe' })
  // A broken pipe is no news: why it broke is in the exit code and on stderr.
  child.stdin.on('error', () => {})
  const kill = (): void => {
    child.kill('SIGKILL')
    // A credential helper that outlives its client would hold the pipes open.
    for (const stream of [child.stdin, child.stdout, child.stderr]) stream.destroy()
  }
  signal?.addEventListener('abort', kill, { once: true })
  const ended = (async () => {
    try {
      const [code] = await once(child, 'close')
      return typeof code === 'number' ? code : 1
    } catch (error) {
      throw isSystemError(error, 'ENOENT') ? noDockerCommand(error) : notStarted(error)
    } finally {
      signal?.removeEventListener('abort', kill)
      signal?.throwIfAborted()
    }
  })()
  // Whoever started it may look at the streams first; the rejection waits for them.
  ended.catch(() => {})
  return { stdin: child.stdin, stdout: child.stdout, stderr: child.stderr, ended, kill }
}

const noDockerCommand = (cause: unknown): Failure =>
  new Failure(
    'There is no docker command on PATH. Install the Docker command line, or use a runner that has it.',
    { cause },
  )

const notStarted = (cause: unknown): Failure => new Failure('The docker command could not be run.', { cause })

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
