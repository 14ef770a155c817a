import { cpus, loadavg } from 'node:os'
import { rows } from './scenarios.ts'
import type { Bench } from './set-up.ts'
import { startRows } from './starts.ts'
import { around, aroundContainer, formatGoal, formatTable, type Measurements, medianOf } from './table.ts'

const megabyte = 1e6

/** The machine, without which no number means anything. */
export const machine = (): string =>
  `Node ${process.version} on ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, load ${loadavg()[0]?.toFixed(1)}`

/** What was measured, what follows from it, and whether the goals are met; in Markdown. */
export const formatReport = (
  { runImageSize }: Bench,
  measurements: Measurements,
  { pack, sizeOfDist }: { readonly pack: boolean; readonly sizeOfDist: number },
): string => {
  const runsOf = (row: string) => measurements.get(row)
  const wall = (row: string) => medianOf(runsOf(row), (run) => run.wall)
  const peak = (row: string) =>
    dividedBy(
      medianOf(runsOf(row), (run) => run.peak),
      megabyte,
    )
  const upload = (row: string) => medianOf(runsOf(row), ({ parts }) => parts['upload'])
  const large = [rows.largeCold, rows.largeWarm, rows.largeFirst, rows.largeDownload]
  return `
## Bench

${machine()}. Medians.
App: examples/hello. Run image: ${(runImageSize / megabyte).toFixed(0)} MB, a Debian and a layer of pseudo-random bytes; the large one has such a layer
of 1 GiB, built with an app of 256 MiB. Registry, cache and artifacts are on loopback and share this machine with what
is measured. Start: an entry of dist that ends at once, as it has no inputs. Cold: an empty layout-repo and no cache.
Warm: the layout-repo has the run image. CI: an empty layout-repo, with cache and artifact; the first run finds no cache
entry. The creator's seconds are its container's, from «start» to «die» in the engine's events; in the job's container, which
is the builder's, they are its process's. All the rest is around it.

${formatTable(measurements)}

- full/sparse, warm: ${ratio(wall(rows.full), wall(rows.sparse))}
- upload with compression-level 6 against 0: ${ratio(upload(rows.level6), upload(rows.second))}
- download, sparse (cached base) against full: ${ratio(wall(rows.downloadThin), wall(rows.downloadFull))}
${pack ? `- this action against pack: full ${ratio(wall(rows.full), wall(rows.packFull))}, sparse ${ratio(wall(rows.sparse), wall(rows.packSparse))}` : '- pack is not on PATH, so the same builds by pack are missing here.'}

Goals:
${[
  formatGoal({ title: 'size of dist', value: sizeOfDist / megabyte, limit: 7, unit: ' MB' }),
  ...[...startRows.values()].map((row) =>
    formatGoal({ title: row, value: wall(row), limit: 0.15, unit: ' s' }),
  ),
  formatGoal({
    title: 'full against sparse, warm',
    value: dividedBy(wall(rows.full), wall(rows.sparse)),
    limit: 1.05,
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
  formatGoal({
    title: 'around the creator in the job’s container, against that with Docker',
    value: dividedBy(medianOf(runsOf(rows.inContainer), around), medianOf(runsOf(rows.full), around)),
    limit: 0.5,
    unit: ' ×',
  }),
  ...large.map((row) =>
    formatGoal({ title: `peak memory, ${row}`, value: peak(row), limit: 150, unit: ' MB' }),
  ),
].join('\n')}
`
}

const dividedBy = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined || b === undefined ? undefined : a / b

/** `1.02 ×` */
export const ratio = (a: number | undefined, b: number | undefined): string => {
  const quotient = dividedBy(a, b)
  return quotient === undefined ? 'not measured' : `${quotient.toFixed(2)} ×`
}
