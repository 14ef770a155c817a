import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { proxyVariables } from '../command/environment.ts'
import { type DockerClient, dockerClient } from '../docker/command.ts'
import { EngineRefusal } from '../docker/refusal.ts'
import { formatPlatform, type Platform } from '../image/platform.ts'
import { Failure } from '../message/failure.ts'
import { unlessAborted } from '../task/abort.ts'
import { type Container, getFrom, putIn, runIn } from './container.ts'
import { ownerLabels, removeAbandonedContainers, removeContainer } from './remove-containers.ts'
import { type OpenSandbox, once, type Sandbox, type SandboxCommand } from './sandbox.ts'

/** The image of a container, by its ID in the engine, and the numeric user that runs in it. */
export interface ContainerImage {
  readonly id: string
  readonly platform: Platform
  readonly uid: number
  readonly gid: number
}

/** Further settings of a container. */
export interface ContainerSettings {
  /** The container's network in the engine. Default: the engine's default network. */
  readonly network?: string | undefined
}

/** Observes which containers exist. */
export interface ContainerObserver {
  /**
   * Called with a container's name before the container is created, and with undefined after it is removed. If this
   * process is killed in between, another process must remove the container.
   */
  readonly note: (container: string | undefined) => void
  readonly info: (message: string) => void
}

/**
 * Creates sandboxes that are containers of a builder. They run as the builder's user, without capabilities, mounts, or a
 * way to get more privileges. They have a network and the step's proxy settings, because buildpacks download files.
 * While a command runs, containers that killed runs of this machine left behind are removed.
 */
export const dockerSandbox =
  (
    docker: DockerClient,
    image: ContainerImage,
    { note, info }: ContainerObserver,
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
    let cleaning: Promise<void> | undefined
    return {
      put: (tar) => putIn(container, tar),
      run: (onOutput) => {
        // The engine is idle now, and nothing waits for the cleanup.
        cleaning ??= cleanUpAbandoned(docker, info, signal)
        return runIn(container, onOutput)
      },
      get: (path, receive) => getFrom(container, path, receive),
      dispose: async () => {
        await Promise.all([remove(), cleaning])
      },
    } satisfies Sandbox
  }

/** The engine refused the creation, so there is no container. */
class ContainerRefused extends Failure {}

/** Ignores an abort: the engine would finish the creation anyway, and leave the container behind. */
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
    // The output is read while it is written, so the engine need not store a copy.
    ...['--log-driver', 'none'],
    // Only the names: the values may be secret, and any user of the machine can read a command line.
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

// In milliseconds. A cancelled job has five seconds in total, so do not wait longer for a creation.
const createLimit = 3_500
// The command may end before the engine has created the container.
const creationLag = 500
// A busy engine needs time to delete many files. It continues even if its client is killed.
const removeLimit = 60_000

/** Returns whether the container is certainly removed. Throws a Failure if it still exists. */
const disposeOf = async (docker: DockerClient, name: string, creating: Promise<void>): Promise<boolean> => {
  const created = creating.then(
    () => true,
    // If the connection broke or the command was killed, the engine may still have created it.
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

// In milliseconds. The next run removes the rest.
const cleaningLimit = 10_000

const cleanUpAbandoned = async (
  docker: DockerClient,
  info: (message: string) => void,
  signal: AbortSignal,
): Promise<void> => {
  const ending = AbortSignal.any([signal, AbortSignal.timeout(cleaningLimit)])
  try {
    for (const name of await removeAbandonedContainers(docker, ending)) {
      info(`Removed the build container ${name}, which a killed run had left behind.`)
    }
  } catch {
    // A failed cleanup must not fail the build.
  }
}
