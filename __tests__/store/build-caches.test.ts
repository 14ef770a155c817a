import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rm, stat, statfs, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { Spool } from '../../src/files/spool.ts'
import { digestOf, hexOf } from '../../src/image/digest.ts'
import { closureOf } from '../../src/image/image.ts'
import { parseIndex } from '../../src/image/image-index.ts'
import { blobFolder, blobPath } from '../../src/layout/blob.ts'
import { readImage } from '../../src/layout/read.ts'
import { findFlaws } from '../../src/layout/verify.ts'
import { Failure } from '../../src/message/failure.ts'
import { BuildCaches } from '../../src/store/build-caches.ts'
import { CachedTar } from '../../src/store/cached-tar.ts'
import { temporaryFolder, tree } from '../image/image.ts'
import { smallFileSystem } from '../layout/file-system.ts'
import { buildApp, cachedIn, copyAll, diffIdOf, id, openStore } from './built-app.ts'

const blobsIn = async (folder: string) => (await readdir(blobFolder(folder))).sort()

test('the next build finds the image, its layers and the cached tars, byte for byte', async (t) => {
  const { store, build } = await openStore(t)
  const app = await buildApp(t)
  const first = await store.open(id)
  assert.equal(first.found, undefined)
  assert.equal(first.why, 'there is no build cache for this app yet')
  await build(app, undefined, first)

  const opened = await store.open(id)
  assert.ok(opened.found)
  assert.deepEqual(opened.found.image, app.image)
  assert.equal(opened.found.cache?.metadata, '{"buildpacks":[]}')
  assert.deepEqual(await cachedIn(store, opened), new Map([...app.cacheTars].sort()))
  await copyAll(t, store, opened, app)
})

test('a layer of both image and cache is stored once, and the run image’s layers are not stored', async (t) => {
  const { build, folder } = await openStore(t)
  const app = await buildApp(t)
  const { size } = await build(app)
  const layers = [...app.own.map(({ digest }) => hexOf(digest)), hexOf(diffIdOf('tool'))]
  const blobs = await blobsIn(folder)
  assert.deepEqual(
    layers.filter((name) => !blobs.includes(name)),
    [],
  )
  assert.equal(blobs.length, layers.length + 4, 'two manifests and two configurations are there, too')
  const sizes = await Promise.all(
    blobs.map(async (name) => (await stat(`${blobFolder(folder)}/${name}`)).size),
  )
  const sum = sizes.reduce((total, one) => total + one, 0)
  assert.equal(size, sum)
  const wanted = app.own.reduce((total, one) => total + one.size, 20_000)
  assert.ok(sum <= 1.05 * wanted, `${sum} bytes for ${wanted}`)
})

test('the folder is an OCI layout whose index names the image and a cache image', async (t) => {
  const { build, folder } = await openStore(t)
  await build(await buildApp(t))
  const index = await readFile(join(folder, 'index.json'))
  const { manifests } = parseIndex(index)
  assert.deepEqual(
    manifests.map(({ annotations }) => annotations?.['org.opencontainers.image.ref.name']),
    ['image', 'cache'],
  )
  for (const [nth, missing] of [2, 0].entries()) {
    const manifest = manifests[nth]
    assert.ok(manifest)
    const image = await readImage(folder, manifest)
    const flaws = await findFlaws(folder, closureOf(image))
    assert.deepEqual(
      flaws.map(({ descriptor, reason }) => [descriptor.digest, reason]),
      image.manifest.layers.slice(0, missing).map(({ digest }) => [digest, 'missing']),
      'only the run image’s layers are missing',
    )
  }
})

test('if nothing changed, nothing is read from the sandbox and nothing is written', async (t) => {
  const { build, folder } = await openStore(t)
  await build(await buildApp(t))
  const before = await stat(`${folder}/index.json`)
  const again = await buildApp(t)
  const kept = await build(again)
  assert.deepEqual(again.read, [])
  assert.equal(kept.hasChanged, false)
  assert.equal(kept.uploaded, 0)
  assert.equal((await stat(`${folder}/index.json`)).ino, before.ino)
})

test('only new tars are received, and only the size of a new layer that the image has too', async (t) => {
  const { build, store, folder } = await openStore(t)
  await build(await buildApp(t))
  const changed = await buildApp(t, {
    launch: ['newer app'],
    both: ['deps', 'more'],
    cached: ['tool', 'other'],
  })
  await build(changed)
  assert.deepEqual(
    changed.read.toSorted(),
    [`size ${diffIdOf('more')}`, `tar ${diffIdOf('other')}`].toSorted(),
  )
  const opened = await store.open(id)
  assert.deepEqual(await cachedIn(store, opened), new Map([...changed.cacheTars].sort()))
  await copyAll(t, store, opened, changed)
  assert.equal((await blobsIn(folder)).length, 4 + 3 + 2)
})

test('layers that a build no longer has are deleted', async (t) => {
  const { build, folder } = await openStore(t)
  await build(await buildApp(t))
  const changed = await buildApp(t, { launch: ['newer app'], both: [], cached: [] })
  await build(changed)
  assert.deepEqual(
    (await blobsIn(folder)).filter((name) => changed.own.some(({ digest }) => hexOf(digest) === name)).length,
    1,
  )
  assert.equal((await blobsIn(folder)).length, 4 + 1)
})

test('a layer can move between image and cache', async (t) => {
  const { build, store } = await openStore(t)
  for (const layers of [
    { both: ['deps'], cached: ['tool'] },
    { both: ['tool'], cached: ['deps'] },
    { launch: ['app', 'tool', 'deps'], both: [], cached: [] },
    { both: [], cached: ['tool', 'deps'] },
  ]) {
    const app = await buildApp(t, layers)
    await build(app)
    const opened = await store.open(id)
    assert.deepEqual(await cachedIn(store, opened), new Map([...app.cacheTars].sort()))
    await copyAll(t, store, opened, app)
  }
})

test('unverified parts are saved again, although all digests are the same', async (t) => {
  const damage = [
    { name: 'tool', verified: { image: true, cached: new Set([diffIdOf('deps')]) }, read: 'tar' },
    { name: 'deps', verified: { image: true, cached: new Set([diffIdOf('tool')]) }, read: 'size' },
    { name: 'app', verified: { image: false, cached: new Set(['deps', 'tool'].map(diffIdOf)) }, read: '' },
  ]
  for (const { name, verified, read } of damage) {
    const { build, folder } = await openStore(t)
    const first = await buildApp(t)
    await build(first)
    const right = await tree(folder)
    const position = ['app', 'deps'].indexOf(name)
    await rm(blobPath(folder, first.own[position]?.digest ?? diffIdOf(name)))
    const again = await buildApp(t)
    const kept = await build(again, verified)
    assert.deepEqual(again.read, read === '' ? [] : [`${read} ${diffIdOf(name)}`])
    assert.equal(kept.hasChanged, true)
    assert.deepEqual(await tree(folder), right)
  }
})

test('two builds at the same time leave exactly the complete cache of one of them', async (t) => {
  const { build, folder, store } = await openStore(t)
  await build(await buildApp(t))
  const apps = await Promise.all([
    buildApp(t, { launch: ['one'], cached: ['tool', 'first'] }),
    buildApp(t, { launch: ['two'], cached: ['tool', 'second'] }),
  ])
  const opened = await Promise.all([store.open(id), store.open(id)])
  const outcomes = await Promise.allSettled(apps.map((app, nth) => build(app, undefined, opened[nth])))
  for (const outcome of outcomes) {
    // The one that comes too late says so; a build takes that for a line in its log.
    if (outcome.status === 'rejected') assert.ok(outcome.reason instanceof Failure, String(outcome.reason))
  }
  assert.ok(outcomes.some(({ status }) => status === 'fulfilled'))
  const after = await store.open(id)
  const left = apps.find(({ image }) => image.descriptor.digest === after.found?.image.descriptor.digest)
  assert.ok(left)
  assert.deepEqual(await cachedIn(store, after), new Map([...left.cacheTars].sort()))
  await copyAll(t, store, after, left)
  assert.deepEqual(await readdir(dirname(folder)), [folder.slice(dirname(folder).length + 1)])
})

test('a build can use its cache while another build replaces the folder', async (t) => {
  const { build, store } = await openStore(t)
  await build(await buildApp(t))
  const opened = await store.open(id)
  await build(await buildApp(t, { launch: ['other'], both: ['deps'], cached: ['tool'] }))
  assert.deepEqual(
    [...(await cachedIn(store, opened)).keys()].sort(),
    [diffIdOf('deps'), diffIdOf('tool')].sort(),
  )
  const app = await buildApp(t, { launch: ['third'] })
  assert.equal((await build(app, undefined, opened)).hasChanged, true)
  await copyAll(t, store, await store.open(id), app)
})

test('a failure while the cache is received does not change the stored cache', async (t) => {
  const { build, folder, staging, store } = await openStore(t)
  await build(await buildApp(t))
  const before = await tree(dirname(folder))
  const app = await buildApp(t, { cached: ['tool', 'new'] })
  const lost = new Failure('The engine is gone.')
  const receive = async (): Promise<undefined> => {
    // What the post step clears if the process dies at this moment.
    assert.equal(existsSync(staging.at(-1) ?? ''), true)
    throw lost
  }
  await assert.rejects(store.draft(await store.open(id), app.result(), { ...app.source, receive }), lost)
  assert.deepEqual(await tree(dirname(folder)), before)
})

test('a tar with another digest than the lifecycle says is not saved', async (t) => {
  const { folder, store } = await openStore(t)
  const app = await buildApp(t)
  app.cacheTars.set(diffIdOf('tool'), Buffer.alloc(20_000, 'x'))
  await assert.rejects(
    store.draft(await store.open(id), app.result(), app.source),
    /is not what its name says/,
  )
  assert.deepEqual(await tree(dirname(folder)), {})
})

test('a missing layer in the layout does not change the stored cache', async (t) => {
  const { build, folder, store } = await openStore(t)
  await build(await buildApp(t))
  const before = await tree(dirname(folder))
  const app = await buildApp(t, { launch: ['newer'] })
  const opened = await store.open(id)
  const draft = await store.draft(opened, app.result(), app.source)
  await rm(`${blobFolder(app.layout)}/${hexOf(app.own[0]?.digest ?? 'sha256:')}`)
  await assert.rejects(store.save(opened, draft, app.layout), /ENOENT/)
  assert.deepEqual(await tree(dirname(folder)), before)
})

test('a skipped cache is not read, and is replaced', async (t) => {
  const { build, store } = await openStore(t)
  const app = await buildApp(t)
  await build(app)
  const skipped = store.skip(id, '"clear-cache" is "true"')
  assert.equal(skipped.found, undefined)
  assert.deepEqual(await store.cachedTars(skipped), [])
  const newer = await buildApp(t, { launch: ['newer'] })
  assert.equal((await build(newer, { image: false, cached: new Set() }, skipped)).hasChanged, true)
  assert.equal((await store.open(id)).found?.image.descriptor.digest, newer.image.descriptor.digest)
})

test('a cached layer that cannot be restored is received once, and not saved', async (t) => {
  const layers = { cached: ['tool', 'pipes'], unusable: { pipes: '"/layers/x/pipe" is a pipe' } }
  const { build, folder, warnings, store } = await openStore(t)
  const first = await buildApp(t, layers)
  await build(first)
  const pipes = diffIdOf('pipes')
  assert.ok(first.read.includes(`tar ${pipes}`))
  assert.ok(!(await blobsIn(folder)).includes(hexOf(pipes)))
  assert.deepEqual(warnings.splice(0), [
    `The cached layer ${pipes} is not saved, because it could not be restored: "/layers/x/pipe" is a pipe.`,
  ])
  const opened = await store.open(id)
  assert.deepEqual([...(await cachedIn(store, opened)).keys()].sort(), ['deps', 'tool'].map(diffIdOf).sort())
  assert.deepEqual(warnings, [
    `The cached layer ${pipes} is not used: "/layers/x/pipe" is a pipe. It will be rebuilt.`,
  ])

  const second = await buildApp(t, layers)
  const saved = await build(second, { image: true, cached: new Set(['deps', 'tool'].map(diffIdOf)) }, opened)
  assert.deepEqual(second.read, [])
  assert.equal(saved.hasChanged, false)
})

test('a cached layer that cannot be restored and differs in each build does not cause a save', async (t) => {
  const { build, staging } = await openStore(t)
  const layers = (name: string) => ({ cached: ['tool', name], unusable: { [name]: 'it has a pipe' } })
  await build(await buildApp(t, layers('pipes 1')))
  const second = await buildApp(t, layers('pipes 2'))
  const saved = await build(second, { image: true, cached: new Set(['deps', 'tool'].map(diffIdOf)) })
  assert.deepEqual(second.read, [`tar ${diffIdOf('pipes 2')}`])
  assert.equal(saved.hasChanged, false)
  assert.equal(existsSync(staging.at(-1) ?? ''), false)
})

test('a stored layer that turned out to be unusable is removed from the cache, once', async (t) => {
  const { build, store } = await openStore(t)
  await build(await buildApp(t))
  const usable = { image: true, cached: new Set([diffIdOf('tool')]) }
  const app = await buildApp(t)
  const opened = await store.open(id)
  const result = { ...app.result(usable), unusable: new Map([[diffIdOf('deps'), 'it has a pipe']]) }
  const draft = await store.draft(opened, result, app.source)
  assert.equal((await store.save(opened, draft, app.layout)).hasChanged, true)
  assert.deepEqual(app.read, [])

  const third = await buildApp(t)
  assert.equal((await build(third, usable)).hasChanged, false)
  assert.deepEqual(third.read, [])
})

test('cached layers are decompressed ahead of their reader, no further than their size, and leave no file', async (t) => {
  const root = await temporaryFolder(t)
  const { build, store } = await openStore(t, { root })
  await build(await buildApp(t))
  const opened = await store.open(id)
  const before = await tree(root)
  const tars = await store.cachedTars(opened)
  const expected = await cachedIn(store, opened)
  const compressed = tars.filter(({ isCompressed }) => isCompressed)
  assert.ok(compressed.length > 0 && compressed.length < tars.length)
  await store.decompressAhead(tars, t.signal)
  assert.deepEqual(await tree(root), before)
  // What is decompressed does not depend on the file any more.
  for (const { blob } of compressed) await rm(blobPath(opened.folder, blob.digest))
  for (const tar of tars) {
    assert.deepEqual(Buffer.concat(await Array.fromAsync(tar.open())), expected.get(tar.diffId))
  }
})

test('without enough disk space, cached layers are decompressed while they are read', async (t) => {
  const { build, store } = await openStore(t)
  await build(await buildApp(t))
  const opened = await store.open(id)
  const expected = await cachedIn(store, opened)
  const elsewhere = new BuildCaches({
    ...{ root: '/proc/none', cache: undefined, warn: assert.fail, noteStaging: assert.fail },
  })
  const tars = await store.cachedTars(opened)
  await elsewhere.decompressAhead(tars, t.signal)
  for (const tar of tars) {
    assert.deepEqual(Buffer.concat(await Array.fromAsync(tar.open())), expected.get(tar.diffId))
  }
})

test('an abort ends the decompression, and the reader gets its reason', async (t) => {
  const { build, store } = await openStore(t)
  await build(await buildApp(t))
  const tars = await store.cachedTars(await store.open(id))
  await store.decompressAhead(tars, AbortSignal.abort(new Error('cancelled')))
  for (const tar of tars.filter(({ isCompressed }) => isCompressed)) {
    await assert.rejects(Array.fromAsync(tar.open()), /cancelled/)
  }
})

/** A compressed layer that is too large for the file system. */
const layerIn = async (folder: string) => {
  const content = Buffer.from(Array.from({ length: 300_000 }, (_, nth) => nth >> 10))
  const bytes = gzipSync(content)
  const blob = { mediaType: '', digest: digestOf(bytes), size: bytes.length }
  await mkdir(blobFolder(folder), { recursive: true })
  await writeFile(blobPath(folder, blob.digest), bytes)
  const tar = await CachedTar.find(folder, { diffId: digestOf(content), blob, size: content.length })
  return { tar, content }
}

test('if the disk gets full while a cached layer is read, its reader decompresses the rest', async (t) => {
  const { tar, content } = await layerIn(await temporaryFolder(t))
  const [began, wasRead] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const { fill } = Spool.prototype
  t.mock.method(Spool.prototype, 'fill', function (this: Spool, source: AsyncIterable<Uint8Array>) {
    began.resolve()
    const firstChunk = async function* () {
      for await (const chunk of source) {
        yield chunk
        await wasRead.promise
        throw new Error('ENOSPC: no space left on device')
      }
    }
    return fill.call(this, firstChunk())
  })
  const filling = tar.decompressAhead(t.signal)
  await began.promise
  const reader = tar.open()
  const first: Uint8Array = (await reader.next()).value ?? assert.fail()
  assert.ok(first.length < content.length)
  wasRead.resolve()
  await filling
  assert.deepEqual(Buffer.concat([first, ...(await Array.fromAsync(reader))]), content)
})

test('if the disk gets full before a cached layer is read, the space is free again at once', async (t) => {
  const folder = smallFileSystem(t)
  if (folder === undefined) return
  const { tar, content } = await layerIn(folder)
  const { bavail } = await statfs(folder)
  await tar.decompressAhead(t.signal)
  assert.equal((await statfs(folder)).bavail, bavail)
  assert.deepEqual(Buffer.concat(await Array.fromAsync(tar.open())), content)
})

test('a cached layer that is read or released already is not decompressed ahead', async (t) => {
  const { build, store } = await openStore(t)
  await build(await buildApp(t))
  const opened = await store.open(id)
  const [tar] = (await store.cachedTars(opened)).filter(({ isCompressed }) => isCompressed)
  assert.ok(tar)
  await tar[Symbol.asyncDispose]()
  await rm(blobPath(opened.folder, tar.blob.digest))
  await tar.decompressAhead(t.signal)
  await assert.rejects(Array.fromAsync(tar.open()), { code: 'ENOENT' })
})
