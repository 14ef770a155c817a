import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { once } from 'node:events'
import { Failure, isSystemError } from '../message/failure.ts'

/** The environment of a process. */
export type Environment = Readonly<Record<string, string | undefined>>

const withheld = /^(?:ACTIONS_|INPUT_|GITHUB_(?:OUTPUT|ENV|PATH|STATE|STEP_SUMMARY)$)/

/** The part of a step's environment that the docker command may see: without the step's inputs, tokens and files. */
export const clientEnvironment = (environment: Environment): Environment =>
  Object.fromEntries(Object.entries(environment).filter(([name]) => !withheld.test(name)))

/** The engine answered, and refused: what the docker command wrote to stderr, for the caller to explain. */
export class EngineRefusal extends Error {
  override readonly name = 'EngineRefusal'
}

/** A docker command that has started. */
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
  readonly environment: Environment
  /** Starts a command; an abort kills it. */
  start(args: readonly string[], signal?: AbortSignal): DockerProcess
  /**
   * Runs a command to its end; resolves with what it wrote to stdout. Throws a Failure where there is no docker
   * command, no engine, or no right to use it; an EngineRefusal where the engine said no.
   */
  run(args: readonly string[], signal?: AbortSignal): Promise<string>
}

/** The docker command as an object; `environment` is the step's, of which it hands on what it may. */
export const dockerClient = (environment: Environment): DockerClient => {
  const env = clientEnvironment(environment)
  const start = (args: readonly string[], signal?: AbortSignal) => startProcess(args, env, signal)
  return {
    environment: env,
    start,
    run: async (args, signal) => {
      const child = start(args, signal)
      child.stdin.end()
      const [stdout, stderr, code] = await Promise.all([
        textOf(child.stdout),
        textOf(child.stderr),
        child.ended,
      ])
      if (code !== 0) throw explainRefusal(stderr, env)
      return stdout
    },
  }
}

const startProcess = (args: readonly string[], env: Environment, signal?: AbortSignal): DockerProcess => {
  signal?.throwIfAborted()
  // Detached: a terminal's Ctrl-C reaches the whole foreground group, and `docker start` would hand it to the
  // container while `docker create` would leave one behind. When a client ends is decided here alone.
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
      throw explainSpawnError(error)
    } finally {
      signal?.removeEventListener('abort', kill)
      signal?.throwIfAborted()
    }
  })()
  // Whoever started it may look at the streams first; the rejection waits for them.
  ended.catch(() => {})
  return { stdin: child.stdin, stdout: child.stdout, stderr: child.stderr, ended, kill }
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

const explainSpawnError = (cause: unknown): Failure =>
  isSystemError(cause, 'ENOENT')
    ? new Failure(
        'There is no docker command on PATH. Install the Docker command line, or use a runner that has it.',
        { cause },
      )
    : new Failure('The docker command could not be started.', { cause })

const engineAddress = /\b(?:unix|tcp|ssh|https?|npipe):\/\/[^\s;,]*[^\s;,:.?]/

/**
 * Tells apart what kept a docker command from its end: no right to the engine's socket, no engine, or an engine that
 * said no. The texts are those of the docker command from 20.10 to 29.
 */
export const explainRefusal = (stderr: string, environment: Environment): Failure | EngineRefusal => {
  const said = firstLine(stderr)
  const address = engineAddress.exec(said)?.[0] ?? environment['DOCKER_HOST'] ?? 'its default socket'
  const cause = new EngineRefusal(said)
  if (/error response from daemon/i.test(said)) return cause
  if (/permission denied while trying to connect|dial unix .*permission denied/i.test(said)) {
    return new Failure(
      `This user has no right to use the Docker engine at ${address}. ` +
        'Add the user to the group of the socket (usually «docker»), or set DOCKER_HOST to an engine it may use.',
      { cause },
    )
  }
  if (
    /cannot connect to the docker daemon|failed to connect to the docker api|error during connect/i.test(said)
  ) {
    return new Failure(
      `No Docker engine answers at ${address}. Start the engine, or set DOCKER_HOST to one that runs.`,
      { cause },
    )
  }
  return cause
}

/** The line of a docker command's complaint that says something: warnings and hints left out. */
const firstLine = (stderr: string): string => {
  const lines = stderr
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
  return (
    lines.find((line) => !/^(?:warning|debug|see '|using default tag)/i.test(line)) ??
    lines[0] ??
    'no message'
  )
}
