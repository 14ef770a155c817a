import assert from 'node:assert/strict'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { startAction } from '../../../lab/driving/runner.ts'
import type { Misbehaviour } from '../../../lab/services/results/misbehaviour.ts'
import type { ResultsService } from '../../../lab/services/results.ts'
import { actionRun, build, layoutOf, openWorkspace, type Workspace, warningsIn } from '../build.ts'
import { openFolder, openResults, ownRunImage, requestsFor } from '../workflow.ts'

const inputs = { cache: 'run-image' }

/** A runner that is new: nothing of an earlier job is in its temporary folder, which has the same path. */
const again = async (workspace: Workspace): Promise<Workspace> => {
  await rm(workspace.layoutRepo, { recursive: true, force: true })
  return workspace
}

interface Trouble {
  readonly title: string
  readonly fault?: Misbehaviour
  /** Replaces what the step has of the service in its environment. */
  readonly env?: (results: ResultsService) => Readonly<Record<string, string>>
  /** Whether an earlier run has saved the run image. */
  readonly saved?: boolean
  readonly says: RegExp
  readonly warns: boolean
}

// One of each kind; the tests of src/github/cache and src/store have every one.
const troubles: readonly Trouble[] = [
  {
    title: 'the service refuses to look up entries',
    fault: { on: 'GetCacheEntryDownloadURL', status: 403, message: 'not today' },
    says: /The cache could not be restored: .*not today/,
    warns: true,
  },
  {
    title: 'the upload of an entry breaks off',
    fault: { on: 'PutBlob', status: 403, message: 'expired' },
    says: /The cache could not be saved: /,
    warns: true,
  },
  {
    title: 'what is downloaded is no archive',
    fault: { on: 'GetBlob', replaceWith: 'garbage' },
    saved: true,
    says: /The cache could not be restored: /,
    warns: true,
  },
  {
    title: 'the token may read only, as in a pull request from a fork',
    env: ({ envOf }) => envOf({ scopes: [{ name: 'refs/heads/main', read: true, write: false }] }),
    says: /The cache was not saved: .*(?:read-only|denied)/,
    warns: false,
  },
]

suite('a failing cache never fails the build', { concurrency: 2 }, () => {
  for (const { title, fault, env, saved, says, warns } of troubles) {
    test(title, async (t) => {
      const results = await openResults(t)
      const workspace = await openWorkspace(t)
      if (saved === true) await build(workspace, inputs, { env: results.env })
      if (fault !== undefined) {
        const garbage = join(await openFolder(t), 'garbage')
        await writeFile(garbage, 'this is no archive')
        results.misbehave(fault.replaceWith === undefined ? fault : { ...fault, replaceWith: garbage })
      }

      const result = await build(await again(workspace), inputs, { env: env?.(results) ?? results.env })

      assert.match(result.log, says)
      assert.equal(
        warningsIn(result).some((warning) => says.test(warning)),
        warns,
        result.log,
      )
      assert.equal(result.outputs['cache-hit'], 'false')
      await layoutOf(result)
      if (saved !== true)
        assert.deepEqual(
          results.cacheEntries().filter(({ complete }) => complete),
          [],
        )
    })
  }
})

test('with cache: false the service is not asked', async (t) => {
  const results = await openResults(t)
  const { log } = await build(await openWorkspace(t), { cache: 'false' }, { env: results.env })
  assert.deepEqual(results.requests(), [])
  assert.doesNotMatch(log, /Cache (?:hit|miss|key)/)
})

test('unchanged layers of an older run image are taken from the cache', async (t) => {
  const results = await openResults(t)
  const workspace = await openWorkspace(t)
  const repository = 'workflow-older'
  const runImage = await ownRunImage(repository, 'docker')
  await build(workspace, { ...inputs, 'run-image': runImage }, { env: results.env })
  // The same tag names another image now, of the same layers.
  await ownRunImage(repository, 'oci', 'docker')
  const before = (await requestsFor(repository)).length

  const second = await build(
    await again(workspace),
    { ...inputs, 'run-image': runImage },
    { env: results.env },
  )

  assert.equal(second.outputs['cache-hit'], 'false')
  assert.match(second.log, /^Cache hit of another version/m)
  const asked = (await requestsFor(repository)).slice(before)
  assert.deepEqual(
    asked.map(({ method, path }) => `${method} ${path.replace(/sha256:.*/, 'DIGEST')}`),
    [`HEAD /v2/${repository}/manifests/docker`, `GET /v2/${repository}/manifests/DIGEST`],
    'the manifest is another one; configuration and layers are the same',
  )
  assert.equal(results.cacheEntries().length, 2, 'the new version is saved as well')
})

test('a build that is cancelled during the upload of a cache entry leaves no entry', async (t) => {
  const results = await openResults(t)
  const workspace = await openWorkspace(t)
  const end = results.misbehave({ on: 'PutBlob', bytesPerSecond: 1000 })
  const env = { ...results.env, RUNNER_DEBUG: '1' }
  const running = await startAction(actionRun(workspace, inputs, { env }))
  await running.logged(/^::debug::.*(?:Uploading|BlobName|signed)/m)
  running.kill('SIGINT')
  const { exitCode } = await running.result
  assert.equal(exitCode, 1)
  end()
  assert.deepEqual(
    results.cacheEntries().filter(({ complete }) => complete),
    [],
  )

  const next = await build(await again(workspace), inputs, { env: results.env })
  assert.equal(next.outputs['cache-hit'], 'false')
  assert.match(next.log, /^Cache miss/m)
})
