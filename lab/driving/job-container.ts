import { execFileSync } from 'node:child_process'
import { mkdir, realpath } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { run } from '../tools/command.ts'
import { root } from '../tools/folder.ts'

/** A container that a job runs in, as `container:` in a workflow has a runner start it. */
export interface JobContainer {
  readonly name: string
  /** What container and machine share, at the same path in both. */
  readonly folder: string
  /** The umask with which the engine starts processes in it, in octal; the engine's own if left out. */
  readonly umask?: string | undefined
}

/** Where a runner has the job's home, whatever the image says. */
export const jobHome = '/github/home'

/** Where a runner puts its own Node, for nobody to change. */
const nodeInside = '/__e/node24/bin/node'

export interface JobContainerOptions {
  readonly image: string
  /** The folder that has the job's workspace and temporary folder in it. */
  readonly folder: string
  /** `root` if left out, as with `options: --user root`. */
  readonly user?: string
  /** Further arguments of `docker run`. */
  readonly options?: readonly string[]
  /** As in JobContainer. */
  readonly umask?: string
}

/**
 * Starts the container of a job as GitHub's runner does: it idles until steps are started in it.
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

/** Ends it, and all that runs in it. */
export const removeJobContainer = async ({ name }: JobContainer): Promise<void> => {
  await run('docker', ['rm', '--force', name])
}

/** The command that starts a bundle in it, with the variables named, whose values it takes from its own environment. */
export const execCommand = (
  { name, umask }: JobContainer,
  workspace: string,
  variables: readonly string[],
  bundle: string,
): readonly string[] => [
  ...['docker', 'exec', '--workdir', workspace],
  ...variables.flatMap((variable) => ['--env', variable]),
  name,
  // A shell that keeps variables whose names have a dash, as inputs have.
  ...(umask === undefined ? [] : ['bash', '-c', `umask ${umask} && exec "$@"`, 'bash']),
  ...[nodeInside, bundle],
]

/** Sends a signal to a bundle that runs in it: the engine's command would keep it to itself. */
export const signalInside = ({ name }: JobContainer, bundle: string, signal: NodeJS.Signals): void => {
  const processes = execFileSync('docker', ['top', name, '-eo', 'pid,args'], { encoding: 'utf8' })
  for (const [, pid = '', args = ''] of processes.matchAll(/^\s*(\d+)\s+(.+)$/gm)) {
    if (args === `${nodeInside} ${bundle}`) process.kill(Number(pid), signal)
  }
}
