import { cp, mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { baseLayer } from '../images/base-image.ts'
import { makeBuilder } from '../images/builder.ts'
import { userLayer } from '../images/cnb-user.ts'
import { architecture, pushImage, types } from '../images/run-images.ts'
import { type Registry, startRegistry } from '../services/registry.ts'
import { run } from '../tools/command.ts'
import { debianCommands } from '../tools/debian.ts'
import { exists, labFolder, root } from '../tools/folder.ts'
import { lifecycle } from '../tools/go-tools.ts'
import { step } from '../tools/progress.ts'
import { together } from '../tools/together.ts'
import { randomBytes, randomLayer } from './random-layer.ts'

/** Everything of the bench lies here, and is kept for its next run but for `work`. */
const benchFolder = join(labFolder, 'bench')
export const workFolder = join(benchFolder, 'work')

const gibibyte = 1024 ** 3
const usualLayer = 48 * 1024 * 1024
const largeAppFile = 256 * 1024 * 1024

/** What the bench builds, and with what. */
export interface Bench {
  readonly registry: Registry
  /** The builder's name in the engine, and its ID. */
  readonly builder: string
  readonly builderId: string
  /** Bytes of the builder's run image: Debian and a layer of pseudo-random bytes. */
  readonly runImageSize: number
  readonly app: string
}

/** What takes long, built with the same builder. */
export interface LargeBuild {
  /** A run image with a layer of 1 GiB. */
  readonly runImage: string
  /** The bench's app with a file of 256 MiB. */
  readonly app: string
}

/** Makes what is missing. The registry runs until it is disposed of. */
export const setUp = async (): Promise<Bench> => {
  await rm(workFolder, { recursive: true, force: true })
  await mkdir(workFolder, { recursive: true })
  await debianCommands('debootstrap', 'docker-registry')
  await together(
    () => lifecycle('0.21.0'),
    () => baseLayer('debian'),
  )
  const registry = await startRegistry({ folder: join(benchFolder, 'registry') })
  try {
    const usual = await pushRandomImage(registry, 'usual', usualLayer)
    // The port is this checkout's own: another one's bench may use the same engine.
    const name = `lab/builder-bench:${registry.address.replace(/^.*:/, '')}`
    const runImage = usual.reference
    const builder = await makeBuilder({ name, base: 'debian', lifecycle: '0.21.0', runImage })
    const builderId = (await run('docker', ['image', 'inspect', '--format', '{{.Id}}', builder])).trim()
    const app = join(root, 'examples', 'hello')
    return { registry, builder, builderId, runImageSize: usual.size, app }
  } catch (error) {
    await registry[Symbol.asyncDispose]()
    throw error
  }
}

/** Makes what is missing of it. */
export const setUpLarge = async ({ registry, app }: Bench): Promise<LargeBuild> =>
  step('Run image with a layer of 1 GiB', async () => ({
    runImage: (await pushRandomImage(registry, 'large', gibibyte)).reference,
    app: await makeLargeApp(app),
  }))

const pushRandomImage = async (registry: Registry, name: string, size: number) => {
  const layers = [await baseLayer('debian'), await userLayer(), await randomLayer(name, size)]
  const repository = { registry: registry.address, name: 'bench' }
  await pushImage(repository, name, types.oci, { os: 'linux', architecture }, layers)
  return {
    reference: `${registry.address}/bench:${name}`,
    size: layers.reduce((sum, layer) => sum + layer.size, 0),
  }
}

const makeLargeApp = async (app: string): Promise<string> => {
  const folder = join(benchFolder, 'large-app')
  if (await exists(join(folder, 'data.bin'))) return folder
  await cp(app, folder, { recursive: true })
  await writeFile(join(folder, 'data.bin'), randomBytes(largeAppFile, 'app'))
  return folder
}
