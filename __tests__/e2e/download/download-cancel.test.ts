import assert from 'node:assert/strict'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { type RunningAction, startAction } from '../../../lab/driving/runner.ts'
import { lab } from '../build.ts'
import { assertNothingLeft, downloadRun, openLaterJob } from '../download.ts'
import { uploadLayout } from '../layouts.ts'
import { openResults } from '../workflow.ts'

/** Cancels a running action. */
const cancel = (running: RunningAction, signal: NodeJS.Signals) => {
  running.kill(signal)
  return running.result
}

/** Waits until a directory contains a file that is not empty. */
const filled = async (folder: string): Promise<void> => {
  for (;;) {
    for (const path of await readdir(folder, { recursive: true }).catch(() => [])) {
      const stats = await stat(join(folder, path)).catch(() => undefined)
      if (stats?.isFile() === true && stats.size > 0) return
    }
    await wait(10)
  }
}

suite('a cancelled download ends and leaves nothing', { concurrency: 2 }, () => {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    test(`${signal} while the artifact is downloaded`, { timeout: 60_000 }, async (t) => {
      const results = await openResults(t)
      const digest = await uploadLayout(results, lab.layouts.full)
      results.misbehave({ on: 'GetBlob', stallAfter: 1_000_000 })
      const job = await openLaterJob(t)
      const running = await startAction(downloadRun(job, { digest }, results))
      await filled(join(job.folder, 'images'))

      const cancelled = await cancel(running, signal)

      assert.equal(cancelled.exitCode, 1)
      assert.match(cancelled.log, new RegExp(`^::error::The step was cancelled \\(${signal}\\)`, 'm'))
      assert.deepEqual(cancelled.outputs, {})
      await assertNothingLeft(job)
    })
  }

  test('while layers are requested from the cache', async (t) => {
    const results = await openResults(t)
    await uploadLayout(results, lab.layouts.sparse)
    // The client retries a failing service for half a minute.
    results.misbehave({ on: 'GetCacheEntryDownloadURL', status: 503 })
    const job = await openLaterJob(t)
    const running = await startAction(downloadRun(job, {}, { env: { ...results.env, RUNNER_DEBUG: '1' } }))
    await running.logged(/^::debug::.*503/m)

    const cancelled = await cancel(running, 'SIGINT')

    assert.equal(cancelled.exitCode, 1)
    await assertNothingLeft(job)
  })
})
