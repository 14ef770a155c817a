import { PassThrough } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as delay } from 'node:timers/promises'
import * as v from 'valibot'
import { type DockerClient, textOf } from '../docker/command.ts'
import { EngineRefusal, EngineUnreachable, explainRefusal } from '../docker/refusal.ts'
import { parseDocument } from '../json/document.ts'
import { Failure } from '../message/failure.ts'
import { type Exit, NotInSandbox, type OutputStream } from './sandbox.ts'

/** A container that this process created. */
export interface Container {
  readonly docker: DockerClient
  readonly name: string
  /** Aborts all work in it. */
  readonly signal: AbortSignal
}

/** Unpacks a tar stream at the container's root. */
export const putIn = async (container: Container, tar: AsyncIterable<Uint8Array>): Promise<void> => {
  const { docker, name, signal } = container
  const child = docker.start(['cp', '-', `${name}:/`], signal)
  let broken: { readonly error: unknown } | undefined
  const watched = async function* () {
    try {
      yield* tar
    } catch (error) {
      broken = { error }
      child.kill()
      throw error
    }
  }
  const feeding = pipeline(watched(), child.stdin).catch(() => {})
  child.stdout.resume()
  const [stderr, code] = await Promise.all([textOf(child.stderr), child.ended, feeding])
  if (broken !== undefined) throw broken.error
  if (code !== 0) throw await explainFailure(container, stderr, 'the app went in', 'did not take the files')
}

const running = 'the build ran'

/** Runs the container's command to its end, even if the connection for its output breaks. */
export const runIn = async (
  container: Container,
  onOutput: (stream: OutputStream, chunk: Uint8Array) => void,
): Promise<Exit> => {
  const { docker, name, signal } = container
  const child = docker.start(['start', '--attach', name], signal)
  child.stdin.end()
  // The container's stderr and the docker command's own messages are mixed. That does not matter, because the exit code
  // comes from the engine below.
  child.stdout.on('data', (chunk: Uint8Array) => onOutput('stdout', chunk))
  child.stderr.on('data', (chunk: Uint8Array) => onOutput('stderr', chunk))
  await child.ended
  const state = await withRetries(signal, () => stateOfStarted(container))
  if (state.Status !== 'running') return exitOf(state)
  onOutput('stderr', Buffer.from(`\n${lostOutput}\n`))
  await withRetries(signal, () => waitFor(container))
  return exitOf(await withRetries(signal, () => stateOf(container, running)))
}

/**
 * The state of a container after its start. Starts a container that did not begin again, without its output: Podman says
 * only to that command why the container cannot start, and a broken connection may have prevented the first start.
 */
const stateOfStarted = async (container: Container): Promise<ContainerState> => {
  const { docker, name, signal } = container
  const state = await stateOf(container, running)
  if (state.Status !== 'created' || state.Error !== '') return state
  try {
    await docker.run(['start', name], signal)
  } catch (cause) {
    if (!(cause instanceof EngineRefusal)) throw cause
    throw new Failure(`The Docker engine could not start the build: ${cause.message}`, { cause })
  }
  return stateOf(container, running)
}

const lostOutput =
  'The connection to the Docker engine broke. The build continues; its further output is not shown.'

const waitFor = async (container: Container): Promise<void> => {
  try {
    await container.docker.run(['wait', container.name], container.signal)
  } catch (error) {
    throw lostContainer(container, running, error)
  }
}

/** Passes a directory of the container to the receiver as a tar stream. Starts again if the connection breaks. */
export const getFrom = <Result>(
  container: Container,
  path: string,
  receive: (tar: AsyncIterable<Uint8Array>) => Promise<Result>,
): Promise<Result> => withRetries(container.signal, () => getWithoutRetry(container, path, receive))

const getWithoutRetry = async <Result>(
  container: Container,
  path: string,
  receive: (tar: AsyncIterable<Uint8Array>) => Promise<Result>,
): Promise<Result> => {
  const { docker, name, signal } = container
  const child = docker.start(['cp', `${name}:${path}`, '-'], signal)
  child.stdin.end()
  // Read from the start, because output that is unread when a process ends is lost. The exit code shows a failure.
  const stdout = child.stdout.pipe(new PassThrough())
  child.stdout.once('close', () => stdout.end())
  const complaint = textOf(child.stderr)
  let broken: { readonly error: unknown } | undefined
  const stream = async function* () {
    yield* stdout
    if ((await child.ended) === 0) return
    const error = await explainFailure(
      container,
      await complaint,
      'the built image came out',
      `could not read ${path}`,
    )
    broken = { error }
    throw error
  }
  try {
    return await receive(stream())
  } catch (error) {
    // An abort kills the client and breaks the stream, so the receiver's error is not the cause.
    signal.throwIfAborted()
    throw broken === undefined ? error : broken.error
  } finally {
    // The receiver may have stopped early; the client must not wait for a reader.
    child.kill()
  }
}

// Messages of several versions of the engine and the command.
const missing = /no such container:path|could not find the file|no such file or directory/i

/** Explains why a docker command failed. Checks first whether the container still exists. */
const explainFailure = async (
  container: Container,
  stderr: string,
  doing: string,
  what: string,
): Promise<unknown> => {
  const { docker, signal } = container
  const refusal = explainRefusal(stderr, docker.environment, doing)
  if (refusal instanceof Failure) return refusal
  try {
    await stateOf(container, doing)
  } catch (error) {
    signal.throwIfAborted()
    return error
  }
  const Kind = missing.test(refusal.message) ? NotInSandbox : Failure
  return new Kind(`The Docker engine ${what}: ${refusal.message}`, { cause: refusal })
}

// In milliseconds. A restart of the engine takes a few seconds.
const pauses = [1_000, 4_000] as const

/** Repeats work up to twice if the engine is unreachable or the connection breaks. */
const withRetries = async <Result>(signal: AbortSignal, work: () => Promise<Result>): Promise<Result> => {
  for (const pause of pauses) {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof EngineUnreachable)) throw error
    }
    await delay(pause, undefined, { signal }).catch(() => signal.throwIfAborted())
  }
  return work()
}

const StateSchema = v.looseObject({
  Status: v.string(),
  OOMKilled: v.boolean(),
  ExitCode: v.number(),
  Error: v.string(),
})

/** The state of a container in an engine. */
type ContainerState = v.InferOutput<typeof StateSchema>

/** Asks the engine how a container is; throws a Failure if it is gone, or about to be. `doing`: `the build ran`. */
const stateOf = async (container: Container, doing: string): Promise<ContainerState> => {
  const { docker, name, signal } = container
  const answer = await docker
    .exec(['container', 'inspect', '--format', '{{json .State}}', name], signal)
    .catch((error: unknown) => {
      throw lostContainer(container, doing, error)
    })
  const state = parseDocument(StateSchema, answer, "engine's description of the build container")
  if (state.Status === 'removing' || state.Status === 'dead') throw removed(container, doing)
  return state
}

/** How a container ended. The docker command's exit code is ambiguous: it may be the command's or the container's. */
const exitOf = ({ Status, Error: error, ExitCode, OOMKilled }: ContainerState): Exit => {
  if (error !== '') throw new Failure(`The Docker engine could not start the build: ${error}`)
  // Podman calls a container stopped between its end and its cleanup.
  if (Status !== 'exited' && Status !== 'stopped') {
    throw new Failure(
      `The connection to the Docker engine broke before the build began (its container is "${Status}"). ` +
        'Run the step again.',
    )
  }
  return { code: ExitCode, ranOutOfMemory: OOMKilled }
}

/** Explains an engine's refusal about a container. Returns other errors unchanged. */
const lostContainer = (container: Container, doing: string, error: unknown): unknown => {
  if (!(error instanceof EngineRefusal)) return error
  if (/no such container/i.test(error.message)) return removed(container, doing, error)
  return new Failure(`The Docker engine lost the build container while ${doing}: ${error.message}`, {
    cause: error,
  })
}

const removed = ({ name }: Container, doing: string, cause?: EngineRefusal): Failure =>
  new Failure(
    `The build container ${name} was removed by somebody else while ${doing}. ` +
      'Look for what removes containers on this machine, such as a cleanup job, and run the step again.',
    { cause },
  )
