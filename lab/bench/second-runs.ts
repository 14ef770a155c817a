import { step } from '../tools/progress.ts'
import { openDependentApp } from './dependent-app.ts'
import type { Bench } from './set-up.ts'
import { type Measurements, medianOf, type Note, type Row, ratio } from './table.ts'

const series = {
  first: 'first run',
  unchanged: 'second run, nothing changed',
  changed: 'second run, only the app changed',
} as const

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
      note(series.changed, await app.build('second\n'))
    })
  }
}

export const secondRunRows = (measurements: Measurements): readonly Row[] => {
  const wall = (name: string) => medianOf(measurements.get(name), (run) => run.wall)
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
      ...{ title: 'saved to the cache when nothing changed', unit: ' bytes', goal: 0, limit: 0 },
      value: medianOf(measurements.get(series.unchanged), ({ toCache }) => toCache),
    },
  ]
}
