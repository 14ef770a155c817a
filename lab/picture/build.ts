import { mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Failure } from '../../src/message/failure.ts'
import { runAction } from '../driving/runner.ts'
import { showLog } from '../driving/step-log.ts'
import { baseLayer } from '../images/base-image.ts'
import { makeBuilder } from '../images/builder.ts'
import { pushRunImage } from '../images/run-images.ts'
import { startDependencyServer } from '../services/dependencies.ts'
import { openEngine } from '../services/engine.ts'
import { startRegistry } from '../services/registry.ts'
import { startResultsService } from '../services/results.ts'
import { debianCommands } from '../tools/debian.ts'
import { labFolder, root } from '../tools/folder.ts'
import { lifecycle } from '../tools/go-tools.ts'

const folder = join(labFolder, 'picture')
const app = join(folder, 'workspace')
const temp = join(folder, 'runner')

/** The port that the picture shows in a name; another one where it is taken. */
const registryPort = '5000'

/**
 * Builds an app twice, as two runs of a workflow do, with a change of the app in between, and resolves with the job summary of
 * the second run: what did not change was reused.
 */
export const summaryOfRealBuild = async (): Promise<string> => {
  await using _engine = await openEngine()
  await debianCommands('debootstrap', 'docker-registry')
  await rm(folder, { recursive: true, force: true })
  await mkdir(join(folder, 'registry'), { recursive: true })
  await writeFile(join(folder, 'registry', 'port'), registryPort)
  await using registry = await startRegistry({ folder: join(folder, 'registry') })
  await using dependencies = await startDependencyServer()
  const results = await startResultsService({ folder: join(folder, 'results') })
  try {
    const builder = await picturedBuilder(registry.address)
    const job = { builder, dependencies: dependencies.url }
    await build({ ...job, page: 'The first edition.\n', env: results.envOf({ run: 76 }), run: '76' })
    return await build({ ...job, page: 'The second edition.\n', env: results.envOf({ run: 77 }), run: '77' })
  } finally {
    await results.close()
    await rm(folder, { recursive: true, force: true })
  }
}

/** A builder with two buildpacks, whose run image is a Debian on `localhost`. */
const picturedBuilder = async (registry: string): Promise<string> => {
  await lifecycle('0.21.0')
  await baseLayer('debian')
  await pushRunImage({ registry, name: 'run/debian' }, 'debian', 'oci', '12')
  const port = registry.replace(/^.*:/, '')
  return makeBuilder({
    name: `lab/builder-picture:${port}`,
    base: 'tiny',
    lifecycle: '0.21.0',
    runImage: `localhost:${port}/run/debian:12`,
    buildpacks: ['dependencies', 'hello'].map((name) => join(root, 'lab', 'buildpacks', name)),
  })
}

interface Job {
  readonly builder: string
  /** Where the build downloads its dependencies. */
  readonly dependencies: string
  /** What a page of the app says. */
  readonly page: string
  readonly env: Readonly<Record<string, string>>
  readonly run: string
}

const build = async ({ builder, dependencies, page, env, run }: Job): Promise<string> => {
  for (const path of [app, temp]) await rm(path, { recursive: true, force: true })
  await mkdir(join(app, 'assets'), { recursive: true })
  await mkdir(temp)
  await writeFile(join(app, 'hello.sh'), 'echo "$GREETING, world!"\n')
  await writeFile(join(app, 'dependencies.txt'), '1.0\n')
  await writeFile(join(app, 'page.txt'), page)
  const { exitCode, stderr, summary } = await runAction({
    action: 'build',
    inputs: {
      'image-path': 'out/my-app:1.2',
      builder,
      env: `BP_DEPENDENCY_SERVER=${dependencies}\nBP_DEPENDENCY_SIZE=64`,
    },
    workspace: app,
    temp,
    env: {
      ...env,
      GITHUB_RUN_ID: run,
      GITHUB_ACTION_REPOSITORY: 'OWNER/buildpacks-oci-layout',
      GITHUB_ACTION_REF: 'v1',
    },
    onLog: showLog((line) => console.log(`  ${line}`)),
  })
  if (exitCode !== 0) throw new Failure('The build failed; its log above says why.', { detail: [stderr] })
  return summary
}
