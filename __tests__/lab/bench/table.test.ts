import assert from 'node:assert/strict'
import { test } from 'node:test'
import { scenarios } from '../../../lab/bench/scenarios.ts'
import {
  fill,
  formatRows,
  keepsLimit,
  medianOf,
  openMeasurements,
  type Row,
} from '../../../lab/bench/table.ts'

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

test('no goal is above its limit, and titles are unique', async () => {
  const rows = (await Promise.all([...scenarios.values()].map((scenario) => scenario.rows(new Map())))).flat()
  assert.deepEqual(
    rows.filter(({ goal, limit }) => goal > limit),
    [],
  )
  assert.equal(new Set(rows.map(({ title }) => title)).size, rows.length)
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
  assert.equal(medianOf(measurements.get('series'), fill), undefined)
})
