import assert from 'node:assert/strict'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { exampleWorkflow, runWorkflow, type WorkflowOrder } from '../../../lab/driving/act.ts'
import type { ResultsService } from '../../../lab/services/results.ts'
import { dependencyBuilder, dependentApp } from '../reuse.ts'
import { adapted, assertSucceeded, lab, openFolder, openResults, stepOf } from '../workflow.ts'

/**
 * build-and-test.yml for any event, with folders that each run finds empty under the same path, as GitHub's runners have
 * them.
 */
const workflow = async (t: TestContext, results: ResultsService) => {
  const folder = await openFolder(t)
  const stores = ['layout-repo', 'build-cache'].map((name) => join(folder, name))
  const inputs = [
    'image-path: out/my-app',
    `run-image: ${lab.runImages.tiny.docker}`,
    'path: app',
    `layout-repo: ${stores[0]}`,
    `build-cache: ${stores[1]}`,
  ]
  const withInputs = await adapted(
    exampleWorkflow('build-and-test'),
    folder,
    inputs[0] ?? '',
    inputs.join('\n          '),
  )
  const events = '[push, pull_request, release, pull_request_target, workflow_run, schedule]'
  const forAll = await adapted(
    withInputs,
    folder,
    'on:\n  push:\n    branches: [main]\n  pull_request:\n',
    `on: ${events}\n`,
  )
  const builder = await dependencyBuilder('shared')
  return async (
    run: number,
    files: Readonly<Record<string, string>> = {},
    event?: WorkflowOrder['event'],
  ) => {
    for (const store of stores) await rm(store, { recursive: true, force: true })
    const app = { ...dependentApp, ...files }
    return runWorkflow({
      workflow: forAll,
      repository: Object.fromEntries(Object.entries(app).map(([name, text]) => [join('app', name), text])),
      results,
      run,
      variables: { BUILDER: builder },
      ...(event !== undefined && { event }),
    })
  }
}

const buildCacheEntries = (results: ResultsService) =>
  results.cacheEntries().filter(({ key }) => key.startsWith('buildpacks-oci-layout-build-'))

test('the second run of a workflow reuses the build cache, creates the same image, and saves nothing', async (t) => {
  const results = await openResults(t)
  const run = await workflow(t, results)
  const first = await run(1)
  assertSucceeded(first, 'Build', 'Test')
  const before = stepOf(first, 'Build', 'image')
  assert.equal(before.outputs['build-cache-hit'], 'false')
  assert.equal(before.outputs['reused-layers'], '0')
  assert.match(before.log, /^Nothing was reused: there is no build cache for this app yet$/m)
  assert.match(before.log, /^Build cache: .*B, saved in the Actions cache: .*B$/m)
  assert.equal(buildCacheEntries(results).length, 1)

  const second = await run(2)
  assertSucceeded(second, 'Build', 'Test')
  const { outputs, log, summary } = stepOf(second, 'Build', 'image')
  assert.equal(outputs['digest'], before.outputs['digest'])
  assert.equal(outputs['build-cache-hit'], 'true')
  assert.ok(Number(outputs['reused-layers']) >= 5, outputs['reused-layers'])
  assert.match(log, /^Cache entry buildpacks-oci-layout-build-1-my-app-\S+: .*B in .* s$/m)
  assert.match(log, /^Reused from the previous build: \d+ layers \(.*B\); 3 cached layers restored$/m)
  assert.match(log, /^Build cache: .*B, unchanged$/m)
  assert.match(log, /deps are there/)
  assert.match(summary, /reused/)
  assert.equal(buildCacheEntries(results).length, 1)
  assert.equal(stepOf(second, 'Test', '1').log, stepOf(first, 'Test', '1').log)

  const third = await run(3, { 'main.txt': 'changed\n' })
  assertSucceeded(third, 'Build', 'Test')
  const changed = stepOf(third, 'Build', 'image')
  assert.notEqual(changed.outputs['digest'], before.outputs['digest'])
  assert.equal(changed.outputs['build-cache-hit'], 'true')
  assert.match(changed.log, /deps are there/)
  assert.equal(buildCacheEntries(results).length, 2)

  await t.test('a run for a release neither restores nor saves caches', async () => {
    const left = buildCacheEntries(results).map(({ key }) => key)
    const release = await run(
      4,
      { 'main.txt': 'released\n' },
      { name: 'release', payload: { release: { tag_name: 'v1' } } },
    )
    assertSucceeded(release, 'Build', 'Test')
    const { outputs, log } = stepOf(release, 'Build', 'image')
    assert.equal(outputs['build-cache-hit'], 'false')
    assert.match(
      log,
      /^Nothing was reused: "cache" is "auto", and runs for tags do not use the build cache$/m,
    )
    assert.doesNotMatch(log, /deps are there|^Build cache: /)
    assert.equal(outputs['cache-hit'], 'true', 'the run image is cached all the same')
    assert.deepEqual(
      buildCacheEntries(results).map(({ key }) => key),
      left,
    )
  })
})
