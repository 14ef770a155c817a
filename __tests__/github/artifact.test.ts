import assert from 'node:assert/strict'
import { rmSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, symlink, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { test } from 'node:test'
import yauzl from 'yauzl'
import { githubToken } from '../../lab/services/results.ts'
import { measureFile } from '../../src/layout/blob.ts'
import { Failure } from '../../src/message/failure.ts'
import { startFixture } from './service.ts'

const { service, folder, becomeStep } = await startFixture()
const { downloadArtifact, uploadArtifact } = await import('../../src/github/artifact.ts')

const lines: string[] = []
const log = { debug: (line: string): void => void lines.push(line) }
const run = { serverUrl: 'https://github.com', repository: 'octo/app', runId: 4711 }

/** A folder with files, as a layout has them. */
const createFiles = async (files: Readonly<Record<string, string | Buffer>>): Promise<string> => {
  const layout = join(await mkdtemp(join(folder, 'case-')), 'layout')
  for (const [path, content] of Object.entries(files)) {
    await mkdir(join(layout, path, '..'), { recursive: true })
    await writeFile(join(layout, path), content)
  }
  return layout
}

const createArtifact = async (overrides: Partial<Parameters<typeof uploadArtifact>[0]> = {}) => {
  const layout = overrides.folder ?? (await createFiles({ 'index.json': '{}' }))
  return {
    name: 'my-app',
    folder: layout,
    files: [join(layout, 'index.json')],
    compressionLevel: 0,
    overwrite: false,
    ...overrides,
  }
}

const emptyFolder = (): Promise<string> => mkdtemp(join(folder, 'download-'))

const contentOf = async (zip: string): Promise<Record<string, string>> => {
  const archive = await yauzl.openPromise(zip)
  const content: Record<string, string> = {}
  for await (const entry of archive.eachEntry()) {
    content[entry.fileName] = (await buffer(await archive.openReadStreamPromise(entry))).toString()
  }
  return content
}

/** A Failure whose first line says all of this. */
const failureThatSays =
  (...patterns: readonly RegExp[]) =>
  (error: unknown): true => {
    assert.ok(error instanceof Failure, String(error))
    for (const pattern of patterns) assert.match(error.message, pattern)
    assert.ok(!error.message.includes('\n'))
    return true
  }

test('an artifact holds exactly the files that are named, by their paths in the folder', async () => {
  const layout = await createFiles({ 'index.json': '{}', 'blobs/sha256/ab': 'blob', 'stray.txt': 'secret' })
  const files = [join(layout, 'index.json'), join(layout, 'blobs/sha256/ab')]
  const uploaded = await uploadArtifact(await createArtifact({ folder: layout, files }), run, log)
  const target = await emptyFolder()
  const downloaded = await downloadArtifact({ name: 'my-app', folder: target }, log)
  assert.deepEqual(await contentOf(downloaded.path), { 'index.json': '{}', 'blobs/sha256/ab': 'blob' })
  assert.deepEqual(await measureFile(downloaded.path), { digest: uploaded.digest, size: uploaded.size })
  assert.equal(downloaded.digest, uploaded.digest)
  assert.equal(downloaded.id, uploaded.id)
  assert.equal(uploaded.url, `https://github.com/octo/app/actions/runs/4711/artifacts/${uploaded.id}`)
})

test('a file larger than a block goes up in blocks and comes back the same', async () => {
  const layout = await createFiles({ 'index.json': '{}', 'blobs/sha256/ab': '' })
  const large = join(layout, 'blobs/sha256/ab')
  await truncate(large, 20 * 1024 * 1024)
  const uploaded = await uploadArtifact(await createArtifact({ folder: layout, files: [large] }), run, log)
  const blocks = service.requests().filter(({ operation }) => operation === 'PutBlock')
  assert.ok(blocks.length >= 3 && blocks.every(({ received }) => received <= 8 * 1024 * 1024))
  const { path } = await downloadArtifact({ name: 'my-app', folder: await emptyFolder() }, log)
  assert.deepEqual(await measureFile(path), { digest: uploaded.digest, size: uploaded.size })
})

test('compression is as asked for', async () => {
  const layout = await createFiles({ 'index.json': Buffer.alloc(100_000, 'x') })
  const stored = await uploadArtifact(await createArtifact({ folder: layout, name: 'stored' }), run, log)
  const artifact = await createArtifact({ folder: layout, name: 'deflated', compressionLevel: 6 })
  const deflated = await uploadArtifact(artifact, run, log)
  assert.ok(stored.size > 100_000)
  assert.ok(deflated.size < 10_000)
})

test('an artifact is kept for as many days as asked for', async () => {
  await uploadArtifact(await createArtifact({ retentionDays: 3 }), run, log)
  const { createdAt = '', expiresAt = '' } = service.artifacts().at(-1) ?? {}
  const days = (Date.parse(expiresAt) - Date.parse(createdAt)) / (24 * 3600 * 1000)
  assert.equal(Math.round(days), 3)
})

test('nothing that the client logs holds a signature of a URL', async () => {
  lines.length = 0
  await uploadArtifact(await createArtifact(), run, log)
  const signed = lines.filter((line) => line.includes('sig='))
  assert.equal(signed.length, 1)
  assert.match(signed[0] ?? '', /sig=\*\*\*/)
})

test('a name that is taken is refused, with both ways out', async () => {
  const artifact = await createArtifact()
  await uploadArtifact(artifact, run, log)
  await assert.rejects(
    uploadArtifact(artifact, run, log),
    failureThatSays(
      /«my-app» could not be uploaded: an artifact of this name exists/,
      /overwrite: true/,
      /matrix/,
    ),
  )
})

test('with overwrite the artifact of that name is replaced, if there is one', async () => {
  const artifact = await createArtifact({ overwrite: true })
  const first = await uploadArtifact(artifact, run, log)
  const second = await uploadArtifact(artifact, run, log)
  assert.notEqual(first.id, second.id)
  const downloaded = await downloadArtifact({ name: 'my-app', folder: await emptyFolder() }, log)
  assert.equal(downloaded.id, second.id)
})

test('a name with a forbidden character is refused before anything is sent', async () => {
  const before = service.requests().length
  const artifact = await createArtifact({ name: 'octo/app:1' })
  await assert.rejects(uploadArtifact(artifact, run, log), failureThatSays(/artifact-name/, /octo-app-1/))
  assert.equal(service.requests().length, before)
})

test('links, missing files and files elsewhere are never uploaded', async () => {
  const layout = await createFiles({ 'index.json': '{}' })
  await symlink('/etc/hostname', join(layout, 'link'))
  const upload = async (file: string): Promise<unknown> =>
    uploadArtifact(await createArtifact({ folder: layout, files: [file] }), run, log)
  await assert.rejects(upload(join(layout, 'link')), failureThatSays(/link.*not a regular file/))
  await assert.rejects(upload(join(layout, 'missing')), failureThatSays(/missing.*ENOENT/))
  await assert.rejects(upload(`${layout}-2/index.json`), /is not in/)
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
  test(`${situation}: outside of an action there is nowhere to upload to`, async () => {
    const artifact = await createArtifact()
    change()
    await assert.rejects(uploadArtifact(artifact, run, log), failureThatSays(/uses:/, /upload: false/))
  })
}

test('GitHub Enterprise Server is told of', async () => {
  process.env['GITHUB_SERVER_URL'] = 'https://github.example.org'
  await assert.rejects(
    uploadArtifact(await createArtifact(), run, log),
    failureThatSays(/Enterprise Server has no artifacts of this kind/, /upload: false/),
  )
  await assert.rejects(
    downloadArtifact({ name: 'my-app', folder: await emptyFolder() }, log),
    failureThatSays(/Enterprise Server/),
  )
})

for (const [situation, fault, says] of [
  [
    'a full quota',
    { on: 'CreateArtifact', status: 403, message: 'insufficient usage' },
    /storage is full.*retention-days/,
  ],
  ['a denied access', { on: 'CreateArtifact', status: 403 }, /denied access/],
  ['a broken service', { on: 'FinalizeArtifact', status: 500 }, /artifact service failed.*githubstatus/],
  [
    'a connection that breaks at once',
    { on: 'CreateArtifact', breakAfter: 1 },
    /connection to GitHub failed/,
  ],
  ['a connection that keeps breaking', { on: 'PutBlock', breakAfter: 10 }, /connection to GitHub failed/],
  ['a refused upload', { on: 'PutBlock', status: 403 }, /artifact service failed/],
] as const) {
  test(`${situation} fails the upload, and leaves no artifact`, async (t) => {
    t.after(service.misbehave(fault))
    const before = service.artifacts().filter(({ complete }) => complete).length
    await assert.rejects(uploadArtifact(await createArtifact(), run, log), failureThatSays(says))
    assert.equal(service.artifacts().filter(({ complete }) => complete).length, before)
  })
}

test('an upload that breaks off is begun again, and the service may hiccup', async () => {
  service.misbehave({ on: 'PutBlock', breakAfter: 10, times: 1 })
  service.misbehave({ on: 'CreateArtifact', status: 503, times: 1 })
  service.misbehave({ on: 'FinalizeArtifact', status: 502, times: 1 })
  await uploadArtifact(await createArtifact(), run, log)
  const { path } = await downloadArtifact({ name: 'my-app', folder: await emptyFolder() }, log)
  assert.deepEqual(await contentOf(path), { 'index.json': '{}' })
})

test('after a failed upload the name is free', async () => {
  service.misbehave({ on: 'PutBlock', status: 403, times: 1 })
  const artifact = await createArtifact()
  await assert.rejects(uploadArtifact(artifact, run, log))
  assert.equal((await uploadArtifact(artifact, run, log)).name, 'my-app')
})

test('a file that vanishes during the upload fails it, and leaves no artifact', async () => {
  const layout = await createFiles({ 'index.json': '{}', 'blobs/sha256/ab': 'blob' })
  const file = join(layout, 'blobs/sha256/ab')
  const removeAtStart = (line: string): void => {
    if (line.startsWith('[Request] CreateArtifact')) rmSync(file)
  }
  const artifact = await createArtifact({ folder: layout, files: [join(layout, 'index.json'), file] })
  await assert.rejects(uploadArtifact(artifact, run, { debug: removeAtStart }), (error) => {
    failureThatSays(/could not be uploaded/)(error)
    assert.ok(error instanceof Failure)
    assert.match(error.detail.join(), /No such file/)
    return true
  })
  await assert.rejects(
    downloadArtifact({ name: 'my-app', folder: await emptyFolder() }, log),
    failureThatSays(/has no artifact/),
  )
})

test('who is interrupted stops waiting at once, and leaves no artifact', async (t) => {
  const interruption = new AbortController()
  const interruptAtUpload = (line: string): void => {
    if (line.startsWith('Beginning upload')) interruption.abort(new Error('interrupted'))
  }
  t.after(service.misbehave({ on: 'FinalizeArtifact', status: 400 }))
  const artifact = await createArtifact({ signal: interruption.signal })
  await assert.rejects(uploadArtifact(artifact, run, { debug: interruptAtUpload }), /^Error: interrupted$/)
  const wanted = { name: 'my-app', folder: await emptyFolder() }
  await assert.rejects(downloadArtifact(wanted, log), failureThatSays(/nor any other/))
  await assert.rejects(
    downloadArtifact({ ...wanted, signal: interruption.signal }, log),
    /^Error: interrupted$/,
  )
})

test('an artifact of another run and repository is downloaded with a token', async () => {
  becomeStep({ repository: 'octo/other', run: 99 })
  const uploaded = await uploadArtifact(await createArtifact(), run, log)
  becomeStep()
  const from = { token: githubToken, repository: 'octo/other', runId: 99 }
  const { id, path } = await downloadArtifact({ name: 'my-app', folder: await emptyFolder(), from }, log)
  assert.equal(id, uploaded.id)
  assert.deepEqual(await contentOf(path), { 'index.json': '{}' })
})

for (const [situation, fault] of [
  ['a token that is not known', { status: 401, message: 'Bad credentials' }],
  ['a token without the permission', { status: 403, message: 'Resource not accessible by integration' }],
  ['a run that is not there', { status: 404, message: 'Not Found' }],
] as const) {
  test(`${situation}: the error names run, repository and permission`, async (t) => {
    t.after(service.misbehave({ on: 'ListWorkflowRunArtifacts', ...fault }))
    const from = { token: githubToken, repository: 'octo/other', runId: 98 }
    await assert.rejects(
      downloadArtifact({ name: 'my-app', folder: await emptyFolder(), from }, log),
      failureThatSays(/run 98 of octo\/other/, /actions: read/),
    )
  })
}

test('an artifact that is not there: those that are, are named', async () => {
  for (const name of ['app-amd64', 'app-arm64'])
    await uploadArtifact(await createArtifact({ name }), run, log)
  await assert.rejects(downloadArtifact({ name: 'app', folder: await emptyFolder() }, log), (error) => {
    failureThatSays(/no artifact «app»/)(error)
    assert.ok(error instanceof Failure)
    assert.deepEqual([...error.detail].sort(), ['  app-amd64', '  app-arm64'])
    return true
  })
})

test('of many artifacts the first twenty are named', async (t) => {
  const artifacts = Array.from({ length: 30 }, (_, i) => ({ name: `app-${i}`, database_id: String(i + 1) }))
  t.after(service.misbehave({ on: 'ListArtifacts', answer: { artifacts } }))
  await assert.rejects(downloadArtifact({ name: 'app', folder: await emptyFolder() }, log), (error) => {
    assert.ok(error instanceof Failure)
    assert.equal(error.detail.length, 21)
    assert.equal(error.detail.at(-1), '… and 10 more')
    return true
  })
})

for (const [situation, change] of [
  ['of the same size', (zip: Buffer) => Buffer.from(zip).fill(0x20, 40, 42)],
  ['cut short', (zip: Buffer) => zip.subarray(0, -1)],
  ['longer', (zip: Buffer) => Buffer.concat([zip, Buffer.alloc(1)])],
] as const) {
  test(`content other than what was uploaded, ${situation}, is refused, and nothing is left of it`, async (t) => {
    const uploaded = await uploadArtifact(await createArtifact(), run, log)
    const { path } = await downloadArtifact({ name: 'my-app', folder: await emptyFolder() }, log)
    const swapped = join(await emptyFolder(), 'swapped.zip')
    await writeFile(swapped, change(await readFile(path)))
    t.after(service.misbehave({ on: 'GetBlob', replaceWith: swapped }))
    const target = await emptyFolder()
    await assert.rejects(
      downloadArtifact({ name: 'my-app', folder: target }, log),
      failureThatSays(
        /what came is not what was uploaded/,
        new RegExp(`expected ${uploaded.digest}`),
        new RegExp(`found ${(await measureFile(swapped)).digest}`),
      ),
    )
    assert.deepEqual(await readdir(target), [])
  })
}

for (const fault of [{ breakAfter: 50 }, { stallAfter: 50 }, { status: 503 }]) {
  test(`a download that meets ${JSON.stringify(fault)} is tried again`, async () => {
    await uploadArtifact(await createArtifact(), run, log)
    service.misbehave({ on: 'GetBlob', ...fault, times: 1 })
    const { path } = await downloadArtifact({ name: 'my-app', folder: await emptyFolder() }, log)
    assert.deepEqual(await contentOf(path), { 'index.json': '{}' })
  })
}

test('a download that keeps breaking off fails, and nothing is left of it', async (t) => {
  await uploadArtifact(await createArtifact(), run, log)
  t.after(service.misbehave({ on: 'GetBlob', status: 503 }))
  const target = await emptyFolder()
  await assert.rejects(downloadArtifact({ name: 'my-app', folder: target }, log), (error) => {
    failureThatSays(/connection to GitHub failed/)(error)
    assert.ok(error instanceof Failure)
    assert.match(error.detail.join(), /503/)
    return true
  })
  assert.deepEqual(await readdir(target), [])
})

for (const name of ['../../evil', '/etc/evil', '..%2F..%2Fevil', 'a\\..\\evil', 'index.json']) {
  test(`a server that calls the archive «${name}» has no say in where it goes`, async (t) => {
    await uploadArtifact(await createArtifact(), run, log)
    const headers = { 'content-disposition': `attachment; filename="${name}"; filename*=UTF-8''${name}` }
    t.after(service.misbehave({ on: 'GetBlob', headers }))
    const target = await emptyFolder()
    const { path } = await downloadArtifact({ name: 'my-app', folder: target }, log)
    const [own = '', ...others] = await readdir(target)
    assert.deepEqual(others, [])
    assert.deepEqual(await readdir(join(target, own)), ['artifact.zip'])
    assert.equal(path, join(target, own, 'artifact.zip'))
  })
}

for (const name of ['..', '.', 'a%00b', '%']) {
  test(`a server that calls the archive «${name}» fails the download`, async (t) => {
    await uploadArtifact(await createArtifact(), run, log)
    const headers = { 'content-disposition': `attachment; filename*=UTF-8''${name}` }
    t.after(service.misbehave({ on: 'GetBlob', headers }))
    const target = await emptyFolder()
    await assert.rejects(
      downloadArtifact({ name: 'my-app', folder: target }, log),
      failureThatSays(/could not be/),
    )
    assert.deepEqual(await readdir(target), [])
  })
}
