import assert from 'node:assert/strict'
import { test } from 'node:test'
import { commandEnvironment } from '../../src/command/environment.ts'

test('a command sees neither inputs nor tokens nor the step’s files', () => {
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
