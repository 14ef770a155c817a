import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
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

/** A run image's folder in a layout-repo, with one blob in it. */
const createCached = async (name = 'jammy'): Promise<string> => {
  const cached = join(await mkdtemp(join(folder, 'case-')), name)
  await createLayout(cached)
  await writeFile(blobPath(cached, blob.digest), content)
  return cached
}

const branch = (name: string, permission: 'read' | 'write'): CacheScope => ({
  name: `refs/heads/${name}`,
  read: true,
  write: permission === 'write',
})

const requestsFor = (operation: string) =>
  service.requests().filter((request) => request.operation === operation)

test('what was saved is a hit for its key, and the folder is as it was', async () => {
  const { shown, log } = createLog()
  const cached = await createCached()
  assert.equal((await restore({ folder: cached, key: 'v1-a', restoreKeys: ['v1-'] }, log)).outcome, 'miss')
  const saved = await save({ folder: cached, key: 'v1-a' }, log)
  assert.equal(saved.outcome, 'saved')
  await rm(cached, { recursive: true })
  const restored = await restore({ folder: cached, key: 'v1-a', restoreKeys: ['v1-'] }, log)
  assert.equal(restored.outcome, 'hit')
  assert.equal('key' in restored && restored.key, 'v1-a')
  assert.deepEqual(await findFlaws(cached, [blob]), [])
  const archive = requestsFor('PutBlob').at(-1)?.received
  assert.equal('bytes' in saved && saved.bytes, archive)
  assert.equal('bytes' in restored && restored.bytes, archive)
  assert.deepEqual([...shown.info, ...shown.warning], [])
})

test('no signature of a URL is in what is logged for those who debug', async () => {
  const { shown, log } = createLog()
  const cached = await createCached()
  await save({ folder: cached, key: 'v1-a' }, log)
  await restore({ folder: cached, key: 'v1-a', restoreKeys: [] }, log)
  const signed = shown.debug.filter((line) => line.includes('sig='))
  assert.equal(signed.length, 2)
  for (const line of signed) assert.match(line, /sig=\*\*\*/)
})

test('an older entry is found by a restore key, the newest first', async () => {
  const { log } = createLog()
  const cached = await createCached()
  await save({ folder: cached, key: 'v1-a' }, log)
  await save({ folder: cached, key: 'v1-b' }, log)
  const restored = await restore({ folder: cached, key: 'v1-c', restoreKeys: ['v1-'] }, log)
  assert.equal(restored.outcome, 'older')
  assert.equal('key' in restored && restored.key, 'v1-b')
})

test('the newest entry that begins with a prefix is what was asked for, and the log names it', async () => {
  const { shown, log } = createLog()
  const cached = await createCached()
  const cache = actionsCache(log, new AbortController().signal)
  assert.equal((await cache.restoreNewest(cached, 'v1-app@')).outcome, 'miss')
  assert.match(shown.info.shift() ?? '', /^Cache miss: no entry begins with v1-app@, in [\d.]+ s$/)
  for (const key of ['v1-app@a', 'v1-app@b', 'v1-app-two@c']) await cache.save(cached, key)
  await rm(cached, { recursive: true })
  const restored = await cache.restoreNewest(cached, 'v1-app@')
  assert.equal(restored.outcome, 'hit')
  assert.equal('key' in restored && restored.key, 'v1-app@b')
  assert.deepEqual(await findFlaws(cached, [blob]), [])
  assert.match(shown.info.join('\n'), /^Cache entry v1-app@b: [\d.]+ k?B in [\d.]+ s$/)
  assert.deepEqual(shown.warning, [])
})

test('an entry is found again for its folder only', async () => {
  const { log } = createLog()
  await save({ folder: await createCached(), key: 'v1-a' }, log)
  const restored = await restore({ folder: await createCached(), key: 'v1-a', restoreKeys: ['v1-'] }, log)
  assert.equal(restored.outcome, 'miss')
})

test('the name of the folder may hold what is special in patterns', async () => {
  const { log } = createLog()
  const cached = await createCached('a[b]*c?')
  const decoy = join(cached, '..', 'abxcd')
  await mkdir(decoy)
  assert.equal((await save({ folder: cached, key: 'v1-a' }, log)).outcome, 'saved')
  await rm(cached, { recursive: true })
  await rm(decoy, { recursive: true })
  assert.equal((await restore({ folder: cached, key: 'v1-a', restoreKeys: [] }, log)).outcome, 'hit')
  await assert.rejects(readFile(decoy), /ENOENT/)
})

test('an entry that another job saved meanwhile is left as it is', async () => {
  const { shown, log } = createLog()
  const cached = await createCached()
  await save({ folder: cached, key: 'v1-a' }, log)
  const saved = await save({ folder: cached, key: 'v1-a' }, log)
  assert.equal(saved.outcome, 'exists')
  assert.match(shown.info.join(), /^The cache was not saved: .*already exists/)
  assert.deepEqual(shown.warning, [])
})

test('a token that may only read restores the default branch’s entries and saves none', async () => {
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

test('a token that may not read is a warning', async () => {
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
  test(`ACTIONS_CACHE_MODE=${mode} is obeyed, and said without a warning`, async () => {
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
  test(`${situation} is said without a warning`, async () => {
    const { shown, log } = createLog()
    const cached = await createCached()
    change()
    assert.equal(
      (await restore({ folder: cached, key: 'v1-a', restoreKeys: [] }, log)).outcome,
      'unavailable',
    )
    assert.equal((await save({ folder: cached, key: 'v1-a' }, log)).outcome, 'unavailable')
    assert.deepEqual(shown.info, [
      'The cache is not read: this runner offers no cache service',
      'The cache was not saved: this runner offers no cache service',
    ])
    assert.deepEqual(shown.warning, [])
  })
}

test('a process without a runtime token is a warning', async () => {
  const { shown, log } = createLog()
  const cached = await createCached()
  delete process.env['ACTIONS_RUNTIME_TOKEN']
  assert.equal((await restore({ folder: cached, key: 'v1-a', restoreKeys: [] }, log)).outcome, 'unavailable')
  assert.equal((await save({ folder: cached, key: 'v1-a' }, log)).outcome, 'unavailable')
  assert.match(shown.warning[0] ?? '', /^The cache could not be restored: .+ The build goes on without it\.$/)
  assert.match(shown.warning[1] ?? '', /^The cache could not be saved: .+ The build is not affected\.$/)
})

test('a storage that refuses with a status and no words: the warning says that there are none', async (t) => {
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
  test(`${situation} when the entry is looked up: no entry, and a warning`, async (t) => {
    const { shown, log } = createLog()
    const cached = await createCached()
    t.after(service.misbehave({ on: 'GetCacheEntryDownloadURL', ...fault }))
    const restored = await restore({ folder: cached, key: 'v1-a', restoreKeys: [] }, log)
    assert.equal(restored.outcome, 'unavailable')
    assert.match(shown.warning.join(), reason)
  })
}

test('an upload that breaks off is begun again', async () => {
  const { log } = createLog()
  const cached = await createCached()
  service.misbehave({ on: 'PutBlob', breakAfter: 100, times: 1 })
  assert.equal((await save({ folder: cached, key: 'v1-a' }, log)).outcome, 'saved')
  assert.equal((await restore({ folder: cached, key: 'v1-a', restoreKeys: [] }, log)).outcome, 'hit')
})

test('an upload that keeps breaking off leaves no entry', async (t) => {
  const { shown, log } = createLog()
  const cached = await createCached()
  t.after(service.misbehave({ on: 'PutBlob', breakAfter: 100 }))
  assert.equal((await save({ folder: cached, key: 'v1-a' }, log)).outcome, 'unavailable')
  assert.match(shown.warning.join(), /ECONNRESET|socket hang up/)
  assert.equal((await restore({ folder: cached, key: 'v1-a', restoreKeys: [] }, log)).outcome, 'miss')
})

test('an entry that the service does not accept in the end is no entry', async () => {
  const { log } = createLog()
  const cached = await createCached()
  service.misbehave({ on: 'FinalizeCacheEntryUpload', answer: { ok: false, message: 'too large' }, times: 1 })
  const saved = await save({ folder: cached, key: 'v1-a' }, log)
  assert.equal(saved.outcome, 'unavailable')
  assert.equal('reason' in saved && saved.reason, 'too large')
  assert.equal((await restore({ folder: cached, key: 'v1-a', restoreKeys: [] }, log)).outcome, 'miss')
})

test('a download that breaks off is a warning', async (t) => {
  const { shown, log } = createLog()
  const cached = await createCached()
  await save({ folder: cached, key: 'v1-a' }, log)
  t.after(service.misbehave({ on: 'GetBlob', breakAfter: 50 }))
  assert.equal((await restore({ folder: cached, key: 'v1-a', restoreKeys: [] }, log)).outcome, 'unavailable')
  assert.equal(shown.warning.length, 1)
})

test('a slow download is waited for', async (t) => {
  const { log } = createLog()
  const cached = await createCached()
  await save({ folder: cached, key: 'v1-a' }, log)
  t.after(service.misbehave({ on: 'GetBlob', bytesPerSecond: 5000 }))
  assert.equal((await restore({ folder: cached, key: 'v1-a', restoreKeys: [] }, log)).outcome, 'hit')
})

test('what is no archive is a warning that says what tar says', async (t) => {
  const { shown, log } = createLog()
  const cached = await createCached()
  await save({ folder: cached, key: 'v1-a' }, log)
  const other = join(folder, 'no-archive')
  await writeFile(other, 'no archive')
  t.after(service.misbehave({ on: 'GetBlob', replaceWith: other }))
  assert.equal((await restore({ folder: cached, key: 'v1-a', restoreKeys: [] }, log)).outcome, 'unavailable')
  assert.match(shown.warning.join(), /tar.* failed with exit code 2 \(.*tar: .+\)/)
})

test('a poisoned entry is a hit: only the digests of its blobs tell', async () => {
  const { log } = createLog()
  const cached = await createCached()
  await save({ folder: cached, key: 'v1-a' }, log)
  await rm(cached, { recursive: true })
  await service.poison('v1-a')
  assert.equal((await restore({ folder: cached, key: 'v1-a', restoreKeys: [] }, log)).outcome, 'hit')
  const flaws = await findFlaws(cached, [blob])
  assert.deepEqual(
    flaws.map(({ descriptor }) => descriptor.digest),
    [blob.digest],
  )
  assert.match(flaws[0]?.reason ?? '', /^expected sha256:.*, found sha256:/)
})

test('an entry that was saved under another workspace, and so unpacks elsewhere, is no hit', async () => {
  const { shown, log } = createLog()
  const cached = await createCached()
  const deeper = join(folder, 'workspace', 'deeper')
  await mkdir(deeper, { recursive: true })
  await save({ folder: cached, key: 'v1-a' }, log)
  await rm(cached, { recursive: true })
  process.env['GITHUB_WORKSPACE'] = deeper
  assert.equal((await restore({ folder: cached, key: 'v1-a', restoreKeys: [] }, log)).outcome, 'unavailable')
  assert.match(shown.warning.join(), /the entry v1-a does not hold /)
})

test('a folder that is not there cannot be saved', async () => {
  const { shown, log } = createLog()
  const saved = await save({ folder: join(folder, 'nowhere'), key: 'v1-a' }, log)
  assert.equal(saved.outcome, 'unavailable')
  assert.match(shown.warning.join(), /do\(es\) not exist/)
})

test('who is interrupted stops waiting at once, and no entry is left', async () => {
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

test('a key that the service cannot have is a defect, and thrown', async () => {
  const { log } = createLog()
  const cached = await createCached()
  await assert.rejects(save({ folder: cached, key: 'a,b' }, log), { name: 'ValidationError' })
  await assert.rejects(restore({ folder: cached, key: 'a,b', restoreKeys: [] }, log), {
    name: 'ValidationError',
  })
})
