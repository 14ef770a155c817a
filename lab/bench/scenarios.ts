import { openEngine } from '../services/engine.ts'
import { buildRows, measureBuilds } from './builds.ts'
import { freshRunnerRows, measureFreshRunner } from './fresh-runner.ts'
import { measurePushes, pushRows } from './pushes.ts'
import { measureSecondRuns, secondRunRows } from './second-runs.ts'
import { type Bench, setUp } from './set-up.ts'
import { measureStarts, startRows } from './starts.ts'
import type { Measurements, Note, Row } from './table.ts'
import { measureTransfers, transferRows } from './transfers.ts'

interface Scenario {
  /** Opens the bench only if it needs an engine. */
  readonly measure: (runs: number, note: Note, openBench: () => Promise<Bench>) => Promise<void>
  readonly rows: (measurements: Measurements) => Promise<readonly Row[]> | readonly Row[]
}

/** All scenarios by name, in the order of the table. */
export const scenarios: ReadonlyMap<string, Scenario> = new Map<string, Scenario>([
  ['starts', { measure: measureStarts, rows: startRows }],
  ['builds', { measure: measureBuilds, rows: buildRows }],
  ['second-runs', { measure: measureSecondRuns, rows: secondRunRows }],
  ['fresh-runner', { measure: measureFreshRunner, rows: freshRunnerRows }],
  ['transfers', { measure: measureTransfers, rows: transferRows }],
  ['pushes', { measure: measurePushes, rows: pushRows }],
])

/** Measures scenarios one after the other, with one bench for all of them. */
export const measure = async (chosen: readonly Scenario[], runs: number, note: Note): Promise<void> => {
  await using opened = new AsyncDisposableStack()
  let bench: Bench | undefined
  const openBench = async (): Promise<Bench> => {
    if (bench !== undefined) return bench
    opened.use(await openEngine())
    bench = await setUp()
    opened.use(bench.registry)
    return bench
  }
  for (const scenario of chosen) await scenario.measure(runs, note, openBench)
}
