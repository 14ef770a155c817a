import { copyFile, cp, mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type Digest, parseDigest } from '../../src/image/digest.ts'
import type { ActionName } from '../driving/actions.ts'
import { type ActionResult, type ActionRun, runToSuccess } from '../driving/runner.ts'
import { baseLayer, userLayer } from '../images/base-image.ts'
import { makeBuilder } from '../images/builder.ts'
import { randomLayer } from '../images/random-layer.ts'
import { architecture, pushImage, types } from '../images/run-images.ts'
import { startResultsService } from '../services/results.ts'
import { root } from '../tools/folder.ts'
import { openRegistryProxy, type RegistryProxy } from './registry-proxy.ts'

/**
 * Runs trials one after the other, at the same addresses. An image contains references, so other addresses would change its
 * digest. Lanes do not affect each other.
 */
export interface Lane extends AsyncDisposable {
  readonly number: number
  readonly folder: string
  /** The real registry, `127.0.0.1:PORT`, and the proxy to it with the faults. */
  readonly upstream: string
  readonly registry: RegistryProxy
  /** The real engine. */
  readonly dockerHost: string
  /** The builder's name in the engine. */
  readonly builder: string
  readonly runImage: string
  /** An image in the registry whose run image has a newer version. */
  readonly app: string
  /** The size of its blobs, in bytes. */
  readonly appSize: number
  /** The digest that each action produces without a fault. */
  readonly expected: Readonly<Record<ActionName, Digest>>
  /** Data of results services with the artifacts `complete` and `sparse`; `warm` has cache entries too. */
  readonly cold: string
  readonly warm: string
  /** A filled layout-repo and build cache. */
  readonly stores: string
}

interface Ground {
  readonly folder: string
  /** `127.0.0.1:PORT` */
  readonly registry: string
  readonly dockerHost: string
}

/** Builds and pushes the initial state of a lane's trials, without faults. */
export const openLane = async (number: number, ground: Ground): Promise<Lane> => {
  const folder = join(ground.folder, `lane-${number}`)
  await rm(folder, { recursive: true, force: true })
  await mkdir(join(folder, 'job', 'app'), { recursive: true })
  // The same files as in the scenes, because other files would change the image.
  await copyFile(join(root, 'examples', 'hello', 'hello.sh'), join(folder, 'job', 'app', 'hello.sh'))
  await using cleanup = new AsyncDisposableStack()
  cleanup.defer(() => rm(folder, { recursive: true, force: true }))
  const registry = cleanup.use(await openRegistryProxy(ground.registry))
  const at = (name: string) => `${registry.address}/faults/${name}-${number}`
  const publish = async (name: string, layer: string): Promise<string> => {
    const layers = [await baseLayer('tiny'), await userLayer(), await randomLayer(layer, 300_000)]
    const repository = { registry: ground.registry, name: `faults/${name}-${number}` }
    await pushImage(repository, '1', types.oci, { os: 'linux', architecture }, layers)
    return `${at(name)}:1`
  }
  const runImage = await publish('run', 'faults-1')
  const builder = await makeBuilder({
    name: `lab/builder-faults:${number}`,
    base: 'tiny',
    lifecycle: 'newest',
    runImage,
    env: { LAB_VARIANT: `faults ${number}` },
  })
  const [cold, warm, stores] = [join(folder, 'cold'), join(folder, 'warm'), join(folder, 'stores')]
  const build = (more: Readonly<Record<string, string>>, temp = join(folder, 'temp')) => ({
    action: 'build' as const,
    inputs: {
      'image-path': join(folder, 'out', 'my-app'),
      builder,
      path: 'app',
      cache: 'false',
      ...more,
    },
    workspace: join(folder, 'job'),
    temp,
  })
  await withResults(cold, async (run) => {
    await run(build({ 'artifact-name': 'complete' }))
    await run(build({ 'artifact-name': 'sparse', sparse: 'true' }))
  })
  await cp(cold, warm, { recursive: true })
  const built = await withResults(warm, (run) => run(build({ upload: 'false', cache: 'true' }, stores)))
  const app = `${at('app')}:1`
  const { size, rebased } = await withResults(join(folder, 'unused'), async (run) => {
    const [path, workspace] = [join(folder, 'out', 'my-app'), join(folder, 'job')]
    const { size } = await run(build({ upload: 'false', 'run-image': await publish('old', 'faults-1') }))
    await run({ action: 'push', inputs: { path, digest: 'any', to: app }, workspace })
    await publish('old', 'faults-2')
    const inputs = { image: app, path: join(folder, 'out', 'rebased') }
    return { size, rebased: await run({ action: 'rebase', inputs, workspace }) }
  })
  const opened = cleanup.move()
  const digest = digestOf(built)
  return {
    ...{ number, folder, upstream: ground.registry, registry, dockerHost: ground.dockerHost },
    ...{ builder, runImage, app, appSize: Number(size), cold, warm, stores },
    expected: { build: digest, download: digest, push: digest, rebase: digestOf(rebased) },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  }
}

/** Runs actions with a results service whose data are in a directory. */
const withResults = async <T>(
  folder: string,
  work: (run: (run: ActionRun) => Promise<ActionResult['outputs']>) => Promise<T>,
): Promise<T> => {
  await using results = await startResultsService({ folder, ignoreVersions: true })
  return await work(async (run) => (await runToSuccess({ ...run, env: results.env })).outputs)
}

const digestOf = (outputs: ActionResult['outputs']): Digest => parseDigest(outputs['digest'] ?? '')
