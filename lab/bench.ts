import { parseArgs } from 'node:util'
import { Failure } from '../src/message/failure.ts'
import { formatComparison, measureBeside } from './bench/comparison.ts'
import type { Note } from './bench/measurement.ts'
import { formatPushes, measurePushes } from './bench/pushes.ts'
import { formatRebases, measureRebases } from './bench/rebases.ts'
import { formatReport, machine } from './bench/report.ts'
import { measureReuse } from './bench/reuse.ts'
import { measureJobs, measureLargeJobs, measureRounds } from './bench/scenarios.ts'
import { type Bench, setUp, setUpLarge } from './bench/set-up.ts'
import { sizeOfDist } from './bench/starts.ts'
import { type Measurements, openMeasurements } from './bench/table.ts'
import { openEngine } from './services/engine.ts'
import { onPath } from './tools/debian.ts'
import { runMain } from './tools/main.ts'
import { step } from './tools/progress.ts'

/** Measures the actions' bundles on this machine; `quick` leaves out the jobs in CI and the large layers. */
const measure = async (bench: Bench, runs: number, quick: boolean): Promise<string> => {
  const { measurements, note } = openMeasurements()
  await measureRounds(bench, runs, note, quick ? undefined : () => measureJobs(bench, note))
  if (!quick) {
    const large = await setUpLarge(bench)
    await step('Large layers', () => measureLargeJobs(bench, large, note))
  }
  return formatReport(bench, measurements, { pack: await onPath('pack'), sizeOfDist: await sizeOfDist() })
}

/** Measures something by itself: the push beside what others push with, the rebase. It takes no engine. */
const measureAlone = async (
  take: (runs: number, note: Note) => Promise<void>,
  format: (measurements: Measurements) => string,
  runs: number,
): Promise<string> => {
  const { measurements, note } = openMeasurements()
  await take(runs, note)
  return [machine(), '', format(measurements)].join('\n')
}

/**
 * `npm run bench [-- --runs N] [--quick]`: measures the actions' bundles and prints a table.
 * `npm run bench -- --pushes [--runs N]`: measures the push, beside skopeo and crane.
 * `npm run bench -- --rebases [--runs N]`: measures the rebase, and what it reads.
 * `npm run bench -- --reuse [--runs N]`: measures builds with and without what the last one left.
 * `npm run bench -- --against REF [--runs N]`: compares them with those of another commit.
 */
await runMain(async (args) => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      runs: { type: 'string', default: '5' },
      quick: { type: 'boolean', default: false },
      reuse: { type: 'boolean', default: false },
      against: { type: 'string' },
      pushes: { type: 'boolean', default: false },
      rebases: { type: 'boolean', default: false },
    },
  })
  const runs = Number(values.runs)
  if (!Number.isSafeInteger(runs) || runs < 1) throw new Failure('--runs takes a number from 1 on.')
  if (values.pushes) {
    console.log(await measureAlone(measurePushes, formatPushes, runs))
    return 0
  }
  if (values.rebases) {
    console.log(await measureAlone(measureRebases, formatRebases, runs))
    return 0
  }
  await using _engine = await openEngine()
  const bench = await setUp()
  await using _registry = bench.registry
  const { against, quick, reuse } = values
  if (against !== undefined) {
    const { measurements, note } = openMeasurements()
    await measureBeside(bench, against, runs, note)
    console.log(formatComparison(measurements, against))
  } else console.log(await (reuse ? measureReuse(bench, runs) : measure(bench, runs, quick)))
  return 0
})
