import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite, type TestContext, test } from 'node:test'
import { runAction } from '../../lab/driving/runner.ts'
import type { CheckedLayout } from '../../lab/images/layout-check.ts'
import { digestOf, hexOf } from '../../src/image/digest.ts'
import { parseIndex } from '../../src/image/image-index.ts'
import { filesIn } from '../github/zip.ts'
import { type ZipFile, zipOf } from '../hostile/zip.ts'
import { build, layoutOf, openWorkspace } from './build.ts'
import { download, downloadRun, failedDownload, openLaterJob, uploadArchive } from './download.ts'
import { openFolder, openResults } from './workflow.ts'

const upload = { upload: 'true' }

interface Built {
  /** The layout's files, as its artifact holds them. */
  readonly files: readonly ZipFile[]
  readonly digest: string
  readonly manifest: CheckedLayout['manifest']
}

const images = new Map<string, Promise<Built>>()

/** An image that was built with a greeting; each is built once for all tests. */
const built = (t: TestContext, greeting = 'Hello'): Promise<Built> => {
  const buildIt = async (): Promise<Built> => {
    const result = await build(await openWorkspace(t), { env: `GREETING=${greeting}` })
    const { folder, image, manifest } = await layoutOf(result)
    return { files: await filesIn(folder), digest: image.digest, manifest }
  }
  const image = images.get(greeting) ?? buildIt()
  images.set(greeting, image)
  return image
}

const replaced = (files: readonly ZipFile[], name: string, content: string | Uint8Array) =>
  files.map((file) => (file.name === name ? { ...file, content: Buffer.from(content) } : file))

suite('refused, with nothing at the target afterwards', { concurrency: 2 }, () => {
  test('an artifact that holds another image than the build’s', async (t) => {
    const results = await openResults(t)
    const [own, other] = [await built(t), await built(t, 'Mallory')]
    await uploadArchive(results, 'my-app', zipOf(other.files))
    const { error } = await failedDownload(await openLaterJob(t), { digest: own.digest }, results)
    assert.match(error, /«my-app» holds another image than the one that was asked for/)
    assert.ok(error.includes(`expected ${own.digest}, found ${other.digest}`), error)
  })

  test('an artifact that was replaced by the build of another job', async (t) => {
    const results = await openResults(t)
    const workspace = await openWorkspace(t)
    const { outputs } = await build(workspace, upload, { env: results.env })
    await build(workspace, { ...upload, overwrite: 'true', env: 'GREETING=Mallory' }, { env: results.env })
    const digest = outputs['digest'] ?? ''
    const { error } = await failedDownload(await openLaterJob(t), { digest }, results)
    assert.match(error, /holds another image than the one that was asked for: expected sha256:/)
  })

  test('a digest that is empty, as the output of a job is that has none', async (t) => {
    const results = await openResults(t)
    const { error } = await failedDownload(await openLaterJob(t), { digest: '' }, results)
    assert.match(error, /The input «digest» is required and is empty: .*outputs:.*needs:.*«any»/)
    assert.deepEqual(results.requests(), [])
  })

  test('a digest that is none', async (t) => {
    const results = await openResults(t)
    const { error } = await failedDownload(await openLaterJob(t), { digest: 'sha256:beef' }, results)
    assert.match(
      error,
      /The input «digest» is wrong.*An example: digest: \$\{\{ needs\.build\.outputs\.digest \}\}/,
    )
    assert.deepEqual(results.requests(), [])
  })

  test('an artifact that does not exist: those that do are listed', async (t) => {
    const results = await openResults(t)
    const { files } = await built(t)
    await uploadArchive(results, 'web', zipOf(files))
    await uploadArchive(results, 'worker', zipOf(files))
    const { error, log } = await failedDownload(await openLaterJob(t), {}, results)
    assert.match(error, /This workflow run has no artifact «my-app»\. Set artifact-name to one of/)
    assert.match(log, /^\s+web$/m)
    assert.match(log, /^\s+worker$/m)
  })

  test('an artifact of a run that has none', async (t) => {
    const results = await openResults(t)
    const { error } = await failedDownload(await openLaterJob(t), {}, results)
    assert.match(error, /no artifact «my-app», nor any other\..*needs:/)
  })

  test('an archive that was cut off', async (t) => {
    const results = await openResults(t)
    const zip = zipOf((await built(t)).files)
    await uploadArchive(results, 'my-app', zip.subarray(0, zip.length / 2))
    const { error } = await failedDownload(await openLaterJob(t), {}, results)
    assert.match(error, /Could not unpack the artifact «my-app»: .*build and upload it again/)
  })

  test('a transfer that brings other bytes than were uploaded', async (t) => {
    const results = await openResults(t)
    const { files } = await built(t)
    await uploadArchive(results, 'my-app', zipOf(files))
    const forged = join(await openFolder(t), 'forged.zip')
    await writeFile(forged, zipOf((await built(t, 'Mallory')).files))
    results.misbehave({ on: 'GetBlob', replaceWith: forged })
    const { error } = await failedDownload(await openLaterJob(t), {}, results)
    assert.match(
      error,
      /«my-app» could not be downloaded: what came is not what was uploaded \(expected sha256:.*found /,
    )
  })

  test('a layer that was cut off: the blob, what was expected and what was found', async (t) => {
    const results = await openResults(t)
    const { files, manifest } = await built(t)
    const layer = manifest.layers.at(-1)
    assert.ok(layer)
    const name = `blobs/sha256/${hexOf(layer.digest)}`
    const whole = files.find((file) => file.name === name)?.content ?? Buffer.alloc(0)
    await uploadArchive(results, 'my-app', zipOf(replaced(files, name, whole.subarray(0, whole.length - 1))))
    const { error } = await failedDownload(await openLaterJob(t), {}, results)
    assert.ok(error.includes(layer.digest), error)
    assert.match(error, /expected.*found|found.*expected/)
  })

  test('a manifest that is missing', async (t) => {
    const results = await openResults(t)
    const { files, digest } = await built(t)
    const manifest = `blobs/sha256/${digest.replace('sha256:', '')}`
    await uploadArchive(results, 'my-app', zipOf(files.filter(({ name }) => name !== manifest)))
    const { error } = await failedDownload(await openLaterJob(t), {}, results)
    assert.match(
      error,
      /Could not use the image in the artifact «my-app»: it lacks its manifest or its configuration/,
    )
  })

  test('an archive that was enlarged by a blob', async (t) => {
    const results = await openResults(t)
    const { files, digest } = await built(t)
    const content = Buffer.from('more')
    const extra = digestOf(content)
    await uploadArchive(
      results,
      'my-app',
      zipOf([...files, { name: `blobs/sha256/${hexOf(extra)}`, content }]),
    )
    const { error, log } = await failedDownload(await openLaterJob(t), { digest }, results)
    assert.match(error, /The artifact «my-app» was enlarged: 1 of its blobs/)
    assert.ok(log.includes(extra))
  })

  test('a layout with a second image', async (t) => {
    const results = await openResults(t)
    const [one, other] = [await built(t), await built(t, 'Mallory')]
    const manifests = [one, other].flatMap(({ files }) => {
      const index = files.find(({ name }) => name === 'index.json')
      return parseIndex(Buffer.from(index?.content ?? '')).manifests
    })
    const index = { schemaVersion: 2, manifests }
    const blobs = new Map([...one.files, ...other.files].map((file) => [String(file.name), file]))
    const archive = zipOf(replaced([...blobs.values()], 'index.json', JSON.stringify(index)))
    await uploadArchive(results, 'my-app', archive)
    const { error } = await failedDownload(await openLaterJob(t), { digest: one.digest }, results)
    assert.match(error, /«my-app».*(?:2 images|more than one|second)/)
  })

  for (const name of ['../escaped', '/tmp/escaped', 'blobs/sha256/../../../escaped', 'README.md']) {
    test(`an archive with the entry ${name}`, async (t) => {
      const results = await openResults(t)
      const { files } = await built(t)
      await uploadArchive(results, 'my-app', zipOf([...files, { name, content: Buffer.from('x') }]))
      const job = await openLaterJob(t)
      const { error } = await failedDownload(job, {}, results)
      assert.match(
        error,
        /Could not unpack the artifact «my-app»: it has the entry «.*», which is no part of an OCI/,
      )
      for (const path of ['/tmp/escaped', join(job.folder, 'escaped')]) assert.ok(!existsSync(path), path)
    })
  }

  test('an archive with a symbolic link for a blob', async (t) => {
    const results = await openResults(t)
    const { files } = await built(t)
    const link = {
      name: `blobs/sha256/${'a'.repeat(64)}`,
      content: Buffer.from('/etc/passwd'),
      mode: 0o120777,
    }
    await uploadArchive(results, 'my-app', zipOf([...files, link]))
    const { error } = await failedDownload(await openLaterJob(t), {}, results)
    assert.match(error, /which is not a regular file/)
  })
})

test('what was at the target before a refusal is still there', async (t) => {
  const results = await openResults(t)
  const { files, digest } = await built(t)
  await uploadArchive(results, 'my-app', zipOf(files))
  const job = await openLaterJob(t)
  const target = join(job.folder, 'images', 'my-app')
  await download(job, { digest }, results)
  const before = await readFile(join(target, 'index.json'), 'utf8')

  const wrong = `sha256:${'0'.repeat(64)}`
  assert.equal((await runAction(downloadRun(job, { digest: wrong }, results))).exitCode, 1)
  assert.equal(await readFile(join(target, 'index.json'), 'utf8'), before)
})
