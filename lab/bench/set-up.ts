import { mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { baseLayer, userLayer } from '../images/base-image.ts'
import { makeBuilder } from '../images/builder.ts'
import type { Layer } from '../images/layer.ts'
import { randomLayer } from '../images/random-layer.ts'
import { architecture, pushImage, types } from '../images/run-images.ts'
import { type Registry, startRegistry } from '../services/registry.ts'
import { run } from '../tools/command.ts'
import { labFolder, root } from '../tools/folder.ts'

/** The directory of the bench. Everything in it except `work` is kept for the next run. */
export const benchFolder = join(labFolder, 'bench')
export const workFolder = join(benchFolder, 'work')

/** Bytes of the run image's layer on top of Debian. */
const layerSize = 48 * 1024 * 1024

/** The layers of the run image. */
export const runImageLayers = async (): Promise<readonly Layer[]> => [
  await baseLayer('debian'),
  await userLayer(),
  await randomLayer('usual', layerSize),
]

/** What the bench builds from. */
export interface Bench {
  readonly registry: Registry
  /** The builder's name in the engine, and its ID. */
  readonly builder: string
  readonly builderId: string
  /** The same run image, with the buildpack that downloads dependencies. */
  readonly dependencyBuilder: string
  readonly app: string
}

export const discard = async (...paths: readonly string[]): Promise<void> => {
  await Promise.all(paths.map((path) => rm(path, { recursive: true, force: true })))
}

/** Creates what is missing. The registry runs until it is disposed of. */
export const setUp = async (): Promise<Bench> => {
  await discard(workFolder)
  await mkdir(workFolder, { recursive: true })
  const registry = await startRegistry({ folder: join(benchFolder, 'registry') })
  try {
    const repository = { registry: registry.address, name: 'bench' }
    await pushImage(repository, 'usual', types.oci, { os: 'linux', architecture }, await runImageLayers())
    const runImage = `${registry.address}/bench:usual`
    // The port belongs to this checkout: the bench of another one may use the same engine.
    const port = registry.address.replace(/^.*:/, '')
    const usual = { lifecycle: 'newest', runImage } as const
    const buildpacks = [join(root, 'lab', 'buildpacks', 'dependencies')]
    const builder = await makeBuilder({ ...usual, name: `lab/builder-bench:${port}`, base: 'debian' })
    return {
      registry,
      builder,
      builderId: (await run('docker', ['image', 'inspect', '--format', '{{.Id}}', builder])).trim(),
      dependencyBuilder: await makeBuilder({
        ...usual,
        ...{ name: `lab/builder-reuse:${port}`, base: 'tiny', buildpacks },
      }),
      app: join(root, 'examples', 'hello'),
    }
  } catch (error) {
    await registry[Symbol.asyncDispose]()
    throw error
  }
}
