import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Failure } from '../src/message/failure.ts'
import { runAction } from './driving/runner.ts'
import { baseLayer } from './images/base-image.ts'
import { makeBuilder } from './images/builder.ts'
import { blobFile, type CheckedLayout, checkLayout } from './images/layout-check.ts'
import { pushRunImage } from './images/run-images.ts'
import { type Entry, tarball } from './images/tarball.ts'
import { openEngine } from './services/engine.ts'
import { type Registry, startRegistry } from './services/registry.ts'
import { startResultsService } from './services/results.ts'
import { interruption, run } from './tools/command.ts'
import { debianCommands } from './tools/debian.ts'
import { labFolder, root } from './tools/folder.ts'
import { lifecycle } from './tools/go-tools.ts'
import { runMain } from './tools/main.ts'
import { say, step } from './tools/progress.ts'
import { together } from './tools/together.ts'

const loadedName = 'lab/hello:latest'

/** `npm run demo [-- --builder IMAGE]`: builds examples/hello with the action's bundle, and runs what it built. */
const demo = async (publicBuilder: string | undefined): Promise<void> => {
  await using _engine = await openEngine()
  await using registry = publicBuilder === undefined ? await labRegistry() : undefined
  const builder = registry === undefined ? publicBuilder : await labBuilder(registry)
  await using results = await resultsService()
  say('The action builds examples/hello:')
  const { exitCode, outputs, stderr } = await runAction({
    action: 'build',
    inputs: {
      'image-path': 'out/hello',
      builder: builder ?? '',
      path: 'examples/hello',
      env: 'GREETING=Hello from the build',
    },
    workspace: root,
    temp: await emptyFolder(join(labFolder, 'runner')),
    env: results.env,
    onLog: (text) => process.stdout.write(text),
    signal: interruption.signal,
  })
  if (exitCode !== 0) throw new Failure('The build failed; its log above says why.', { detail: [stderr] })
  const layout = await step('Every blob of the layout is hashed', () =>
    checkLayout(join(root, 'out', 'hello')),
  )
  await step('The image is loaded into the engine', () => load(layout))
  const printed = await run('docker', ['run', '--rm', '--network', 'none', loadedName])
  if (outputs['digest'] !== layout.image.digest) throw new Failure(`The output says ${outputs['digest']}.`)
  console.log(`
  layout        out/hello
  digest        ${layout.image.digest}
  cache hit     ${outputs['cache-hit'] ?? ''}
  artifact      ${outputs['artifact-name'] ?? ''} (id ${outputs['artifact-id'] ?? ''})
  docker run    ${printed.trim()}
`)
}

/** A runner's temporary folder at the start of a job; the cache finds nothing for another path. */
const emptyFolder = async (path: string): Promise<string> => {
  await rm(path, { recursive: true, force: true })
  return path
}

const labRegistry = async (): Promise<Registry> => {
  await debianCommands('debootstrap', 'docker-registry')
  return startRegistry({ folder: join(labFolder, 'registry') })
}

const labBuilder = async (registry: Registry): Promise<string> => {
  await together(
    () => lifecycle('0.21.0'),
    () => baseLayer('debian'),
  )
  const runImage = `${registry.address}/debian:docker`
  return step('Builder and run image', async () => {
    await pushRunImage({ registry: registry.address, name: 'debian' }, 'debian', 'docker')
    return makeBuilder({ name: 'lab/builder-debian:0.21.0', base: 'debian', lifecycle: '0.21.0', runImage })
  })
}

/** GitHub's artifacts and cache, kept from demo to demo; each is a workflow run of its own. */
const resultsService = async () => {
  const service = await startResultsService({ folder: join(labFolder, 'results') })
  const run = Math.floor(Date.now() / 1000)
  return {
    env: { ...service.envOf({ run }), GITHUB_RUN_ID: String(run) },
    [Symbol.asyncDispose]: service.close,
  }
}

// Engines before Docker 25 load no layout, but all of them load what `docker save` once wrote.
const load = async ({ folder, image, manifest }: CheckedLayout): Promise<void> => {
  const entry = (blob: typeof image): Entry => ({
    path: blobFile('.', blob),
    file: blobFile(folder, blob),
    size: blob.size,
    mode: 0o644,
  })
  const [config, ...layers] = [manifest.config, ...manifest.layers].map(entry)
  const list = [{ Config: config?.path, RepoTags: [loadedName], Layers: layers.map(({ path }) => path) }]
  const entries = [manifest.config, ...manifest.layers].map(entry)
  await run('docker', ['load'], {
    input: tarball([...entries, { path: 'manifest.json', text: JSON.stringify(list) }]),
  })
}

await runMain(async (args) => {
  const { values } = parseArgs({ args: [...args], options: { builder: { type: 'string' } } })
  await demo(values.builder)
  return 0
})
