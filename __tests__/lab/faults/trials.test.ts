import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nameOf } from '../../../lab/faults/trial.ts'
import { sampleOrder, trials } from '../../../lab/faults/trials.ts'

const pairs = (list: readonly { readonly fault: string; readonly action: string }[]): ReadonlySet<string> =>
  new Set(list.map(({ fault, action }) => `${fault} ${action}`))

test('contains each trial once', () => {
  const names = sampleOrder(trials, 1).map(nameOf)
  assert.deepEqual(names.toSorted(), trials.map(nameOf).toSorted())
  assert.equal(new Set(names).size, names.length)
  assert.ok(names.length >= 300)
})

test('each fault is tried with each action once before any is repeated', () => {
  const all = pairs(trials)
  assert.deepEqual(pairs(sampleOrder(trials, 1).slice(0, all.size)), all)
})

test('the order depends only on the seed', () => {
  const order = (seed: number) => sampleOrder(trials, seed).map(nameOf).join('\n')
  assert.equal(order(1), order(1))
  assert.notEqual(order(1), order(2))
})
