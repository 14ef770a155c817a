import assert from 'node:assert/strict'
import { test } from 'node:test'
import { proxyVariables } from '../../src/docker/proxy.ts'

test('proxy settings are in both cases of letters, as pack has them', () => {
  assert.deepEqual(
    proxyVariables({ HTTPS_PROXY: 'http://a', http_proxy: 'http://b', NO_PROXY: 'c', ALL_PROXY: 'd' }),
    {
      HTTP_PROXY: 'http://b',
      http_proxy: 'http://b',
      HTTPS_PROXY: 'http://a',
      https_proxy: 'http://a',
      NO_PROXY: 'c',
      no_proxy: 'c',
    },
  )
})

test('capitals go first where both are set, and what is empty is not set', () => {
  assert.deepEqual(
    proxyVariables({ HTTP_PROXY: 'http://a', http_proxy: 'http://b', NO_PROXY: '', no_proxy: '' }),
    {
      HTTP_PROXY: 'http://a',
      http_proxy: 'http://a',
    },
  )
})
