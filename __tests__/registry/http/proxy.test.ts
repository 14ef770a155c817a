import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ProcessEnvironment } from '../../../src/command/environment.ts'
import { Failure } from '../../../src/message/failure.ts'
import { createProxyChoice } from '../../../src/registry/http/proxy.ts'

const proxyOf = (environment: ProcessEnvironment, url: string) =>
  createProxyChoice(environment)(new URL(url))?.host
const excepted = (exceptions: string, url: string) =>
  proxyOf({ HTTPS_PROXY: 'http://proxy:3128', NO_PROXY: exceptions }, url) === undefined

test('without a setting there is no proxy', () => {
  assert.equal(proxyOf({}, 'https://ghcr.io/'), undefined)
  assert.equal(proxyOf({ HTTPS_PROXY: '' }, 'https://ghcr.io/'), undefined)
  assert.equal(proxyOf({ HTTP_PROXY: 'http://proxy:1' }, 'https://ghcr.io/'), undefined)
})

test('both cases of the name count, the lower one first, and the scheme may be missing', () => {
  assert.equal(proxyOf({ HTTPS_PROXY: 'http://upper:1' }, 'https://ghcr.io/'), 'upper:1')
  assert.equal(
    proxyOf({ HTTPS_PROXY: 'http://upper:1', https_proxy: 'lower:2' }, 'https://ghcr.io/'),
    'lower:2',
  )
  assert.equal(
    proxyOf({ HTTPS_PROXY: 'u:1', no_proxy: 'ghcr.io', NO_PROXY: 'x' }, 'https://ghcr.io/'),
    undefined,
  )
})

test('loopback is never reached through a proxy', () => {
  for (const host of ['localhost', '127.0.0.1:5000', '127.1.2.3', '[::1]:5000']) {
    assert.equal(proxyOf({ HTTPS_PROXY: 'http://proxy:1' }, `https://${host}/`), undefined, host)
  }
})

test('an exception means a host and what is below it', () => {
  assert.ok(excepted('example.com', 'https://example.com/'))
  assert.ok(excepted('a, Example.COM b', 'https://x.example.com/'))
  assert.ok(!excepted('example.com', 'https://notexample.com/'))
  assert.ok(!excepted('', 'https://example.com/'))
})

test('an exception with a dot in front means what is below a host only', () => {
  for (const exception of ['.example.com', '*.example.com']) {
    assert.ok(excepted(exception, 'https://x.example.com/'))
    assert.ok(!excepted(exception, 'https://example.com/'))
  }
})

test('an exception with a port means that port only', () => {
  assert.ok(excepted('example.com:8443', 'https://example.com:8443/'))
  assert.ok(!excepted('example.com:8443', 'https://example.com/'))
  assert.ok(excepted('example.com:443', 'https://example.com/'))
})

test('addresses can be excepted, and everything can', () => {
  assert.ok(excepted('10.0.0.7', 'https://10.0.0.7:5000/'))
  assert.ok(excepted('[fd00::7]:5000', 'https://[fd00::7]:5000/'))
  assert.ok(excepted('*', 'https://ghcr.io/'))
})

test('what is no proxy is refused without being repeated', () => {
  for (const text of ['http://user:hush@', 'socks5://user:hush@proxy:1', 'http://user:hush%@proxy:1']) {
    assert.throws(
      () => createProxyChoice({ HTTPS_PROXY: text }),
      (error) =>
        error instanceof Failure && /^HTTPS_PROXY/.test(error.message) && !/hush/.test(error.message),
    )
  }
})
