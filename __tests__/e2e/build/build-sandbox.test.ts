import assert from 'node:assert/strict'
import { test } from 'node:test'
import { build, openWorkspace, scriptBuilder } from '../build.ts'
import { readAsRunner } from '../runner-commands.ts'

test('a build has no privileges, no mounts of the runner, no Docker socket, and no secret of the step', async (t) => {
  const script = [
    'echo "user $(id -u):$(id -g)"',
    'grep -E "^(Cap|NoNewPrivs)" /proc/self/status | tr -s "\\t" " "',
    'mount | grep -E "workspace|layers|platform|layout-repo|cache|docker.sock" || echo "no mount"',
    'find / -type s 2>/dev/null | grep . || echo "no socket"',
    'mknod /tmp/disk b 8 0 2>/dev/null || echo "no device"',
    'env | sort',
    'echo "platform: $(ls /platform/env)"',
  ]
  const workspace = await openWorkspace(t, { 'build.sh': script.join('\n') })
  const secrets = {
    ACTIONS_RUNTIME_TOKEN: 'secret-1',
    ACTIONS_RESULTS_URL: 'http://127.0.0.1:9/secret-2',
    MY_SECRET: 'secret-3',
  }
  const inputs = { builder: await scriptBuilder('shared'), env: 'GIVEN=open' }
  const { log } = await build(workspace, inputs, { env: secrets })
  const { shown } = readAsRunner(log)
  for (const name of ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb']) {
    assert.ok(shown.includes(`${name}: 0000000000000000`), `${name} in ${log}`)
  }
  for (const line of [
    ...['user 1000:1000', 'NoNewPrivs: 1', 'no mount', 'no socket', 'no device'],
    ...['GIVEN=open', 'platform: GIVEN'],
  ]) {
    assert.ok(shown.includes(line), `${line} in ${log}`)
  }
  assert.doesNotMatch(log, /secret-\d|ACTIONS_|GITHUB_|INPUT_/)
})
