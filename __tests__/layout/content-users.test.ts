import assert from 'node:assert/strict'
import { chmod, chown, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { Descriptor } from '../../src/image/descriptor.ts'
import { digestOf } from '../../src/image/digest.ts'
import { blobFolder, blobPath, pruneBlobs } from '../../src/layout/blob.ts'
import { layoutContent } from '../../src/layout/content.ts'
import { createLayout } from '../../src/layout/write.ts'
import { ociTypes, temporaryFolder } from '../image/image.ts'
import { asOrdinaryUser, callOf, canBeAnother, giveAway, openToAll, ordinaryUser } from './process.ts'

const bytes = Buffer.from('some content')
const blob: Descriptor = { mediaType: ociTypes.layer, digest: digestOf(bytes), size: bytes.length }

/** A layout, empty or with the blob, as content. */
const layoutOf = async (t: TestContext, held: 'empty' | 'with the blob') => {
  const folder = await temporaryFolder(t)
  await createLayout(folder)
  const layout = layoutContent(folder)
  if (held === 'with the blob') await layout.push(blob, () => [bytes])
  return { layout, path: blobPath(folder, blob.digest) }
}

const permissionsOf = async (path: string): Promise<number> => (await stat(path)).mode & 0o777

/** A layout and another one that has its blob from there, both the ordinary user's. */
const layoutsOfOrdinaryUser = async (t: TestContext) => {
  const { layout: source, path } = await layoutOf(t, 'with the blob')
  const { layout: target, path: mounted } = await layoutOf(t, 'empty')
  await target.mount(blob, source)
  for (const { folder } of [source, target]) giveAway(folder)
  return { source, target, path, mounted }
}

test('an ordinary user’s process cannot change a blob in place, be it its own', async (t) => {
  if (!canBeAnother(t)) return
  const { path, mounted } = await layoutsOfOrdinaryUser(t)
  for (const file of [path, mounted]) {
    const write = `
      const { open } = await import('node:fs/promises')
      await open(${JSON.stringify(file)}, 'r+').then(() => console.log('open'), ({ code }) => console.log(code))`
    assert.equal(await asOrdinaryUser(write), 'EACCES')
  }
})

test('read-only blobs can be replaced, pruned and deleted, by root and by other users', async (t) => {
  const { layout: source, path } = await layoutOf(t, 'with the blob')
  await source.push(blob, () => [bytes])
  assert.equal(await permissionsOf(path), 0o444 & ~process.umask())
  assert.equal((await pruneBlobs(source.folder, new Set())).length, 1)
  if (!canBeAnother(t)) return
  const { target, mounted } = await layoutsOfOrdinaryUser(t)
  const again = `
    const { layoutContent } = await import(src + 'layout/content.ts')
    const { pruneBlobs } = await import(src + 'layout/blob.ts')
    const { rm } = await import('node:fs/promises')
    const folder = ${JSON.stringify(target.folder)}
    await layoutContent(folder).push(${JSON.stringify(blob)}, () => [Buffer.from('${bytes}')])
    console.log((await pruneBlobs(folder, new Set())).length)
    await layoutContent(folder).push(${JSON.stringify(blob)}, () => [Buffer.from('${bytes}')])
    await rm(folder + '/blobs', { recursive: true })
    console.log('done')`
  assert.equal(await asOrdinaryUser(again), '1\ndone')
  assert.deepEqual(await stat(mounted).catch(({ code }) => code), 'ENOENT')
})

/** What an ordinary user's layout says when it is to mount the blob of a layout of root's. */
const mountAsOrdinaryUser = async (t: TestContext, mode: number) => {
  const { layout: source, path } = await layoutOf(t, 'with the blob')
  const { layout: target, path: mounted } = await layoutOf(t, 'empty')
  giveAway(target.folder)
  openToAll(source.folder)
  await chmod(path, mode)
  const said = await asOrdinaryUser(`
    const { layoutContent } = await import(src + 'layout/content.ts')
    const source = layoutContent(${JSON.stringify(source.folder)}, async (_, reason) => console.log(reason))
    console.log(await layoutContent(${JSON.stringify(target.folder)}).mount(${JSON.stringify(blob)}, source))`)
  return { said, path, mounted }
}

test('a blob of another user that cannot be made read-only is copied', async (t) => {
  if (!canBeAnother(t)) return
  const { said, path, mounted } = await mountAsOrdinaryUser(t, 0o666)
  assert.equal(said, 'true')
  assert.equal(await permissionsOf(path), 0o666)
  assert.equal(await permissionsOf(mounted), 0o444)
  assert.notEqual((await stat(mounted)).ino, (await stat(path)).ino)
  assert.equal((await stat(mounted)).uid, ordinaryUser)
})

test('a blob that another user does not let read is reported to the source, and not mounted', async (t) => {
  if (!canBeAnother(t)) return
  const { said } = await mountAsOrdinaryUser(t, 0o600)
  assert.equal(said, 'not readable\nfalse')
})

test('a layout that may not be written to is a failure that names the path and the user', async (t) => {
  if (!canBeAnother(t)) return
  const { layout: source } = await layoutOf(t, 'with the blob')
  openToAll(source.folder)
  await chown(source.folder, ordinaryUser, ordinaryUser)
  assert.match(
    await asOrdinaryUser(callOf('layout/blob.ts', 'pruneBlobs', source.folder, [])),
    /^Failure: Could not delete unused blobs in .*: the user of this step \(uid 54321\) has no/,
  )
  const closed = join(blobFolder(source.folder), 'new')
  assert.match(
    await asOrdinaryUser(callOf('layout/write.ts', 'createLayout', closed)),
    /^Failure: Could not create a layout in .*new: the user of this step \(uid 54321\) has no permission for .*new/,
  )
})
