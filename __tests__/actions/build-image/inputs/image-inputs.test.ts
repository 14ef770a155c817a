import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  parseCreationTime,
  parseLabels,
  readImageInputs,
} from '../../../../src/actions/build-image/inputs/image-inputs.ts'

const read = (inputs: Readonly<Record<string, string>>) => readImageInputs((name) => inputs[name] ?? '')

test('without inputs the image is as the buildpacks make it', () => {
  assert.deepEqual(read({}), {
    defaultProcess: undefined,
    creationTime: undefined,
    executionEnvironment: 'production',
    labels: new Map(),
  })
})

test('process type and execution environment are single words', () => {
  const { defaultProcess, executionEnvironment } = read({
    'default-process': 'my_worker-2.0',
    'execution-environment': 'test',
  })
  assert.deepEqual([defaultProcess, executionEnvironment], ['my_worker-2.0', 'test'])
  for (const [name, text] of [
    ['default-process', 'web worker'],
    ['default-process', '-daemon'],
    ['execution-environment', 'a/b'],
  ] as const) {
    assert.throws(() => read({ [name]: text }), new RegExp(`"${name}" is "${text}". Use letters`))
  }
})

test('the creation time is now, seconds since 1970, a date or a time with its zone', () => {
  assert.equal(parseCreationTime(''), undefined)
  assert.equal(parseCreationTime('0'), 0)
  assert.equal(parseCreationTime('1764072000'), 1764072000)
  assert.equal(parseCreationTime('2025-11-25T12:00:00Z'), 1764072000)
  assert.equal(parseCreationTime('2025-11-25T13:00:00.5+01:00'), 1764072000)
  assert.equal(parseCreationTime('2025-11-25'), 1764028800)
  const before = Math.floor(Date.now() / 1000)
  const now = parseCreationTime('now')
  assert.ok(now !== undefined && now >= before && now <= Date.now() / 1000)
})

for (const text of [
  'yesterday',
  '-1',
  '1.5',
  '2025-11-25T12:00:00',
  '2025-13-01',
  '1969-12-31',
  '253402300800',
]) {
  test(`"${text}" is not a creation time`, () => {
    assert.throws(() => parseCreationTime(text), /"creation-time" is ".*"\. Use "now", seconds since 1970/)
  })
}

test('labels are lines, and their values can be any text', () => {
  const text = '# who\na=1\n\n org.opencontainers.image.source = https://x/y?z=1 \r\na=2\nempty=\n'
  assert.deepEqual(
    parseLabels(text),
    new Map([
      ['a', '2'],
      ['org.opencontainers.image.source', ' https://x/y?z=1 '],
      ['empty', ''],
    ]),
  )
})

test('reserved labels, invalid names and lines without a value are refused with their line', () => {
  for (const [text, message] of [
    [
      'a=1\n# x\nio.buildpacks.rebasable=false',
      /in line 3, "io\.buildpacks\.rebasable=false": labels that begin with/,
    ],
    ['1a=x', /in line 1, "1a=x": it does not begin with the name of a label\. Names begin with a letter/],
    ['a b=x', /"a b=x": it does not begin with the name/],
    ['=x', /"=x": it does not begin with the name/],
    ['\na', /^Failure: The input "labels" is wrong in line 2, "a": it has no "="\. An example: labels: org/],
  ] as const) {
    assert.throws(() => parseLabels(text), message)
  }
})

test('a day that its month does not have is refused', () => {
  for (const text of ['2026-02-31', '2025-02-29T12:00:00Z', '2026-04-31']) {
    assert.throws(() => parseCreationTime(text), /"creation-time" is "2/)
  }
  assert.equal(parseCreationTime('2024-02-29'), Date.UTC(2024, 1, 29) / 1000)
})
