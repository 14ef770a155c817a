import { join } from 'node:path'
import type { Descriptor } from '../../src/image/descriptor.ts'
import { mediaTypes } from '../../src/image/media-type.ts'
import type { Layer } from '../images/layer.ts'
import { pushBytes, pushLayer, pushManifest, type Repository } from '../images/push.ts'
import { randomLayer } from '../images/random-layer.ts'
import { architecture } from '../images/run-images.ts'
import { type Registry, startRegistry } from '../services/registry.ts'
import { debianCommands } from '../tools/debian.ts'
import { step } from '../tools/progress.ts'
import { measureAction } from './measurement.ts'
import { benchFolder, discard } from './set-up.ts'
import { openSlowProxy } from './slow-proxy.ts'
import { type Measurements, medianOf, type Note, type Row, ratio } from './table.ts'

const folder = join(benchFolder, 'rebases')
const latency = 50
const series = `sparse rebase, ${latency} ms per request`

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

/** An app of 20 MB on a run image of 100 MB, which has been updated since. References lead through the proxy. */
const pushApp = async (registry: Registry, address: string): Promise<string> => {
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
      reference: `/layout-repo/${address}/bench/run/1@${former.digest}`,
      image: `${address}/bench/run:1`,
    },
  }
  await pushImage(base, '1', [common, current], {})
  await pushImage(app, '1', [common, former, own], {
    'io.buildpacks.lifecycle.metadata': JSON.stringify(metadata),
  })
  return `${address}/bench/app:1`
}

/** Rebases an image over a way that takes as long as a network does. It takes no engine. */
export const measureRebases = async (runs: number, note: Note): Promise<void> => {
  await debianCommands('docker-registry')
  await discard(folder)
  await using registry = await startRegistry({ folder: join(folder, 'registry') })
  await using proxy = await openSlowProxy(registry.address, latency)
  const image = await step('App and run images', () => pushApp(registry, proxy.address))
  const inputs = { image, path: join(folder, 'layout'), upload: 'false', summary: 'false' }
  for (let round = 0; round < runs; round += 1) {
    const run = { action: 'rebase' as const, inputs, temp: join(folder, 'temp') }
    const measurement = await measureAction(run, { registry })
    note(series, { ...measurement, ...proxy.count() })
  }
  await discard(folder)
}

export const rebaseRows = (measurements: Measurements): readonly Row[] => {
  const runs = measurements.get(series)
  const read = medianOf(runs, ({ fromRegistry }) => fromRegistry)
  return [
    { title: series, unit: ' s', limit: 1.5, goal: 1, value: medianOf(runs, ({ wall }) => wall) },
    {
      title: `${series}: requests`,
      unit: '',
      limit: 12,
      goal: 8,
      value: medianOf(runs, ({ requests }) => requests),
    },
    { title: `${series}: bytes read`, unit: ' kB', limit: 50, goal: 50, value: ratio(read, 1e3) },
  ]
}
