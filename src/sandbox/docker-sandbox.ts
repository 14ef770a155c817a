import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { type DockerClient, dockerClient } from '../docker/command.ts'
import { proxyVariables } from '../docker/proxy.ts'
import { EngineRefusal } from '../docker/refusal.ts'
import { removeContainer } from '../docker/remove.ts'
import { formatPlatform, type Platform } from '../image/platform.ts'
import { Failure } from '../message/failure.ts'
import { unlessAborted } from '../task/abort.ts'
import { ownerLabels, removeAbandoned } from './abandoned.ts'
import { getFrom, putIn, runIn } from './container.ts'
import type { Container } from './container-state.ts'
import { once } from './once.ts'
import type { OpenSandbox, Sandbox, SandboxCommand } from './sandbox.ts'

/** The image that a container is made of, by its ID in the engine, and the numeric user that runs in it. */
export interface ContainerImage {
  readonly id: string
  readonly platform: Platform
  readonly uid: number
  readonly gid: number
}

/** What a container is given beside its image. */
export interface ContainerSettings {
  /** The engine's network that it is in; the engine's default if it is undefined. */
  readonly network?: string | undefined
}

/** Who is told of the containers that come and go. */
export interface ContainerNotes {
  /**
   * The container that others would have to remove if this process died: told before it is created, and that there is
   * none any more once it is removed.
   */
  readonly note: (container: string | undefined) => void
  readonly info: (message: string) => void
}

/**
 * Makes sandboxes that are containers of a builder: run as the builder's user, without capabilities, without a way to
 * get more privileges, without mounts. They have a network and the step's proxy settings, since buildpacks download.
 * While a command runs, the containers of runs of this machine that died are removed.
 */
export const dockerSandbox =
  (
    docker: DockerClient,
    image: ContainerImage,
    { note, info }: ContainerNotes,
    settings: ContainerSettings = {},
  ): OpenSandbox =>
  async (command, signal) => {
    const name = `buildpacks-oci-layout-${randomUUID()}`
    note(name)
    await using cleanup = new AsyncDisposableStack()
    const creating = createContainer(docker, name, image, command, settings)
    const remove = once(async () => {
      if (await disposeOf(docker, name, creating)) note(undefined)
    })
    cleanup.defer(remove)
    await unlessAborted(creating, signal)
    cleanup.move()
    const container: Container = { docker, name, signal }
    let clearing: Promise<void> | undefined
    return {
      put: (tar) => putIn(container, tar),
      run: (onOutput) => {
        // The engine is idle now, and nothing waits for this.
        clearing ??= clearAbandoned(docker, info, signal)
        return runIn(container, onOutput)
      },
      get: (path, receive) => getFrom(container, path, receive),
      dispose: async () => {
        await Promise.all([remove(), clearing])
      },
    } satisfies Sandbox
  }

/** The engine said no, so that there is no container. */
class ContainerRefused extends Failure {}

/** Not ended by an abort: the engine finishes a creation that it began, and would leave the container behind. */
const createContainer = async (
  docker: DockerClient,
  name: string,
  image: ContainerImage,
  { command, environment }: SandboxCommand,
  { network }: ContainerSettings,
): Promise<void> => {
  const [program, ...args] = command
  const variables = { ...proxyVariables(docker.environment), ...environment }
  const options = [
    ...['--name', name],
    ...(await ownerLabels()),
    ...['--platform', formatPlatform(image.platform)],
    ...['--user', `${image.uid}:${image.gid}`],
    ...['--cap-drop', 'ALL'],
    ...['--security-opt', 'no-new-privileges'],
    ...(network === undefined ? [] : ['--network', network]),
    // The output is read as it comes; a second copy on the engine's disk is useless.
    ...['--log-driver', 'none'],
    // Named only: what they are may be secret, and anyone on the machine can read a command line.
    ...Object.keys(variables).flatMap((variable) => ['--env', variable]),
    ...['--entrypoint', program],
  ]
  try {
    await dockerClient({ ...docker.environment, ...variables }).run(['create', ...options, image.id, ...args])
  } catch (cause) {
    if (!(cause instanceof EngineRefusal)) throw cause
    throw new ContainerRefused(`The Docker engine could not create the build container: ${cause.message}`, {
      cause,
    })
  }
}

// A cancelled job has five seconds in all: what the engine has not created by then is not waited for.
const createLimit = 3_500
// The command that creates it may be gone before the engine is done.
const creationLag = 500
// An engine under load takes its time to delete many files; it goes on with that even when its client is gone.
const removeLimit = 60_000

/** Resolves with whether the container is gone for sure; throws a Failure if it stays. */
const disposeOf = async (docker: DockerClient, name: string, creating: Promise<void>): Promise<boolean> => {
  const created = creating.then(
    () => true,
    // The engine may have created it even so, where the connection broke or the command was ended.
    (error: unknown) => (error instanceof ContainerRefused ? false : undefined),
  )
  const outcome = await Promise.race([created, delay(createLimit, undefined, { ref: false })])
  const comesWithin = outcome === undefined ? creationLag : 0
  try {
    const found = await removeContainer(docker, name, {
      comesWithin,
      signal: AbortSignal.timeout(removeLimit),
    })
    return found || outcome !== undefined
  } catch (cause) {
    throw new Failure(`The build container ${name} could not be removed. Remove it with docker rm -f.`, {
      cause,
    })
  }
}

// In milliseconds; what an engine has not done by then is for the next run to do.
const clearingLimit = 10_000

const clearAbandoned = async (
  docker: DockerClient,
  info: (message: string) => void,
  signal: AbortSignal,
): Promise<void> => {
  const ending = AbortSignal.any([signal, AbortSignal.timeout(clearingLimit)])
  try {
    for (const name of await removeAbandoned(docker, ending)) {
      info(`Removed the build container ${name}, which a run that died had left behind.`)
    }
  } catch {
    // The build is none the worse for it.
  }
}
