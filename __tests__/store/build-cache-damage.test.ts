import assert from 'node:assert/strict'
import { chmod, mkdir, readFile, rm, symlink, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { type Digest, digestOf } from '../../src/image/digest.ts'
import { parseIndex } from '../../src/image/image-index.ts'
import { blobFolder, blobPath } from '../../src/layout/blob.ts'
import { layoutContent } from '../../src/layout/content.ts'
import { createLayout } from '../../src/layout/write.ts'
import { Failure } from '../../src/message/failure.ts'
import type { CacheLayer } from '../../src/store/build-cache-layout.ts'
import type { BuildCaches, OpenedBuildCache } from '../../src/store/build-caches.ts'
import { temporaryFolder, tree } from '../image/image.ts'
import { makeFifo, replaceFile, smallFileSystem } from '../layout/file-system.ts'
import { type BuiltApp, buildApp, cachedIn, copyAll, diffIdOf, id, openStore } from './built-app.ts'

/** What becomes of a file at rest. */
const damages: Readonly<Record<string, (path: string) => unknown>> = {
  missing: (path) => rm(path),
  empty: (path) => truncate(path, 0),
  truncated: async (path) => truncate(path, Math.floor((await readFile(path)).length / 2)),
  flipped: async (path) => {
    const bytes = await readFile(path)
    bytes[Math.floor(bytes.length / 2)] = 1 + (bytes[Math.floor(bytes.length / 2)] ?? 0)
    await replaceFile(path, () => writeFile(path, bytes))
  },
  enlarged: async (path) => {
    const bytes = await readFile(path)
    await replaceFile(path, () => writeFile(path, Buffer.concat([bytes, bytes])))
  },
  'a folder': (path) => replaceFile(path, () => mkdir(path)),
  'a link out': (path) => replaceFile(path, () => symlink('/etc/passwd', path)),
  'a pipe': (path) => replaceFile(path, makeFifo),
}

/** What a build finds to be right of what was kept, as the lifecycle's side does: nothing is believed. */
const provenOf = async (t: TestContext, store: BuildCaches, opened: OpenedBuildCache, app: BuiltApp) => {
  const verified = async (ahead: boolean): Promise<ReadonlySet<Digest>> => {
    const found = new Set<Digest>()
    const tars = await store.cachedTars(opened)
    if (ahead) await store.decompressAhead(tars, t.signal)
    for (const tar of tars) {
      const bytes = await Array.fromAsync(tar.open()).then(Buffer.concat, () => Buffer.alloc(0))
      if (bytes.length === tar.size && digestOf(bytes) === tar.diffId) found.add(tar.diffId)
      await tar[Symbol.asyncDispose]()
    }
    return found
  }
  const cached = await verified(false)
  assert.deepEqual(await verified(true), cached)
  const layout = await temporaryFolder(t)
  await createLayout(layout)
  const image = await store.copyLayers(opened, app.own, layoutContent(layout)).then(
    () => opened.found !== undefined,
    (error: unknown) => {
      assert.ok(error instanceof Failure, String(error))
      return false
    },
  )
  return { image, cached }
}

/** The files of what was kept, and which of them a build misses. */
const kept = async (t: TestContext) => {
  const all = await openStore(t)
  const app = await buildApp(t)
  await all.build(app)
  const { manifests } = parseIndex(await readFile(join(all.folder, 'index.json')))
  const [image, cache] = manifests
  assert.ok(image && cache)
  const files = {
    'index.json': join(all.folder, 'index.json'),
    'the image’s manifest': blobPath(all.folder, image.digest),
    'the image’s configuration': blobPath(all.folder, app.image.manifest.config.digest),
    'the cache’s manifest': blobPath(all.folder, cache.digest),
    'a layer of the image': blobPath(all.folder, app.own[0]?.digest ?? 'sha256:'),
    'a layer of image and cache': blobPath(all.folder, app.own[1]?.digest ?? 'sha256:'),
    'a cached tar': blobPath(all.folder, diffIdOf('tool')),
  }
  return { ...all, app, files }
}

for (const file of [
  'index.json',
  'the image’s manifest',
  'the image’s configuration',
  'the cache’s manifest',
  'a layer of the image',
  'a layer of image and cache',
  'a cached tar',
] as const) {
  test(`${file}, damaged in any way, is not used, and the build repairs it`, async (t) => {
    for (const [name, damage] of Object.entries(damages)) {
      await t.test(name, async (t) => {
        const { store, build, folder, files, app } = await kept(t)
        const right = await tree(folder)
        await damage(files[file])
        const opened = await store.open(id)
        const verified = await provenOf(t, store, opened, app)
        assert.ok(
          opened.found === undefined || !verified.image || verified.cached.size < app.cacheTars.size,
          'the damage was not seen',
        )
        if (opened.found === undefined)
          assert.match(opened.why, /^(?:the build cache cannot be read: |no earlier)/)
        await build(await buildApp(t), verified, opened)
        assert.deepEqual(await tree(folder), right)
        const after = await store.open(id)
        assert.deepEqual(await cachedIn(store, after), new Map([...app.cacheTars].sort()))
        await copyAll(t, store, after, app)
      })
    }
  })
}

test('an impossible size of a tar is not passed on, so no container is filled with zeros', async (t) => {
  for (const size of ['0', '-1', '1e9', '99999999999999', 'many', '999999999999999999999999']) {
    const { store, folder, warnings } = await kept(t)
    const index = parseIndex(await readFile(join(folder, 'index.json')))
    const cache = index.manifests[1]
    assert.ok(cache)
    const text = await readFile(blobPath(folder, cache.digest), 'utf8')
    const forged = Buffer.from(text.replaceAll(/"(io\.github\.[^"]+\.tar\.size)":"\d+"/g, `"$1":"${size}"`))
    assert.notEqual(forged.toString(), text)
    await writeFile(blobPath(folder, digestOf(forged)), forged)
    const manifests = [index.manifests[0], { ...cache, digest: digestOf(forged), size: forged.length }]
    await writeFile(join(folder, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests }))
    const opened = await store.open(id)
    assert.ok(opened.found)
    assert.deepEqual(await store.cachedTars(opened), [])
    assert.equal(warnings.length, 2, warnings.join('\n'))
    assert.match(
      warnings[0] ?? '',
      /^The cached layer sha256:\w+ is not used: its file has \d+ bytes, which cannot/,
    )
  }
})

test('a forged cache that names one blob as many layers, or that is huge, is not passed on', async (t) => {
  const { store, folder, app } = await kept(t)
  const opened = await store.open(id)
  const { found } = opened
  const [layer] = found?.cache?.layers.filter(({ blob, diffId }) => blob.digest !== diffId) ?? []
  assert.ok(found?.cache && layer)
  const forge = (layers: readonly CacheLayer[]): OpenedBuildCache => ({
    ...opened,
    found: { ...found, cache: { metadata: '', unusable: new Map(), layers } },
  })
  const other = { ...layer, diffId: digestOf('other') }
  assert.deepEqual(
    (await store.cachedTars(forge([layer, layer, other]))).map(({ diffId }) => diffId),
    [layer.diffId],
  )
  const largest = 512 * 1024 ** 3
  await truncate(blobPath(folder, layer.blob.digest), 1024 ** 3)
  assert.deepEqual(await store.cachedTars(forge([{ ...layer, size: largest }])), [])
  assert.ok(app.own.length > 0)
})

test('a layer that decompresses to more than its size takes no more disk space than that', async (t) => {
  const { store, folder } = await kept(t)
  const opened = await store.open(id)
  const { found } = opened
  const [layer] = found?.cache?.layers.filter(({ blob, diffId }) => blob.digest !== diffId) ?? []
  assert.ok(found?.cache && layer)
  const path = blobPath(folder, layer.blob.digest)
  await replaceFile(path, () => writeFile(path, gzipSync(Buffer.alloc(64 * 1024 ** 2), { level: 1 })))
  const layers = [{ ...layer, size: 1_000 }]
  const [tar] = await store.cachedTars({ ...opened, found: { ...found, cache: { ...found.cache, layers } } })
  assert.ok(tar)
  await store.decompressAhead([tar], t.signal)
  const bytes = Buffer.concat(await Array.fromAsync(tar.open()))
  assert.ok(bytes.length > 1_000 && bytes.length < 1024 ** 2, `${bytes.length} bytes`)
})

test('a link in place of a folder does not redirect writes', async (t) => {
  const { build, store, folder } = await kept(t)
  const elsewhere = await temporaryFolder(t)
  await writeFile(join(elsewhere, 'precious'), 'mine')
  const nowhere = join(elsewhere, 'nothing')
  for (const path of [folder, join(folder, 'blobs'), blobFolder(folder)]) {
    for (const target of [elsewhere, nowhere]) {
      await rm(path, { recursive: true })
      await symlink(target, path)
      assert.equal((await store.open(id)).found, undefined)
      await build(await buildApp(t), { image: false, cached: new Set() })
      assert.deepEqual(await tree(elsewhere), { precious: 'mine' })
      assert.ok((await store.open(id)).found, path)
    }
  }
})

test('a link to another layout does not cause that layout to be replaced', async (t) => {
  const { build, folder } = await kept(t)
  const other = await kept(t)
  const before = await tree(other.folder)
  await rm(folder, { recursive: true })
  await symlink(other.folder, folder)
  await build(await buildApp(t, { launch: ['newer'] }))
  assert.deepEqual(await tree(other.folder), before)
})

test('opening changes nothing on disk, so the folder may be read-only', async (t) => {
  const { store, folder } = await kept(t)
  await rm(join(folder, 'oci-layout'))
  await writeFile(join(folder, 'foreign'), '')
  const before = await tree(folder)
  const opened = await store.open(id)
  assert.ok(opened.found)
  assert.equal((await store.cachedTars(opened)).length, 2)
  assert.deepEqual(await tree(folder), before)
})

test('other files in the folder do not prevent its replacement', async (t) => {
  const { build, store, folder } = await kept(t)
  await mkdir(join(folder, 'foreign', 'deep'), { recursive: true })
  await writeFile(join(folder, 'foreign', 'deep', 'file'), '')
  const app = await buildApp(t, { launch: ['newer'] })
  assert.equal((await build(app)).hasChanged, true)
  assert.ok(!Object.keys(await tree(folder)).some((name) => name.startsWith('foreign')))
  await copyAll(t, store, await store.open(id), app)
})

test('a full disk is a Failure with that reason, and the stored cache does not change', async (t) => {
  const root = smallFileSystem(t)
  if (root === undefined) return
  const { store, build, folder } = await openStore(t, { root })
  const small = { launch: [], both: [], cached: ['tool'] }
  await build(await buildApp(t, small))
  const before = await tree(root)
  const large = await buildApp(t, { ...small, cached: ['tool', 'more', 'and more'] })
  await assert.rejects(build(large), (error: unknown) => {
    assert.ok(error instanceof Failure)
    assert.match(error.message, /no space is left there/)
    return true
  })
  assert.deepEqual(await tree(root), before)
  assert.ok((await store.open(id)).found)
  assert.ok(folder.startsWith(root))
})

test('a folder without write permission is a Failure when saving, not when opening', async (t) => {
  const root = join(await temporaryFolder(t), 'file')
  await writeFile(root, '')
  await chmod(root, 0o444)
  const { store, build } = await openStore(t, { root })
  const opened = await store.open(id)
  assert.equal(opened.found, undefined)
  await assert.rejects(build(await buildApp(t), undefined, opened), Failure)
})
