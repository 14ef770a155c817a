import assert from 'node:assert/strict'
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { FolderCache, RestoreResult } from '../../src/content/folder-cache.ts'
import { digestOf, hexOf } from '../../src/image/digest.ts'
import { blobFolder, blobPath } from '../../src/layout/blob.ts'
import { buildCachePrefix } from '../../src/store/build-cache-id.ts'
import { buildApp, cachedIn, copyAll, diffIdOf, id, openStore } from './built-app.ts'
import { openCache } from './cache-entries.ts'

const prefix = buildCachePrefix(id)

const exactKey = async (folder: string) =>
  `${prefix}${hexOf(digestOf(await readFile(join(folder, 'index.json'))))}`

/** A store whose folder the next job does not find, except for what the Actions cache has. */
const setUp = async (t: TestContext, faults: Partial<FolderCache> = {}) => {
  const entries = await openCache(t)
  const all = await openStore(t, { cache: { ...entries.cache, ...faults } })
  const forget = () => rm(all.folder, { recursive: true })
  return { ...all, ...entries, forget }
}

test('the first build saves its cache under a key with its content, and the next job restores it', async (t) => {
  const { asked, build, folder, forget, store } = await setUp(t)
  const app = await buildApp(t)
  const first = await store.open(id)
  assert.equal(first.restored?.outcome, 'miss')
  const kept = await build(app, undefined, first)
  assert.equal(kept.uploaded, 1_500_000)
  const key = await exactKey(folder)
  assert.deepEqual(asked.splice(0), [`restore ${prefix}*`, `save ${key}`])

  await forget()
  const opened = await store.open(id)
  assert.equal(opened.restored?.outcome, 'hit')
  assert.deepEqual(await cachedIn(store, opened), new Map([...app.cacheTars].sort()))
  await copyAll(t, store, opened, app)
})

test('if nothing changed, nothing is saved and nothing is read from the sandbox', async (t) => {
  const { asked, build, forget } = await setUp(t)
  await build(await buildApp(t))
  await forget()
  asked.splice(0)
  const again = await buildApp(t)
  const kept = await build(again)
  assert.deepEqual(asked, [`restore ${prefix}*`])
  assert.deepEqual(kept, { size: kept.size, hasChanged: false, uploaded: 0 })
  assert.deepEqual(again.read, [])
})

test('a changed cache is saved under another key, and is the newest entry afterwards', async (t) => {
  const { asked, build, folder, forget, store } = await setUp(t)
  await build(await buildApp(t))
  await forget()
  asked.splice(0)
  const newer = await buildApp(t, { launch: ['newer app'] })
  await build(newer)
  assert.deepEqual(asked, [`restore ${prefix}*`, `save ${await exactKey(folder)}`])
  await forget()
  assert.equal((await store.open(id)).found?.image.descriptor.digest, newer.image.descriptor.digest)
})

test('the cache is not asked if the folder has a build cache; changes are saved', async (t) => {
  const { asked, build } = await setUp(t)
  await build(await buildApp(t))
  asked.splice(0)
  await build(await buildApp(t))
  assert.deepEqual(asked, [])
  await build(await buildApp(t, { launch: ['newer app'] }))
  assert.equal(asked.length, 1)
  assert.match(asked[0] ?? '', /^save /)
})

test('a damaged entry is superseded by a new one with the same content', async (t) => {
  const { asked, build, entryOf, folder, forget, keys, store } = await setUp(t)
  await build(await buildApp(t))
  const [damaged = ''] = keys
  await rm(blobPath(entryOf(damaged), diffIdOf('tool')))
  await forget()
  asked.splice(0)
  const opened = await store.open(id)
  const app = await buildApp(t)
  await build(app, { image: true, cached: new Set([diffIdOf('deps')]) }, opened)
  const healed = keys[1] ?? ''
  assert.notEqual(healed, damaged)
  assert.ok(healed.startsWith(damaged), `${healed} and ${damaged}`)

  await forget()
  asked.splice(0)
  const after = await store.open(id)
  assert.deepEqual(after.restored, { outcome: 'hit', key: healed, seconds: 0 })
  assert.deepEqual(await cachedIn(store, after), new Map([...app.cacheTars].sort()))
  await build(await buildApp(t), undefined, after)
  assert.deepEqual(asked, [`restore ${prefix}*`])
  assert.ok((await readdir(blobFolder(folder))).length > 0)
})

test('an entry with other content is not used, and is superseded', async (t) => {
  const { build, forget, entryOf, keys, store } = await setUp(t)
  await build(await buildApp(t))
  await writeFile(join(entryOf(keys[0] ?? ''), 'index.json'), '{"schemaVersion":2,"manifests":[]}')
  await forget()
  const opened = await store.open(id)
  assert.equal(opened.found, undefined)
  assert.match(opened.why, /^the build cache cannot be read: .* names no image$/)
  await build(await buildApp(t), { image: false, cached: new Set() }, opened)
  assert.equal(keys.length, 2)
  await forget()
  assert.ok((await store.open(id)).found)
})

test('if the cache cannot be read, nothing is saved in it, and the folder is still used', async (t) => {
  const unavailable: RestoreResult = { outcome: 'unavailable', reason: 'the service is down', seconds: 0 }
  const { asked, build, store } = await setUp(t, { restoreNewest: async () => unavailable })
  const opened = await store.open(id)
  assert.equal(opened.found, undefined)
  assert.equal(opened.why, 'the cache could not be read: the service is down')
  const kept = await build(await buildApp(t), undefined, opened)
  assert.equal(kept.uploaded, 0)
  assert.deepEqual(asked, [])
  assert.ok((await store.open(id)).found)
})

test('a faster job or a read-only token prevents saving without an error', async (t) => {
  for (const outcome of ['exists', 'refused', 'unavailable'] as const) {
    const { build } = await setUp(t, { save: async () => ({ outcome, reason: 'no', seconds: 0 }) })
    assert.equal((await build(await buildApp(t))).uploaded, 0)
  }
})

test('an entry of another app is not restored', async (t) => {
  const { build, forget, store } = await setUp(t)
  await build(await buildApp(t))
  await forget()
  assert.equal((await store.open({ ...id, app: 'services/other' })).found, undefined)
})
