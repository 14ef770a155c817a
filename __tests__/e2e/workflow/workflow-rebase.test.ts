import assert from 'node:assert/strict'
import { dirname } from 'node:path'
import { test } from 'node:test'
import { exampleWorkflow, runWorkflow } from '../../../lab/driving/act.ts'
import { run } from '../../../lab/tools/command.ts'
import { build, openWorkspace } from '../build.ts'
import { pushBuilt, pushRunImage } from '../rebase.ts'
import { standInFor } from '../stand-ins.ts'
import { assertSucceeded, lab, openResults, removeLater, stepOf } from '../workflow.ts'

const { registry, tools } = lab

test('rebase-nightly.yml: the pushed image is tested and pushed again when its run image has changed', async (t) => {
  const name = 'workflow-rebase'
  const image = `${registry.address}/${name}`
  const workflow = exampleWorkflow('rebase-nightly')
  const actions = await standInFor(t, workflow, 'docker/login-action')
  removeLater(t, 'rebased:ci')
  const runImage = await pushRunImage(`${name}-run`, { version: '1' })
  const workspace = await openWorkspace(t)
  const built = await build(workspace, { 'run-image': runImage })
  await pushBuilt(built.outputs['layout-path'] ?? '', name, 'main')
  const night = async (number: number) =>
    runWorkflow({
      workflow,
      actions,
      repository: {},
      results: await openResults(t),
      run: number,
      event: { name: 'schedule', payload: {} },
      variables: { REGISTRY: registry.address, IMAGE: name },
      path: [dirname(tools.crane)],
    })

  const quiet = await night(1)
  assertSucceeded(quiet, 'Rebase')
  assert.equal(stepOf(quiet, 'Rebase', 'image').outputs['changed'], 'false')

  await pushRunImage(`${name}-run`, { version: '2' })
  const result = await night(2)
  assertSucceeded(result, 'Rebase', 'Test', 'Push')
  const { outputs } = stepOf(result, 'Rebase', 'image')
  assert.equal(outputs['changed'], 'true')
  assert.equal(stepOf(result, 'Test', '2').log, 'Hello, world!\n')
  assert.equal((await run(tools.crane, ['digest', `${image}:main`])).trim(), outputs['digest'])
  assert.notEqual(outputs['digest'], built.outputs['digest'])
})
