import assert from 'node:assert/strict'
import { test } from 'node:test'
import { collectDetectResults } from '../../../src/cnb/creator/creator.ts'

const resultsOf = (...lines: readonly string[]) => {
  const { push, results } = collectDetectResults()
  for (const line of lines) push(`${line}\n`)
  return results()
}

// As lifecycle 0.21.0 writes it if no group passes.
const output = [
  '======== Output: acme/npm@2.0.0 ========',
  'no package.json',
  '======== Error: acme/ruby@3.1.0 ========',
  'exit status 7',
  '======== Results ========',
  'pass: acme/node@1.0.0',
  'skip: acme/certificates@3.6.0',
  'fail: acme/npm@2.0.0',
  'err:  acme/ruby@3.1.0 (7)',
  'Resolving plan... (try #1)',
  'fail: acme/node@1.0.0 provides unused node',
  'fail: no viable buildpacks in group',
  'ERROR: No buildpack groups passed detection.',
]

test('each buildpack has its detect result and the reason', () => {
  assert.deepEqual(resultsOf(...output), [
    { buildpack: 'acme/node@1.0.0', result: 'failed', reason: 'provides unused node' },
    { buildpack: 'acme/certificates@3.6.0', result: 'skipped', reason: '' },
    { buildpack: 'acme/npm@2.0.0', result: 'failed', reason: '' },
    { buildpack: 'acme/ruby@3.1.0', result: 'error', reason: '(7)' },
  ])
})

test('a buildpack of several groups has the result that explains more', () => {
  assert.deepEqual(resultsOf('fail: a@1 requires jdk', 'pass: a@1', 'skip: b@1', 'fail: b@1', 'fail: a@1'), [
    { buildpack: 'a@1', result: 'failed', reason: 'requires jdk' },
    { buildpack: 'b@1', result: 'failed', reason: '' },
  ])
})

test('colors are removed, and lines and results are limited', () => {
  const [first] = resultsOf(`\u001b[31mfail: a@1 requires ${'x'.repeat(10_000)}\u001b[0m`)
  assert.ok(first !== undefined && first.reason.length < 500)
  const many = Array.from({ length: 10_000 }, (_, nth) => `fail: a${nth}@1`)
  assert.equal(resultsOf(...many).length, 200)
})
