import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Descriptor } from '../../src/image/descriptor.ts'
import { mediaTypes } from '../../src/image/media-type.ts'
import type { Layer } from '../images/layer.ts'
import { pushBytes, pushLayer, pushManifest, type Repository } from '../images/push.ts'
import { architecture } from '../images/run-images.ts'
import { type Registry, startRegistry } from '../services/registry.ts'
import { debianCommands } from '../tools/debian.ts'
import { labFolder } from '../tools/folder.ts'
import { step } from '../tools/progress.ts'
import { measureAction, type Note } from './measurement.ts'
import { randomLayer } from './random-layer.ts'
import { dividedBy, type Figure, formatGoals, formatTable, type Measurements, medianOf } from './table.ts'

const folder = join(labFolder, 'bench', 'rebases')
const row = 'rebase, sparse, image in a registry'

/** Pushes an image with a label for each layer, as large as a real one. */
const pushImage = async (
  repository: Repository,
  tag: string,
  layers: readonly Layer[],
  labels: Readonly<Record<string, string>>,
): Promise<void> => {
  const config = {
    ...{ architecture, os: 'linux', created: '1980-01-01T00:00:01Z' },
    config: { Env: ['PATH=/bin', 'CNB_PLATFORM_API=0.12'], Labels: labels },
    rootfs: { type: 'layers', diff_ids: layers.map(({ diffId }) => diffId) },
    history: layers.map(() => ({ created: '1980-01-01T00:00:01Z', created_by: 'bench' })),
  }
  const descriptors: Descriptor[] = []
  for (const layer of layers) {
    descriptors.push(await pushLayer(repository, 'application/vnd.oci.image.layer.v1.tar+gzip', layer))
  }
  await pushManifest(repository, tag, {
    schemaVersion: 2,
    mediaType: mediaTypes.manifest,
    config: await pushBytes(repository, mediaTypes.config, Buffer.from(JSON.stringify(config))),
    layers: descriptors,
  })
}

/** An app of 20 MB on a run image of 100 MB, whose name means another one by now. */
const pushApp = async (registry: Registry): Promise<string> => {
  const base = { registry: registry.address, name: 'bench/run' }
  const app = { registry: registry.address, name: 'bench/app' }
  const [common, former, current, own] = [
    await randomLayer('rebase-common', 90e6),
    await randomLayer('rebase-former', 10e6),
    await randomLayer('rebase-current', 10e6),
    await randomLayer('rebase-own', 20e6),
  ]
  const metadata = {
    app: [{ sha: own.diffId }],
    runImage: {
      topLayer: former.diffId,
      reference: `/layout-repo/${registry.address}/bench/run/1@${former.digest}`,
      image: `${registry.address}/bench/run:1`,
    },
  }
  await pushImage(base, '1', [common, current], {})
  await pushImage(app, '1', [common, former, own], {
    'io.buildpacks.lifecycle.metadata': JSON.stringify(metadata),
  })
  return `${registry.address}/bench/app:1`
}

/** Rebases an image of a registry on loopback. It takes no engine. */
export const measureRebases = async (runs: number, note: Note): Promise<void> => {
  await debianCommands('docker-registry')
  await rm(folder, { recursive: true, force: true })
  await using registry = await startRegistry({ folder: join(folder, 'registry') })
  const image = await step('App and run images', () => pushApp(registry))
  const inputs = { image, path: join(folder, 'layout'), upload: 'false', summary: 'false' }
  for (let round = 0; round < runs; round += 1) {
    note(row, await measureAction({ action: 'rebase', inputs, temp: join(folder, 'temp') }, { registry }))
  }
}

/** What the rebase is to reach. */
export const rebaseFigures = (measurements: Measurements): readonly Figure[] => {
  const runs = measurements.get(row)
  const read = medianOf(runs, ({ fromRegistry }) => fromRegistry)
  return [
    { title: 'sparse rebase', value: medianOf(runs, ({ wall }) => wall), goal: 1, unit: ' s' },
    { title: 'read of the registry by a rebase', value: dividedBy(read, 1e3), goal: 50, unit: ' kB' },
  ]
}

/** What was measured of the rebase, in Markdown. */
export const formatRebases = (measurements: Measurements): string =>
  [
    'An app of 20 MB on a run image of 100 MB: what is read is documents.',
    '',
    formatTable(measurements),
    '',
    formatGoals(rebaseFigures(measurements)),
  ].join('\n')
