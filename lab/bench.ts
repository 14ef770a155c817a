import { parseArgs } from 'node:util'
import { Failure } from '../src/message/failure.ts'
import { measure, scenarios } from './bench/scenarios.ts'
import { formatMeasurements, formatRows, keepsLimit, machine, openMeasurements } from './bench/table.ts'
import { runMain } from './tools/main.ts'

const parse = (args: readonly string[]) => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      runs: { type: 'string', default: '5' },
      only: { type: 'string' },
      check: { type: 'boolean', default: false },
    },
  })
  const runs = Number(values.runs)
  if (!Number.isSafeInteger(runs) || runs < 1) throw new Failure('--runs must be an integer of at least 1.')
  const only = values.only?.split(',')
  const chosen = [...scenarios].flatMap(([name, scenario]) =>
    only?.includes(name) === false ? [] : [scenario],
  )
  if (chosen.length === 0)
    throw new Failure(`--only must list at least one of: ${[...scenarios.keys()].join(', ')}.`)
  return { runs, chosen, check: values.check }
}

/**
 * `npm run bench [-- --runs N] [--only starts,builds,…] [--check]`: measures the bundles of the actions and prints a table
 * with a goal and a limit per row. `--check` exits with 1 if a limit is exceeded.
 */
await runMain(async (args) => {
  const { runs, chosen, check } = parse(args)
  const { measurements, note } = openMeasurements()
  await measure(chosen, runs, note)
  const rows = (await Promise.all(chosen.map((scenario) => scenario.rows(measurements)))).flat()
  const over = rows.filter((row) => !keepsLimit(row)).length
  console.log(
    `\n${machine()}. Medians of one run.\n\n${formatMeasurements(measurements)}\n\n${formatRows(rows)}\n`,
  )
  console.log(`${rows.length - over} rows within their limit, ${over} not`)
  return check && over > 0 ? 1 : 0
})
