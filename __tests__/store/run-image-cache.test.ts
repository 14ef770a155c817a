import assert from 'node:assert/strict'
import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { RestoreResult } from '../../src/content/folder-cache.ts'
import { blobFolder, blobPath } from '../../src/layout/blob.ts'
import { cacheKeyOf } from '../../src/store/run-image.ts'
import { imageOf } from '../image/image.ts'
import { openCache } from './cache-entries.ts'
import { amd64, base, image, namesOf, setUp } from './set-up.ts'

/** A build with a cache: what it has of the run image, and what came of asking the cache. */
const openBuild = async (t: TestContext) => {
  const { cache, asked } = await openCache(t)
  const all = await setUp(t, image, { cache })
  const build = async (layers = true, current = image): Promise<RestoreResult | undefined> => {
    const id = await all.store.resolve(all.server.reference, amd64)
    const opened = await all.store.open(id, { layers })
    if (layers) await all.copy(all.server.reference, current.layers)
    await all.store.keep(opened)
    return opened.restored
  }
  const forget = () => rm(all.imageFolder, { recursive: true })
  const keyOf = (root = image.descriptor.digest) =>
    cacheKeyOf({ reference: all.server.reference, root, platform: amd64 }).exact
  return { ...all, asked, build, forget, key: keyOf(), keyOf }
}

test('a new run image is saved, and the next runner requests only its digest from the registry', async (t) => {
  const { asked, build, forget, key, notes, server } = await openBuild(t)
  assert.equal((await build())?.outcome, 'miss')
  assert.deepEqual(asked.splice(0), [`restore ${key}`, `save ${key}`])
  assert.ok(notes.includes('Run image saved in the cache: 1.5 MB in 0.3 s'), notes.join('\n'))
  await forget()
  server.requests()
  assert.equal((await build())?.outcome, 'hit')
  assert.deepEqual(asked, [`restore ${key}`])
  assert.deepEqual(server.requests(), ['HEAD 1'])
})

test('the cache is not asked if everything is on disk, or for a layout without layers', async (t) => {
  const { asked, build, notes } = await openBuild(t)
  assert.equal(await build(false), undefined)
  assert.match(notes.join('\n'), /Cache not used: a sparse layout has none/)
  await build()
  asked.splice(0)
  assert.equal(await build(), undefined)
  assert.deepEqual(asked, [])
  assert.match(notes.join('\n'), /Cache not asked: the layout-repo has the run image already/)
})

test('the cache is asked if the documents are on disk and a layer is missing', async (t) => {
  const { asked, build, imageFolder, key } = await openBuild(t)
  await build()
  await rm(blobPath(imageFolder, base.digest))
  asked.splice(0)
  assert.equal((await build())?.outcome, 'hit')
  assert.deepEqual(asked, [`restore ${key}`])
})

test('unchanged layers come from an older entry, and the new image is saved under its own key', async (t) => {
  const { asked, build, forget, keyOf, server } = await openBuild(t)
  await build()
  await forget()
  const later = imageOf(['base', 'newer tools'])
  server.image = later
  server.requests()
  asked.splice(0)
  assert.equal((await build(true, later))?.outcome, 'older')
  const key = keyOf(later.descriptor.digest)
  assert.deepEqual(asked, [`restore ${key}`, `save ${key}`])
  const [, tools] = later.layers
  assert.deepEqual(
    server.requests().filter((request) => request.startsWith('GET')),
    [later.descriptor, later.config, tools].map((blob) => `GET ${blob?.digest}`),
  )
})

test('a folder that another build pruned in the meantime is not saved', async (t) => {
  const { asked, imageFolder, notes, open, server, store, copy } = await openBuild(t)
  const opened = await store.open(await store.resolve(server.reference, amd64), { layers: true })
  await copy()
  await rm(blobPath(imageFolder, base.digest))
  await store.keep(opened)
  assert.ok(!asked.some((call) => call.startsWith('save')))
  assert.match(notes.join('\n'), /was not saved: another build changed the folder/)
  await open()
})

test('missing layers of a known image are restored under the key that a build uses', async (t) => {
  const { asked, build, forget, key, server, store, copy } = await openBuild(t)
  await build()
  await forget()
  asked.splice(0)
  server.requests()
  const id = { reference: server.reference, root: image.descriptor.digest, platform: amd64 }
  await store.restore(id, [base])
  assert.deepEqual((await copy(server.reference, [base])).fetched, [])
  await store.restore(id, [base])
  assert.deepEqual(asked, [`restore ${key}`])
  assert.deepEqual(server.requests(), [])
})

test('unused layers of a pinned image’s older entry are deleted, but not those that were on disk before', async (t) => {
  const { cache } = await openCache(t)
  const { server, store, folder, copy } = await setUp(t, image, { cache })
  const shared = join(folder, server.host, 'team', 'run', 'sha256', 'linux-amd64')
  const build = async (content: typeof image): Promise<RestoreResult | undefined> => {
    server.image = content
    const reference = { ...server.pinned, digest: content.descriptor.digest }
    const opened = await store.open(await store.resolve(reference, amd64), { layers: true })
    await copy(reference, content.layers)
    await store.keep(opened)
    return opened.restored
  }
  const filesOf = (...contents: readonly (typeof image)[]) =>
    [
      ...new Set(
        contents.flatMap(({ descriptor, config, layers }) => namesOf([descriptor, config, ...layers])),
      ),
    ].sort()
  assert.equal((await build(image))?.outcome, 'miss')
  await rm(shared, { recursive: true })

  const raised = imageOf(['base', 'raised tools'])
  assert.equal((await build(raised))?.outcome, 'older')
  assert.deepEqual((await readdir(blobFolder(shared))).sort(), filesOf(raised))

  const other = imageOf(['base', 'other tools'])
  await build(other)
  assert.deepEqual((await readdir(blobFolder(shared))).sort(), filesOf(raised, other))
})
