import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Failure } from '../src/message/failure.ts'
import { buildRows, measureBuilds, type Side } from './bench/builds.ts'
import { measurePushes, pushRows } from './bench/pushes.ts'
import { measureSecondRuns, secondRunRows } from './bench/second-runs.ts'
import { setUp, workFolder } from './bench/set-up.ts'
import { measureStarts, startRows } from './bench/starts.ts'
import { formatMeasurements, formatRows, keepsLimit, machine, openMeasurements } from './bench/table.ts'
import { openEngine } from './services/engine.ts'
import { run } from './tools/command.ts'
import { root } from './tools/folder.ts'
import { runMain } from './tools/main.ts'
import { step } from './tools/progress.ts'

const scenarios = ['starts', 'builds', 'second-runs', 'pushes'] as const
type Scenario = (typeof scenarios)[number]

/** Exports the actions and the bundles of a commit to a directory of the bench. */
const checkOut = async (ref: string): Promise<Side> => {
  const checkout = join(workFolder, 'before')
  const archive = join(workFolder, 'before.tar')
  await mkdir(checkout, { recursive: true })
  await run('git', ['archive', '--output', archive, ref, 'action.yml', 'dist'], { cwd: root })
  await run('tar', ['-xf', archive, '-C', checkout])
  return { name: ref, checkout }
}

const parse = (args: readonly string[]) => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      runs: { type: 'string', default: '5' },
      only: { type: 'string' },
      against: { type: 'string' },
      check: { type: 'boolean', default: false },
    },
  })
  const runs = Number(values.runs)
  if (!Number.isSafeInteger(runs) || runs < 1) throw new Failure('--runs must be an integer of at least 1.')
  const only = values.only?.split(',')
  const chosen = scenarios.filter((scenario) => only?.includes(scenario) ?? true)
  if (chosen.length === 0) throw new Failure(`--only must list at least one of: ${scenarios.join(', ')}.`)
  return { runs, chosen: new Set<Scenario>(chosen), against: values.against, check: values.check }
}

/**
 * `npm run bench [-- --runs N] [--only starts,builds,…] [--against REF] [--check]`: measures the bundles of the actions and
 * prints a table with a goal and a limit per row. `--check` exits with 1 if a limit is exceeded. `--against` builds with the
 * bundles of another commit as well, alternating between the two.
 */
await runMain(async (args) => {
  const { runs, chosen, against, check } = parse(args)
  const { measurements, note } = openMeasurements()
  const sides: Side[] = [{ name: '', checkout: root }]
  if (chosen.has('starts')) await step('Starts', () => measureStarts(runs, note))
  if (chosen.has('builds') || chosen.has('second-runs')) {
    await using _engine = await openEngine()
    const bench = await setUp()
    await using _registry = bench.registry
    if (against !== undefined) sides.push(await checkOut(against))
    if (chosen.has('builds')) await measureBuilds(bench, sides, runs, note)
    if (chosen.has('second-runs')) await measureSecondRuns(bench, Math.ceil(runs / 2), note)
  }
  if (chosen.has('pushes')) await step('Pushes', () => measurePushes(runs, note))
  const rows = [
    ...(chosen.has('starts') ? await startRows(measurements) : []),
    ...(chosen.has('builds') ? buildRows(measurements, sides) : []),
    ...(chosen.has('second-runs') ? secondRunRows(measurements) : []),
    ...(chosen.has('pushes') ? pushRows(measurements) : []),
  ]
  const over = rows.filter((row) => !keepsLimit(row)).length
  console.log(
    `\n${machine()}. Medians of one run.\n\n${formatMeasurements(measurements)}\n\n${formatRows(rows)}\n`,
  )
  console.log(`${rows.length - over} rows within their limit, ${over} not`)
  return check && over > 0 ? 1 : 0
})
