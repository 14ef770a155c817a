import assert from 'node:assert/strict'
import { test } from 'node:test'
import { createAddresses, isLoopback, registryAddress } from '../../../src/registry/client/addresses.ts'

test('plain HTTP is used for registries on loopback', () => {
  for (const [registry, address] of [
    ['localhost', 'http://localhost/'],
    ['localhost:5000', 'http://localhost:5000/'],
    ['LOCALHOST:443', 'http://localhost:443/'],
    ['127.8.9.1:443', 'http://127.8.9.1:443/'],
    ['[::1]:5000', 'http://[::1]:5000/'],
    ['ghcr.io', 'https://ghcr.io/'],
    ['10.0.0.1:80', 'https://10.0.0.1:80/'],
    ['localhost.example:5000', 'https://localhost.example:5000/'],
    ['127.0.0.1.example', 'https://127.0.0.1.example/'],
  ] as const) {
    assert.equal(registryAddress(registry).href, address)
  }
})

test('Docker Hub has another host name for its API', () => {
  assert.equal(registryAddress('index.docker.io').href, 'https://registry-1.docker.io/')
})

test('loopback addresses have several spellings', () => {
  for (const name of ['localhost', '127.0.0.1', '[::1]', '::1']) assert.ok(isLoopback(name), name)
  for (const name of ['0.0.0.0', '128.0.0.1', '[::2]', 'localhost.', 'x']) assert.ok(!isLoopback(name), name)
})

test('a server that is not on loopback cannot redirect to plain HTTP on loopback', () => {
  const { mayCall } = createAddresses(new Set(), () => assert.fail())
  const loopback = new URL('http://127.0.0.1:1')
  const remote = new URL('https://ghcr.io')
  assert.ok(mayCall(loopback, new URL('http://localhost:2')))
  assert.ok(!mayCall(loopback, remote))
  assert.ok(mayCall(remote, loopback))
  assert.ok(!mayCall(new URL('http://ghcr.io'), loopback))
  assert.ok(!mayCall(new URL('file:///etc/passwd'), loopback))
})

test('only an insecure registry or one on loopback may redirect to an insecure registry', () => {
  const { mayCall } = createAddresses(new Set(['plain.internal:5000']), () => assert.fail())
  const plain = new URL('http://plain.internal:5000/v2/')
  assert.equal(mayCall(plain, plain), true)
  assert.equal(mayCall(plain, new URL('https://plain.internal:5000/v2/')), true)
  assert.equal(mayCall(plain, new URL('http://127.0.0.1:5000/v2/')), true)
  assert.equal(mayCall(plain, new URL('https://registry.example/v2/')), false)
  assert.equal(mayCall(new URL('http://other.internal/'), plain), false)
})
