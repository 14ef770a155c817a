import assert from 'node:assert/strict'
import { join } from 'node:path'
import { test } from 'node:test'
import { privilegeLauncher } from '../../../src/sandbox/host/command.ts'
import { programOnPath } from '../../command/program.ts'
import { temporaryFolder } from '../../image/image.ts'

test('setpriv starts the build, so that no program gains privileges', async (t) => {
  const { folder } = await programOnPath(t, 'setpriv', '')
  const warnings: string[] = []
  assert.deepEqual(
    privilegeLauncher({ PATH: folder }, (line) => warnings.push(line)),
    [...[join(folder, 'setpriv'), '--no-new-privs', '--']],
  )
  assert.deepEqual(warnings, [])
})

test('a missing setpriv causes a warning that says what to do', async (t) => {
  const warnings: string[] = []
  for (const environment of [{ PATH: await temporaryFolder(t) }, {}]) {
    assert.deepEqual(
      privilegeLauncher(environment, (line) => warnings.push(line)),
      [],
    )
  }
  assert.equal(warnings.length, 2)
  for (const line of warnings) {
    assert.match(
      line,
      /^This container has no "setpriv", so .* Add util-linux to the builder, or use a runner/,
    )
  }
})
