import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { checkLayout } from '../../../lab/images/layout-check.ts'
import { githubToken } from '../../../lab/services/results.ts'
import { lab } from '../build.ts'
import { download, failedDownload, openLaterJob } from '../download.ts'
import { uploadLayout } from '../layouts.ts'
import { openResults } from '../workflow.ts'

const { full } = lab.layouts
const elsewhere = { 'run-id': '41', repository: 'octo/other', 'github-token': githubToken }

test('downloads the artifact of another run by its ID', async (t) => {
  const results = await openResults(t)
  const digest = await uploadLayout({ env: results.envOf({ run: 41 }) }, full)
  const inputs = { 'run-id': '41', 'github-token': githubToken, digest }

  const fetched = await download(await openLaterJob(t), inputs, { env: results.envOf({ run: 42 }) })

  assert.equal(fetched.outputs['digest'], digest)
  await checkLayout(fetched.outputs['layout-path'] ?? '')
  const operations = new Set(results.requests().map(({ operation }) => operation))
  assert.ok(operations.has('ListWorkflowRunArtifacts') && operations.has('DownloadArtifact'))
})

test('downloads the artifact of a run of another repository', async (t) => {
  const results = await openResults(t)
  const env = results.envOf({ run: 41, repository: 'octo/other' })
  const digest = await uploadLayout({ env }, full)
  const fetched = await download(await openLaterJob(t), elsewhere, results)
  assert.equal(fetched.outputs['digest'], digest)
})

suite('an unavailable artifact of another run is an error', { concurrency: 2 }, () => {
  test('the token cannot read the repository', async (t) => {
    const results = await openResults(t)
    const inputs = { ...elsewhere, 'github-token': 'a-token-of-somebody-else' }
    const { error } = await failedDownload(await openLaterJob(t), inputs, results)
    assert.match(
      error,
      /"my-app" could not be downloaded: run 41 of octo\/other does not exist, or github-token cannot/,
    )
    assert.match(error, /"actions: read"/)
  })

  test('the run has no such artifact: the error lists its artifacts', async (t) => {
    const results = await openResults(t)
    const env = results.envOf({ run: 41, repository: 'octo/other' })
    await uploadLayout({ env }, full, 'web')
    const { error, log } = await failedDownload(await openLaterJob(t), elsewhere, results)
    assert.match(error, /Run 41 of octo\/other has no artifact "my-app"/)
    assert.match(log, /^\s+web$/m)
  })
})
