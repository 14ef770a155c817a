import { step } from '../tools/progress.ts'
import { openDependentApp } from './dependent-app.ts'
import type { Bench } from './set-up.ts'
import { type Measurements, medianOf, type Note, type Row, ratio } from './table.ts'

const series = {
  first: 'first run',
  unchanged: 'second run, nothing changed',
  changed: 'second run, only the app changed',
  copied: 'docker cp of 200 MiB',
} as const

// What an unchanged build has to do, one after the other, with `docker cp` to fill the container.
const necessary = ['find the previous build', 'create the container', 'build', 'complete the layout']

/** Builds an app with 200 MiB of dependencies three times. */
export const measureSecondRuns = async (
  runs: number,
  note: Note,
  openBench: () => Promise<Bench>,
): Promise<void> => {
  const bench = await openBench()
  for (let round = 0; round < runs; round += 1) {
    await step(`Second runs, round ${round + 1} of ${runs}`, async () => {
      await using app = await openDependentApp(bench, bench.dependencyBuilder, 200, {})
      note(series.first, await app.build('first\n'))
      note(series.unchanged, await app.build('first\n'))
      note(series.copied, await app.copy())
      note(series.changed, await app.build('second\n'))
    })
  }
}

export const secondRunRows = (measurements: Measurements): readonly Row[] => {
  const wall = (name: string) => medianOf(measurements.get(name), (run) => run.wall)
  const peak = medianOf(measurements.get(series.first), (run) => run.peak)
  const parts = medianOf(measurements.get(series.unchanged), ({ tasks }) =>
    necessary.reduce((sum, name) => sum + (tasks?.[name] ?? 0), wall(series.copied) ?? 0),
  )
  return [
    {
      ...{ title: 'second run against the first, nothing changed', unit: ' ×', goal: 0.35, limit: 0.8 },
      value: ratio(wall(series.unchanged), wall(series.first)),
    },
    {
      ...{ title: 'second run against the first, only the app changed', unit: ' ×', goal: 0.4, limit: 0.95 },
      value: ratio(wall(series.changed), wall(series.first)),
    },
    {
      title: 'second run, nothing changed, against restore, create, docker cp, build and layout',
      ...{ unit: ' ×', goal: 1.1, limit: 1.5, value: ratio(wall(series.unchanged), parts) },
    },
    {
      ...{ title: 'peak memory, build with an Actions cache', unit: ' MB', goal: 150, limit: 220 },
      value: ratio(peak, 1e6),
    },
    {
      ...{ title: 'saved to the cache when nothing changed', unit: ' bytes', goal: 0, limit: 0 },
      value: medianOf(measurements.get(series.unchanged), ({ toCache }) => toCache),
    },
  ]
}
