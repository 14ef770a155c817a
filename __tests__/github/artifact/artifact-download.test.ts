import assert from 'node:assert/strict'
import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { test } from 'node:test'
import { githubToken } from '../../../lab/services/results.ts'
import { measureFile } from '../../../src/layout/blob.ts'
import { layoutMarkerText } from '../../../src/layout/write.ts'
import { Failure } from '../../../src/message/failure.ts'
import { smallFileSystem } from '../../layout/file-system.ts'
import { startProcess } from '../../layout/process.ts'
import { artifactOf, contentOf, failureThatSays } from '../artifact.ts'
import { startFixture } from '../service.ts'

const { service, folder, becomeStep } = await startFixture()
const { uploadArtifact } = await import('../../../src/github/artifact/artifact-upload.ts')
const { downloadArtifact } = await import('../../../src/github/artifact/artifact-download.ts')

const log = { debug: (): void => {} }
const run = {
  server: 'GitHub',
  serverUrl: 'https://github.com',
  repository: 'octo/app',
  runId: 4711,
} as const

const emptyFolder = (): Promise<string> => mkdtemp(join(folder, 'download-'))

test('an artifact of another run and repository is downloaded with a token', async () => {
  becomeStep({ repository: 'octo/other', run: 99 })
  const uploaded = await uploadArtifact(await artifactOf(folder), run, log)
  becomeStep()
  const from = { token: githubToken, repository: 'octo/other', runId: 99 }
  const { id, path } = await downloadArtifact(
    { name: 'my-app', folder: await emptyFolder(), from },
    'GitHub',
    log,
  )
  assert.equal(id, uploaded.id)
  assert.deepEqual(await contentOf(path), { 'oci-layout': layoutMarkerText, 'index.json': '{}' })
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
      downloadArtifact({ name: 'my-app', folder: await emptyFolder(), from }, 'GitHub', log),
      failureThatSays([/run 98 of octo\/other/, /actions: read/]),
    )
  })
}

test('if an artifact does not exist, the message lists the existing ones', async () => {
  for (const name of ['app-amd64', 'app-arm64'])
    await uploadArtifact({ ...(await artifactOf(folder)), name }, run, log)
  await assert.rejects(
    downloadArtifact({ name: 'app', folder: await emptyFolder() }, 'GitHub', log),
    (error) => {
      failureThatSays(/no artifact "app"/)(error)
      assert.ok(error instanceof Failure)
      assert.deepEqual([...error.detail].sort(), ['  app-amd64', '  app-arm64'])
      return true
    },
  )
})

test('of many artifacts, the message lists the first twenty', async (t) => {
  const artifacts = Array.from({ length: 30 }, (_, i) => ({ name: `app-${i}`, database_id: String(i + 1) }))
  t.after(service.misbehave({ on: 'ListArtifacts', answer: { artifacts } }))
  await assert.rejects(
    downloadArtifact({ name: 'app', folder: await emptyFolder() }, 'GitHub', log),
    (error) => {
      assert.ok(error instanceof Failure)
      assert.equal(error.detail.length, 21)
      assert.equal(error.detail.at(-1), '… and 10 more')
      return true
    },
  )
})

for (const [situation, change] of [
  ['of the same size', (zip: Buffer) => Buffer.from(zip).fill(0x20, 40, 42)],
  ['cut short', (zip: Buffer) => zip.subarray(0, -1)],
  ['longer', (zip: Buffer) => Buffer.concat([zip, Buffer.alloc(1)])],
] as const) {
  test(`content that differs from the upload, ${situation}, is refused and leaves no file`, async (t) => {
    const uploaded = await uploadArtifact(await artifactOf(folder), run, log)
    const { path } = await downloadArtifact({ name: 'my-app', folder: await emptyFolder() }, 'GitHub', log)
    const swapped = join(await emptyFolder(), 'swapped.zip')
    await writeFile(swapped, change(await readFile(path)))
    t.after(service.misbehave({ on: 'GetBlob', replaceWith: swapped }))
    const target = await emptyFolder()
    await assert.rejects(
      downloadArtifact({ name: 'my-app', folder: target }, 'GitHub', log),
      failureThatSays([
        /its content differs from what was uploaded/,
        new RegExp(`expected ${uploaded.digest}`),
        new RegExp(`found ${(await measureFile(swapped)).digest}`),
      ]),
    )
    assert.deepEqual(await readdir(target), [])
  })
}

for (const fault of [{ breakAfter: 50 }, { stallAfter: 50 }, { status: 503 }]) {
  test(`a download that meets ${JSON.stringify(fault)} is tried again`, async () => {
    await uploadArtifact(await artifactOf(folder), run, log)
    service.misbehave({ on: 'GetBlob', ...fault, times: 1 })
    const { path } = await downloadArtifact({ name: 'my-app', folder: await emptyFolder() }, 'GitHub', log)
    assert.deepEqual(await contentOf(path), { 'oci-layout': layoutMarkerText, 'index.json': '{}' })
  })
}

const ownRunOf = (run: number, token = githubToken) => ({ token, repository: `octo/app-${run}`, runId: run })

for (const [situation, operation, runId] of [
  ['of an earlier attempt, whose URL the service does not sign', 'GetSignedArtifactURL', 500],
  ['that the storage does not have under its signed URL', 'GetBlob', 501],
] as const) {
  test(`an artifact ${situation}, is downloaded by the run's ID`, async (t) => {
    const own = ownRunOf(runId)
    becomeStep({ repository: own.repository, run: runId })
    const uploaded = await uploadArtifact(await artifactOf(folder), run, log)
    t.after(service.misbehave({ on: operation, status: 404, times: 1 }))
    const wanted = { name: 'my-app', folder: await emptyFolder(), ownRun: own }
    const { id, path } = await downloadArtifact(wanted, 'GitHub', log)
    assert.equal(id, uploaded.id)
    assert.deepEqual(await contentOf(path), { 'oci-layout': layoutMarkerText, 'index.json': '{}' })
  })
}

for (const [situation, ownRun, refusal] of [
  ['without a token', undefined, undefined],
  ['with a token that lacks the permission', ownRunOf(502), 403],
  ['with a token of a private repository that lacks the permission', ownRunOf(502), 404],
] as const) {
  test(`an artifact of an earlier attempt, ${situation}: the error names the permission`, async (t) => {
    becomeStep({ repository: 'octo/app-502', run: 502 })
    await uploadArtifact({ ...(await artifactOf(folder)), name: `app-${refusal}` }, run, log)
    t.after(service.misbehave({ on: 'GetSignedArtifactURL', status: 404 }))
    if (refusal !== undefined) t.after(service.misbehave({ on: 'ListWorkflowRunArtifacts', status: refusal }))
    await assert.rejects(
      downloadArtifact({ name: `app-${refusal}`, folder: await emptyFolder(), ownRun }, 'GitHub', log),
      failureThatSays([/earlier attempt of this run/, /Add "actions: read" to the permissions of this job/]),
    )
  })
}

for (const [situation, fault, message] of [
  ['has expired', { on: 'DownloadArtifact', status: 410 }, /it has expired\. Build the image again/],
  ['has expired in the storage', { on: 'GetBlob', status: 410 }, /it has expired\. Build the image again/],
  [
    'is not in the storage',
    { on: 'GetBlob', status: 404 },
    /its storage does not have it\. It may have expired/,
  ],
] as const) {
  test(`an artifact that ${situation} is a failure that says so, without another try`, async (t) => {
    becomeStep({ repository: 'octo/app-503', run: 503 })
    await uploadArtifact({ ...(await artifactOf(folder)), name: situation.replaceAll(' ', '-') }, run, log)
    t.after(service.misbehave(fault))
    const tries: string[] = []
    const watch = { debug: (line: string) => tries.push(...(line.match(/after \d+ retries/) ?? [])) }
    const target = await emptyFolder()
    await assert.rejects(
      downloadArtifact(
        { name: situation.replaceAll(' ', '-'), folder: target, from: ownRunOf(503) },
        'GitHub',
        watch,
      ),
      failureThatSays(message),
    )
    assert.ok(tries.length <= 1)
    assert.deepEqual(await readdir(target), [])
  })
}

test('a conflict in the service does not make a download advise to overwrite', async (t) => {
  t.after(service.misbehave({ on: 'ListArtifacts', status: 409 }))
  await assert.rejects(
    downloadArtifact({ name: 'my-app', folder: await emptyFolder() }, 'GitHub', log),
    (error) => {
      assert.ok(error instanceof Failure)
      assert.doesNotMatch(error.message, /overwrite/)
      assert.match(error.message, /could not be downloaded: GitHub's artifact service failed/)
      return true
    },
  )
})

test('a download that fails repeatedly leaves no file', async (t) => {
  await uploadArtifact(await artifactOf(folder), run, log)
  t.after(service.misbehave({ on: 'GetBlob', status: 503 }))
  const target = await emptyFolder()
  await assert.rejects(downloadArtifact({ name: 'my-app', folder: target }, 'GitHub', log), (error) => {
    failureThatSays(/connection to GitHub failed/)(error)
    assert.ok(error instanceof Failure)
    assert.match(error.detail.join(), /503/)
    return true
  })
  assert.deepEqual(await readdir(target), [])
})

for (const name of ['../../evil', '/etc/evil', '..%2F..%2Fevil', 'a\\..\\evil', 'index.json']) {
  test(`an archive that the server names "${name}" is written to the same path as others`, async (t) => {
    await uploadArtifact(await artifactOf(folder), run, log)
    const headers = { 'content-disposition': `attachment; filename="${name}"; filename*=UTF-8''${name}` }
    t.after(service.misbehave({ on: 'GetBlob', headers }))
    const target = await emptyFolder()
    const { path } = await downloadArtifact({ name: 'my-app', folder: target }, 'GitHub', log)
    const [own = '', ...others] = await readdir(target)
    assert.deepEqual(others, [])
    assert.deepEqual(await readdir(join(target, own)), ['artifact.zip'])
    assert.equal(path, join(target, own, 'artifact.zip'))
  })
}

for (const name of ['..', '.', 'a%00b', '%']) {
  test(`an archive that the server names "${name}" fails the download`, async (t) => {
    await uploadArtifact(await artifactOf(folder), run, log)
    const headers = { 'content-disposition': `attachment; filename*=UTF-8''${name}` }
    t.after(service.misbehave({ on: 'GetBlob', headers }))
    const target = await emptyFolder()
    await assert.rejects(
      downloadArtifact({ name: 'my-app', folder: target }, 'GitHub', log),
      failureThatSays(/could not be/),
    )
    assert.deepEqual(await readdir(target), [])
  })
}

test('if the disk is full, the step says so and leaves no file', async (t) => {
  const full = smallFileSystem(t)
  if (full === undefined) return
  await uploadArtifact(await artifactOf(folder, Buffer.alloc(1_000_000, 'x')), run, log)
  // A process of its own: what GitHub's client does then would end this one.
  const { stdout } = startProcess(`
    const { runStep } = await import(src + 'github/step/step.ts')
    const { downloadArtifact } = await import(src + 'github/artifact/artifact-download.ts')
    await runStep(undefined, ({ log }) =>
      downloadArtifact({ name: 'my-app', folder: ${JSON.stringify(full)} }, 'GitHub', log),
    )`)
  assert.ok(stdout)
  const errors = (await text(stdout)).match(/^::error::.*$/gm) ?? []
  assert.deepEqual(errors, [
    `::error::Could not write the artifact "my-app" to ${full}: no space is left there. ` +
      'Free some, or choose another folder.',
  ])
  assert.deepEqual(await readdir(full), [])
})
