import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, delimiter, dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import * as v from 'valibot'
import { parse } from 'yaml'
import { actor, githubToken } from '../services/results/token.ts'
import type { ResultsService } from '../services/results.ts'
import { run } from '../tools/command.ts'
import { root } from '../tools/folder.ts'
import { goTool } from '../tools/go-tools.ts'
import { ActLog, type JobResult } from './act-log.ts'
import { actionNames, metadataFile } from './actions.ts'

/** The files of a repository by path: text, or a file or directory to copy. */
export type RepositoryContent = Readonly<Record<string, string | { readonly copyOf: string }>>

/** A workflow run, as an event starts it on GitHub. */
export interface WorkflowOrder {
  /** The path of the workflow's file, which is used unchanged. */
  readonly workflow: string
  /** The other files of the workflow's repository. */
  readonly repository: RepositoryContent
  readonly results: ResultsService
  /** The run's number. Runs with the same number share their artifacts. */
  readonly run: number
  /** Default: `push`. */
  readonly event?: { readonly name: string; readonly payload: object }
  /** The repository's variables, `vars.NAME`. */
  readonly variables?: Readonly<Record<string, string>>
  /** Directories that replace actions of other repositories, by their `uses:` without the path. */
  readonly actions?: Readonly<Record<string, string>>
  /** Directories to add to PATH. */
  readonly path?: readonly string[]
  /** The files in the home directory of the runner's user. */
  readonly home?: RepositoryContent
}

export interface WorkflowResult {
  readonly exitCode: number
  /** The jobs by name, such as `Build` or `Build (web)`. */
  readonly jobs: ReadonlyMap<string, JobResult>
  /** act's whole output, for failed tests. */
  readonly transcript: string
}

/** The example workflows of the documentation. */
export const exampleWorkflow = (name: string): string => join(root, 'examples', 'workflows', `${name}.yml`)

/** The files of this repository's actions, as a repository. */
const actionContent: RepositoryContent = Object.fromEntries(
  ['dist', ...actionNames.map(metadataFile)].map((path) => [path, { copyOf: join(root, path) }]),
)

/** The references by which workflows use the actions of this repository: `OWNER/buildpacks-oci-layout@v1`. */
const publishedNames = (workflow: string): readonly string[] =>
  [...workflow.matchAll(/uses: ([^\s/]+\/buildpacks-oci-layout)(?:\/[^\s@]+)?(@\S+)/g)].map(
    ([, repository, ref]) => `${repository}${ref}`,
  )

/** The repository for workflows with `uses: ./`: the actions, and an app in `examples/hello`. */
export const ownRepository: RepositoryContent = {
  ...actionContent,
  'examples/hello': { copyOf: join(root, 'examples', 'hello') },
}

/**
 * Runs a whole workflow in nektos/act, with the jobs on the host. Each job starts with an empty workspace and an empty
 * temporary directory. Only the loopback interface is used.
 */
export const runWorkflow = async (order: WorkflowOrder): Promise<WorkflowResult> => {
  const folder = await mkdtemp(join(tmpdir(), 'lab-act-'))
  try {
    const repository = join(folder, 'repository')
    const actions = join(folder, 'actions')
    const workflow = join('.github', 'workflows', basename(order.workflow))
    await writeContent(repository, { ...order.repository, [workflow]: { copyOf: order.workflow } })
    await writeContent(actions, actionContent)
    await mkdir(join(folder, 'home'))
    await writeContent(join(folder, 'home'), order.home ?? {})
    await commit(repository)
    await writeFile(join(folder, 'event.json'), JSON.stringify(order.event?.payload ?? {}))
    return await act(order, folder, workflow)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

const writeContent = async (folder: string, content: RepositoryContent): Promise<void> => {
  for (const [path, source] of Object.entries(content)) {
    const target = join(folder, path)
    await mkdir(dirname(target), { recursive: true })
    if (typeof source === 'string') await writeFile(target, source)
    else await cp(source.copyOf, target, { recursive: true })
  }
}

const commit = async (repository: string): Promise<void> => {
  const git = (...args: readonly string[]) => run('git', ['-C', repository, ...args])
  const author = ['-c', 'user.name=Lab', '-c', 'user.email=lab@localhost', '-c', 'commit.gpgsign=false']
  await git('init', '--quiet', '--initial-branch', 'main')
  await git('remote', 'add', 'origin', 'https://github.com/octo/app.git')
  await git('add', '--all', '--force')
  await git(...author, 'commit', '--quiet', '--message', 'Everything')
}

const act = async (order: WorkflowOrder, folder: string, workflow: string): Promise<WorkflowResult> => {
  const { variables = {}, actions = {}, results } = order
  const pairs = (flag: string, values: Readonly<Record<string, string>>) =>
    Object.entries(values).flatMap(([name, value]) => [flag, `${name}=${value}`])
  const text = await readFile(order.workflow, 'utf8')
  const own = publishedNames(text + (await calledWorkflows(order))).map((name) => [
    name,
    join(folder, 'actions'),
  ])
  const node = dirname(await realpath(join(root, 'node_modules', '.bin', 'node')))
  const child = spawn(
    await goTool('act'),
    [
      order.event?.name ?? 'push',
      ...['--workflows', workflow, '--eventpath', join(folder, 'event.json'), '--actor', actor.name],
      ...['--json', '--no-cache-server', '--action-offline-mode'],
      ...platforms.flatMap((label) => ['--platform', `${label}=-self-hosted`]),
      ...pairs('--local-repository', { ...Object.fromEntries(own), ...actions }),
      ...pairs('--var', variables),
      ...pairs('--secret', { GITHUB_TOKEN: githubToken }),
      ...pairs('--env', { ...results.envOf({ run: order.run }), GITHUB_RUN_ID: String(order.run) }),
      ...['--action-cache-path', join(folder, 'cache')],
    ],
    {
      cwd: join(folder, 'repository'),
      env: {
        PATH: [node, ...(order.path ?? []), process.env['PATH'] ?? ''].join(delimiter),
        DOCKER_HOST: process.env['DOCKER_HOST'] ?? '',
        HOME: join(folder, 'home'),
        LANG: 'C.UTF-8',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  )
  const log = new ActLog(v.parse(NamedSchema, parse(text)).name)
  const read = async (lines: AsyncIterable<string>) => {
    for await (const line of lines) log.add(line)
  }
  const ended = once(child, 'close')
  await Promise.all([
    read(createInterface({ input: child.stdout })),
    read(createInterface({ input: child.stderr })),
  ])
  const [code]: unknown[] = await ended
  return { exitCode: typeof code === 'number' ? code : -1, jobs: log.jobs, transcript: log.transcript }
}

/** The texts of the reusable workflows in the repository. */
const calledWorkflows = async ({ repository }: WorkflowOrder): Promise<string> => {
  const sources = Object.entries(repository).filter(([path]) => path.startsWith('.github/workflows/'))
  const texts = sources.map(([, source]) =>
    typeof source === 'string' ? source : readFile(source.copyOf, 'utf8'),
  )
  return (await Promise.all(texts)).join('')
}

const NamedSchema = v.object({ name: v.string() })

const platforms = ['ubuntu-latest', 'ubuntu-22.04', 'ubuntu-24.04', 'ubuntu-24.04-arm'] as const
