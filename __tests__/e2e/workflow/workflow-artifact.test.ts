import assert from 'node:assert/strict'
import { cp, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { type Entry, fromBufferPromise } from 'yauzl'
import type { ActionResult } from '../../../lab/driving/runner.ts'
import { githubToken, type ResultsService } from '../../../lab/services/results.ts'
import { run } from '../../../lab/tools/command.ts'
import { hexOf } from '../../../src/image/digest.ts'
import { parseManifest } from '../../../src/image/image.ts'
import { readLayout } from '../../../src/layout/read.ts'
import { filesIn } from '../../github/zip.ts'
import { build, failedBuild, failedUpload, lab, layoutOf, openWorkspace } from '../build.ts'
import { download, openLaterJob } from '../download.ts'
import { openResults } from '../workflow.ts'

const inputs = { upload: 'true' }

/** What is in an artifact's zip archive, as anybody with a token downloads it. */
const entriesOf = async (results: ResultsService, { outputs }: ActionResult): Promise<readonly Entry[]> => {
  const address = `${results.url}/repos/octo/app/actions/artifacts/${outputs['artifact-id']}/zip`
  const response = await fetch(address, { headers: { authorization: `Bearer ${githubToken}` } })
  assert.equal(response.status, 200)
  const zip = await fromBufferPromise(Buffer.from(await response.arrayBuffer()))
  return Array.fromAsync(zip.eachEntry())
}

const namesOf = (entries: readonly Entry[]): readonly string[] =>
  entries.map(({ fileName }) => fileName).toSorted()

test('the artifact is exactly the closure: marker, index and reachable blobs, not compressed', async (t) => {
  const results = await openResults(t)
  const workspace = await openWorkspace(t)
  // The next build's layout has no files of a previous layout.
  const previous = join(workspace.folder, 'out', 'my-app')
  await cp(lab.layouts.platforms.amd64.full, previous, { recursive: true })
  await writeFile(join(previous, 'blobs', 'sha256', 'f'.repeat(64)), 'stray')
  const result = await build(workspace, inputs, { env: results.env })

  const { image, manifest } = await layoutOf(result)
  const blobs = [image, manifest.config, ...manifest.layers].map(
    ({ digest }) => `blobs/sha256/${hexOf(digest)}`,
  )
  const entries = await entriesOf(results, result)
  assert.deepEqual(namesOf(entries), [...new Set(['oci-layout', 'index.json', ...blobs])].toSorted())
  for (const { fileName, compressedSize, uncompressedSize } of entries) {
    assert.ok(compressedSize >= uncompressedSize, `${fileName} is compressed`)
  }
})

test('an artifact can be uploaded and downloaded on a server other than GitHub’s', async (t) => {
  const results = await openResults(t)
  const env = { ...results.env, GITHUB_SERVER_URL: 'https://git.example.org', GITEA_ACTIONS: 'true' }
  const { outputs } = await build(await openWorkspace(t), inputs, { env })
  assert.equal(outputs['artifact-url'], 'https://git.example.org/octo/app/actions/runs/1/artifacts/my-app')
  const digest = outputs['digest'] ?? ''
  const verified = await download(await openLaterJob(t), { digest }, { env })
  assert.match(verified.log, new RegExp(`^Verified: ${digest}, \\d+ blobs`, 'm'))
  const unnamed = await download(await openLaterJob(t), { digest: 'any' }, { env })
  assert.match(unnamed.log, new RegExp(`^Checked: ${digest}, .* The digest was not checked`, 'm'))
  assert.doesNotMatch(unnamed.log, /verified/i)
})

test('compression-level 6 compresses the same files, and retention-days sets their expiry', async (t) => {
  const results = await openResults(t)
  const given = { ...inputs, 'compression-level': '6', 'retention-days': '5' }
  const compressed = await build(await openWorkspace(t), given, { env: results.env })

  const entries = await entriesOf(results, compressed)
  const stored = (await filesIn(lab.layouts.full)).map(({ name }) => String(name))
  assert.deepEqual(namesOf(entries), stored.toSorted())
  const index = entries.find(({ fileName }) => fileName === 'index.json')
  assert.ok(index !== undefined && index.compressedSize < index.uncompressedSize)
  const [artifact] = results.artifacts()
  assert.ok(artifact)
  const days = (Date.parse(artifact.expiresAt) - Date.parse(artifact.createdAt)) / (24 * 3600 * 1000)
  assert.equal(Math.round(days), 5)
})

test('a sparse layout’s artifact has all but the run image’s layers, and no cache is used', async (t) => {
  const results = await openResults(t)
  const workspace = await openWorkspace(t)
  const { descriptor, manifest } = await readLayout(lab.layouts.full)
  const sparse = await build(
    workspace,
    { ...inputs, cache: 'run-image', sparse: 'true', 'artifact-name': 'sparse' },
    { env: results.env },
  )

  const base = new Set(manifest.layers.slice(0, 2).map(({ digest }) => `blobs/sha256/${hexOf(digest)}`))
  const expected = (await filesIn(lab.layouts.full))
    .map(({ name }) => String(name))
    .filter((name) => !base.has(name))
  assert.deepEqual(namesOf(await entriesOf(results, sparse)), expected.toSorted())
  assert.equal(sparse.outputs['digest'], descriptor.digest)
  assert.match(sparse.log, /^Cache not used: a sparse layout has none of the run image’s layers/m)
  const operations = results.requests().map(({ operation }) => operation)
  assert.ok(!operations.includes('GetCacheEntryDownloadURL') && !operations.includes('CreateCacheEntry'))
})

test('the sparse artifact of examples/hello on a real base is less than a twentieth of that base', async (t) => {
  const results = await openResults(t)
  const runImage = lab.runImages.debian.docker
  const debian = { builder: lab.builders.debian.newest, 'run-image': runImage, sparse: 'true' }
  await build(await openWorkspace(t), { ...inputs, ...debian }, { env: results.env })
  const { layers } = parseManifest(Buffer.from(await run(lab.tools.crane, ['manifest', runImage])))
  const base = layers.reduce((sum, { size }) => sum + size, 0)
  const [artifact] = results.artifacts()
  assert.ok(artifact !== undefined && artifact.size < base / 20, `${artifact?.size} of ${base} bytes`)
})

test('an existing artifact name is an error that mentions the input "overwrite", which replaces the artifact', async (t) => {
  const results = await openResults(t)
  const workspace = await openWorkspace(t)
  const first = await build(workspace, inputs, { env: results.env })
  const changed = { ...inputs, env: 'GREETING=Moin' }

  const refused = await failedUpload(workspace, changed, { env: results.env })
  assert.match(refused.error, /The artifact "my-app" could not be uploaded.*exists.*"overwrite: true"/)
  assert.equal(String(results.artifacts()[0]?.id), first.outputs['artifact-id'])

  const second = await build(workspace, { ...changed, overwrite: 'true' }, { env: results.env })
  assert.notEqual(second.outputs['artifact-id'], first.outputs['artifact-id'])
  assert.deepEqual(
    results.artifacts().map(({ id }) => String(id)),
    [second.outputs['artifact-id']],
  )
})

suite('a failed upload is an error that says what to do, without artifact outputs', {
  concurrency: 2,
}, () => {
  test('a name with a forbidden character is refused before anything is built', async (t) => {
    const results = await openResults(t)
    const name = { ...inputs, 'artifact-name': 'my/app' }
    const { error, log } = await failedBuild(await openWorkspace(t), name, { env: results.env })
    assert.match(error, /artifact-name is "my\/app".*Use "my-app", for example/)
    assert.doesNotMatch(log, /::group::/)
    assert.deepEqual(results.requests(), [])
  })

  test('the quota is full', async (t) => {
    const results = await openResults(t)
    results.misbehave({ on: 'CreateArtifact', status: 403, message: 'insufficient usage to create artifact' })
    const { error } = await failedUpload(await openWorkspace(t), inputs, { env: results.env })
    assert.match(error, /could not be uploaded: the account's artifact storage is full\. Delete artifacts/)
  })
})
