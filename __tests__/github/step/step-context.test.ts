import assert from 'node:assert/strict'
import { test } from 'node:test'
import { stepContext } from '../../../src/github/step/step-context.ts'

test('a step reads its workspace, its run and its action from the environment', () => {
  const environment = {
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_REPOSITORY: 'octo/app',
    GITHUB_RUN_ID: '4711',
    GITHUB_RUN_ATTEMPT: '2',
    GITHUB_WORKSPACE: '/work/app',
    RUNNER_TEMP: '/work/_temp',
    GITHUB_JOB: 'image',
    GITHUB_SHA: '0123abc',
    GITHUB_ACTION_REPOSITORY: 'octo/buildpacks-oci-layout',
    GITHUB_ACTION_REF: 'v1',
    GITHUB_STEP_SUMMARY: '/work/summary.md',
    GITHUB_ARTIFACTS: '/work/artifacts',
    DOCKER_CONFIG: '/work/docker',
  }
  assert.deepEqual(stepContext(environment), {
    server: 'GitHub',
    serverUrl: 'https://github.com',
    repository: 'octo/app',
    runId: 4711,
    workspace: '/work/app',
    temporary: '/work/_temp',
    runAttempt: 2,
    job: 'image',
    commit: '0123abc',
    actionRepository: 'octo/buildpacks-oci-layout',
    actionRef: 'v1',
    summaryFile: '/work/summary.md',
    artifactsFile: '/work/artifacts',
    dockerConfig: '/work/docker',
    environment,
  })
})

test('values that are missing or empty have defaults', () => {
  const { workspace, temporary, serverUrl, actionRepository, dockerConfig, runAttempt } = stepContext({
    GITHUB_WORKSPACE: '',
    GITHUB_ACTION_REPOSITORY: '',
  })
  assert.deepEqual(
    { workspace, temporary, serverUrl, actionRepository, runAttempt },
    {
      workspace: process.cwd(),
      temporary: '/tmp',
      serverUrl: 'https://github.com',
      actionRepository: undefined,
      runAttempt: 1,
    },
  )
  assert.match(dockerConfig, /\/\.docker$/)
})

for (const [environment, server] of [
  [{}, 'GitHub'],
  [{ GITHUB_SERVER_URL: 'https://octo.ghe.com' }, 'GitHub'],
  [{ GITHUB_SERVER_URL: 'https://github.example.org' }, 'GitHub Enterprise Server'],
  [{ GITHUB_SERVER_URL: 'https://git.example.org', GITEA_ACTIONS: 'true' }, 'Gitea'],
  [
    { GITHUB_SERVER_URL: 'https://git.example.org', GITEA_ACTIONS: 'true', FORGEJO_ACTIONS: 'true' },
    'Forgejo',
  ],
  [{ GITHUB_SERVER_URL: 'https://github.com', ACT: 'true' }, 'act'],
  [{ ACT: 'true', GITEA_ACTIONS: 'true' }, 'Gitea'],
  [{ GITHUB_SERVER_URL: 'nonsense' }, 'GitHub Enterprise Server'],
] as const) {
  test(`${JSON.stringify(environment)} is ${server}`, () => {
    assert.equal(stepContext(environment).server, server)
  })
}

test('a slash at the end of the server URL is removed: Gitea adds one', () => {
  const environment = { GITHUB_SERVER_URL: 'https://git.example.org/', GITEA_ACTIONS: 'true' }
  assert.equal(stepContext(environment).serverUrl, 'https://git.example.org')
})
