import assert from 'node:assert/strict'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { exampleWorkflow, runWorkflow } from '../../../lab/driving/act.ts'
import { runAction } from '../../../lab/driving/runner.ts'
import { checkLayout } from '../../../lab/images/layout-check.ts'
import type { ResultsService } from '../../../lab/services/results.ts'
import { run } from '../../../lab/tools/command.ts'
import {
  adapted,
  assertSucceeded,
  hello,
  lab,
  openFolder,
  openResults,
  ownRunImage,
  requestsFor,
  stepOf,
} from '../workflow.ts'

/**
 * build-and-test.yml with a layout-repo that is empty at the start of each run, as on GitHub's runners. The app is in a
 * folder without .git, so that all runs build the same image.
 */
const workflow = async (t: TestContext, runImage: string, results: ResultsService) => {
  const folder = await openFolder(t)
  const layoutRepo = join(folder, 'layout-repo')
  const inputs = [
    'image-path: out/my-app',
    `run-image: ${runImage}`,
    'path: app',
    `layout-repo: ${layoutRepo}`,
    'cache: run-image',
  ]
  const example = exampleWorkflow('build-and-test')
  const adaptedExample = await adapted(example, folder, inputs[0] ?? '', inputs.join('\n          '))
  return async (run: number) => {
    await rm(layoutRepo, { recursive: true, force: true })
    return runWorkflow({
      workflow: adaptedExample,
      repository: hello('app'),
      results,
      run,
      variables: { BUILDER: lab.builders.tiny.newest },
    })
  }
}

test('the second run of a workflow has the run image from the cache: one HEAD, no blob', async (t) => {
  const results = await openResults(t)
  const repository = 'workflow-cache'
  const run = await workflow(t, await ownRunImage(repository), results)

  const first = await run(1)
  assertSucceeded(first, 'Build', 'Test')
  assert.equal(stepOf(first, 'Build', 'image').outputs['cache-hit'], 'false')
  assert.match(stepOf(first, 'Build', 'image').log, /^Cache miss/m)
  assert.match(stepOf(first, 'Build', 'image').log, /^Run image saved in the cache: .*MB in .* s$/m)
  const before = await requestsFor(repository)
  assert.equal(before.filter(({ method, path }) => method === 'GET' && path.includes('/blobs/')).length, 3)

  const second = await run(2)
  assertSucceeded(second, 'Build', 'Test')
  const { outputs, log, summary } = stepOf(second, 'Build', 'image')
  assert.equal(outputs['cache-hit'], 'true')
  assert.match(
    log,
    /^Cache key: version 2, platform linux\/\w+, run image \S+\/workflow-cache, digest sha256:/m,
  )
  assert.match(log, /^Cache hit: 1\.\d MB in [\d.]+ s$/m)
  assert.match(summary, /cache hit/)
  assert.deepEqual(
    (await requestsFor(repository)).slice(before.length).map(({ method, path }) => `${method} ${path}`),
    ['HEAD /v2/workflow-cache/manifests/docker'],
  )
  assert.equal(outputs['digest'], stepOf(first, 'Build', 'image').outputs['digest'])
  assert.equal(stepOf(second, 'Test', '1').log, 'Hello, world!\n')
  assert.equal(results.cacheEntries().length, 1)

  await t.test(
    'a poisoned cache entry, same sizes and other content, leads to the right image and a warning',
    async () => {
      await results.poison('buildpacks-oci-layout-')
      const third = await run(3)
      assertSucceeded(third, 'Build', 'Test')
      const poisoned = stepOf(third, 'Build', 'image')
      assert.match(poisoned.log, /^Cache hit/m)
      const warnings =
        poisoned.log.match(/^::warning::The layout-repo's copy of sha256:[0-9a-f]{64} is corrupt/gm) ?? []
      assert.equal(warnings.length, 4, 'manifest, configuration and two layers are corrupt')
      assert.equal(poisoned.outputs['digest'], outputs['digest'])
      assert.equal(stepOf(third, 'Test', '0').outputs['digest'], outputs['digest'])
      assert.equal(stepOf(third, 'Test', '1').log, 'Hello, world!\n')
    },
  )
})

test('a second build with a run image pinned by digest sends no request to its registry', async (t) => {
  const results = await openResults(t)
  const repository = 'workflow-pinned'
  const tagged = await ownRunImage(repository)
  const folder = await openFolder(t)
  const build = async (runImage: string) => {
    await rm(join(folder, 'temp'), { recursive: true, force: true })
    const result = await runAction({
      action: 'build',
      inputs: {
        'image-path': join(folder, 'out', 'my-app'),
        builder: lab.builders.tiny.newest,
        'run-image': runImage,
        upload: 'false',
        path: join(import.meta.dirname, '..', '..', '..', 'examples', 'hello'),
      },
      workspace: folder,
      temp: join(folder, 'temp'),
      env: results.env,
    })
    assert.equal(result.exitCode, 0, result.log)
    return result
  }
  const digest = (await run(lab.tools.crane, ['digest', tagged])).trim()
  const pinned = tagged.replace(/:docker$/, `@${digest}`)
  assert.equal((await build(pinned)).outputs['cache-hit'], 'false')
  const before = await requestsFor(repository)

  const second = await build(pinned)
  assert.equal(second.outputs['cache-hit'], 'true')
  assert.equal(second.outputs['run-image'], pinned)
  assert.deepEqual((await requestsFor(repository)).slice(before.length), [])
  await checkLayout(second.outputs['layout-path'] ?? '')
})
