import { budgetsOf, formatBudgets, isKept, previous } from './bench/budgets.ts'
import { aroundFigures, measureBeside } from './bench/comparison.ts'
import type { Note } from './bench/measurement.ts'
import { measurePushes, pushFigures } from './bench/pushes.ts'
import { measureRebases, rebaseFigures } from './bench/rebases.ts'
import { machine, usualFigures } from './bench/report.ts'
import { measureSecondRuns, reuseFigures } from './bench/reuse.ts'
import { measureRounds } from './bench/scenarios.ts'
import { setUp } from './bench/set-up.ts'
import { sizeOfDist } from './bench/starts.ts'
import { openMeasurements } from './bench/table.ts'
import { openEngine } from './services/engine.ts'
import { runMain } from './tools/main.ts'
import { step } from './tools/progress.ts'

const measureInEngine = async (note: Note): Promise<void> => {
  await using _engine = await openEngine()
  const bench = await setUp()
  await using _registry = bench.registry
  await measureRounds(bench, 5, note)
  await step(`Beside ${previous}`, () => measureBeside(bench, previous, 5, note))
  await step('Reuse', () => measureSecondRuns(bench, 3, note))
}

/** `npm run budgets`: measures what has a budget, in one run, and fails where one is exceeded. */
await runMain(async () => {
  const { measurements, note } = openMeasurements()
  await measureInEngine(note)
  await step('Pushes', () => measurePushes(5, note, ['100 MB']))
  await step('Rebases', () => measureRebases(5, note))
  const budgets = budgetsOf([
    ...usualFigures(measurements, await sizeOfDist()),
    ...aroundFigures(measurements, previous),
    ...reuseFigures(measurements),
    ...pushFigures(measurements),
    ...rebaseFigures(measurements),
  ])
  console.log(`\n${machine()}. Medians of one run.\n\n${formatBudgets(budgets)}\n`)
  const exceeded = budgets.filter((budget) => !isKept(budget)).length
  console.log(`${budgets.length - exceeded} budgets kept, ${exceeded} exceeded`)
  return exceeded === 0 ? 0 : 1
})
