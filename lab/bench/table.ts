import { cpus, loadavg } from 'node:os'
import { say } from '../tools/progress.ts'

/** The results of one run: seconds, bytes and counts. A value that does not apply is left out. */
export interface Measurement {
  /** From the start of its process to its end. */
  readonly wall: number
  /** The time that the creator runs. */
  readonly creator?: number
  /** The seconds of each task, as the job summary shows them. Tasks may overlap. */
  readonly tasks?: Readonly<Record<string, number>>
  /** The largest resident set of its process, in bytes. */
  readonly peak?: number
  readonly fromRegistry?: number
  readonly toCache?: number
  readonly requests?: number
  readonly connections?: number
}

/** Adds the results of a run to a series. */
export type Note = (series: string, measurement: Measurement) => void

/** All measurements, by the name of their series, in the order in which the series began. */
export type Measurements = ReadonlyMap<string, readonly Measurement[]>

export const openMeasurements = (): { readonly measurements: Measurements; readonly note: Note } => {
  const measurements = new Map<string, Measurement[]>()
  const note: Note = (series, measurement) => {
    measurements.set(series, [...(measurements.get(series) ?? []), measurement])
    say(`  ${series}: ${measurement.wall.toFixed(2)} s`)
  }
  return { measurements, note }
}

type Value = (measurement: Measurement) => number | undefined

/** The median of a value over the runs of a series that have it; undefined if none has. */
export const medianOf = (runs: readonly Measurement[] | undefined, value: Value): number | undefined => {
  const sorted = (runs ?? [])
    .map(value)
    .filter((number) => number !== undefined)
    .toSorted((a, b) => a - b)
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]]
  return low === undefined || high === undefined ? undefined : (low + high) / 2
}

/** How many times one number is another. */
export const ratio = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined || b === undefined ? undefined : a / b

/** Seconds that a build spends around its creator: Node, the engine, the run image's layers, the verification. */
export const around: Value = ({ wall, creator }) => (creator === undefined ? undefined : wall - creator)

/** The time to fill the container. */
export const fill: Value = ({ tasks }) => tasks?.['fill the container']

/** The machine, without which no number means anything. */
export const machine = (): string =>
  `Node ${process.version} on ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, load ${loadavg()[0]?.toFixed(1)}`

/** A row of the table: a value, the limit that `--check` compares it with, and the goal. */
export interface Row {
  readonly title: string
  readonly unit: '' | ' ×' | ' s' | ' MB' | ' bytes'
  readonly goal: number
  /** The current value with a margin for a busy machine, so that improvements are not lost. */
  readonly limit: number
  /** Undefined if it was not measured. */
  readonly value: number | undefined
}

/** A row without a measurement exceeds its limit. */
export const keepsLimit = ({ value, limit }: Row): boolean => value !== undefined && value <= limit

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`

/** The rows as a table in Markdown. */
export const formatRows = (rows: readonly Row[]): string =>
  [
    line(['', 'found', 'goal', 'limit', '']),
    line(['---', '--:', '--:', '--:', '---']),
    ...rows.map((row) => {
      const { title, unit, limit, goal, value } = row
      const state = value === undefined ? '**not measured**' : value <= goal ? 'goal met' : ''
      const found = value === undefined ? '' : `${value.toFixed(2)}${unit}`
      const verdict = keepsLimit(row) ? state : state || '**over**'
      return line([title, found, `${goal}${unit}`, `${limit}${unit}`, verdict])
    }),
  ].join('\n')

const column = (title: string, value: Value, digits = 2, unit = 1) => ({
  title,
  cell: (runs: readonly Measurement[]) => ratio(medianOf(runs, value), unit)?.toFixed(digits) ?? '',
})

const columns = [
  { title: 'runs', cell: (runs: readonly Measurement[]) => String(runs.length) },
  column('wall s', ({ wall }) => wall),
  column('creator s', ({ creator }) => creator),
  column('peak MB', ({ peak }) => peak, 2, 1e6),
  column('from registry MB', ({ fromRegistry }) => fromRegistry, 2, 1e6),
  column('to cache MB', ({ toCache }) => toCache, 2, 1e6),
  column('requests', ({ requests }) => requests, 0),
  column('connections', ({ connections }) => connections, 0),
  { title: 'tasks', cell: (runs: readonly Measurement[]) => formatTasks(runs) },
]

const formatTasks = (runs: readonly Measurement[]): string =>
  [...new Set(runs.flatMap(({ tasks = {} }) => Object.keys(tasks)))]
    .map((name) => [name, medianOf(runs, ({ tasks }) => tasks?.[name]) ?? 0] as const)
    .filter(([, seconds]) => seconds >= 0.1)
    .map(([name, seconds]) => `${name} ${seconds.toFixed(1)}`)
    .join(', ')

/** Medians of all series as a table in Markdown; megabytes are millions of bytes. */
export const formatMeasurements = (measurements: Measurements): string =>
  [
    line(['', ...columns.map(({ title }) => title)]),
    line(['---', ...columns.map(() => '--:')]),
    ...[...measurements].map(([series, runs]) => line([series, ...columns.map(({ cell }) => cell(runs))])),
  ].join('\n')
