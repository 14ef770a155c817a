import { cpus, loadavg } from 'node:os'
import { rows } from './scenarios.ts'
import type { Bench } from './set-up.ts'
import { nodeRow, startRows } from './starts.ts'
import {
  around,
  aroundContainer,
  dividedBy,
  type Figure,
  formatGoals,
  formatTable,
  type Measurements,
  medianOf,
  ratio,
} from './table.ts'

const megabyte = 1e6

/** The machine, without which no number means anything. */
export const machine = (): string =>
  `Node ${process.version} on ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, load ${loadavg()[0]?.toFixed(1)}`

/** What builds with a usual run image are to reach, and those with a large one where they were measured. */
export const usualFigures = (measurements: Measurements, sizeOfDist: number): readonly Figure[] => {
  const runsOf = (row: string) => measurements.get(row)
  const wall = (row: string) => medianOf(runsOf(row), (run) => run.wall)
  const peak = (row: string) =>
    dividedBy(
      medianOf(runsOf(row), (run) => run.peak),
      megabyte,
    )
  const streaming = [
    rows.cold,
    rows.full,
    rows.largeCold,
    rows.largeWarm,
    rows.largeFirst,
    rows.largeDownload,
  ]
  return [
    { title: 'size of dist', value: sizeOfDist / megabyte, goal: 7, unit: ' MB' },
    ...[...startRows.values()].map((row) => ({ title: row, value: wall(row), goal: 0.15, unit: ' s' })),
    ...[...startRows.values()].map((row) => ({
      title: `${row}, against Node alone`,
      value: dividedBy(wall(row), wall(nodeRow)),
      goal: 5,
      unit: ' ×',
    })),
    {
      title: 'full against sparse, warm',
      value: dividedBy(wall(rows.full), wall(rows.sparse)),
      goal: 1.05,
      unit: ' ×',
    },
    {
      title: 'around the creator, full, warm',
      value: medianOf(runsOf(rows.full), around),
      goal: 0.8,
      unit: ' s',
    },
    {
      title: 'the same without the start of its container',
      value: medianOf(runsOf(rows.full), aroundContainer),
      goal: 0.8,
      unit: ' s',
    },
    {
      title: 'around the creator in the job’s container, against that with Docker',
      value: dividedBy(medianOf(runsOf(rows.inContainer), around), medianOf(runsOf(rows.full), around)),
      goal: 0.5,
      unit: ' ×',
    },
    ...streaming.map((row) => ({ title: `peak memory, ${row}`, value: peak(row), goal: 150, unit: ' MB' })),
  ]
}

/** What was measured, what follows from it, and whether the goals are met; in Markdown. */
export const formatReport = (
  { runImageSize }: Bench,
  measurements: Measurements,
  { pack, sizeOfDist }: { readonly pack: boolean; readonly sizeOfDist: number },
): string => {
  const runsOf = (row: string) => measurements.get(row)
  const wall = (row: string) => medianOf(runsOf(row), (run) => run.wall)
  const upload = (row: string) => medianOf(runsOf(row), ({ parts }) => parts['upload'])
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
${formatGoals(usualFigures(measurements, sizeOfDist))}
`
}
