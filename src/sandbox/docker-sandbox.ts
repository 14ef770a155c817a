import { randomUUID } from 'node:crypto'
import { pipeline } from 'node:stream/promises'
import { setTimeout as delay } from 'node:timers/promises'
import * as v from 'valibot'
import { type DockerClient, textOf } from '../docker/command.ts'
import { EngineRefusal, explainRefusal } from '../docker/refusal.ts'
import { parseDocument } from '../image/document.ts'
import type { Platform } from '../image/platform.ts'
import { formatPlatform } from '../image/platform.ts'
import { Failure } from '../message/failure.ts'
import type { Exit, OpenSandbox, Sandbox, SandboxCommand } from './sandbox.ts'

/** The image that a container is made of, by its ID in the engine, and the numeric user that runs in it. */
export interface ContainerImage {
  readonly id: string
  readonly platform: Platform
  readonly uid: number
  readonly gid: number
}

/**
 * Makes sandboxes that are containers of a builder: run as the builder's user, without capabilities, without a way to
 * get more privileges, without mounts. They have the engine's default network, since buildpacks download.
 */
export const dockerSandbox =
  (docker: DockerClient, image: ContainerImage): OpenSandbox =>
  async (command, signal) => {
    const name = `buildpacks-oci-layout-${randomUUID()}`
    // Not ended by an abort: the engine finishes a creation that it began, and would leave the container behind.
    const creating = docker.run(createArguments(name, image, command)).catch((error: unknown) => {
      throw explain(error, 'could not create the build container')
    })
    const dispose = disposal(docker, name, creating)
    const stopWaiting = new AbortController()
    try {
      signal.throwIfAborted()
      await Promise.race([creating, rejection(signal, stopWaiting.signal)])
    } catch (error) {
      creating.catch(() => {})
      await dispose()
      throw error
    } finally {
      stopWaiting.abort()
    }
    return containerSandbox(docker, name, signal, dispose)
  }

const createArguments = (name: string, image: ContainerImage, { command, environment }: SandboxCommand) => {
  const [program, ...args] = command
  return [
    'create',
    ...['--name', name],
    ...['--platform', formatPlatform(image.platform)],
    ...['--user', `${image.uid}:${image.gid}`],
    ...['--cap-drop', 'ALL'],
    ...['--security-opt', 'no-new-privileges'],
    // The output is read as it comes; a second copy on the engine's disk helps nobody.
    ...['--log-driver', 'none'],
    ...Object.entries(environment).flatMap(([key, value]) => ['--env', `${key}=${value}`]),
    ...['--entrypoint', program],
    image.id,
    ...args,
  ]
}

const explain = (error: unknown, what: string): unknown =>
  error instanceof EngineRefusal
    ? new Failure(`The Docker engine ${what}: ${error.message}`, { cause: error })
    : error

/** Rejects with the signal's reason once it is aborted; given up when `stop` is. */
const rejection = (signal: AbortSignal, stop: AbortSignal): Promise<never> =>
  new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true, signal: stop })
  })

// A cancelled job has five seconds in all: what the engine has not created by then is not waited for.
const createLimit = 3_500
// An engine under load takes its time to delete many files; it goes on with that even when its client is gone.
const removeLimit = 60_000

const disposal = (docker: DockerClient, name: string, creating: Promise<unknown>): (() => Promise<void>) => {
  let disposed: Promise<void> | undefined
  const remove = async (): Promise<void> => {
    await Promise.race([creating.catch(() => {}), delay(createLimit, undefined, { ref: false })])
    try {
      await docker.run(['rm', '--force', '--volumes', name], AbortSignal.timeout(removeLimit))
    } catch (error) {
      if (error instanceof EngineRefusal && /no such container|already in progress/i.test(error.message))
        return
      throw new Failure(`The build container ${name} could not be removed. Remove it with docker rm -f.`, {
        cause: error,
      })
    }
  }
  return () => {
    disposed ??= remove()
    return disposed
  }
}

const containerSandbox = (
  docker: DockerClient,
  name: string,
  signal: AbortSignal,
  dispose: () => Promise<void>,
): Sandbox => ({
  put: async (tar) => {
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
    if (code !== 0)
      throw explain(explainRefusal(stderr, docker.environment, 'the app went in'), 'did not take the files')
  },

  run: async (onOutput) => {
    const child = docker.start(['start', '--attach', name], signal)
    child.stdin.end()
    // What the container writes to stderr and what the docker command itself has to say come mixed; the engine is
    // asked below how it ended, so nothing depends on telling them apart.
    child.stdout.on('data', (chunk: Uint8Array) => onOutput('stdout', chunk))
    child.stderr.on('data', (chunk: Uint8Array) => onOutput('stderr', chunk))
    await child.ended
    return readExit(docker, name, signal)
  },

  get: async function* (path) {
    const child = docker.start(['cp', `${name}:${path}`, '-'], signal)
    child.stdin.end()
    const complaint = textOf(child.stderr)
    let finished = false
    try {
      yield* child.stdout
      finished = true
    } catch (error) {
      // An abort kills the client, and so breaks the stream.
      signal.throwIfAborted()
      throw error
    } finally {
      // The reader has had enough, or the stream broke: nobody would read the rest.
      if (!finished) child.kill()
    }
    if ((await child.ended) !== 0) {
      const refusal = explainRefusal(await complaint, docker.environment, 'the built image came out')
      throw explain(refusal, `could not read ${path}`)
    }
  },

  dispose,
})

const StateSchema = v.looseObject({
  Status: v.string(),
  OOMKilled: v.boolean(),
  ExitCode: v.number(),
  Error: v.string(),
})

/** Asks the engine how a container ended; the docker command's own exit code mixes its troubles with the container's. */
const readExit = async (docker: DockerClient, name: string, signal: AbortSignal): Promise<Exit> => {
  const answer = await docker
    .run(['container', 'inspect', '--format', '{{json .State}}', name], signal)
    .catch((error: unknown) => {
      throw explain(error, 'lost the build container')
    })
  const state = parseDocument(StateSchema, answer, "engine's description of the build container")
  if (state.Error !== '') throw new Failure(`The Docker engine could not start the build: ${state.Error}`)
  if (state.Status !== 'exited') {
    throw new Failure(
      `The connection to the Docker engine broke while the build was «${state.Status}». Run the step again.`,
    )
  }
  return { code: state.ExitCode, outOfMemory: state.OOMKilled }
}
