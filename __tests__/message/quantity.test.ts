import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatBytes, formatCount, formatSeconds } from '../../src/message/quantity.ts'

test('sizes use powers of 1000 and at most three digits', () => {
  const expected: readonly (readonly [number, string])[] = [
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.0 kB'],
    [99_949, '99.9 kB'],
    [99_950, '100 kB'],
    [999_499, '999 kB'],
    [999_500, '1.0 MB'],
    [93_100_000, '93.1 MB'],
    [1_073_741_824, '1.1 GB'],
    [Number.MAX_SAFE_INTEGER, '9.0 PB'],
  ]
  for (const [bytes, text] of expected) assert.equal(formatBytes(bytes), text)
})

test('60 seconds or more are shown in minutes', () => {
  const expected: readonly (readonly [number, string])[] = [
    [0, '0.0 s'],
    [9.94, '9.9 s'],
    [9.96, '10 s'],
    [59.4, '59 s'],
    [59.6, '1 min 0 s'],
    [125, '2 min 5 s'],
  ]
  for (const [seconds, text] of expected) assert.equal(formatSeconds(seconds), text)
})

test('a count agrees with its noun', () => {
  assert.equal(formatCount(1, 'layer'), '1 layer')
  assert.equal(formatCount(1200, 'layer'), '1,200 layers')
  assert.equal(formatCount(2, 'process', 'processes'), '2 processes')
})
