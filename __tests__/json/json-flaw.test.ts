import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { jsonFlaw } from '../../src/json/document.ts'
import { holds } from '../property.ts'

test('a field that comes twice in one object is a flaw, in any spelling of its name', () => {
  assert.equal(jsonFlaw('{"a":1,"b":{"a":2},"a":3}'), 'has "a" twice in one object')
  assert.equal(jsonFlaw('[{"x":[{"\\u0061" : 1 ,"a"\n:2}]}]'), 'has "a" twice in one object')
  assert.equal(jsonFlaw('{"\\n::x":1,"\\n::x":2}'), 'has "::x" twice in one object')
})

test('the same name in another object, in another case or as a value is not a flaw', () => {
  for (const text of [
    '{"a":{"a":{"a":1}}}',
    '[{"a":1},{"a":1}]',
    '{"a":"a","A":["a","a"]}',
    '"a"',
    '{"":0}',
  ]) {
    assert.equal(jsonFlaw(text), undefined, text)
  }
})

test('brackets and colons in strings are ignored', () => {
  for (const value of ['\\"}{"a":1', '[{'.repeat(1000), '\\', '"a":1,"a":2']) {
    assert.equal(jsonFlaw(JSON.stringify({ [value]: value, a: [value] })), undefined)
  }
})

test('objects and lists may be nested up to a limit', () => {
  const nested = (depth: number): string => '[{"a":'.repeat(depth / 2) + 1 + '}]'.repeat(depth / 2)
  assert.equal(jsonFlaw(nested(500)), undefined)
  for (const depth of [502, 200_000]) {
    assert.equal(jsonFlaw(nested(depth)), 'has more than 500 nested objects and lists')
  }
})

test('a document of the largest size is checked', () => {
  for (const text of [JSON.stringify('x'.repeat(4_000_000)), `[${'{"a":1},'.repeat(500_000)}{}]`]) {
    assert.equal(jsonFlaw(text), undefined)
  }
})

holds('what JSON.stringify writes of a value has no flaw', [fc.jsonValue()], (value) => {
  for (const space of [0, 2]) assert.equal(jsonFlaw(JSON.stringify(value, undefined, space)), undefined)
})
