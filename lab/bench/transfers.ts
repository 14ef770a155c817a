import { join } from 'node:path'
import { randomLayer } from '../images/random-layer.ts'
import { architecture, pushImage, types } from '../images/run-images.ts'
import { openSlowProxy } from '../services/slow-proxy.ts'
import { step } from '../tools/progress.ts'
import { measureAction } from './measurement.ts'
import { type Bench, discard, runImageLayers, workFolder } from './set-up.ts'
import { type Measurement, type Measurements, medianOf, type Note, type Row, ratio } from './table.ts'

const latency = 50

const series = {
  rebase: `rebase, sparse, ${latency} ms per request`,
  previousImage: `build with previous-image, ${latency} ms per request`,
} as const

const place = {
  layout: join(workFolder, 'out', 'transferred'),
  temp: join(workFolder, 'runner'),
  layoutRepo: join(workFolder, 'layout-repo'),
} as const

/** Rebases an image in a registry, and builds with it as the previous image. */
export const measureTransfers = async (
  runs: number,
  note: Note,
  openBench: () => Promise<Bench>,
): Promise<void> => {
  const bench = await openBench()
  const { registry, builder, app } = bench
  const repository = { registry: registry.address, name: 'bench' }
  const newer = [...(await runImageLayers()), await randomLayer('newer', 1_000_000)]
  await pushImage(repository, 'newer', types.oci, { os: 'linux', architecture }, newer)
  await using proxy = await openSlowProxy(registry.address, { latency })
  const image = `${proxy.address}/bench/transferred:1`
  const local = { cache: 'false', upload: 'false', 'layout-repo': place.layoutRepo }
  const measure = async (
    action: 'build' | 'push' | 'rebase',
    inputs: Readonly<Record<string, string>>,
  ): Promise<Measurement> => {
    if (action !== 'push') await discard(place.layout)
    proxy.count()
    const measurement = await measureAction({ action, inputs, temp: place.temp }, { registry })
    return { ...measurement, ...proxy.count() }
  }
  const buildInputs = { ...local, 'image-path': place.layout, builder, path: app }
  await step('Image to rebase', async () => {
    await measure('build', buildInputs)
    await measure('push', { path: place.layout, digest: 'any', to: image })
  })
  for (let round = 0; round < runs; round += 1) {
    // The image names the run image at the registry's own address.
    const runImage = { 'run-image': `${proxy.address}/bench:newer`, force: 'true' }
    note(series.rebase, await measure('rebase', { ...local, ...runImage, image, path: place.layout }))
    note(series.previousImage, await measure('build', { ...buildInputs, 'previous-image': image }))
  }
}

export const transferRows = (measurements: Measurements): readonly Row[] => {
  const rebase = (key: 'requests' | 'wall' | 'fromRegistry') =>
    medianOf(measurements.get(series.rebase), (run) => run[key])
  // One for each layer of its own, and three for its documents.
  const previous = medianOf(measurements.get(series.previousImage), ({ requests }) => requests)
  return [
    { title: `${series.rebase}: requests`, unit: '', goal: 6, limit: 6, value: rebase('requests') },
    { title: `${series.rebase}: time`, unit: ' s', goal: 0.6, limit: 1.5, value: rebase('wall') },
    {
      ...{ title: `${series.rebase}: bytes read`, unit: ' MB', goal: 0.02, limit: 0.02 },
      value: ratio(rebase('fromRegistry'), 1e6),
    },
    { title: `${series.previousImage}: requests`, unit: '', goal: 9, limit: 9, value: previous },
  ]
}
