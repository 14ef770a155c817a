import assert from 'node:assert/strict'
import { rm } from 'node:fs/promises'
import { suite, test } from 'node:test'
import { type ActionRun, startAction } from '../../lab/runner.ts'
import { build, openWorkspace } from './build.ts'
import { assertNothingLeft, downloadRun, openLaterJob } from './download.ts'
import { openResults } from './workflow.ts'

// What a runner grants before it ends a process with force, and issue 3 asks of us: https://github.com/actions/runner
const grace = 5_000

/** Starts an action, and cancels it when its log has a line like this. */
const cancel = async (run: ActionRun, signal: NodeJS.Signals, when: RegExp) => {
  const running = await startAction(run)
  await running.logged(when)
  const start = performance.now()
  running.kill(signal)
  const { exitCode, log, outputs } = await running.result
  return { exitCode, log, outputs, took: performance.now() - start }
}

suite('a cancelled download ends in time and leaves nothing', { concurrency: 2 }, () => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    test(`${signal} while the artifact comes in`, async (t) => {
      const results = await openResults(t)
      const { outputs } = await build(await openWorkspace(t), { upload: 'true' }, results)
      results.misbehave({ on: 'GetBlob', stallAfter: 100_000 })
      const job = await openLaterJob(t)
      const env = { ...results.env, RUNNER_DEBUG: '1' }
      const run = downloadRun(job, { digest: outputs['digest'] ?? '' }, { env })

      const cancelled = await cancel(run, signal, /Starting download of artifact/)

      assert.equal(cancelled.exitCode, 1)
      assert.ok(cancelled.took < grace, `it took ${cancelled.took} ms`)
      assert.match(cancelled.log, new RegExp(`^::error::The step was cancelled \\(${signal}\\)`, 'm'))
      assert.deepEqual(cancelled.outputs, {})
      await assertNothingLeft(job)
    })
  }

  test('while a cache entry comes in', async (t) => {
    const results = await openResults(t)
    const builder = await openWorkspace(t)
    const layoutRepo = { 'layout-repo': `${builder.temp}/shared` }
    await build(builder, { cache: 'true', ...layoutRepo }, results)
    await build(builder, { upload: 'true', sparse: 'true' }, results)
    await rm(layoutRepo['layout-repo'], { recursive: true })
    const job = await openLaterJob(t)
    const env = { ...results.env, RUNNER_DEBUG: '1' }
    const stop = results.misbehave({ on: 'GetCacheEntryDownloadURL', status: 503 })
    const cancelled = await cancel(downloadRun(job, layoutRepo, { env }), 'SIGINT', /^Proven: /m)
    stop()
    assert.equal(cancelled.exitCode, 1)
    assert.ok(cancelled.took < grace, `it took ${cancelled.took} ms`)
    await assertNothingLeft(job)
  })
})
