import { execFileSync } from 'node:child_process'
import { mkdir, realpath } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { run } from '../tools/command.ts'
import { root } from '../tools/folder.ts'

/** The container of a job, as a runner starts it for `container:` in a workflow. */
export interface JobContainer {
  readonly name: string
  /** The directory that the container shares with the host, at the same path. */
  readonly folder: string
  /** The umask of its processes, in octal. Default: the engine's. */
  readonly umask?: string | undefined
}

/** HOME in the job's container. Runners set it regardless of the image. */
export const jobHome = '/github/home'

/** The read-only directory with the runner's Node. */
const nodeInside = '/__e/node24/bin/node'

export interface JobContainerOptions {
  readonly image: string
  /** The directory that contains the job's workspace and temporary directory. */
  readonly folder: string
  /** Default: `root`, as with `options: --user root`. */
  readonly user?: string
  /** Additional arguments for `docker run`. */
  readonly options?: readonly string[]
  /** As in JobContainer. */
  readonly umask?: string
}

/**
 * Starts the container of a job as GitHub's runner does. It idles until steps start in it.
 * https://github.com/actions/runner/blob/main/src/Runner.Worker/ContainerOperationProvider.cs
 */
export const startJobContainer = async ({
  image,
  folder,
  user = 'root',
  options = [],
  umask,
}: JobContainerOptions): Promise<JobContainer> => {
  const node = dirname(await realpath(join(root, 'node_modules', '.bin', 'node')))
  const home = join(folder, 'home')
  await mkdir(home, { recursive: true })
  const mounts = [
    ...[`${node}:${dirname(nodeInside)}:ro`, `${join(root, 'dist')}:${join(root, 'dist')}:ro`],
    ...[`${folder}:${folder}`, `${home}:${jobHome}`],
  ]
  const name = await run('docker', [
    ...['run', '--detach', '--network', 'host', '--user', user, '--entrypoint', 'tail'],
    ...['--env', `HOME=${jobHome}`, '--env', 'GITHUB_ACTIONS=true', '--env', 'CI=true'],
    ...mounts.flatMap((mount) => ['--volume', mount]),
    ...options,
    ...[image, '-f', '/dev/null'],
  ])
  return { name: name.trim(), folder, umask }
}

/** Removes the container and ends all processes in it. */
export const removeJobContainer = async ({ name }: JobContainer): Promise<void> => {
  await run('docker', ['rm', '--force', name])
}

/** Returns the command that starts a bundle in the container. It passes on the named variables of its own environment. */
export const execCommand = (
  { name, umask }: JobContainer,
  workspace: string,
  variables: readonly string[],
  bundle: string,
): readonly string[] => [
  ...['docker', 'exec', '--workdir', workspace],
  ...variables.flatMap((variable) => ['--env', variable]),
  name,
  // A shell that keeps variables with a dash in their names, such as those of inputs.
  ...(umask === undefined ? [] : ['bash', '-c', `umask ${umask} && exec "$@"`, 'bash']),
  ...[nodeInside, bundle],
]

/**
 * Sends a signal to a bundle in the container, because the docker command does not pass signals on. `docker top` cannot
 * help, because Podman's returns PIDs of the container.
 */
export const signalInside = ({ name }: JobContainer, bundle: string, signal: NodeJS.Signals): void => {
  const script = `for process in /proc/[0-9]*; do
    test "$(tr '\\0' ' ' < $process/cmdline)" = '${nodeInside} ${bundle} ' && kill -${signal.slice(3)} \${process#/proc/}
    done; true`
  execFileSync('docker', ['exec', name, 'sh', '-c', script], { stdio: 'ignore' })
}
