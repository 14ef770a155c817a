import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { chmod, copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { TestContext } from 'node:test'
import {
  type JobContainer,
  type JobContainerOptions,
  removeJobContainer,
  startJobContainer,
} from '../../lab/driving/job-container.ts'
import { type ActionResult, type ActionRun, runAction } from '../../lab/driving/runner.ts'
import { type BuilderOptions, makeBuilder } from '../../lab/images/builder.ts'
import { type CheckedLayout, checkLayout } from '../../lab/images/layout-check.ts'
import { architecture } from '../../lab/images/run-images.ts'
import { openLab } from '../../lab/testing/lab.ts'
import { run } from '../../lab/tools/command.ts'
import { root } from '../../lab/tools/folder.ts'

export const lab = await openLab()

/**
 * Creates a builder whose only buildpack runs the app's `detect.sh` and `build.sh`. Tests that look for its containers need
 * a variant of their own. Other tests share one.
 */
export const scriptBuilder = (variant: string, overrides: Partial<BuilderOptions> = {}): Promise<string> =>
  makeBuilder({
    name: `lab/builder-e2e-script:${variant}`,
    base: 'tiny',
    lifecycle: 'newest',
    runImage: lab.runImages.tiny.docker,
    buildpacks: [join(import.meta.dirname, 'buildpacks', 'script')],
    env: { LAB_VARIANT: variant },
    ...overrides,
  })

/** The directories of a job: GITHUB_WORKSPACE with an app in `app`, and RUNNER_TEMP. */
export interface Workspace {
  readonly folder: string
  readonly app: string
  readonly temp: string
  readonly layoutRepo: string
  /** Contains all of them. */
  readonly job: string
}

/** Creates a workspace for a test, or for all tests of a file. The app has the given files, or is examples/hello. */
export const openWorkspace = async (
  t: { readonly after: (cleanup: () => Promise<void>) => void },
  files?: Readonly<Record<string, string>>,
): Promise<Workspace> => {
  const job = await mkdtemp(join(tmpdir(), 'lab-job-'))
  t.after(() => rm(job, { recursive: true, force: true }))
  const [folder, temp] = [join(job, 'workspace'), join(job, 'temp')]
  const app = join(folder, 'app')
  // Runners of other users work here as well.
  for (const path of [folder, app, temp]) await mkdir(path)
  for (const path of [job, folder, app, temp]) await chmod(path, 0o777)
  if (files === undefined) await copyFile(join(root, 'examples', 'hello', 'hello.sh'), join(app, 'hello.sh'))
  for (const [name, text] of Object.entries(files ?? {})) {
    await mkdir(dirname(join(app, name)), { recursive: true })
    await writeFile(join(app, name), text)
  }
  return { folder, app, temp, layoutRepo: join(temp, 'layout-repo'), job }
}

/** Returns the directory of a run image of the lab in a layout-repo. */
export const runImageFolder = (layoutRepo: string, registry: string, kind: string): string =>
  join(layoutRepo, registry, 'tiny', kind, `linux-${architecture}`)

/** The inputs of a build without GitHub's services. */
export const buildInputs = (overrides: Readonly<Record<string, string>> = {}) => ({
  'image-path': 'out/my-app',
  builder: lab.builders.tiny.newest,
  'run-image': lab.runImages.tiny.docker,
  path: 'app',
  cache: 'false',
  upload: 'false',
  summary: 'false',
  ...overrides,
})

type RunOptions = Omit<ActionRun, 'action' | 'inputs' | 'workspace'>

export const actionRun = (
  { folder, temp }: Workspace,
  overrides?: Readonly<Record<string, string>>,
  options: RunOptions = {},
): ActionRun => ({
  action: 'build',
  inputs: buildInputs(overrides),
  workspace: folder,
  temp,
  ...options,
})

/** Where builds run: in a new Docker container each, or in the job's container, which uses the builder image. */
export const forms = ['in Docker', 'in the job’s container'] as const

export type Form = (typeof forms)[number]

/** How to start a build in a form. The builder has the base `debian`, because Node runs on it. */
export interface FormOptions {
  readonly inputs: Readonly<Record<string, string>>
  readonly options: { readonly container?: JobContainer }
  /** Lists leftovers of builds: containers, or processes and files. */
  readonly left: () => Promise<readonly string[]>
}

export const inForm = async (
  t: TestContext,
  form: Form,
  workspace: Workspace,
  builder: string,
): Promise<FormOptions> => {
  if (form === 'in Docker') return { inputs: { builder }, options: {}, left: () => containersOf(builder) }
  const container = await openJobContainer(t, workspace, builder)
  return { inputs: { builder: '' }, options: { container }, left: () => leftIn(container) }
}

/** Starts a job's container from an image, for the duration of the test. */
export const openJobContainer = async (
  t: TestContext,
  { job: folder }: Workspace,
  image: string,
  more: Partial<JobContainerOptions> = {},
): Promise<JobContainer> => {
  const container = await startJobContainer({ image, folder, ...more })
  t.after(() => removeJobContainer(container))
  return container
}

/** Runs a script in a job's container and returns its output. */
export const inside = async ({ name }: JobContainer, script: string): Promise<string> =>
  (await run('docker', ['exec', name, 'sh', '-c', script])).trim()

/** Lists what builds left in a job's container: running processes and files. */
export const leftIn = async (container: JobContainer): Promise<readonly string[]> => {
  const found = await inside(
    container,
    [
      'for process in /proc/[0-9]*; do',
      '  grep -qs "^State:.*Z" $process/status || grep -Es "^Uid:.*\\b1000\\b" $process/status',
      'done',
      'find /layers /workspace -mindepth 1',
      'ls -d /cache /layout-repo /platform /run/buildpacks-oci-layout* 2>/dev/null; true',
    ].join('\n'),
  )
  return found.split('\n').filter((line) => line !== '')
}

/** Runs a build that must succeed, and verifies every blob of its layout, unless that is sparse. */
export const build = async (
  workspace: Workspace,
  overrides?: Readonly<Record<string, string>>,
  options?: RunOptions,
): Promise<ActionResult> => {
  const result = await runAction(actionRun(workspace, overrides, options))
  assert.equal(result.exitCode, 0, `${result.log}\n${result.stderr}`)
  assert.equal(result.stderr, '')
  // Most builds have "summary: false".
  assert.equal(result.summary !== '', overrides?.['summary'] === 'true')
  assertNothingLeft(result)
  return result
}

export const layoutOf = ({ outputs }: ActionResult): Promise<CheckedLayout> =>
  checkLayout(outputs['layout-path'] ?? '')

/** Runs a build that must fail as expected errors do: exit code 1, one error, no stack, no outputs. */
export const failedBuild = async (
  workspace: Workspace,
  overrides?: Readonly<Record<string, string>>,
  options?: RunOptions,
): Promise<FailedBuild> => failure(await runAction(actionRun(workspace, overrides, options)))

export interface FailedBuild extends ActionResult {
  /** Returns the error annotation. */
  readonly error: string
}

/** Runs a build whose upload must fail in the same way. The layout and its outputs remain. */
export const failedUpload = async (
  workspace: Workspace,
  overrides?: Readonly<Record<string, string>>,
  options?: RunOptions,
): Promise<FailedBuild> => {
  const result = await runAction(actionRun(workspace, overrides, options))
  const { image } = await layoutOf(result)
  assert.equal(result.outputs['digest'], image.digest)
  assert.ok(!Object.keys(result.outputs).some((name) => name.startsWith('artifact')))
  return expectedError(result)
}

export const failure = (result: ActionResult): FailedBuild => {
  assert.deepEqual(result.outputs, {})
  return expectedError(result)
}

export const expectedError = (result: ActionResult): FailedBuild => {
  const { exitCode, log, stderr } = result
  assert.equal(exitCode, 1, log)
  assert.equal(stderr, '')
  assertNothingLeft(result)
  assert.doesNotMatch(log, /^\s+at .*(?:index\.js|node:)/m, 'has a stack')
  const errors = [...log.matchAll(/^::error::(.*)$/gm)].map(([, message = '']) => unescaped(message))
  assert.equal(errors.length, 1, log)
  return { ...result, error: errors[0] ?? '' }
}

/** Asserts that the action's post step, if any, found nothing to remove and logged nothing. */
const assertNothingLeft = ({ post }: ActionResult): void => {
  const silent = { exitCode: 0, log: '', stderr: '' }
  assert.deepEqual(post ?? silent, silent)
}

/** Returns the messages of the warnings in a log, except that the scripts of these tests add no process to the image. */
export const warningsIn = ({ log }: ActionResult): readonly string[] =>
  [...log.matchAll(/^::warning::(.*)$/gm)]
    .map(([, message = '']) => unescaped(message))
    .filter((message) => !message.startsWith('The image has no process'))

const unescaped = (data: string): string =>
  data.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%')

// One after another, because the engine may fail to remove two names of one image at the same time.
let removing: Promise<unknown> = Promise.resolve()

/** Loads a layout's image into the engine with a foreign tool, until the end of the test. */
export const loadImage = async (t: TestContext, layout: string, tag = 'latest'): Promise<string> => {
  const name = `lab/e2e-${randomUUID()}:${tag}`
  t.after(() => {
    removing = removing.then(() => run('docker', ['image', 'rm', '--force', name]))
    return removing
  })
  // Through an archive, because the engine API of Debian's skopeo is too old for current engines.
  const archive = join(await mkdtemp(join(tmpdir(), 'lab-archive-')), 'image.tar')
  t.after(() => rm(dirname(archive), { recursive: true }))
  const copy = ['copy', '--insecure-policy', '--quiet', `oci:${layout}:${tag}`]
  await run(lab.tools.skopeo, [...copy, `docker-archive:${archive}:${name}`])
  await run('docker', ['load', '--quiet', '--input', archive])
  return name
}

/** Runs the image and returns its output. */
export const runImage = (image: string, ...args: readonly string[]): Promise<string> =>
  run('docker', ['run', '--rm', '--network', 'none', image, ...args])

/** Lists the containers of a builder, whether they run or not. */
export const containersOf = async (builder: string): Promise<readonly string[]> => {
  const found = await run('docker', ['ps', '--all', '--quiet', '--filter', `ancestor=${builder}`])
  return found.split('\n').filter((id) => id !== '')
}

/**
 * Puts a layout at a build's target. The returned function fails unless that layout is unchanged and nothing else is beside
 * it.
 */
export const keepEarlierLayout = async (
  { folder }: Workspace,
  parent = join(folder, 'out'),
): Promise<() => Promise<void>> => {
  const layout = join(parent, 'my-app')
  const files = { 'oci-layout': '{"imageLayoutVersion":"1.0.0"}', 'index.json': '{"manifests":[]}' }
  await mkdir(join(layout, 'blobs', 'sha256'), { recursive: true })
  for (const [name, text] of Object.entries(files)) await writeFile(join(layout, name), text)
  return async () => {
    assert.deepEqual(await readdir(parent), ['my-app'])
    assert.deepEqual((await readdir(layout)).toSorted(), ['blobs', 'index.json', 'oci-layout'])
    assert.equal(await readFile(join(layout, 'index.json'), 'utf8'), files['index.json'])
    assert.deepEqual(await readdir(join(layout, 'blobs', 'sha256')), [])
  }
}
