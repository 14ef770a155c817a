import { randomLayer } from '../images/random-layer.ts'
import { openSlowProxy } from '../services/slow-proxy.ts'
import { run } from '../tools/command.ts'
import { goTool } from '../tools/go-tools.ts'
import { step } from '../tools/progress.ts'
import { openDependentApp } from './dependent-app.ts'
import type { Bench } from './set-up.ts'
import { fill, type Measurement, type Measurements, medianOf, type Note, type Row, ratio } from './table.ts'

// In bytes per second, as hosted runners get it from a registry.
const bandwidth = 100e6
// Restoring takes long enough to show in the total if it does not overlap with the pull, but less than the pull.
const cacheBandwidth = 50e6
const layers = { count: 25, size: 8_000_000 } as const

const series = { build: 'fresh runner', copied: 'docker cp of 140 MiB' } as const

/** Builds an app with an engine that lacks the builder and with a cache of the previous build, as on a hosted runner. */
export const measureFreshRunner = async (
  runs: number,
  note: Note,
  openBench: () => Promise<Bench>,
): Promise<void> => {
  const bench = await openBench()
  const name = await pushBuilder(bench)
  await using proxy = await openSlowProxy(bench.registry.address, { bandwidth })
  const builder = `${proxy.address}/${name}`
  const removeBuilder = () => run('docker', ['image', 'rm', '--force', builder])
  await using app = await openDependentApp(bench, builder, 140, { upload: true, cacheBandwidth })
  try {
    await step('First run', () => app.build('same\n'))
    for (let round = 0; round < runs; round += 1) {
      await step(`Fresh runner, round ${round + 1} of ${runs}`, async () => {
        await removeBuilder()
        note(series.build, await app.build('same\n'))
        note(series.copied, await app.copy())
      })
    }
  } finally {
    await removeBuilder()
  }
}

/** Pushes a builder with many layers. Returns its repository and tag. */
const pushBuilder = async ({ registry, dependencyBuilder }: Bench): Promise<string> => {
  const files: string[] = []
  for (let nth = 1; nth <= layers.count; nth += 1)
    files.push((await randomLayer(`builder-${nth}`, layers.size)).file)
  const base = `${registry.address}/builder:base`
  await run('docker', ['tag', dependencyBuilder, base])
  await run('docker', ['push', '--quiet', base])
  await run('docker', ['image', 'rm', base])
  const args = ['--base', base, ...files.flatMap((file) => ['--new_layer', file])]
  await run(await goTool('crane'), ['append', ...args, '--new_tag', `${registry.address}/builder:fresh`])
  return 'builder:fresh'
}

// One after the other. Everything else has to happen at the same time as one of them.
const sequence = [
  ...['find the builder', 'pull the builder', 'create the container', 'fill the container', 'build'],
  ...['complete the layout', 'upload the artifact'],
]

const againstSequence = ({ wall, tasks = {} }: Measurement): number =>
  wall / sequence.reduce((sum, name) => sum + (tasks[name] ?? 0), 0)

export const freshRunnerRows = (measurements: Measurements): readonly Row[] => {
  const runs = measurements.get(series.build)
  const copied = medianOf(measurements.get(series.copied), ({ wall }) => wall)
  return [
    {
      title: 'fresh runner: all of it against pull, create, fill, build and upload',
      ...{ unit: ' ×', goal: 1.05, limit: 1.15, value: medianOf(runs, againstSequence) },
    },
    {
      title: 'fresh runner: fill with a cached layer of 140 MB against docker cp of the same bytes',
      ...{ unit: ' ×', goal: 2, limit: 4, value: ratio(medianOf(runs, fill), copied) },
    },
  ]
}
