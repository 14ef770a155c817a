import { join } from 'node:path'
import { step } from '../tools/progress.ts'
import { openHostBuilds } from './host-build.ts'
import { measureAction } from './measurement.ts'
import { type Bench, discard, workFolder } from './set-up.ts'
import { around, type Measurement, type Measurements, medianOf, type Note, type Row, ratio } from './table.ts'

type Kind = 'full, cold' | 'full, warm' | 'sparse, warm'

const seriesOf = (kind: Kind): string => `build, ${kind}`
const inContainer = 'build, full, warm, in the job’s container'

/**
 * Builds cold and warm, full and sparse, and in the job's container. A machine's speed changes from minute to minute, so
 * only measurements of the same run can be compared.
 */
export const measureBuilds = async (
  runs: number,
  note: Note,
  openBench: () => Promise<Bench>,
): Promise<void> => {
  const bench = await openBench()
  await step('Warm-up', () => build(bench, 'full, warm'))
  await using jobContainer = await openHostBuilds(bench)
  for (let round = 0; round < runs; round += 1) {
    await step(`Builds, round ${round + 1} of ${runs}`, async () => {
      note(seriesOf('full, cold'), await build(bench, 'full, cold'))
      const kinds = ['full, warm', 'sparse, warm'] as const
      for (const kind of round % 2 === 0 ? kinds : kinds.toReversed()) {
        note(seriesOf(kind), await build(bench, kind))
      }
      note(inContainer, await jobContainer.measure())
    })
  }
}

/** Builds without cache and artifact. */
const build = async (bench: Bench, kind: Kind): Promise<Measurement> => {
  const layout = join(workFolder, 'out', 'hello')
  const layoutRepo = join(workFolder, kind === 'full, cold' ? 'layout-repo-cold' : 'layout-repo')
  await discard(layout, ...(kind === 'full, cold' ? [layoutRepo] : []))
  const inputs = {
    ...{ 'image-path': layout, builder: bench.builder, path: bench.app, cache: 'false', upload: 'false' },
    'layout-repo': layoutRepo,
    sparse: String(kind === 'sparse, warm'),
  }
  return measureAction({ action: 'build', inputs, temp: join(workFolder, 'runner') }, bench)
}

export const buildRows = (measurements: Measurements): readonly Row[] => {
  const runsOf = (kind: Kind) => measurements.get(seriesOf(kind))
  const wall = (kind: Kind) => medianOf(runsOf(kind), (run) => run.wall)
  const peak = (kind: Kind) =>
    ratio(
      medianOf(runsOf(kind), (run) => run.peak),
      1e6,
    )
  const aroundWith = medianOf(runsOf('full, warm'), around)
  const againstDocker = ratio(medianOf(measurements.get(inContainer), around), aroundWith)
  return [
    {
      ...{ title: 'build, full against sparse, warm', unit: ' ×', goal: 1.05, limit: 1.15 },
      value: ratio(wall('full, warm'), wall('sparse, warm')),
    },
    { title: 'build, around the creator, full, warm', unit: ' s', goal: 0.8, limit: 2, value: aroundWith },
    {
      ...{ title: 'the same in the job’s container against that with Docker', unit: ' ×' },
      ...{ goal: 0.5, limit: 0.6, value: againstDocker },
    },
    { title: 'peak memory, build, cold', unit: ' MB', goal: 150, limit: 160, value: peak('full, cold') },
    { title: 'peak memory, build, warm', unit: ' MB', goal: 150, limit: 150, value: peak('full, warm') },
  ]
}
