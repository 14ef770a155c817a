import { cpus, loadavg } from 'node:os'
import { parseArgs } from 'node:util'
import { Failure } from '../src/message/failure.ts'
import type { Measurement } from './bench/measurement.ts'
import {
  around,
  aroundContainer,
  formatGoal,
  formatTable,
  type Measurements,
  medianOf,
} from './bench/report.ts'
import { measureBuilds, measureJobs, measureLargeJobs, rows, warmUp } from './bench/scenarios.ts'
import { type Bench, setUp } from './bench/set-up.ts'
import { openEngine } from './services/engine.ts'
import { debianCommands, onPath } from './tools/debian.ts'
import { runMain } from './tools/main.ts'
import { say, step } from './tools/progress.ts'

const megabyte = 1e6

/** `npm run bench [-- --runs N]`: measures the actions' bundles on this machine and prints a table. */
const measure = async (runs: number): Promise<void> => {
  await using _engine = await openEngine()
  await debianCommands('docker-registry')
  const bench = await setUp()
  await using _registry = bench.registry
  const pack = await onPath('pack')
  const measurements = new Map<string, Measurement[]>(Object.values(rows).map((row) => [row, []]))
  const note = (row: string, measurement: Measurement): void => {
    measurements.get(row)?.push(measurement)
    say(`  ${row}: ${measurement.wall.toFixed(2)} s`)
  }
  await step('Warm-up', () => warmUp(bench))
  for (let round = 0; round < runs; round += 1) {
    await step(`Round ${round + 1} of ${runs}`, async () => {
      await measureBuilds(bench, round, pack, note)
      await measureJobs(bench, note)
    })
  }
  await step('Large layers', () => measureLargeJobs(bench, note))
  for (const [row, list] of measurements) if (list.length === 0) measurements.delete(row)
  console.log(formatReport(bench, measurements, pack))
}

const formatReport = (bench: Bench, measurements: Measurements, pack: boolean): string => {
  const runsOf = (row: string) => measurements.get(row)
  const wall = (row: string) => medianOf(runsOf(row), (run) => run.wall)
  const peak = (row: string) => (medianOf(runsOf(row), (run) => run.peak) ?? Number.NaN) / megabyte
  const upload = (row: string) => medianOf(runsOf(row), ({ parts }) => parts['upload'])
  const large = [rows.largeCold, rows.largeWarm, rows.largeFirst, rows.largeDownload]
  const size = (bench.usual.size / megabyte).toFixed(0)
  return `
## Bench

Node ${process.version} on ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, load ${loadavg()[0]?.toFixed(1)}. Medians.
App: examples/hello. Run image: ${size} MB, a Debian and a layer of pseudo-random bytes; the large one has such a layer
of 1 GiB, built with an app of 256 MiB. Registry, cache and artifacts are on loopback and share this machine with what
is measured. Cold: an empty layout-repo and no cache. Warm: the layout-repo has the run image. CI: an empty layout-repo,
with cache and artifact; the first run finds no cache entry. The creator's seconds are its container's, from «start» to
«die» in the engine's events; all the rest is around it.

${formatTable(measurements)}

- full/sparse, warm: ${ratio(wall(rows.full), wall(rows.sparse))}
- upload with compression-level 6 against 0: ${ratio(upload(rows.level6), upload(rows.second))}
- download, sparse (cached base) against full: ${ratio(wall(rows.downloadThin), wall(rows.downloadFull))}
${pack ? `- this action against pack: full ${ratio(wall(rows.full), wall(rows.packFull))}, sparse ${ratio(wall(rows.sparse), wall(rows.packSparse))}` : '- pack is not on PATH, so the same builds by pack are missing here.'}

Goals:
${[
  formatGoal({
    title: 'full against sparse, warm',
    value: quotient(wall(rows.full), wall(rows.sparse)),
    limit: 1.1,
    unit: ' ×',
  }),
  formatGoal({
    title: 'around the creator, full, warm',
    value: medianOf(runsOf(rows.full), around),
    limit: 0.8,
    unit: ' s',
  }),
  formatGoal({
    title: 'the same without the start of its container',
    value: medianOf(runsOf(rows.full), aroundContainer),
    limit: 0.8,
    unit: ' s',
  }),
  ...large.map((row) =>
    formatGoal({ title: `peak memory, ${row}`, value: peak(row), limit: 150, unit: ' MB' }),
  ),
].join('\n')}
`
}

const quotient = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined || b === undefined ? undefined : a / b

const ratio = (a: number | undefined, b: number | undefined): string =>
  `${quotient(a, b)?.toFixed(2) ?? 'not measured'} ×`

await runMain(async (args) => {
  const { values } = parseArgs({ args: [...args], options: { runs: { type: 'string', default: '5' } } })
  const runs = Number(values.runs)
  if (!Number.isSafeInteger(runs) || runs < 1) throw new Failure('--runs takes a number from 1 on.')
  await measure(runs)
  return 0
})
