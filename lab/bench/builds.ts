import { join } from 'node:path'
import { readAction } from '../driving/actions.ts'
import { step } from '../tools/progress.ts'
import { openHostBuilds } from './host-build.ts'
import { measureAction } from './measurement.ts'
import { type Bench, discard, workFolder } from './set-up.ts'
import { around, type Measurement, type Measurements, medianOf, type Note, type Row, ratio } from './table.ts'

/** Bundles to build with: those of this checkout, or those of another commit. */
export interface Side {
  /** Empty for this checkout. */
  readonly name: string
  readonly checkout: string
}

type Kind = 'full, cold' | 'full, warm' | 'sparse, warm'

const seriesOf = (kind: Kind, { name }: Pick<Side, 'name'>): string =>
  name === '' ? `build, ${kind}` : `build, ${kind}, ${name}`
const inContainer = 'build, full, warm, in the job’s container'

/** Each side has its own, because the formats may differ. */
const layoutRepoOf = ({ name }: Side, temperature: 'cold' | 'warm'): string =>
  join(workFolder, `layout-repo-${temperature}-${name.replaceAll(/\W/g, '_')}`)

/**
 * Builds with each side in turn, cold and warm, full and sparse. A machine's speed changes from minute to minute, so only
 * measurements of the same run can be compared.
 */
export const measureBuilds = async (
  bench: Bench,
  sides: readonly Side[],
  runs: number,
  note: Note,
): Promise<void> => {
  await step('Warm-up', async () => {
    for (const side of sides) await build(bench, side, 'full, warm')
  })
  await using jobContainer = await openHostBuilds(bench)
  for (let round = 0; round < runs; round += 1) {
    await step(`Builds, round ${round + 1} of ${runs}`, async () => {
      const ordered = round % 2 === 0 ? sides : sides.toReversed()
      for (const side of ordered) {
        await discard(layoutRepoOf(side, 'cold'))
        note(seriesOf('full, cold', side), await build(bench, side, 'full, cold'))
      }
      const kinds = ['full, warm', 'sparse, warm'] as const
      for (const kind of round % 2 === 0 ? kinds : kinds.toReversed()) {
        for (const side of ordered) note(seriesOf(kind, side), await build(bench, side, kind))
      }
      note(inContainer, await jobContainer.measure())
    })
  }
}

/** Builds without cache and artifact. Omits inputs that the side's action does not have. */
const build = async (bench: Bench, side: Side, kind: Kind): Promise<Measurement> => {
  const layout = join(workFolder, 'out', 'hello')
  await discard(layout)
  const inputs = {
    ...{ 'image-path': layout, builder: bench.builder, path: bench.app, cache: 'false', upload: 'false' },
    'layout-repo': layoutRepoOf(side, kind === 'full, cold' ? 'cold' : 'warm'),
    sparse: String(kind === 'sparse, warm'),
  }
  const known = (await readAction('build', side.checkout)).inputs
  const run = {
    action: 'build' as const,
    checkout: side.checkout,
    inputs: Object.fromEntries(Object.entries(inputs).filter(([name]) => name in known)),
    temp: join(workFolder, 'runner'),
  }
  return measureAction(run, bench)
}

/** The first side is this checkout. */
export const buildRows = (measurements: Measurements, [now, ...others]: readonly Side[]): readonly Row[] => {
  const runsOf = (kind: Kind, side: Side | undefined) =>
    measurements.get(seriesOf(kind, side ?? { name: '' }))
  const wall = (kind: Kind) => medianOf(runsOf(kind, now), (run) => run.wall)
  const peak = (kind: Kind) =>
    ratio(
      medianOf(runsOf(kind, now), (run) => run.peak),
      1e6,
    )
  const aroundWith = medianOf(runsOf('full, warm', now), around)
  return [
    {
      ...{ title: 'build, full against sparse, warm', unit: ' ×', limit: 1.15, goal: 1.05 },
      value: ratio(wall('full, warm'), wall('sparse, warm')),
    },
    { title: 'build, around the creator, full, warm', unit: ' s', limit: 2, goal: 0.8, value: aroundWith },
    {
      ...{
        title: 'the same in the job’s container against that with Docker',
        unit: ' ×',
        limit: 0.6,
        goal: 0.5,
      },
      value: ratio(medianOf(measurements.get(inContainer), around), aroundWith),
    },
    { title: 'peak memory, build, cold', unit: ' MB', limit: 160, goal: 150, value: peak('full, cold') },
    { title: 'peak memory, build, warm', unit: ' MB', limit: 150, goal: 150, value: peak('full, warm') },
    ...others.flatMap((other) =>
      (['full, warm', 'sparse, warm'] as const).map((kind) => ({
        ...{
          title: `build, around the creator, ${kind}, against ${other.name}`,
          unit: ' ×',
          limit: 1.2,
          goal: 1,
        },
        value: ratio(medianOf(runsOf(kind, now), around), medianOf(runsOf(kind, other), around)),
      })),
    ),
  ]
}
