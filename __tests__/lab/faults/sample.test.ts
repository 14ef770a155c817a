import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sampleOrder } from '../../../lab/faults/sample.ts'
import { nameOf } from '../../../lab/faults/trial.ts'
import { trials } from '../../../lab/faults/trials.ts'

const pairs = (list: readonly { readonly fault: string; readonly action: string }[]): ReadonlySet<string> =>
  new Set(list.map(({ fault, action }) => `${fault} ${action}`))

test('all trials are in it, each once', () => {
  const names = sampleOrder(trials, 1).map(nameOf)
  assert.deepEqual(names.toSorted(), trials.map(nameOf).toSorted())
  assert.equal(new Set(names).size, names.length)
  assert.ok(names.length >= 300)
})

test('every fault meets every action that it can meet before any does so twice', () => {
  const all = pairs(trials)
  assert.deepEqual(pairs(sampleOrder(trials, 1).slice(0, all.size)), all)
})

test('a seed has one order, and another seed another one', () => {
  const order = (seed: number) => sampleOrder(trials, seed).map(nameOf).join('\n')
  assert.equal(order(1), order(1))
  assert.notEqual(order(1), order(2))
})
