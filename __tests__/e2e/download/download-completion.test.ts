import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { checkLayout } from '../../../lab/images/layout-check.ts'
import type { ResultsService } from '../../../lab/services/results.ts'
import { run } from '../../../lab/tools/command.ts'
import { readLayout } from '../../../src/layout/read.ts'
import { filesIn } from '../../github/zip.ts'
import { zipOf } from '../../hostile/zip.ts'
import { build, lab, openWorkspace } from '../build.ts'
import { download, failedDownload, openLaterJob, uploadArchive } from '../download.ts'
import { basedOn } from '../layouts.ts'
import { openFolder, openResults, ownRunImage, requestsFor } from '../workflow.ts'

/** Uploads a sparse layout based on a run image. Returns its digest. */
const uploadSparse = async (results: ResultsService, runImage?: string): Promise<string> => {
  const { sparse } = lab.layouts
  const files = runImage === undefined ? await filesIn(sparse) : await basedOn(sparse, runImage)
  await uploadArchive(results, 'my-app', zipOf(files))
  return (await readLayout(sparse)).descriptor.digest
}

/** Returns the requests to the registry and the cache during an action. */
const askedDuring = async (repository: string, results: ResultsService, work: () => Promise<unknown>) => {
  const [registry, services] = [(await requestsFor(repository)).length, results.requests().length]
  await work()
  return {
    layers: (await requestsFor(repository)).slice(registry).filter(({ path }) => path.includes('/blobs/'))
      .length,
    cache: results
      .requests()
      .slice(services)
      .filter(({ operation }) => operation === 'GetCacheEntryDownloadURL').length,
  }
}

test('missing layers of a run image for several platforms come from the registry', async (t) => {
  const results = await openResults(t)
  const runImage = await ownRunImage('download-completion-multi-platform', 'multi-platform')
  const inputs = { upload: 'true', sparse: 'true', 'run-image': runImage }
  const { outputs } = await build(await openWorkspace(t), inputs, { env: results.env })
  const digest = outputs['digest'] ?? ''
  const completed = await download(await openLaterJob(t), { digest }, results)
  const { image } = await checkLayout(completed.outputs['layout-path'] ?? '')
  assert.equal(image.digest, digest)
  assert.match(completed.log, /0 reused, 2 fetched from the registry/)
})

test('missing layers come from the layout-repo, the cache or the registry, in this order', async (t) => {
  const results = await openResults(t)
  const repository = 'download-completion'
  const runImage = await ownRunImage(repository)
  const digest = await uploadSparse(results, runImage)
  const job = await openLaterJob(t)
  const complete = async (path: string): Promise<string> => {
    const { outputs, log } = await download(job, { digest, path }, results)
    const { image } = await checkLayout(outputs['layout-path'] ?? '')
    assert.equal(image.digest, digest)
    assert.equal(outputs['complete'], 'true')
    return log
  }

  // Layout-repo and cache are empty, so the layers come from the registry.
  const fromRegistry = await askedDuring(repository, results, async () =>
    assert.match(await complete('one'), /0 reused, 2 fetched from the registry/),
  )
  assert.deepEqual(fromRegistry, { layers: 2, cache: 1 })

  // The layout-repo has the layers now, so there are no requests.
  const fromLayoutRepo = await askedDuring(repository, results, async () =>
    assert.match(await complete('two'), /2 reused, 0 fetched from the registry/),
  )
  assert.deepEqual(fromLayoutRepo, { layers: 0, cache: 0 })

  // A full build stores the run image in the cache.
  const builder = await openWorkspace(t)
  const layoutRepo = join(await openFolder(t), 'layout-repo')
  const full = { cache: 'run-image', 'run-image': runImage, 'layout-repo': layoutRepo }
  await build(builder, full, { env: results.env })
  await rm(layoutRepo, { recursive: true })
  const fromCache = await askedDuring(repository, results, async () => {
    const { log } = await download(job, { digest, path: 'three', 'layout-repo': layoutRepo }, results)
    assert.match(log, /^Cache hit: /m)
  })
  assert.deepEqual(fromCache, { layers: 0, cache: 1 })
  const { folder } = await checkLayout(join(job.folder, 'three'))

  await t.test('skopeo and crane push the completed layout with the digest of the build', async () => {
    const pushed = `${lab.registry.address}/download-pushed`
    await run(lab.tools.crane, ['push', folder, `${pushed}:crane`])
    const options = ['--insecure-policy', '--dest-tls-verify=false', '--preserve-digests']
    await run(lab.tools.skopeo, ['copy', ...options, `oci:${folder}`, `docker://${pushed}:skopeo`])
    for (const tag of ['crane', 'skopeo']) {
      assert.equal((await run(lab.tools.crane, ['digest', `${pushed}:${tag}`])).trim(), digest, tag)
    }
  })
})

test('a poisoned cache entry does not affect a completed layout', async (t) => {
  const results = await openResults(t)
  const runImage = await ownRunImage('download-poison')
  const layoutRepo = join(await openFolder(t), 'layout-repo')
  const inputs = { cache: 'run-image', 'run-image': runImage, 'layout-repo': layoutRepo }
  await build(await openWorkspace(t), inputs, { env: results.env })
  await rm(layoutRepo, { recursive: true })
  await results.poison('buildpacks-oci-layout-')
  const digest = await uploadSparse(results, runImage)

  const { outputs, log } = await download(
    await openLaterJob(t),
    { digest, 'layout-repo': layoutRepo },
    results,
  )
  assert.match(
    log,
    /^::warning::The layout-repo's copy of sha256:[0-9a-f]{64} is corrupt and is fetched again/m,
  )
  assert.equal((await checkLayout(outputs['layout-path'] ?? '')).image.digest, digest)
})

test('with complete: false, the layout stays sparse, the log says so, and no layers are requested', async (t) => {
  const results = await openResults(t)
  const repository = 'download-sparse'
  const digest = await uploadSparse(results, await ownRunImage(repository))
  const job = await openLaterJob(t)
  const asked = await askedDuring(repository, results, async () => {
    const { outputs, log } = await download(job, { digest, complete: 'false' }, results)
    assert.equal(outputs['complete'], 'false')
    assert.equal(outputs['digest'], digest)
    assert.match(
      log,
      /^The image sha256:[0-9a-f]{64} is sparse: its layout lacks 2 layers of its base \("complete: false"\)\.$/m,
    )
    const blobs = await readdir(join(job.folder, 'images', 'my-app', 'blobs', 'sha256'))
    assert.equal(blobs.length, 8, 'manifest, configuration and six layers')
  })
  assert.deepEqual(asked, { layers: 0, cache: 0 })
})

test('the error says what to do if the run image is no longer in the registry, and nothing is left', async (t) => {
  const results = await openResults(t)
  await uploadSparse(results, `${lab.registry.address}/nowhere/run:docker`)
  const job = await openLaterJob(t)
  const { error } = await failedDownload(job, {}, results)
  assert.match(
    error,
    /Could not fetch 2 of the 8 layers of sha256:[0-9a-f]{64} from \S+\/nowhere\/run:docker: .*"complete: false"/,
  )
  assert.ok(!existsSync(join(job.folder, 'images', 'my-app')))
})
