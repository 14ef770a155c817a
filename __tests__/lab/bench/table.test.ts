import assert from 'node:assert/strict'
import { test } from 'node:test'
import { buildRows } from '../../../lab/bench/builds.ts'
import { pushRows } from '../../../lab/bench/pushes.ts'
import { secondRunRows } from '../../../lab/bench/second-runs.ts'
import { startRows } from '../../../lab/bench/starts.ts'
import { formatRows, keepsLimit, medianOf, openMeasurements, type Row } from '../../../lab/bench/table.ts'
import { entries } from '../../../src/entries.ts'

const rowOf = (value: number | undefined): Row => ({ title: 'a', unit: ' ×', limit: 1.15, goal: 1.05, value })

test('a row passes up to its limit, and is marked above it', () => {
  assert.deepEqual(
    [1, 1.15, 1.16].map((value) => keepsLimit(rowOf(value))),
    [true, true, false],
  )
  assert.match(formatRows([rowOf(1.16)]), /\| a \| 1\.16 × \| 1\.05 × \| 1\.15 × \| \*\*over\*\* \|$/)
  assert.match(formatRows([rowOf(1)]), /\| goal met \|$/)
})

test('a row without a measurement fails', () => {
  assert.equal(keepsLimit(rowOf(undefined)), false)
  assert.match(formatRows([rowOf(undefined)]), /\| a \| {2}\| 1\.05 × \| 1\.15 × \| \*\*not measured\*\* \|$/)
})

test('no goal is above its limit, titles are unique, and there is a row for the start of each entry', async () => {
  const none = new Map()
  const starts = await startRows(none)
  const rows = [...starts, ...buildRows(none, []), ...secondRunRows(none), ...pushRows(none)]
  assert.deepEqual(
    rows.filter(({ goal, limit }) => goal > limit),
    [],
  )
  assert.equal(new Set(rows.map(({ title }) => title)).size, rows.length)
  assert.equal(starts.length, Object.keys(entries).length + 1)
})

test('a median covers only the runs that have the value', () => {
  const { measurements, note } = openMeasurements()
  for (const wall of [4, 1, 3]) note('series', { wall })
  note('series', { wall: 2, peak: 7 })
  assert.equal(
    medianOf(measurements.get('series'), ({ wall }) => wall),
    2.5,
  )
  assert.equal(
    medianOf(measurements.get('series'), ({ peak }) => peak),
    7,
  )
  assert.equal(
    medianOf(measurements.get('series'), ({ fill }) => fill),
    undefined,
  )
})
