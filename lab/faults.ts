import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Failure } from '../src/message/failure.ts'
import { conduct, type TrialResult } from './faults/conduct.ts'
import { type Lane, openLane } from './faults/lane.ts'
import { formatTable } from './faults/table.ts'
import { nameOf, type Trial } from './faults/trial.ts'
import { sampleOrder, trials } from './faults/trials.ts'
import { openEngine } from './services/engine.ts'
import { startRegistry } from './services/registry.ts'
import { interruption } from './tools/command.ts'
import { labFolder } from './tools/folder.ts'
import { runMain } from './tools/main.ts'
import { say, step, together } from './tools/progress.ts'

interface Campaign {
  readonly chosen: readonly Trial[]
  readonly lanes: number
  /** No trial starts after this time, in milliseconds. */
  readonly time: number
}

/** Starts the services that the trials need, runs the trials, and stops the services. */
const campaign = async ({ chosen, lanes, time }: Campaign): Promise<readonly TrialResult[]> => {
  await using engine = await openEngine()
  const folder = join(labFolder, 'faults')
  await mkdir(folder, { recursive: true })
  await using registry = await startRegistry({ folder: join(folder, 'registry') })
  await using opened = new AsyncDisposableStack()
  const ground = { folder, registry: registry.address, dockerHost: engine.host }
  const ways: Lane[] = []
  await step('Undisturbed runs', async () => {
    const numbers = Array.from({ length: lanes }, (_, nth) => nth + 1)
    const open = async () => {
      for (let number = numbers.shift(); number !== undefined; number = numbers.shift()) {
        ways.push(opened.use(await openLane(number, ground)))
      }
    }
    await together(open, open)
  })
  const waiting = [...chosen]
  const results: TrialResult[] = []
  const deadline = Date.now() + time
  await together(
    ...ways.map((lane) => async () => {
      while (Date.now() < deadline) {
        interruption.signal.throwIfAborted()
        const trial = waiting.shift()
        if (trial === undefined) return
        const result = await conduct(trial, lane)
        results.push(result)
        tell(result, results.length, chosen.length)
      }
    }),
  ).catch((error: unknown) => {
    // The trials that ended before the interruption still count.
    if (!interruption.signal.aborted) throw error
  })
  return results
}

const tell = (result: TrialResult, nth: number, of: number): void => {
  const { trial, outcome, duration, findings, log } = result
  say(`${nth}/${of} ${outcome}, ${(duration / 1000).toFixed(1)} s: ${nameOf(trial)}`)
  const [, error] = /^::error::(.*)$/m.exec(log) ?? []
  if (outcome === 'red' && error !== undefined) console.log(`    it says: ${error}`)
  if (outcome !== 'wrong') return
  for (const finding of findings) console.log(`    wrong: ${finding}`)
  for (const line of log.split('\n')) console.log(`    | ${line}`)
}

/** Sorts the results in the order of the table. */
const inOrder = (results: readonly TrialResult[]): readonly TrialResult[] =>
  results.toSorted((a, b) => trials.indexOf(a.trial) - trials.indexOf(b.trial))

const numberOf = (name: string, text: string): number => {
  const number = Number(text)
  if (!Number.isFinite(number) || number < 0) throw new Failure(`--${name} must be a number of at least 0.`)
  return number
}

/**
 * `npm run faults [-- --seed N] [--minutes M] [--only PATTERN] [--part K/N] [--lanes L]`: runs the trials whose name matches,
 * or one of N parts of them, until the time is up. The seed decides their order. `--lanes` is how many run at once; most
 * trials only wait. `--list` prints their names.
 */
await runMain(async (args) => {
  const { values } = parseArgs({
    args: [...args],
    options: {
      seed: { type: 'string', default: '1' },
      minutes: { type: 'string', default: '600' },
      only: { type: 'string', default: '' },
      part: { type: 'string', default: '1/1' },
      lanes: { type: 'string', default: '4' },
      list: { type: 'boolean', default: false },
    },
  })
  const pattern = new RegExp(values.only)
  const matching = trials.filter((trial) => pattern.test(nameOf(trial)))
  const [part = 0, parts = 0] = values.part.split('/').map((text) => numberOf('part', text))
  const order = sampleOrder(matching, numberOf('seed', values.seed))
  const chosen = order.filter((_, nth) => nth % parts === part - 1)
  if (chosen.length === 0) throw new Failure('No trial matches. "--list" prints the names of all trials.')
  if (values.list) {
    for (const trial of matching) console.log(nameOf(trial))
    return 0
  }
  const time = numberOf('minutes', values.minutes) * 60_000
  const results = inOrder(await campaign({ chosen, lanes: numberOf('lanes', values.lanes), time }))
  const wrong = results.filter(({ outcome }) => outcome === 'wrong')
  console.log(`\n${formatTable(results)}\n`)
  for (const { trial, findings } of wrong) console.log(`wrong: ${nameOf(trial)}: ${findings.join('; ')}`)
  console.log(`${results.length} of ${trials.length} trials made, ${wrong.length} wrong`)
  return wrong.length === 0 ? 0 : 1
})
