import assert from 'node:assert/strict'
import { rmSync } from 'node:fs'
import { mkdir, mkdtemp, open, rm, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { digestOf, hexOf } from '../../../src/image/digest.ts'
import { blobPath, measureFile } from '../../../src/layout/blob.ts'
import { layoutIndex, layoutMarker, layoutMarkerText } from '../../../src/layout/write.ts'
import { artifactOf, contentOf, failureThatSays } from '../artifact.ts'
import { startFixture } from '../service.ts'

const { service, folder } = await startFixture()
const { uploadArtifact } = await import('../../../src/github/artifact/artifact-upload.ts')
const { downloadArtifact } = await import('../../../src/github/artifact/artifact-download.ts')

const lines: string[] = []
const log = { debug: (line: string): void => void lines.push(line) }
const run = {
  server: 'GitHub',
  serverUrl: 'https://github.com',
  repository: 'octo/app',
  runId: 4711,
} as const

const download = async () => {
  const target = await mkdtemp(join(folder, 'download-'))
  return downloadArtifact({ name: 'my-app', folder: target }, 'GitHub', log)
}

const completeArtifacts = (): number => service.artifacts().filter(({ complete }) => complete).length

test('an artifact contains exactly the files of the layout', async () => {
  const artifact = await artifactOf(folder, 'blob')
  await mkdir(join(artifact.layout, 'stray'))
  const stray = join(artifact.layout, 'blobs', 'sha256', hexOf(digestOf('stray')))
  await (await open(stray, 'w')).close()
  const uploaded = await uploadArtifact(artifact, run, log)
  const downloaded = await download()
  assert.deepEqual(await contentOf(downloaded.path), {
    [layoutMarker]: layoutMarkerText,
    [layoutIndex]: '{}',
    [`blobs/sha256/${hexOf(digestOf('blob'))}`]: 'blob',
  })
  assert.deepEqual(await measureFile(downloaded.path), { digest: uploaded.digest, size: uploaded.size })
  assert.equal(downloaded.id, uploaded.id)
  assert.equal(uploaded.url, `https://github.com/octo/app/actions/runs/4711/artifacts/${uploaded.id}`)
})

test('a file larger than a block is uploaded in blocks and downloaded unchanged', async () => {
  const uploaded = await uploadArtifact(await artifactOf(folder, Buffer.alloc(20 * 1024 * 1024)), run, log)
  const blocks = service.requests().filter(({ operation }) => operation === 'PutBlock')
  assert.ok(blocks.length >= 3 && blocks.every(({ received }) => received <= 8 * 1024 * 1024))
  const { path } = await download()
  assert.deepEqual(await measureFile(path), { digest: uploaded.digest, size: uploaded.size })
})

test('compression is as asked for', async () => {
  const artifact = await artifactOf(folder, Buffer.alloc(100_000, 'x'))
  const stored = await uploadArtifact({ ...artifact, name: 'stored' }, run, log)
  const deflated = await uploadArtifact({ ...artifact, name: 'deflated', compressionLevel: 6 }, run, log)
  assert.ok(stored.size > 100_000)
  assert.ok(deflated.size < 10_000)
})

for (const [server, sent] of [
  ['GitHub', 3],
  ['Gitea', 4],
  ['Forgejo', 4],
] as const) {
  test(`an artifact on ${server} is kept for at least the requested days`, async () => {
    const artifact = { ...(await artifactOf(folder)), name: `kept-${server}`, retentionDays: 3 }
    await uploadArtifact(artifact, { ...run, server }, log)
    const { createdAt = '', expiresAt = '' } = service.artifacts().at(-1) ?? {}
    const days = (Date.parse(expiresAt) - Date.parse(createdAt)) / (24 * 3600 * 1000)
    assert.equal(Math.round(days), sent)
  })
}

test('the client’s log contains no signatures of URLs', async () => {
  lines.length = 0
  await uploadArtifact(await artifactOf(folder), run, log)
  const signed = lines.filter((line) => line.includes('sig='))
  assert.equal(signed.length, 1)
  assert.match(signed[0] ?? '', /sig=\*\*\*/)
})

test('an existing name is refused, and the message names both solutions', async () => {
  const artifact = await artifactOf(folder)
  await uploadArtifact(artifact, run, log)
  await assert.rejects(
    uploadArtifact(artifact, run, log),
    failureThatSays([
      /"my-app" could not be uploaded: an artifact with this name exists/,
      /overwrite: true/,
      /matrix/,
    ]),
  )
})

test('with overwrite the artifact of that name is replaced, if there is one', async () => {
  const artifact = { ...(await artifactOf(folder)), overwrite: true }
  const first = await uploadArtifact(artifact, run, log)
  const second = await uploadArtifact(artifact, run, log)
  assert.notEqual(first.id, second.id)
  assert.equal((await download()).id, second.id)
})

test('links and missing files are never uploaded', async () => {
  const artifact = await artifactOf(folder, 'blob')
  const file = blobPath(artifact.layout, digestOf('blob'))
  await rm(file)
  await assert.rejects(uploadArtifact(artifact, run, log), failureThatSays(/cannot be part.*ENOENT/))
  await symlink('/etc/hostname', file)
  await assert.rejects(
    uploadArtifact(artifact, run, log),
    failureThatSays(/cannot be part.*not a regular file/),
  )
})

for (const [situation, change] of [
  ['no runtime token', () => delete process.env['ACTIONS_RUNTIME_TOKEN']],
  ['no results service', () => delete process.env['ACTIONS_RESULTS_URL']],
  [
    'a runtime token of something else',
    () => {
      process.env['ACTIONS_RUNTIME_TOKEN'] = 'a.b.c'
    },
  ],
] as const) {
  test(`${situation}: the message says that only actions can upload`, async () => {
    const artifact = await artifactOf(folder)
    change()
    await assert.rejects(uploadArtifact(artifact, run, log), failureThatSays([/uses:/, /upload: false/]))
  })
}

for (const [situation, fault, says] of [
  [
    'a full quota',
    { on: 'CreateArtifact', status: 403, message: 'insufficient usage' },
    /storage is full.*retention-days/,
  ],
  ['a denied access', { on: 'CreateArtifact', status: 403 }, /denied access/],
  [
    'a broken service',
    { on: 'FinalizeArtifact', status: 500 },
    /GitHub's artifact service failed.*githubstatus/,
  ],
  [
    'a connection that breaks at once',
    { on: 'CreateArtifact', breakAfter: 1 },
    /connection to GitHub failed.*accessible-domains/,
  ],
  ['a connection that keeps breaking', { on: 'PutBlock', breakAfter: 10 }, /connection to GitHub failed/],
  ['a refused upload', { on: 'PutBlock', status: 403 }, /artifact service failed/],
] as const) {
  test(`${situation} fails the upload, and leaves no artifact`, async (t) => {
    t.after(service.misbehave(fault))
    const before = completeArtifacts()
    await assert.rejects(uploadArtifact(await artifactOf(folder), run, log), failureThatSays(says))
    assert.equal(completeArtifacts(), before)
  })
}

test('a refusal without a message shows the HTTP status', async (t) => {
  t.after(service.misbehave({ on: 'PutBlock', status: 401, text: '' }))
  await assert.rejects(
    uploadArtifact(await artifactOf(folder), run, log),
    failureThatSays(/artifact service failed/, /says: HTTP status 401$/),
  )
})

test('an upload that breaks off is begun again, and the service may hiccup', async () => {
  service.misbehave({ on: 'PutBlock', breakAfter: 10, times: 1 })
  service.misbehave({ on: 'CreateArtifact', status: 503, times: 1 })
  service.misbehave({ on: 'FinalizeArtifact', status: 502, times: 1 })
  const uploaded = await uploadArtifact(await artifactOf(folder, 'blob'), run, log)
  assert.deepEqual(await measureFile((await download()).path), {
    digest: uploaded.digest,
    size: uploaded.size,
  })
})

test('after a failed upload the name is free', async () => {
  service.misbehave({ on: 'PutBlock', status: 403, times: 1 })
  const artifact = await artifactOf(folder)
  await assert.rejects(uploadArtifact(artifact, run, log))
  assert.equal((await uploadArtifact(artifact, run, log)).name, 'my-app')
})

/** Does something at the moment when the client begins to send. */
const atUpload = (act: () => void) => ({
  debug: (line: string): void => {
    if (line.startsWith('Beginning upload')) act()
  },
})

test('a file that vanishes during the upload fails it, and leaves no artifact', async () => {
  const artifact = await artifactOf(folder, 'blob')
  const removeAtStart = (line: string): void => {
    if (line.startsWith('[Request] CreateArtifact')) rmSync(blobPath(artifact.layout, digestOf('blob')))
  }
  await assert.rejects(
    uploadArtifact(artifact, run, { debug: removeAtStart }),
    failureThatSays(
      /could not be uploaded: files of the layout were changed while they were sent, so it was deleted/,
      new RegExp(`${digestOf('blob')}.*: missing`),
      /No such file/,
    ),
  )
  await assert.rejects(download(), failureThatSays(/has no artifact/))
})

test('an upload that is cancelled stops at once and leaves no artifact', async (t) => {
  const interruption = new AbortController()
  const { signal } = interruption
  t.after(service.misbehave({ on: 'FinalizeArtifact', status: 400 }))
  const interrupt = atUpload(() => interruption.abort(new Error('interrupted')))
  const artifact = { ...(await artifactOf(folder)), signal }
  await assert.rejects(uploadArtifact(artifact, run, interrupt), /^Error: interrupted$/)
  await assert.rejects(download(), failureThatSays(/and no other artifacts/))
  await assert.rejects(
    downloadArtifact({ name: 'my-app', folder, signal }, 'GitHub', log),
    /^Error: interrupted$/,
  )
})
