import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseChallenges } from '../../../src/registry/auth/authorization.ts'

const read = (header: string) =>
  parseChallenges(header).map(({ scheme, parameters }) => [scheme, Object.fromEntries(parameters)])

test('a value may contain commas and quotes', () => {
  assert.deepEqual(
    read('Bearer realm="https://a.io/token",service="a \\"b\\", c" , scope="repository:x:pull,push"'),
    [['bearer', { realm: 'https://a.io/token', service: 'a "b", c', scope: 'repository:x:pull,push' }]],
  )
})

test('values may be without quotes, and the case of names and schemes is ignored', () => {
  assert.deepEqual(read('BEARER Realm=x , SERVICE = y'), [['bearer', { realm: 'x', service: 'y' }]])
})

test('one header can have several challenges', () => {
  assert.deepEqual(read('Negotiate, NTLM TlRMTVNTUAAB==, Basic realm="r", Bearer realm="t"'), [
    ['negotiate', {}],
    ['ntlm', {}],
    ['tlrmtvntuaab', {}],
    ['basic', { realm: 'r' }],
    ['bearer', { realm: 't' }],
  ])
})

test('a malformed part ends the header', () => {
  assert.deepEqual(read(''), [])
  assert.deepEqual(read('realm="x"'), [])
  assert.deepEqual(read('Basic realm="open'), [['basic', {}]])
  assert.deepEqual(read('Basic a=b, {}, Bearer'), [['basic', { a: 'b' }]])
})
