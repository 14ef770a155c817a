import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { runAction } from '../../../lab/driving/runner.ts'
import { hexOf } from '../../../src/image/digest.ts'
import { readLayout } from '../../../src/layout/read.ts'
import { filesIn } from '../../github/zip.ts'
import { zipOf } from '../../hostile/zip.ts'
import { lab } from '../build.ts'
import { download, downloadRun, failedDownload, openLaterJob, uploadArchive } from '../download.ts'
import { uploadLayout } from '../layouts.ts'
import { openFolder, openResults } from '../workflow.ts'

const { full, platforms } = lab.layouts
const own = await readLayout(full)
const other = await readLayout(platforms.amd64.full)

// One example per kind. The tests of src/github/artifact and of the download action have all of them.
suite('an invalid artifact is refused and leaves nothing at the target', { concurrency: 2 }, () => {
  test('an artifact with another image than the build’s', async (t) => {
    const results = await openResults(t)
    await uploadLayout(results, platforms.amd64.full)
    const { digest } = own.descriptor
    const { error } = await failedDownload(await openLaterJob(t), { digest }, results)
    assert.match(error, /"my-app" contains another image than the expected one/)
    assert.ok(error.includes(`expected ${digest}, found ${other.descriptor.digest}`), error)
  })

  test('an empty digest, such as the output of a job that set none', async (t) => {
    const results = await openResults(t)
    const { error } = await failedDownload(await openLaterJob(t), { digest: '' }, results)
    assert.match(error, /The input "digest" is required and is empty\. .*outputs:.*needs:.*"any"/)
    assert.deepEqual(results.requests(), [])
  })

  test('an artifact that does not exist: the error lists the existing ones', async (t) => {
    const results = await openResults(t)
    await uploadLayout(results, full, 'web')
    await uploadLayout(results, full, 'worker')
    const { error, log } = await failedDownload(await openLaterJob(t), {}, results)
    assert.match(error, /This workflow run has no artifact "my-app"\. Set artifact-name to one of/)
    assert.match(log, /^\s+web$/m)
    assert.match(log, /^\s+worker$/m)
  })

  test('a download with other bytes than were uploaded', async (t) => {
    const results = await openResults(t)
    await uploadLayout(results, full)
    const forged = join(await openFolder(t), 'forged.zip')
    await writeFile(forged, zipOf(await filesIn(platforms.amd64.full)))
    results.misbehave({ on: 'GetBlob', replaceWith: forged })
    const { error } = await failedDownload(await openLaterJob(t), {}, results)
    assert.match(
      error,
      /"my-app" could not be downloaded: its content differs from what was uploaded \(expected sha256:.*found /,
    )
  })

  test('a truncated layer: the error has the blob, and what was expected and found', async (t) => {
    const results = await openResults(t)
    const layer = own.manifest.layers.at(-1)
    assert.ok(layer)
    const files = (await filesIn(full)).map((file) =>
      file.name === `blobs/sha256/${hexOf(layer.digest)}`
        ? { ...file, content: file.content.subarray(0, layer.size - 1) }
        : file,
    )
    await uploadArchive(results, 'my-app', zipOf(files))
    const { error } = await failedDownload(await openLaterJob(t), {}, results)
    assert.ok(error.includes(layer.digest), error)
    assert.match(error, /expected.*found|found.*expected/)
  })

  test('an archive with an entry outside of the target', async (t) => {
    const results = await openResults(t)
    const escaping = { name: 'blobs/sha256/../../../escaped', content: Buffer.from('x') }
    await uploadArchive(results, 'my-app', zipOf([...(await filesIn(full)), escaping]))
    const job = await openLaterJob(t)
    const { error } = await failedDownload(job, {}, results)
    assert.match(
      error,
      /Could not unpack the artifact "my-app": it has the entry ".*", which does not belong to an OCI image layout/,
    )
    assert.ok(!existsSync(join(job.folder, 'escaped')))
  })
})

test('a refusal leaves the previous content of the target', async (t) => {
  const results = await openResults(t)
  const digest = await uploadLayout(results, full)
  const job = await openLaterJob(t)
  const target = join(job.folder, 'images', 'my-app')
  await download(job, { digest }, results)
  const before = await readFile(join(target, 'index.json'), 'utf8')

  const wrong = `sha256:${'0'.repeat(64)}`
  assert.equal((await runAction(downloadRun(job, { digest: wrong }, results))).exitCode, 1)
  assert.equal(await readFile(join(target, 'index.json'), 'utf8'), before)
})
