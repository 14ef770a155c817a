import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ProcessEnvironment } from '../../../src/command/environment.ts'
import { Failure } from '../../../src/message/failure.ts'
import { createProxyChoice } from '../../../src/registry/client/proxy.ts'

const proxyOf = (environment: ProcessEnvironment, url: string) =>
  createProxyChoice(environment)(new URL(url))?.host
const excepted = (exceptions: string, url: string) =>
  proxyOf({ HTTPS_PROXY: 'http://proxy:3128', NO_PROXY: exceptions }, url) === undefined

test('without settings, there is no proxy', () => {
  assert.equal(proxyOf({}, 'https://ghcr.io/'), undefined)
  assert.equal(proxyOf({ HTTPS_PROXY: '' }, 'https://ghcr.io/'), undefined)
  assert.equal(proxyOf({ HTTP_PROXY: 'http://proxy:1' }, 'https://ghcr.io/'), undefined)
})

test('variables in lower case take precedence, and a proxy may have no scheme', () => {
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

test('loopback never uses a proxy', () => {
  for (const host of ['localhost', '127.0.0.1:5000', '127.1.2.3', '[::1]:5000']) {
    assert.equal(proxyOf({ HTTPS_PROXY: 'http://proxy:1' }, `https://${host}/`), undefined, host)
  }
})

test('an exception matches a host and its subdomains', () => {
  assert.ok(excepted('example.com', 'https://example.com/'))
  assert.ok(excepted('a, Example.COM b', 'https://x.example.com/'))
  assert.ok(!excepted('example.com', 'https://notexample.com/'))
  assert.ok(!excepted('', 'https://example.com/'))
})

test('an exception after a dot matches only the subdomains', () => {
  for (const exception of ['.example.com', '*.example.com']) {
    assert.ok(excepted(exception, 'https://x.example.com/'))
    assert.ok(!excepted(exception, 'https://example.com/'))
  }
})

test('an exception with a port matches only that port', () => {
  assert.ok(excepted('example.com:8443', 'https://example.com:8443/'))
  assert.ok(!excepted('example.com:8443', 'https://example.com/'))
  assert.ok(excepted('example.com:443', 'https://example.com/'))
})

test('an address matches every spelling, and with a port only that port', () => {
  assert.ok(excepted('10.0.0.7', 'https://10.0.0.7:5000/'))
  assert.ok(!excepted('10.0.0.7', 'https://110.0.0.7/'))
  assert.ok(!excepted('10.0.0.7:443', 'https://10.0.0.7:5000/'))
  for (const exception of ['fd00::7', 'FD00:0:0::7', '[fd00::7]', '[fd00::7]:5000']) {
    assert.ok(excepted(exception, 'https://[fd00::7]:5000/'), exception)
    assert.ok(!excepted(exception, 'https://[fd00::8]:5000/'), exception)
  }
  assert.ok(!excepted('[fd00::7]:443', 'https://[fd00::7]:5000/'))
  assert.ok(excepted('10.0.0.7', 'https://[::ffff:10.0.0.7]/'))
})

test('a range matches its addresses on every port, and no names', () => {
  for (const [range, inside, outside] of [
    ['10.0.0.0/8', '10.255.1.2:5000', '11.0.0.1'],
    ['192.168.4.9/30', '192.168.4.10', '192.168.4.12'],
    ['0.0.0.0/0', '203.0.113.5', '[2001:db8::1]'],
    ['fd00::/8', '[fd12:3456::1]:5000', '[fe80::1]'],
    ['2001:DB8:1::/48', '[2001:db8:1:2::3]', '[2001:db8:2::1]'],
  ] as const) {
    assert.ok(excepted(range, `https://${inside}/`), `${inside} is in ${range}`)
    assert.ok(excepted(`example.com, ${range}`, `https://${inside}/`), `${inside} is in ${range}`)
    assert.ok(!excepted(range, `https://${outside}/`), `${outside} is not in ${range}`)
    assert.ok(!excepted(range, 'https://ghcr.io/'), range)
  }
})

test('an invalid range and an entry without a host match nothing', () => {
  for (const range of [
    '10.0.0.0/33',
    '10.0.0.0/',
    '10.0.0.0/-1',
    '10.0/8',
    'fd00::/129',
    '/8',
    ':443',
    '.',
    '*.',
  ])
    assert.ok(!excepted(range, 'https://10.0.0.7/'), range)
})

test('a star alone matches everything', () => {
  for (const url of ['https://ghcr.io/', 'https://10.0.0.7:5000/', 'https://[fd00::7]/']) {
    assert.ok(excepted('*', url), url)
    assert.ok(excepted('example.com, *', url), url)
  }
})

test('an invalid proxy is refused and not repeated', () => {
  for (const text of ['http://user:hush@', 'socks5://user:hush@proxy:1', 'http://user:hush%@proxy:1']) {
    assert.throws(
      () => createProxyChoice({ HTTPS_PROXY: text }),
      (error) =>
        error instanceof Failure && /^HTTPS_PROXY/.test(error.message) && !/hush/.test(error.message),
    )
  }
})
