import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chown, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Failure } from '../../src/message/failure.ts'
import { interruption } from '../tools/command.ts'
import { root } from '../tools/folder.ts'
import { type ActionName, inputVariables, readAction } from './actions.ts'
import { execCommand, type JobContainer, jobHome, signalInside } from './job-container.ts'

/** Whether GitHub's cache client gives this name to folders in RUNNER_TEMP, which the runner empties after each job. */
export const isCacheClientFolder = (name: string): boolean =>
  /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(name)

export interface ActionRun {
  readonly action: ActionName
  /** The checkout with the action. Default: this one. */
  readonly checkout?: string
  readonly inputs: Readonly<Record<string, string>>
  /** GITHUB_WORKSPACE and the working directory. */
  readonly workspace: string
  /** RUNNER_TEMP. Default: a new directory, removed at the end. */
  readonly temp?: string
  /** Additional variables. From this process, the action inherits only those of `inherited`. */
  readonly env?: Readonly<Record<string, string>>
  /** The runner's user. Default: this process's user. */
  readonly uid?: number
  readonly gid?: number
  /** Receives the log while it is written. */
  readonly onLog?: (text: string) => void
  /** A command that starts each of the action's processes, for example to set another host name. */
  readonly through?: readonly string[]
  /** Whether to run the post step too. `false` is what happens if the runner dies with its step. Default: `true`. */
  readonly post?: boolean
  /** The container that the job runs in. Its directory contains workspace and temp. Default: none. */
  readonly container?: JobContainer
  /** Cancels the step on abort, with the first signal that a runner sends. */
  readonly signal?: AbortSignal
}

export interface RunningAction {
  readonly pid: number
  readonly kill: (signal: NodeJS.Signals) => void
  /** Waits until the log matches. Throws if the action ends before that. */
  readonly logged: (pattern: RegExp) => Promise<void>
  readonly result: Promise<ActionResult>
}

export interface ActionResult {
  /** `null` if a signal ended it. */
  readonly exitCode: number | null
  readonly outputs: Readonly<Record<string, string>>
  /** The job summary, in Markdown. */
  readonly summary: string
  /** The standard output, including workflow commands. */
  readonly log: string
  readonly stderr: string
  /** The duration in milliseconds. */
  readonly duration: number
  /** The result of the post step; undefined if there is none. */
  readonly post: PostResult | undefined
}

export type PostResult = Pick<ActionResult, 'exitCode' | 'log' | 'stderr'>

/** Runs an action of this repository from its bundle to the end, as a workflow runner does for a step. */
export const runAction = async (run: ActionRun): Promise<ActionResult> => (await startAction(run)).result

/** Runs an action that must succeed. Throws a Failure with its log otherwise. */
export const runToSuccess = async (run: ActionRun): Promise<ActionResult> => {
  const result = await runAction(run)
  if (result.exitCode === 0) return result
  interruption.signal.throwIfAborted()
  const detail = [result.log, result.stderr].join('\n').trim().split('\n')
  throw new Failure(`The action ${run.action} failed. Its log:`, { detail })
}

/** Starts an action of this repository. */
export const startAction = async (run: ActionRun): Promise<RunningAction> => {
  const action = await readAction(run.action, run.checkout)
  const step = await mkdtemp(join(run.container?.folder ?? tmpdir(), 'lab-step-'))
  const temp = run.temp ?? join(step, 'temp')
  const files = {
    GITHUB_OUTPUT: join(step, 'output'),
    GITHUB_ENV: join(step, 'env'),
    GITHUB_PATH: join(step, 'path'),
    GITHUB_STATE: join(step, 'state'),
    GITHUB_STEP_SUMMARY: join(step, 'summary'),
  }
  await mkdir(temp, { recursive: true })
  for (const file of Object.values(files)) await writeFile(file, '')
  for (const path of [step, temp, ...Object.values(files)]) {
    if (run.uid !== undefined) await chown(path, run.uid, run.gid ?? run.uid)
  }
  const inputs = inputVariables(action, run.inputs, expressions(run, temp))
  const node = await realpath(join(root, 'node_modules', '.bin', 'node'))
  const start = async (bundle: string, variables: Readonly<Record<string, string>>) => {
    const own = { ...context(run, step, temp), ...files, ...inputs, ...run.env, ...variables }
    const [program, ...args] =
      run.container === undefined
        ? [...(run.through ?? []), node, bundle]
        : execCommand(run.container, run.workspace, Object.keys(own), bundle)
    return spawn(program ?? node, args, {
      cwd: run.workspace,
      env: { ...inherited(), ...own },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(run.uid === undefined ? {} : { uid: run.uid, gid: run.gid ?? run.uid }),
    })
  }
  const child = await start(action.main, {})
  const kill = (signal: NodeJS.Signals) =>
    run.container === undefined ? child.kill(signal) : signalInside(run.container, action.main, signal)
  const cancel = () => kill('SIGINT')
  run.signal?.addEventListener('abort', cancel)
  const log = listen(child, run.onLog)
  const began = Date.now()
  const end = async (): Promise<ActionResult> => {
    const [exitCode]: (number | null)[] = await log.closed
    const duration = Date.now() - began
    run.signal?.removeEventListener('abort', cancel)
    const outputs = parseValues(await readFile(files.GITHUB_OUTPUT, 'utf8'))
    const summary = await readFile(files.GITHUB_STEP_SUMMARY, 'utf8')
    const post = run.post === false ? undefined : await runPost()
    await rm(step, { recursive: true, force: true })
    return { exitCode: exitCode ?? null, outputs, summary, ...log.texts(), duration, post }
  }
  /** Runs the post step with the state that the step saved. A runner does this after failed steps too. */
  const runPost = async (): Promise<PostResult | undefined> => {
    if (action.post === undefined) return undefined
    const state = parseValues(await readFile(files.GITHUB_STATE, 'utf8'))
    const variables = Object.entries(state).map(([name, value]) => [`STATE_${name}`, value])
    const listening = listen(await start(action.post, Object.fromEntries(variables)), run.onLog)
    const [exitCode]: (number | null)[] = await listening.closed
    return { exitCode: exitCode ?? null, ...listening.texts() }
  }
  return { pid: child.pid ?? 0, kill, logged: log.logged, result: end() }
}

// With NODE_COMPILE_CACHE, which only `npm test` sets, an action starts faster.
const inherited = (): Readonly<Record<string, string>> =>
  Object.fromEntries(
    ['PATH', 'DOCKER_HOST', 'NODE_COMPILE_CACHE'].flatMap((name) => {
      const value = process.env[name]
      return value === undefined ? [] : [[name, value]]
    }),
  )

/** https://docs.github.com/en/actions/reference/workflows-and-actions/variables */
const context = (run: ActionRun, step: string, temp: string): Readonly<Record<string, string>> => ({
  CI: 'true',
  GITHUB_ACTION: 'image',
  GITHUB_ACTIONS: 'true',
  GITHUB_ACTOR: 'octo',
  GITHUB_API_URL: 'http://127.0.0.1:9',
  GITHUB_EVENT_NAME: 'push',
  GITHUB_GRAPHQL_URL: 'http://127.0.0.1:9/graphql',
  GITHUB_JOB: 'build',
  GITHUB_REF: 'refs/heads/main',
  GITHUB_REF_NAME: 'main',
  GITHUB_REPOSITORY: 'octo/app',
  GITHUB_REPOSITORY_OWNER: 'octo',
  GITHUB_RETENTION_DAYS: '90',
  GITHUB_RUN_ATTEMPT: '1',
  GITHUB_RUN_ID: '1',
  GITHUB_RUN_NUMBER: '1',
  GITHUB_SERVER_URL: 'https://github.com',
  GITHUB_SHA: '0'.repeat(40),
  GITHUB_WORKFLOW: 'lab',
  GITHUB_WORKSPACE: run.workspace,
  HOME: run.container === undefined ? step : jobHome,
  LANG: 'C.UTF-8',
  RUNNER_ARCH: process.arch.toUpperCase(),
  RUNNER_ENVIRONMENT: 'self-hosted',
  RUNNER_NAME: 'lab',
  RUNNER_OS: 'Linux',
  RUNNER_TEMP: temp,
  RUNNER_TOOL_CACHE: join(temp, 'tools'),
})

const expressions = (run: ActionRun, temp: string): Readonly<Record<string, string>> => ({
  'github.repository': 'octo/app',
  'github.run_id': '1',
  'github.token': '',
  'github.workspace': run.workspace,
  'runner.temp': temp,
})

/** Parses the file with a step's outputs or state: `name=value`, or `name<<END`, lines, and `END`. */
const parseValues = (text: string): Readonly<Record<string, string>> => {
  const values: Record<string, string> = {}
  const lines = text.split('\n')
  for (let line = lines.shift(); line !== undefined; line = lines.shift()) {
    const [, name, operator, rest] = /^([^=<]+)(=|<<)(.*)$/.exec(line) ?? []
    if (name === undefined || rest === undefined) continue
    if (operator === '=') values[name] = rest
    else
      values[name] = lines
        .splice(0, lines.indexOf(rest) + 1)
        .slice(0, -1)
        .join('\n')
  }
  return values
}

const listen = (child: ChildProcess, onLog: ActionRun['onLog']) => {
  const texts = { log: '', stderr: '' }
  const changed = new EventTarget()
  child.stdout?.setEncoding('utf8').on('data', (text: string) => {
    texts.log += text
    onLog?.(text)
    changed.dispatchEvent(new Event('log'))
  })
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    texts.stderr += text
  })
  const closed = once(child, 'close')
  const logged = async (pattern: RegExp): Promise<void> => {
    const seen = new Promise<boolean>((resolve) => {
      const look = () => pattern.test(texts.log) && resolve(true)
      changed.addEventListener('log', look)
      look()
    })
    if (!(await Promise.race([seen, closed.then(() => false)]))) {
      throw new Error(`The action ended without logging ${pattern}:\n${texts.log}`)
    }
  }
  return { texts: () => texts, logged, closed }
}
