import { findBuilder } from '../../cnb/find-builder.ts'
import { findHostBuilder, hostFolders, imageEnvironment, type JobContainer } from '../../cnb/host-builder.ts'
import type { DockerClient } from '../../docker/command.ts'
import type { StepContext } from '../../github/step-context.ts'
import { Failure } from '../../message/failure.ts'
import { dockerSandbox } from '../../sandbox/docker-sandbox.ts'
import { hostSandbox } from '../../sandbox/host/host-sandbox.ts'
import { loginFiles } from '../../sandbox/host/login-files.ts'
import { tellMissingPrograms } from './cache-programs.ts'
import type { Inputs } from './inputs.ts'
import type { Job } from './job.ts'
import { containerState, hostState } from './leftovers.ts'

/** Where a build runs, and whose builder builds. */
export type Place = Pick<Job, 'findBuilder' | 'openSandbox'>

/** What a place is given of the step. */
export interface PlaceContext {
  readonly signal: AbortSignal
  /** Keeps a value for the step's post step. */
  readonly saveState: (name: string, value: string) => void
  readonly info: (message: string) => void
  readonly warn: (message: string) => void
}

/** A container that the Docker engine makes of the builder. */
export const inDocker = (
  docker: DockerClient,
  { network }: Inputs,
  { signal, saveState, info }: PlaceContext,
): Place => ({
  findBuilder: ({ builder: reference, ...order }) => {
    if (reference === undefined) throw new Failure('No builder is named for the Docker engine.')
    return findBuilder(docker, { reference, ...order }, info, signal)
  },
  openSandbox: (builder) =>
    dockerSandbox(
      docker,
      builder,
      { note: (container) => saveState(containerState, container ?? ''), info },
      { network },
    ),
})

/** The container that the job runs in, which is one of the builder. */
export const inJobContainer = (
  container: JobContainer,
  { cache, project: { buildpacks } }: Inputs,
  privatePaths: readonly string[],
  { saveState, info, warn }: PlaceContext,
): Place => ({
  findBuilder: async ({ platform }) => {
    if (cache.runImageInActionsCache) await tellMissingPrograms(container.environment, info)
    const withBuildpacks = Object.values(buildpacks).some((named) => named.length > 0)
    return findHostBuilder(container, { platform, withBuildpacks })
  },
  openSandbox: (user) => async (command, signal) => {
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

const runnersFiles = ['GITHUB_ENV', 'GITHUB_OUTPUT', 'GITHUB_PATH', 'GITHUB_STATE', 'GITHUB_EVENT_PATH']

/**
 * Where a runner keeps what no build may see or change: the checkout and its credentials, the files by which steps speak to
 * it, actions and tools that later steps run, logins for registries, and a pod's own credentials.
 */
export const privatePathsOf = (
  { workspace, temporary, environment, summaryFile, dockerConfig }: StepContext,
  bundle: string,
): readonly string[] =>
  [
    ...[workspace, temporary, bundle, '/github', '/run/secrets', summaryFile],
    ...loginFiles(dockerConfig, environment),
    ...['RUNNER_TOOL_CACHE', ...runnersFiles].map((name) => environment[name]),
  ].flatMap((path) => path || [])
