import { homedir } from 'node:os'
import { join, resolve } from 'node:path'

/** The server that runs a workflow. All of them use GitHub's protocols, with different limits. */
export type Server = 'GitHub' | 'GitHub Enterprise Server' | 'Gitea' | 'Forgejo' | 'act'

/** Whether the server is GitHub, in the cloud or on premises. */
export const isGithub = (server: Server): boolean =>
  server === 'GitHub' || server === 'GitHub Enterprise Server'

/** Whether the server is Gitea or Forgejo, which have the same artifact service. */
export const isGiteaOrForgejo = (server: Server): boolean => server === 'Gitea' || server === 'Forgejo'

/** The workflow run that this step belongs to. */
export interface WorkflowRun {
  readonly server: Server
  /** For example `https://github.com`. */
  readonly serverUrl: string
  /** `owner/name` */
  readonly repository: string
  readonly runId: number
}

/** The values that a step reads from its environment. */
export interface StepContext extends WorkflowRun {
  /** Relative paths in inputs are relative to this directory. */
  readonly workspace: string
  /** The directory that the runner empties before and after each job. */
  readonly temporary: string
  /** 1, or more if the run or some of its jobs were run again. */
  readonly runAttempt: number
  /** The job's ID in the workflow. */
  readonly job: string
  /** The commit that triggered the run. */
  readonly commit: string | undefined
  /** The repository of this action, `owner/name`. Undefined for an action in the workflow's repository (`uses: ./`). */
  readonly actionRepository: string | undefined
  /** The part after the `@` of `uses:`. */
  readonly actionRef: string | undefined
  /** The file for the step's part of the job summary. Undefined if the runner does not support summaries. */
  readonly summaryFile: string | undefined
  /** The file for the names of what the step created, for attestations. Undefined if the runner does not support it. */
  readonly artifactsFile: string | undefined
  /** The directory of Docker's configuration. */
  readonly dockerConfig: string
  /** The whole environment, to pass to Docker, credential helpers and builds. */
  readonly environment: NodeJS.ProcessEnv
}

/** Reads the step's context. Outside of a workflow, the workspace is the current directory. */
export const stepContext = (environment: NodeJS.ProcessEnv): StepContext => ({
  server: serverOf(environment),
  serverUrl: (environment['GITHUB_SERVER_URL'] || 'https://github.com').replace(/\/+$/, ''),
  repository: environment['GITHUB_REPOSITORY'] ?? '',
  runId: Number(environment['GITHUB_RUN_ID']),
  runAttempt: Number(environment['GITHUB_RUN_ATTEMPT']) || 1,
  workspace: environment['GITHUB_WORKSPACE'] || process.cwd(),
  temporary: environment['RUNNER_TEMP'] || '/tmp',
  job: environment['GITHUB_JOB'] || 'build',
  commit: environment['GITHUB_SHA'] || undefined,
  actionRepository: environment['GITHUB_ACTION_REPOSITORY'] || undefined,
  actionRef: environment['GITHUB_ACTION_REF'] || undefined,
  summaryFile: environment['GITHUB_STEP_SUMMARY'] || undefined,
  artifactsFile: environment['GITHUB_ARTIFACTS'] || undefined,
  dockerConfig: resolve(environment['DOCKER_CONFIG'] || join(homedir(), '.docker')),
  environment,
})

const serverOf = (environment: NodeJS.ProcessEnv): Server => {
  // Forgejo's runner also sets Gitea's variable, and both runners are based on act.
  if (environment['FORGEJO_ACTIONS'] === 'true') return 'Forgejo'
  if (environment['GITEA_ACTIONS'] === 'true') return 'Gitea'
  if (environment['ACT'] === 'true') return 'act'
  const host = URL.parse(environment['GITHUB_SERVER_URL'] || 'https://github.com')?.hostname ?? ''
  return host === 'github.com' || host.endsWith('.ghe.com') || host.endsWith('.localhost')
    ? 'GitHub'
    : 'GitHub Enterprise Server'
}
