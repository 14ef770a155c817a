import { say } from '../tools/progress.ts'
import type { Measurement, Note } from './measurement.ts'

/** All that was measured, by the row of the table; rows stand in the order in which they were first measured. */
export type Measurements = ReadonlyMap<string, readonly Measurement[]>

/** Measurements to come, and the function that takes note of them. */
export const openMeasurements = (): { readonly measurements: Measurements; readonly note: Note } => {
  const measurements = new Map<string, Measurement[]>()
  const note: Note = (row, measurement) => {
    measurements.set(row, [...(measurements.get(row) ?? []), measurement])
    say(`  ${row}: ${measurement.wall.toFixed(2)} s`)
  }
  return { measurements, note }
}

/** The middle of some numbers; undefined where there are none. */
export const median = (values: readonly number[]): number | undefined => {
  const sorted = values.toSorted((a, b) => a - b)
  const [low, high] = [sorted[(sorted.length - 1) >> 1], sorted[sorted.length >> 1]]
  return low === undefined || high === undefined ? undefined : (low + high) / 2
}

type Value = (measurement: Measurement) => number | undefined

/** The median of a value over the runs of a row that have it. */
export const medianOf = (runs: readonly Measurement[] | undefined, value: Value): number | undefined =>
  median((runs ?? []).map(value).filter((number) => number !== undefined))

/** Seconds that a build spends around its creator: Node's start, the engine, the run image's layers, the proof. */
export const around: Value = ({ wall, creator }) => (creator === undefined ? undefined : wall - creator)

/** The same without what the engine takes to start the creator's container, which no platform is spared. */
export const aroundContainer: Value = (measurement) => {
  const all = around(measurement)
  return all === undefined ? undefined : all - (measurement.containerStart ?? 0)
}

const seconds = (value: number | undefined): string => (value === undefined ? '' : value.toFixed(2))
const megabytes = (value: number | undefined): string =>
  value === undefined ? '' : (value / 1e6).toFixed(value < 1e6 ? 2 : 1)

const columns: readonly (readonly [string, (runs: readonly Measurement[]) => string])[] = [
  ['runs', (runs) => String(runs.length)],
  ['wall s', (runs) => seconds(medianOf(runs, ({ wall }) => wall))],
  ['creator s', (runs) => seconds(medianOf(runs, ({ creator }) => creator))],
  ['around s', (runs) => seconds(medianOf(runs, around))],
  ['of it container start s', (runs) => seconds(medianOf(runs, ({ containerStart }) => containerStart))],
  ['peak MB', (runs) => megabytes(medianOf(runs, ({ peak }) => peak))],
  ['registry MB', (runs) => megabytes(medianOf(runs, ({ fromRegistry }) => fromRegistry))],
  ['to registry MB', (runs) => megabytes(medianOf(runs, ({ toRegistry }) => toRegistry))],
  ['from cache MB', (runs) => megabytes(medianOf(runs, ({ fromCache }) => fromCache))],
  ['to cache MB', (runs) => megabytes(medianOf(runs, ({ toCache }) => toCache))],
  ['artifact MB', (runs) => megabytes(medianOf(runs, ({ artifact }) => artifact))],
  ['of which s', (runs) => partsOf(runs)],
]

const partsOf = (runs: readonly Measurement[]): string => {
  const names = new Set(runs.flatMap(({ parts }) => Object.keys(parts)))
  return [...names].map((name) => `${name} ${seconds(medianOf(runs, ({ parts }) => parts[name]))}`).join(', ')
}

/** Medians as a table in Markdown, a row for each thing that was measured; megabytes are millions of bytes. */
export const formatTable = (measurements: Measurements): string => {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [
    line(['', ...columns.map(([title]) => title)]),
    line(['---', ...columns.map(([title]) => (title === 'of which s' ? '---' : '--:'))]),
    ...[...measurements].map(([row, runs]) => line([row, ...columns.map(([, cell]) => cell(runs))])),
  ].join('\n')
}

/** A number that was measured, and what it is to be at most. */
export interface Figure {
  readonly title: string
  /** Undefined where it was not measured. */
  readonly value: number | undefined
  readonly goal: number
  readonly unit: string
}

/** Whether goals are met, a line each. */
export const formatGoals = (figures: readonly Figure[]): string =>
  figures
    .map(({ title, value, goal, unit }) => {
      if (value === undefined) return `- not measured: ${title} ≤ ${goal}${unit}`
      return `- ${value <= goal ? 'met' : '**missed**'}: ${title} ≤ ${goal}${unit}, it is ${value.toFixed(2)}${unit}`
    })
    .join('\n')

/** How many times one number is another. */
export const dividedBy = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined || b === undefined ? undefined : a / b

/** `1.02 ×` */
export const ratio = (a: number | undefined, b: number | undefined): string => {
  const quotient = dividedBy(a, b)
  return quotient === undefined ? 'not measured' : `${quotient.toFixed(2)} ×`
}
