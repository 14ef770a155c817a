import { findBuilder } from '../../cnb/builder/find-builder.ts'
import { findHostBuilder, imageEnvironment, type JobContainer } from '../../cnb/builder/host-builder.ts'
import { hostFolders } from '../../cnb/sandbox-paths.ts'
import type { ProcessEnvironment } from '../../command/environment.ts'
import { findProgram, MissingProgram } from '../../command/start.ts'
import type { DockerClient } from '../../docker/command.ts'
import type { Log } from '../../github/step/log.ts'
import type { StepContext } from '../../github/step/step-context.ts'
import { Failure } from '../../message/failure.ts'
import type { Registry } from '../../registry/registry.ts'
import { dockerSandbox } from '../../sandbox/docker-sandbox.ts'
import { hostSandbox } from '../../sandbox/host/host-sandbox.ts'
import { loginFiles } from '../../sandbox/host/private-folders.ts'
import type { Inputs } from './inputs/inputs.ts'
import { containerState, hostState } from './leftovers.ts'
import type { Services } from './services.ts'

/** The services that differ between a build in Docker and one in the job's container. */
export type BuilderServices = Pick<Services, 'findBuilder' | 'openSandbox'>

export interface BuilderContext {
  readonly signal: AbortSignal
  /** Saves a value for the post step. */
  readonly saveState: (name: string, value: string) => void
  readonly registry: Registry
  readonly log: Log
}

/** Builds in a container that the Docker engine creates from the builder. */
export const dockerServices = (
  docker: DockerClient,
  { network }: Inputs,
  { signal, saveState, registry, log: { info, debug } }: BuilderContext,
): BuilderServices => ({
  findBuilder: ({ builder: reference, ...order }) => {
    if (reference === undefined) throw new Failure('No builder is named for the Docker engine.')
    return findBuilder({ docker, registry, info, debug, signal }, { reference, ...order })
  },
  openSandbox: (builder, command) => {
    const note = (container: string | undefined) => saveState(containerState, container ?? '')
    return dockerSandbox(docker, builder, { note, info }, { network })(command, signal)
  },
})

/** Builds in the container that the job runs in, which is one of the builder. */
export const jobContainerServices = (
  container: JobContainer,
  { cache, project: { buildpacks } }: Inputs,
  privatePaths: readonly string[],
  { signal, saveState, log: { info, warning: warn } }: BuilderContext,
): BuilderServices => ({
  findBuilder: async ({ platform }) => {
    if (cache.runImageInActionsCache) reportMissingPrograms(container.environment, info)
    const listsBuildpacks = Object.values(buildpacks).some((named) => named.length > 0)
    return { builder: await findHostBuilder(container, { platform, listsBuildpacks }) }
  },
  openSandbox: async (user, command) => {
    saveState(hostState, 'true')
    const open = hostSandbox({
      user,
      imageEnvironment: await imageEnvironment(container),
      stepEnvironment: container.environment,
      folders: hostFolders,
      privatePaths,
      warn,
    })
    return open(command, signal)
  },
})

/** Reports a program that GitHub's cache client needs and that the job's container lacks. */
export const reportMissingPrograms = (
  environment: ProcessEnvironment,
  info: (message: string) => void,
): void => {
  const isThere = (program: string): boolean => {
    try {
      return findProgram(program, environment) !== ''
    } catch (error) {
      if (error instanceof MissingProgram) return false
      throw error
    }
  }
  if (!isThere('tar')) {
    info('This container has no "tar": nothing can be restored from the cache or saved to it.')
  } else if (!isThere('zstd')) {
    info(
      'This container has no "zstd": cache entries are compressed with gzip, and entries of jobs that have zstd are not found.',
    )
  }
}

const runnerFiles = ['GITHUB_ENV', 'GITHUB_OUTPUT', 'GITHUB_PATH', 'GITHUB_STATE', 'GITHUB_EVENT_PATH']

/**
 * Paths of the runner that a build must not read or change: the checkout and its credentials, the files through which steps
 * talk to the runner, actions and tools that later steps run, logins for registries, and the credentials of a pod.
 */
export const privatePathsOf = (
  { workspace, temporary, environment, summaryFile, dockerConfig }: StepContext,
  bundle: string,
): readonly string[] =>
  [
    ...[workspace, temporary, bundle, '/github', '/run/secrets', summaryFile],
    ...loginFiles(dockerConfig, environment),
    ...['RUNNER_TOOL_CACHE', ...runnerFiles].map((name) => environment[name]),
  ].flatMap((path) => path || [])
