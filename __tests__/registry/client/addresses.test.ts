import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createAddresses } from '../../../src/registry/client/addresses.ts'

test('only an insecure registry or one on loopback may redirect to an insecure registry', () => {
  const { mayCall } = createAddresses(new Set(['plain.internal:5000']), () => assert.fail())
  const plain = new URL('http://plain.internal:5000/v2/')
  assert.equal(mayCall(plain, plain), true)
  assert.equal(mayCall(plain, new URL('https://plain.internal:5000/v2/')), true)
  assert.equal(mayCall(plain, new URL('http://127.0.0.1:5000/v2/')), true)
  assert.equal(mayCall(plain, new URL('https://registry.example/v2/')), false)
  assert.equal(mayCall(new URL('http://other.internal/'), plain), false)
})
