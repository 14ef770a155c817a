import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatTable } from '../../../lab/faults/table.ts'

const result = (
  fault: string,
  action: 'build' | 'push',
  outcome: 'green' | 'red' | 'wrong' | 'not met',
  duration: number,
  findings: readonly string[] = [],
) => ({ trial: { fault, action }, outcome, duration, findings })

test('each fault and action has a row with its counts, its leftovers and its slowest step', () => {
  const table = formatTable([
    result('a reset', 'push', 'red', 900),
    result('a reset', 'build', 'green', 1000),
    result('a reset', 'build', 'wrong', 2340, ['it left temp/x', 'it left temp/y', 'it says "undefined"']),
    result('a stall', 'build', 'not met', 100),
  ])
  assert.deepEqual(table.split('\n').slice(2), [
    '| a reset | build | 2 | 1 | 0 | 1 | 2 | 0 | 2.3 s |',
    '| a reset | push | 1 | 0 | 1 | 0 | 0 | 0 | 0.9 s |',
    '| a stall | build | 1 | 0 | 0 | 0 | 0 | 1 | 0.1 s |',
    '| **All** |  | 4 | 1 | 1 | 1 | 2 | 1 | 2.3 s |',
  ])
})
