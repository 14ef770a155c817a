import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { test } from 'node:test'
import type { CacheScope } from '../../../lab/services/results/token.ts'
import { digestOf } from '../../../src/image/digest.ts'
import { blobPath } from '../../../src/layout/blob.ts'
import { findFlaws } from '../../../src/layout/verify.ts'
import { createLayout } from '../../../src/layout/write.ts'
import { startFixture } from '../service.ts'

const { service, folder, becomeStep } = await startFixture()
const { actionsCache, restore, save } = await import('../../../src/github/cache/cache.ts')

const createLog = () => {
  const shown = { debug: [] as string[], info: [] as string[], warning: [] as string[] }
  const log = {
    debug: (line: string): void => void shown.debug.push(line),
    info: (line: string): void => void shown.info.push(line),
    warning: (line: string): void => void shown.warning.push(line),
  }
  return { shown, log }
}

const content = Buffer.alloc(100_000, 'layer ')
const blob = { mediaType: 'application/octet-stream', digest: digestOf(content), size: content.length }

/** A folder of a store at a path that no other runner has. */
const createFolder = async (name = 'jammy/linux-amd64') => {
  const root = await mkdtemp(join(folder, 'case-'))
  return { root, name, path: join(root, name) }
}

/** A run image's folder in a layout-repo, with one blob in it. */
const createCached = async (name?: string) => {
  const cached = await createFolder(name)
  await createLayout(cached.path)
  await writeFile(blobPath(cached.path, blob.digest), content)
  return cached
}

/**
 * Changes all paths of the runner, as a new ephemeral runner does. Its folders are below a symbolic link, for example to
 * a larger disk. Returns its temporary folder.
 */
const moveRunner = async (): Promise<string> => {
  const disk = await mkdtemp(join(folder, 'disk-'))
  for (const name of ['temp', 'deeper/workspace']) await mkdir(join(disk, name), { recursive: true })
  const runner = join(folder, `runner-${basename(disk)}`)
  await symlink(disk, runner)
  process.env['RUNNER_TEMP'] = join(runner, 'temp')
  process.env['GITHUB_WORKSPACE'] = join(runner, 'deeper/workspace')
  return join(runner, 'temp')
}

const branch = (name: string, permission: 'read' | 'write'): CacheScope => ({
  name: `refs/heads/${name}`,
  read: true,
  write: permission === 'write',
})

const requestsFor = (operation: string) =>
  service.requests().filter((request) => request.operation === operation)

test('a saved folder is restored by its key, with the same files', async () => {
  const { shown, log } = createLog()
  const cached = await createCached()
  assert.equal((await restore({ folder: cached, key: 'v1-a', restoreKeys: ['v1-'] }, log)).outcome, 'miss')
  const saved = await save({ folder: cached, key: 'v1-a' }, log)
  assert.equal(saved.outcome, 'saved')
  await rm(cached.path, { recursive: true })
  const restored = await restore({ folder: cached, key: 'v1-a', restoreKeys: ['v1-'] }, log)
  assert.equal(restored.outcome, 'hit')
  assert.equal('key' in restored && restored.key, 'v1-a')
  assert.deepEqual(await findFlaws(cached.path, [blob]), [])
  const archive = requestsFor('PutBlob').at(-1)?.received
  assert.equal('bytes' in saved && saved.bytes, archive)
  assert.equal('bytes' in restored && restored.bytes, archive)
  assert.deepEqual([...shown.info, ...shown.warning], [])
})

test('the debug log contains no URL signatures', async () => {
  const { shown, log } = createLog()
  const cached = await createCached()
  await save({ folder: cached, key: 'v1-a' }, log)
  await restore({ folder: cached, key: 'v1-a', restoreKeys: [] }, log)
  const signed = shown.debug.filter((line) => line.includes('sig='))
  assert.equal(signed.length, 2)
  for (const line of signed) assert.match(line, /sig=\*\*\*/)
})

test('a restore key finds the newest of the older entries', async () => {
  const { log } = createLog()
  const cached = await createCached()
  await save({ folder: cached, key: 'v1-a' }, log)
  await save({ folder: cached, key: 'v1-b' }, log)
  const restored = await restore({ folder: cached, key: 'v1-c', restoreKeys: ['v1-'] }, log)
  assert.equal(restored.outcome, 'older')
  assert.equal('key' in restored && restored.key, 'v1-b')
})

test('the newest entry with a key prefix is restored, and the log names it', async () => {
  const { shown, log } = createLog()
  const cached = await createCached()
  const cache = actionsCache(log, new AbortController().signal)
  assert.equal((await cache.restoreNewest(cached, 'v1-app@')).outcome, 'miss')
  assert.match(shown.info.shift() ?? '', /^Cache miss: no entry begins with v1-app@, in [\d.]+ s$/)
  for (const key of ['v1-app@a', 'v1-app@b', 'v1-app-two@c']) await cache.save(cached, key)
  await rm(cached.path, { recursive: true })
  const restored = await cache.restoreNewest(cached, 'v1-app@')
  assert.equal(restored.outcome, 'hit')
  assert.equal('key' in restored && restored.key, 'v1-app@b')
  assert.deepEqual(await findFlaws(cached.path, [blob]), [])
  assert.match(shown.info.join('\n'), /^Cache entry v1-app@b: [\d.]+ k?B in [\d.]+ s$/)
  assert.deepEqual(shown.warning, [])
})

test('an entry is found on a runner with other paths, whatever its folders are called', async () => {
  const { shown, log } = createLog()
  await moveRunner()
  const cached = await createCached()
  await save({ folder: cached, key: 'v1-a' }, log)
  await rm(cached.path, { recursive: true })
  const temporary = await moveRunner()
  const elsewhere = await createFolder()
  const restored = await restore({ folder: elsewhere, key: 'v1-a', restoreKeys: [] }, log)
  assert.equal(restored.outcome, 'hit')
  assert.deepEqual(await findFlaws(elsewhere.path, [blob]), [])
  assert.deepEqual(await readdir(cached.root), ['jammy'], 'nothing is written to the old path')
  assert.deepEqual(shown.warning, [])
  for (const name of await readdir(temporary)) {
    assert.deepEqual(await readdir(join(temporary, name)), [], 'no files are left in RUNNER_TEMP')
  }
})

test('an entry is not found for a folder with another name', async () => {
  const { log } = createLog()
  await save({ folder: await createCached('jammy/linux-amd64'), key: 'v1-a' }, log)
  const other = await createFolder('noble/linux-amd64')
  const restored = await restore({ folder: other, key: 'v1-a', restoreKeys: ['v1-'] }, log)
  assert.equal(restored.outcome, 'miss')
})

test('several folders are restored at the same time, and the process is then as it was', async () => {
  const { log } = createLog()
  const names = ['jammy/linux-amd64', 'jammy/linux-arm64', 'app/0123456789abcdef']
  for (const name of names) await save({ folder: await createCached(name), key: `v1-${name}` }, log)
  const before = { folder: process.cwd(), environment: { ...process.env } }
  const folders = await Promise.all(names.map((name) => createFolder(name)))
  const restored = await Promise.all(
    folders.map((one) => restore({ folder: one, key: `v1-${one.name}`, restoreKeys: [] }, log)),
  )
  assert.deepEqual(
    restored.map(({ outcome }) => outcome),
    ['hit', 'hit', 'hit'],
  )
  for (const { path } of folders) assert.deepEqual(await findFlaws(path, [blob]), [])
  assert.deepEqual({ folder: process.cwd(), environment: { ...process.env } }, before)
})

test('an entry that another job saved in the meantime does not change', async () => {
  const { shown, log } = createLog()
  const cached = await createCached()
  await save({ folder: cached, key: 'v1-a' }, log)
  const saved = await save({ folder: cached, key: 'v1-a' }, log)
  assert.equal(saved.outcome, 'exists')
  assert.match(shown.info.join(), /^The cache was not saved: .*already exists/)
  assert.deepEqual(shown.warning, [])
})

test('with a read-only token, entries of the default branch are restored and nothing is saved', async () => {
  const { shown, log } = createLog()
  const cached = await createCached()
  becomeStep({ repository: 'octo/fork', scopes: [branch('main', 'write')] })
  await save({ folder: cached, key: 'v1-a' }, log)
  becomeStep({ repository: 'octo/fork', scopes: [branch('main', 'read')] })
  assert.equal((await restore({ folder: cached, key: 'v1-a', restoreKeys: [] }, log)).outcome, 'hit')
  assert.equal((await save({ folder: cached, key: 'v1-b' }, log)).outcome, 'refused')
  assert.deepEqual(shown.info, ['The cache was not saved: cache write denied: the token is read-only'])
  assert.deepEqual(shown.warning, [])
})

test('a token without read access causes a warning', async () => {
  const { shown, log } = createLog()
  becomeStep({ scopes: [] })
  const restored = await restore({ folder: await createCached(), key: 'v1-a', restoreKeys: [] }, log)
  assert.equal(restored.outcome, 'unavailable')
  assert.match(shown.warning.join(), /cache read denied: the token has no scope to read from/)
})

for (const [mode, restores, saves] of [
  ['none', 'unavailable', 'refused'],
  ['read', 'miss', 'refused'],
  ['write-only', 'unavailable', 'saved'],
] as const) {
  test(`ACTIONS_CACHE_MODE=${mode} is respected and logged, without a warning`, async () => {
    const { shown, log } = createLog()
    const cached = await createCached()
    process.env['ACTIONS_CACHE_MODE'] = mode
    assert.equal((await restore({ folder: cached, key: 'v1-a', restoreKeys: [] }, log)).outcome, restores)
    assert.equal((await save({ folder: cached, key: 'v1-a' }, log)).outcome, saves)
    assert.ok(shown.info.every((line) => line.includes(`cache-mode '${mode}'`)))
    assert.deepEqual(shown.warning, [])
  })
}

for (const [situation, change] of [
  ['a runner without a cache service', () => delete process.env['ACTIONS_RESULTS_URL']],
  [
    'GitHub Enterprise Server without a cache service',
    () => {
      process.env['GITHUB_SERVER_URL'] = 'https://github.example.org'
    },
  ],
] as const) {
  test(`${situation} is logged without a warning`, async () => {
    const { shown, log } = createLog()
    const cached = await createCached()
    change()
    assert.equal(
      (await restore({ folder: cached, key: 'v1-a', restoreKeys: [] }, log)).outcome,
      'unavailable',
    )
    assert.equal((await save({ folder: cached, key: 'v1-a' }, log)).outcome, 'unavailable')
    assert.deepEqual(shown.info, [
      'The cache was not restored: this runner offers no cache service',
      'The cache was not saved: this runner offers no cache service',
    ])
    assert.deepEqual(shown.warning, [])
  })
}

test('a missing runtime token causes a warning', async () => {
  const { shown, log } = createLog()
  const cached = await createCached()
  delete process.env['ACTIONS_RUNTIME_TOKEN']
  assert.equal((await restore({ folder: cached, key: 'v1-a', restoreKeys: [] }, log)).outcome, 'unavailable')
  assert.equal((await save({ folder: cached, key: 'v1-a' }, log)).outcome, 'unavailable')
  assert.match(
    shown.warning[0] ?? '',
    /^The cache could not be restored: .+ The build continues without it\.$/,
  )
  assert.match(shown.warning[1] ?? '', /^The cache could not be saved: .+ The build is not affected\.$/)
})

test('a storage error without a message: the warning says that there is no reason', async (t) => {
  const { shown, log } = createLog()
  t.after(service.misbehave({ on: 'PutBlob', status: 401, text: '' }))
  await save({ folder: await createCached(), key: 'v1-a' }, log)
  assert.deepEqual(shown.warning, [
    'The cache could not be saved: the service gave no reason. The build is not affected.',
  ])
})

for (const [situation, fault, outcome, reason] of [
  ['a lost race', { status: 409, message: 'cache entry already exists' }, 'exists', /already exists/],
  [
    'a write denied',
    { answer: { ok: false, message: 'cache write denied: by policy' } },
    'refused',
    /by policy/,
  ],
  ['a refusal without a reason', { answer: { ok: false } }, 'unavailable', /Response was not ok/],
  ['a rate limit', { status: 429, headers: { 'retry-after': '60' } }, 'unavailable', /Rate limited/],
  ['a full quota', { status: 403, message: 'insufficient usage' }, 'unavailable', /quota/],
  ['a broken service', { status: 500 }, 'unavailable', /after 5 attempts.*500/],
  ['a broken connection', { breakAfter: 10 }, 'unavailable', /ECONNRESET/],
] as const) {
  test(`${situation} when the entry is reserved: ${outcome}`, async (t) => {
    const { shown, log } = createLog()
    const cached = await createCached()
    t.after(service.misbehave({ on: 'CreateCacheEntry', ...fault }))
    const saved = await save({ folder: cached, key: 'v1-a' }, log)
    assert.equal(saved.outcome, outcome)
    assert.match('reason' in saved ? saved.reason : '', reason)
    assert.match(shown[outcome === 'unavailable' ? 'warning' : 'info'].join(), reason)
    assert.equal(shown.warning.length + shown.info.length, 1)
  })
}

for (const [situation, fault, reason] of [
  ['a broken service', { status: 500 }, /after 5 attempts.*500/],
  ['a broken connection', { breakAfter: 10 }, /ECONNRESET/],
] as const) {
  test(`${situation} when the entry is looked up: no entry and a warning`, async (t) => {
    const { shown, log } = createLog()
    const cached = await createCached()
    t.after(service.misbehave({ on: 'GetCacheEntryDownloadURL', ...fault }))
    const restored = await restore({ folder: cached, key: 'v1-a', restoreKeys: [] }, log)
    assert.equal(restored.outcome, 'unavailable')
    assert.match(shown.warning.join(), reason)
  })
}

test('an interrupted upload is repeated', async () => {
  const { log } = createLog()
  const cached = await createCached()
  service.misbehave({ on: 'PutBlob', breakAfter: 100, times: 1 })
  assert.equal((await save({ folder: cached, key: 'v1-a' }, log)).outcome, 'saved')
  assert.equal((await restore({ folder: cached, key: 'v1-a', restoreKeys: [] }, log)).outcome, 'hit')
})

test('an upload that is interrupted every time leaves no entry', async (t) => {
  const { shown, log } = createLog()
  const cached = await createCached()
  t.after(service.misbehave({ on: 'PutBlob', breakAfter: 100 }))
  assert.equal((await save({ folder: cached, key: 'v1-a' }, log)).outcome, 'unavailable')
  assert.match(shown.warning.join(), /ECONNRESET|socket hang up/)
  assert.equal((await restore({ folder: cached, key: 'v1-a', restoreKeys: [] }, log)).outcome, 'miss')
})

test('an entry that the service rejects after the upload is not found', async () => {
  const { log } = createLog()
  const cached = await createCached()
  service.misbehave({ on: 'FinalizeCacheEntryUpload', answer: { ok: false, message: 'too large' }, times: 1 })
  const saved = await save({ folder: cached, key: 'v1-a' }, log)
  assert.equal(saved.outcome, 'unavailable')
  assert.equal('reason' in saved && saved.reason, 'too large')
  assert.equal((await restore({ folder: cached, key: 'v1-a', restoreKeys: [] }, log)).outcome, 'miss')
})

test('an interrupted download causes a warning', async (t) => {
  const { shown, log } = createLog()
  const cached = await createCached()
  await save({ folder: cached, key: 'v1-a' }, log)
  t.after(service.misbehave({ on: 'GetBlob', breakAfter: 50 }))
  assert.equal((await restore({ folder: cached, key: 'v1-a', restoreKeys: [] }, log)).outcome, 'unavailable')
  assert.equal(shown.warning.length, 1)
})

test('a slow download succeeds', async (t) => {
  const { log } = createLog()
  const cached = await createCached()
  await save({ folder: cached, key: 'v1-a' }, log)
  t.after(service.misbehave({ on: 'GetBlob', bytesPerSecond: 5000 }))
  assert.equal((await restore({ folder: cached, key: 'v1-a', restoreKeys: [] }, log)).outcome, 'hit')
})

test('for a file that is not an archive, the warning has tar’s message', async (t) => {
  const { shown, log } = createLog()
  const cached = await createCached()
  await save({ folder: cached, key: 'v1-a' }, log)
  const other = join(folder, 'no-archive')
  await writeFile(other, 'no archive')
  t.after(service.misbehave({ on: 'GetBlob', replaceWith: other }))
  assert.equal((await restore({ folder: cached, key: 'v1-a', restoreKeys: [] }, log)).outcome, 'unavailable')
  assert.match(shown.warning.join(), /tar.* failed with exit code 2 \(.*tar: .+\)/)
})

test('a poisoned entry is restored; the digests of its blobs do not match', async () => {
  const { log } = createLog()
  const cached = await createCached()
  await save({ folder: cached, key: 'v1-a' }, log)
  await rm(cached.path, { recursive: true })
  await service.poison('v1-a')
  assert.equal((await restore({ folder: cached, key: 'v1-a', restoreKeys: [] }, log)).outcome, 'hit')
  const flaws = await findFlaws(cached.path, [blob])
  assert.deepEqual(
    flaws.map(({ descriptor }) => descriptor.digest),
    [blob.digest],
  )
  assert.match(flaws[0]?.reason ?? '', /^expected sha256:.*, found sha256:/)
})

test('a missing folder is not saved', async () => {
  const { shown, log } = createLog()
  const saved = await save({ folder: await createFolder(), key: 'v1-a' }, log)
  assert.equal(saved.outcome, 'unavailable')
  assert.match(shown.warning.join(), /do\(es\) not exist/)
})

test('an abort ends the wait immediately and leaves no entry', async () => {
  const { log } = createLog()
  const cached = await createCached()
  const interruption = new AbortController()
  const interruptAtUpload = (line: string): void => {
    if (line.startsWith('Attempting to upload')) interruption.abort(new Error('interrupted'))
  }
  const saving = save(
    { folder: cached, key: 'v1-a', signal: interruption.signal },
    { ...log, debug: interruptAtUpload },
  )
  const stop = service.misbehave({ on: 'FinalizeCacheEntryUpload', status: 400 })
  await assert.rejects(saving, /^Error: interrupted$/)
  const restored = await restore({ folder: cached, key: 'v1-a', restoreKeys: [] }, log)
  assert.equal(restored.outcome, 'miss')
  stop()
  await assert.rejects(
    restore({ folder: cached, key: 'v1-a', restoreKeys: [], signal: interruption.signal }, log),
    /^Error: interrupted$/,
  )
})

test('an invalid key throws the client’s error', async () => {
  const { log } = createLog()
  const cached = await createCached()
  await assert.rejects(save({ folder: cached, key: 'a,b' }, log), { name: 'ValidationError' })
  await assert.rejects(restore({ folder: cached, key: 'a,b', restoreKeys: [] }, log), {
    name: 'ValidationError',
  })
})
