import assert from 'node:assert/strict'
import { access, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { Descriptor } from '../../src/image/descriptor.ts'
import { closureOf } from '../../src/image/image.ts'
import { blobFolder, blobPath } from '../../src/layout/blob.ts'
import { layoutContent } from '../../src/layout/content.ts'
import { readLayout } from '../../src/layout/read.ts'
import { findFlaws } from '../../src/layout/verify.ts'
import { createLayout } from '../../src/layout/write.ts'
import { imageOf, temporaryFolder } from '../image/image.ts'
import { replaceFile, smallFileSystem } from '../layout/file-system.ts'
import { failureOf } from '../registry/registry-client.ts'
import { type ImageServer, serveImage } from './image-server.ts'
import { amd64, base, image, namesOf, setUp, storeIn } from './set-up.ts'

test('if a layer is unavailable, the failure names it, and no partial file remains', async (t) => {
  const { server, open, store, imageFolder } = await setUp(t)
  await open()
  const layout = await temporaryFolder(t)
  await createLayout(layout)
  const spoil = (bytes: Uint8Array | undefined) => {
    const blobs = new Map(image.blobs)
    if (bytes === undefined) blobs.delete(base.digest)
    else blobs.set(base.digest, bytes)
    server.image = { ...image, blobs }
  }
  for (const bytes of [undefined, Buffer.from('BASE'), Buffer.from('bas')]) {
    spoil(bytes)
    assert.match(
      await failureOf(
        store.copyLayers({ reference: server.reference, platform: amd64 }, [base], layoutContent(layout)),
      ),
      new RegExp(base.digest),
    )
    for (const folder of [layout, imageFolder]) {
      await assert.rejects(access(blobPath(folder, base.digest)), { code: 'ENOENT' })
      assert.ok((await readdir(blobFolder(folder))).every((name) => !name.endsWith('.partial')))
    }
  }
})

test('a layer with a wrong digest is fetched a second time, with a warning', async (t) => {
  const { server, open, copy, warnings } = await setUp(t)
  await open()
  server.requests()
  server.wrongBlobs.push(Buffer.from('BASE'))
  const { fetched } = await copy(server.reference, [base])
  assert.deepEqual(fetched, [base])
  assert.deepEqual(server.requests(), [`GET ${base.digest}`, `GET ${base.digest}`])
  assert.equal(warnings.length, 1)
  assert.match(warnings[0] ?? '', /^A layer is fetched again: .* is corrupt: /)
})

test('a layer that is wrong twice is not fetched a third time', async (t) => {
  const { server, open, store } = await setUp(t)
  await open()
  server.requests()
  server.wrongBlobs.push(Buffer.from('BASE'), Buffer.from('Base'))
  const layout = await temporaryFolder(t)
  await createLayout(layout)
  const failure = await failureOf(
    store.copyLayers({ reference: server.reference, platform: amd64 }, [base], layoutContent(layout)),
  )
  assert.match(failure, /is corrupt: expected sha256:/)
  assert.deepEqual(server.requests(), [`GET ${base.digest}`, `GET ${base.digest}`])
})

test('on a full disk the failure names the path, and no partial layer remains', async (t) => {
  const small = smallFileSystem(t)
  if (small === undefined) return
  const large = imageOf(['x'.repeat(100_000)])
  const { server, open, store, imageFolder } = await setUp(t, large, { root: small })
  await open()
  const layout = await temporaryFolder(t)
  await createLayout(layout)
  const [layer] = large.layers as [Descriptor]
  const failure = await failureOf(
    store.copyLayers({ reference: server.reference, platform: amd64 }, large.layers, layoutContent(layout)),
  )
  assert.ok(
    failure.startsWith(`Could not write ${blobPath(imageFolder, layer.digest)}: no space is left`),
    failure,
  )
  assert.deepEqual((await readdir(blobFolder(imageFolder))).sort(), namesOf([large.descriptor, large.config]))
})

/** All that a build does with a run image. */
const build = async (t: TestContext, server: ImageServer, folder: string): Promise<void> => {
  const store = storeIn(folder)
  const layout = await temporaryFolder(t)
  await createLayout(layout)
  const opened = await store.open(await store.resolve(server.reference, amd64), { layers: true })
  const { layers } = opened.image.manifest
  await store.copyLayers(opened.image, layers, layoutContent(layout))
  await store.keep(opened)
  assert.deepEqual(await findFlaws(layout, layers), [])
}

test('builds that use one folder at the same time all succeed, whatever is in the folder', async (t) => {
  const server = await serveImage(t, imageOf(Array.from({ length: 20 }, (_, nth) => `layer ${nth}`)))
  const folder = await temporaryFolder(t)
  const three = () => Promise.all([1, 2, 3].map(() => build(t, server, folder)))
  await three()
  await three()
  const imageFolder = storeIn(folder).folderOf({ reference: server.reference, platform: amd64 })
  for (const name of await readdir(blobFolder(imageFolder))) {
    await replaceFile(join(blobFolder(imageFolder), name), (path) => writeFile(path, 'corrupt'))
  }
  await three()
  assert.deepEqual(await findFlaws(imageFolder, closureOf(await readLayout(imageFolder))), [])
  assert.equal((await readdir(blobFolder(imageFolder))).length, 22)
})
