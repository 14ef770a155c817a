import { cpus, loadavg } from 'node:os'
import { say } from '../tools/progress.ts'

/** What one run of something took: seconds, bytes and counts. What does not apply is left out. */
export interface Measurement {
  /** From the start of its process to its end. */
  readonly wall: number
  readonly creator?: number
  /** What the engine took to start the creator's container. */
  readonly containerStart?: number
  /** The phase in which a build fills the container. */
  readonly fill?: number
  /** The largest resident set of its process, in bytes. */
  readonly peak?: number
  readonly fromRegistry?: number
  readonly toCache?: number
  readonly requests?: number
  readonly connections?: number
}

/** Adds what a run took to a series. */
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

/** The machine, without which no number means anything. */
export const machine = (): string =>
  `Node ${process.version} on ${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, load ${loadavg()[0]?.toFixed(1)}`

/** A line of the table: a number, the limit that `--check` compares it with, and the goal. */
export interface Row {
  readonly title: string
  readonly unit: string
  /** What holds today, with a margin for a busy machine: what was gained must not be lost again. */
  readonly limit: number
  readonly goal: number
  /** Undefined if it was not measured. */
  readonly value: number | undefined
}

/** A row that was not measured does not keep its limit. */
export const keepsLimit = ({ value, limit }: Row): boolean => value !== undefined && value <= limit

const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
const shown = (value: number | undefined, digits = 2): string => value?.toFixed(digits) ?? ''
const megabytes = (value: number | undefined): string => shown(value === undefined ? undefined : value / 1e6)

/** The rows as a table in Markdown. */
export const formatRows = (rows: readonly Row[]): string =>
  [
    line(['', 'found', 'goal', 'limit', '']),
    line(['---', '--:', '--:', '--:', '---']),
    ...rows.map((row) => {
      const { title, unit, limit, goal, value } = row
      const state = value === undefined ? '**not measured**' : value <= goal ? 'goal met' : ''
      const found = value === undefined ? '' : `${value.toFixed(2)}${unit}`
      return line([
        title,
        found,
        `${goal}${unit}`,
        `${limit}${unit}`,
        keepsLimit(row) ? state : state || '**over**',
      ])
    }),
  ].join('\n')

const columns: readonly (readonly [string, (runs: readonly Measurement[]) => string])[] = [
  ['runs', (runs) => String(runs.length)],
  ['wall s', (runs) => shown(medianOf(runs, ({ wall }) => wall))],
  ['creator s', (runs) => shown(medianOf(runs, ({ creator }) => creator))],
  ['container start s', (runs) => shown(medianOf(runs, ({ containerStart }) => containerStart))],
  ['fill s', (runs) => shown(medianOf(runs, ({ fill }) => fill))],
  ['peak MB', (runs) => megabytes(medianOf(runs, ({ peak }) => peak))],
  ['from registry MB', (runs) => megabytes(medianOf(runs, ({ fromRegistry }) => fromRegistry))],
  ['to cache MB', (runs) => megabytes(medianOf(runs, ({ toCache }) => toCache))],
  [
    'requests',
    (runs) =>
      shown(
        medianOf(runs, ({ requests }) => requests),
        0,
      ),
  ],
  [
    'connections',
    (runs) =>
      shown(
        medianOf(runs, ({ connections }) => connections),
        0,
      ),
  ],
]

/** Medians of all series as a table in Markdown; megabytes are millions of bytes. */
export const formatMeasurements = (measurements: Measurements): string =>
  [
    line(['', ...columns.map(([title]) => title)]),
    line(['---', ...columns.map(() => '--:')]),
    ...[...measurements].map(([series, runs]) => line([series, ...columns.map(([, cell]) => cell(runs))])),
  ].join('\n')
