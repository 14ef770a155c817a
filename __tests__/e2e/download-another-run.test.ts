import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { checkLayout } from '../../lab/images/layout-check.ts'
import { githubToken } from '../../lab/services/results.ts'
import { build, openWorkspace } from './build.ts'
import { download, failedDownload, openLaterJob } from './download.ts'
import { openResults } from './workflow.ts'

const upload = { upload: 'true' }
const elsewhere = { 'run-id': '41', repository: 'octo/other', 'github-token': githubToken }

test('the artifact of another run, by its number', async (t) => {
  const results = await openResults(t)
  const env = { ...results.envOf({ run: 41 }), GITHUB_RUN_ID: '41' }
  const { outputs } = await build(await openWorkspace(t), upload, { env })
  const inputs = { 'run-id': '41', 'github-token': githubToken, digest: outputs['digest'] ?? '' }

  const fetched = await download(await openLaterJob(t), inputs, { env: results.envOf({ run: 42 }) })

  assert.equal(fetched.outputs['digest'], outputs['digest'])
  await checkLayout(fetched.outputs['layout-path'] ?? '')
  const operations = new Set(results.requests().map(({ operation }) => operation))
  assert.ok(operations.has('ListWorkflowRunArtifacts') && operations.has('DownloadArtifact'))
})

test('the artifact of a run of another repository', async (t) => {
  const results = await openResults(t)
  const env = results.envOf({ run: 41, repository: 'octo/other' })
  const { outputs } = await build(await openWorkspace(t), upload, { env })
  const fetched = await download(await openLaterJob(t), elsewhere, results)
  assert.equal(fetched.outputs['digest'], outputs['digest'])
})

suite('another run’s artifact that cannot be had', { concurrency: 2 }, () => {
  test('the token may not read the repository', async (t) => {
    const results = await openResults(t)
    const inputs = { ...elsewhere, 'github-token': 'a-token-of-somebody-else' }
    const { error } = await failedDownload(await openLaterJob(t), inputs, results)
    assert.match(
      error,
      /«my-app» could not be downloaded: run 41 of octo\/other is not there, or github-token may not/,
    )
    assert.match(error, /«actions: read»/)
  })

  test('the run has no such artifact: those that it has are listed', async (t) => {
    const results = await openResults(t)
    const env = results.envOf({ run: 41, repository: 'octo/other' })
    await build(await openWorkspace(t), { ...upload, 'artifact-name': 'web' }, { env })
    const { error, log } = await failedDownload(await openLaterJob(t), elsewhere, results)
    assert.match(error, /Run 41 of octo\/other has no artifact «my-app»/)
    assert.match(log, /^\s+web$/m)
  })

  test('another repository without a run', async (t) => {
    const results = await openResults(t)
    const { error } = await failedDownload(await openLaterJob(t), { ...elsewhere, 'run-id': '' }, results)
    assert.match(error, /The input «run-id» is required where «repository» is another one/)
  })

  test('a run without a token', async (t) => {
    const results = await openResults(t)
    const { error } = await failedDownload(
      await openLaterJob(t),
      { ...elsewhere, 'github-token': '' },
      results,
    )
    assert.match(error, /The input «github-token» is required where «run-id» is given/)
  })
})
