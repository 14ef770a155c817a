import { PassThrough } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { textOf } from '../docker/command.ts'
import { EngineUnreachable, explainRefusal } from '../docker/refusal.ts'
import { Failure } from '../message/failure.ts'
import { type Container, exitOf, lostContainer, stateOf } from './container-state.ts'
import { type Exit, NotInSandbox, type OutputStream } from './sandbox.ts'

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
  if (code !== 0) throw await explain(container, stderr, 'the app went in', 'did not take the files')
}

const running = 'the build ran'

/** Runs the container's command to its end, also when the connection over which its output comes breaks. */
export const runIn = async (
  container: Container,
  onOutput: (stream: OutputStream, chunk: Uint8Array) => void,
): Promise<Exit> => {
  const { docker, name, signal } = container
  const child = docker.start(['start', '--attach', name], signal)
  child.stdin.end()
  // What the container writes to stderr and what the docker command itself has to say come mixed; the engine is
  // asked below how it ended, so nothing depends on telling them apart.
  child.stdout.on('data', (chunk: Uint8Array) => onOutput('stdout', chunk))
  child.stderr.on('data', (chunk: Uint8Array) => onOutput('stderr', chunk))
  await child.ended
  const state = await persistently(signal, () => stateOf(container, running))
  if (state.Status !== 'running') return exitOf(state)
  onOutput('stderr', Buffer.from(`\n${lostOutput}\n`))
  await persistently(signal, () => waitFor(container))
  return exitOf(await persistently(signal, () => stateOf(container, running)))
}

const lostOutput =
  'The connection to the Docker engine broke. The build goes on; what it writes from here on is not shown.'

const waitFor = async (container: Container): Promise<void> => {
  try {
    await container.docker.run(['wait', container.name], container.signal)
  } catch (error) {
    throw lostContainer(container, running, error)
  }
}

/** Has a folder of the container received as a tar stream, again from its start where the connection breaks. */
export const getFrom = <Result>(
  container: Container,
  path: string,
  receive: (tar: AsyncIterable<Uint8Array>) => Promise<Result>,
): Promise<Result> => persistently(container.signal, () => getOnce(container, path, receive))

const getOnce = async <Result>(
  container: Container,
  path: string,
  receive: (tar: AsyncIterable<Uint8Array>) => Promise<Result>,
): Promise<Result> => {
  const { docker, name, signal } = container
  const child = docker.start(['cp', `${name}:${path}`, '-'], signal)
  child.stdin.end()
  // Taken from the start: what a process wrote is lost if it ends before anybody reads that. What breaks it is in the
  // exit code.
  const stdout = child.stdout.pipe(new PassThrough())
  child.stdout.once('close', () => stdout.end())
  const complaint = textOf(child.stderr)
  let broken: { readonly error: unknown } | undefined
  const stream = async function* () {
    yield* stdout
    if ((await child.ended) === 0) return
    const error = await explain(
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
    // An abort kills the client, and so breaks the stream; what the receiver makes of that is beside the point.
    signal.throwIfAborted()
    throw broken === undefined ? error : broken.error
  } finally {
    // The receiver may have stopped early or never started: nothing would read the rest.
    child.kill()
  }
}

// Of engine and command of several ages.
const missing = /no such container:path|could not find the file|no such file or directory/i

/** Why a docker command about the container failed: an engine that speaks of something else may just have lost it. */
const explain = async (
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

// In milliseconds; an engine that restarts takes a few seconds.
const pauses = [1_000, 4_000] as const

/** Does something again, twice at most, when the engine was not reached or the connection to it broke. */
const persistently = async <Result>(signal: AbortSignal, work: () => Promise<Result>): Promise<Result> => {
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
