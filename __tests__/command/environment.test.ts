import assert from 'node:assert/strict'
import { test } from 'node:test'
import { commandEnvironment, proxyVariables } from '../../src/command/environment.ts'

test("a command does not see inputs, tokens and the step's files", () => {
  const step = {
    PATH: '/bin',
    DOCKER_HOST: 'tcp://127.0.0.1:2375',
    HTTPS_PROXY: 'http://proxy',
    GITHUB_WORKSPACE: '/w',
    ACTIONS_RUNTIME_TOKEN: 'secret',
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'secret',
    'INPUT_GITHUB-TOKEN': 'secret',
    GITHUB_OUTPUT: '/o',
    GITHUB_ENV: '/e',
    GITHUB_PATH: '/p',
    GITHUB_STATE: '/s',
    GITHUB_STEP_SUMMARY: '/m',
  }
  assert.deepEqual(Object.keys(commandEnvironment(step)), [
    'PATH',
    'DOCKER_HOST',
    'HTTPS_PROXY',
    'GITHUB_WORKSPACE',
  ])
})

test('proxy settings are passed in upper case and in lower case, as by pack', () => {
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

test('upper case counts if both are set, and an empty value counts as unset', () => {
  assert.deepEqual(
    proxyVariables({ HTTP_PROXY: 'http://a', http_proxy: 'http://b', NO_PROXY: '', no_proxy: '' }),
    {
      HTTP_PROXY: 'http://a',
      http_proxy: 'http://a',
    },
  )
})
