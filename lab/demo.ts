import { mkdir, rm } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { parseArgs } from 'node:util'
import { type ActionRun, runToSuccess } from './driving/runner.ts'
import { showLog } from './driving/step-log.ts'
import { makeBuilder } from './images/builder.ts'
import { pushRunImage } from './images/run-images.ts'
import { openEngine } from './services/engine.ts'
import { type Registry, startRegistry } from './services/registry.ts'
import { startResultsService } from './services/results.ts'
import { interruption, run } from './tools/command.ts'
import { labFolder, root } from './tools/folder.ts'
import { runMain } from './tools/main.ts'
import { say, step } from './tools/progress.ts'

const loadedName = 'lab/hello:latest'

/**
 * `npm run demo [-- --builder IMAGE]`: runs two jobs of a workflow with the bundled actions. The first builds examples/hello
 * and uploads the layout. The second downloads it to another workspace, verifies it, and runs it.
 */
const demo = async (publicBuilder: string | undefined): Promise<void> => {
  await using _engine = await openEngine()
  await using registry =
    publicBuilder === undefined ? await startRegistry({ folder: join(labFolder, 'registry') }) : undefined
  const builder = registry === undefined ? publicBuilder : await labBuilder(registry)
  await using results = await startResultsService({ folder: join(labFolder, 'results') })
  // Artifacts and cache are kept between demos, and each demo is a workflow run of its own.
  const id = Math.floor(Date.now() / 1000)
  const env = { ...results.envOf({ run: id }), GITHUB_RUN_ID: String(id) }

  const built = await job('build', root, env, {
    'image-path': 'out/hello',
    builder: builder ?? '',
    path: 'examples/hello',
    env: 'GREETING=Hello from the build',
  })
  const elsewhere = await emptyFolder(join(labFolder, 'later-job'))
  // The engine of a fresh runner does not have this image either.
  await run('docker', ['image', 'rm', '--force', loadedName])
  const downloaded = await job('download', elsewhere, env, {
    'artifact-name': built['artifact-name'] ?? '',
    digest: built['digest'] ?? '',
    load: loadedName,
  })
  const printed = await run('docker', ['run', '--rm', '--network', 'none', loadedName])
  console.log(`
  layout        ${relative(root, built['layout-path'] ?? '')}, cache hit: ${built['cache-hit'] ?? ''}
  digest        ${built['digest'] ?? ''}
  artifact      ${built['artifact-name'] ?? ''} (id ${built['artifact-id'] ?? ''})
  downloaded    ${relative(root, downloaded['layout-path'] ?? '')}, verified to have this digest
  docker run    ${printed.trim()}
`)
}

/** Runs an action in a job with its own workspace and prints its log. Resolves with its outputs. */
const job = async (
  action: ActionRun['action'],
  workspace: string,
  env: Readonly<Record<string, string>>,
  inputs: Readonly<Record<string, string>>,
): Promise<Readonly<Record<string, string>>> => {
  say(`Action "${action}", in its own job:`)
  const { outputs } = await runToSuccess({
    action,
    inputs,
    workspace,
    // RUNNER_TEMP is empty at the start of a job.
    temp: await emptyFolder(join(labFolder, 'runner')),
    env,
    onLog: showLog((line) => console.log(`  ${line}`)),
    signal: interruption.signal,
  })
  return outputs
}

const emptyFolder = async (path: string): Promise<string> => {
  await rm(path, { recursive: true, force: true })
  await mkdir(path, { recursive: true })
  return path
}

const labBuilder = async (registry: Registry): Promise<string> => {
  const runImage = `${registry.address}/debian:docker`
  return step('Builder and run image', async () => {
    await pushRunImage({ registry: registry.address, name: 'debian' }, 'debian', 'docker')
    return makeBuilder({ name: 'lab/builder-debian:newest', base: 'debian', lifecycle: 'newest', runImage })
  })
}

await runMain(async (args) => {
  const { values } = parseArgs({ args: [...args], options: { builder: { type: 'string' } } })
  await demo(values.builder)
  return 0
})
