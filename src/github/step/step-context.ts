import { homedir } from 'node:os'
import { join } from 'node:path'
import { type Server, serverOf } from './server.ts'

/** The workflow run in which this process is a step. */
export interface WorkflowRun {
  readonly server: Server
  /** Such as `https://github.com`. */
  readonly serverUrl: string
  /** `owner/name` */
  readonly repository: string
  readonly runId: number
}

/** What a step finds in its environment. */
export interface StepContext extends WorkflowRun {
  /** What relative paths are relative to. */
  readonly workspace: string
  /** The runner's folder for what goes with the job. */
  readonly temporary: string
  /** 1, or more if the run or a part of it was started again. */
  readonly runAttempt: number
  /** The ID of this job in its workflow. */
  readonly job: string
  /** The repository that this action is in, `owner/name`; undefined if it is the workflow's own (`uses: ./`). */
  readonly actionRepository: string | undefined
  /** What the workflow named after the `@`. */
  readonly actionRef: string | undefined
  /** What takes the step's part of the job summary; undefined if the runner takes none. */
  readonly summaryFile: string | undefined
  /** What takes the names of what the step made, for attestations; undefined if the runner takes none. */
  readonly artifactsFile: string | undefined
  /** The folder of Docker's configuration. */
  readonly dockerConfig: string
  /** All of it, for what is passed on: to Docker, to credential helpers, to a build. */
  readonly environment: NodeJS.ProcessEnv
}

/** Reads what a step needs of its environment; outside of a workflow it is a step in this folder. */
export const stepContext = (environment: NodeJS.ProcessEnv): StepContext => ({
  server: serverOf(environment),
  serverUrl: (environment['GITHUB_SERVER_URL'] || 'https://github.com').replace(/\/+$/, ''),
  repository: environment['GITHUB_REPOSITORY'] ?? '',
  runId: Number(environment['GITHUB_RUN_ID']),
  runAttempt: Number(environment['GITHUB_RUN_ATTEMPT']) || 1,
  workspace: environment['GITHUB_WORKSPACE'] || process.cwd(),
  temporary: environment['RUNNER_TEMP'] || '/tmp',
  job: environment['GITHUB_JOB'] || 'build',
  actionRepository: environment['GITHUB_ACTION_REPOSITORY'] || undefined,
  actionRef: environment['GITHUB_ACTION_REF'] || undefined,
  summaryFile: environment['GITHUB_STEP_SUMMARY'] || undefined,
  artifactsFile: environment['GITHUB_ARTIFACTS'] || undefined,
  dockerConfig: environment['DOCKER_CONFIG'] || join(homedir(), '.docker'),
  environment,
})
