import assert from 'node:assert/strict'
import { chmod, chown, link, mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { WrongContent } from '../../src/content/wrong-content.ts'
import type { Descriptor } from '../../src/image/descriptor.ts'
import { digestOf } from '../../src/image/digest.ts'
import { blobFolder, blobPath } from '../../src/layout/blob.ts'
import { layoutContent } from '../../src/layout/content.ts'
import { pruneBlobs } from '../../src/layout/prune.ts'
import { createLayout } from '../../src/layout/write.ts'
import { ociTypes, temporaryFolder } from '../image/image.ts'
import { failureOf } from '../registry/registry-client.ts'
import { makeFifo, otherFileSystem, reflinkFileSystem, replaceFile } from './file-system.ts'
import { asOrdinaryUser, callOf, canBeAnother, giveAway, openToAll, ordinaryUser } from './process.ts'

const bytes = Buffer.from('some content')
const blob: Descriptor = { mediaType: ociTypes.layer, digest: digestOf(bytes), size: bytes.length }

/** A layout with the blob, as content; what was found to be corrupt in it is noted. */
const sourceIn = async (t: TestContext) => {
  const folder = await temporaryFolder(t)
  const corrupt: string[] = []
  const source = layoutContent(folder, async ({ digest }, reason) => {
    corrupt.push(`${digest}: ${reason}`)
  })
  await source.push(blob, () => [bytes])
  return { source, corrupt, path: blobPath(folder, blob.digest) }
}

const targetIn = async (t: TestContext, parent?: string) => {
  const folder = await temporaryFolder(t, parent)
  await createLayout(folder)
  return { target: layoutContent(folder), path: blobPath(folder, blob.digest) }
}

const read = async (source: AsyncIterable<Uint8Array>): Promise<Buffer> =>
  Buffer.concat(await Array.fromAsync(source))

const permissionsOf = async (path: string): Promise<number> => (await stat(path)).mode & 0o777

/** What may be in the place of a blob, and how it is then said to be wrong. */
const spoiled: readonly [string, (path: string) => Promise<unknown>, RegExp][] = [
  [
    'other bytes',
    (path) => replaceFile(path, () => writeFile(path, 'SOME CONTENT')),
    /^expected sha256:.*, found/,
  ],
  ['fewer bytes', (path) => replaceFile(path, () => writeFile(path, 'some')), /^expected 12 bytes, found 4$/],
  [
    'more bytes',
    (path) => replaceFile(path, () => writeFile(path, `${bytes}!`)),
    /^expected 12 bytes, found 13$/,
  ],
  ['a folder', (path) => replaceFile(path, mkdir), /^not a regular file$/],
  ['a pipe', (path) => replaceFile(path, async () => makeFifo(path)), /^not a regular file$/],
  [
    'a link to the right bytes',
    async (path) => {
      await writeFile(`${path}.elsewhere`, bytes)
      await replaceFile(path, () => symlink(`${path}.elsewhere`, path))
    },
    /^not a regular file$/,
  ],
]

test('what was pushed exists, and is fetched', async (t) => {
  const { source, corrupt } = await sourceIn(t)
  assert.ok(await source.exists(blob))
  assert.deepEqual(await read(source.fetch(blob)), bytes)
  assert.deepEqual(corrupt, [])
})

test('a blob of many chunks is fetched whole, and of one that is left nothing stays open', async (t) => {
  const { source } = await sourceIn(t)
  const large = Buffer.alloc(3_500_000, 'abc')
  const descriptor = { ...blob, digest: digestOf(large), size: large.length }
  await source.push(descriptor, () => [large])
  assert.deepEqual(await read(source.fetch(descriptor)), large)
  const open = async (): Promise<number> => (await readdir('/proc/self/fd')).length
  const before = await open()
  for await (const _ of source.fetch(descriptor)) break
  assert.equal(await open(), before)
})

test('what is missing does not exist, and to fetch it is a failure; nobody calls it corrupt', async (t) => {
  const { source, corrupt, path } = await sourceIn(t)
  await rm(path)
  const { target } = await targetIn(t)
  assert.ok(!(await source.exists(blob)))
  assert.match(await failureOf(read(source.fetch(blob))), /^The layout .* does not have sha256:/)
  assert.equal(await target.mount(blob, source), false)
  assert.equal(await target.mount(blob, layoutContent('/nothing/here')), false)
  assert.deepEqual(corrupt, [])
})

for (const [what, spoil, reason] of spoiled) {
  test(`${what} in the place of a blob: not fetched, not mounted, and the source learns of it`, async (t) => {
    const { source, corrupt, path } = await sourceIn(t)
    const { target, path: mounted } = await targetIn(t)
    await spoil(path)
    assert.equal(await source.exists(blob), what === 'other bytes')
    await assert.rejects(read(source.fetch(blob)), (error) => {
      assert.ok(error instanceof WrongContent)
      assert.match(error.message, / is corrupt: .*[^.]\.$/)
      return true
    })
    assert.equal(await target.mount(blob, source), false)
    assert.deepEqual(await readdir(blobFolder(target.folder)), [], mounted)
    assert.equal(corrupt.length, 2)
    for (const line of corrupt) assert.match(line.replace(`${blob.digest}: `, ''), reason)
  })
}

test('what is pushed wrong is not there', async (t) => {
  const { target } = await targetIn(t)
  assert.match(
    await failureOf(target.push(blob, () => [Buffer.from('SOME CONTENT')])),
    /is not what its name says/,
  )
  assert.ok(!(await target.exists(blob)))
})

test('a mounted blob is the same file where the file system can do no better', async (t) => {
  const { source, path } = await sourceIn(t)
  const { target, path: mounted } = await targetIn(t)
  assert.ok(await target.mount(blob, source))
  assert.equal((await stat(mounted)).ino, (await stat(path)).ino)
  assert.ok(await target.mount(blob, source))
  assert.equal((await readdir(blobFolder(target.folder))).length, 1)
})

test('a blob is mounted from another file system as a copy', async (t) => {
  const other = otherFileSystem(t)
  if (other === undefined) return
  const { source } = await sourceIn(t)
  const { target, path } = await targetIn(t, other)
  assert.ok(await target.mount(blob, source))
  assert.deepEqual(await readFile(path), bytes)
  assert.equal(await permissionsOf(path), 0o444)
})

test('only a layout’s content is mounted', async (t) => {
  const { source } = await sourceIn(t)
  const { target } = await targetIn(t)
  const other = { folder: source.folder, exists: source.exists, fetch: source.fetch }
  assert.equal(await target.mount(blob, other), false)
})

test('a blob that only its owner may read or write is one that all may read and none write', async (t) => {
  const { source, path } = await sourceIn(t)
  const { target, path: mounted } = await targetIn(t)
  await chmod(path, 0o600)
  assert.ok(await target.mount(blob, source))
  assert.equal(await permissionsOf(mounted), 0o444)
  assert.equal(await permissionsOf(path), 0o444)
})

test('what is wrong at a target is replaced by a mount, and its other names are not', async (t) => {
  const { source } = await sourceIn(t)
  const { target, path } = await targetIn(t)
  const elsewhere = join(target.folder, 'elsewhere')
  await writeFile(elsewhere, 'corrupt')
  await link(elsewhere, path)
  assert.ok(await target.mount(blob, source))
  assert.deepEqual(await readFile(path), bytes)
  assert.equal(await readFile(elsewhere, 'utf8'), 'corrupt')
})

test('a target that cannot take anything in is a failure that names the blob’s path', async (t) => {
  const { source } = await sourceIn(t)
  const { target, path } = await targetIn(t)
  await rm(blobFolder(target.folder), { recursive: true })
  await writeFile(blobFolder(target.folder), '')
  const message = await failureOf(target.mount(blob, source))
  assert.ok(message.startsWith(`Could not write ${path}: `), message)
})

test('with reflinks, what happens to the source does not reach the target', async (t) => {
  const disk = reflinkFileSystem(t)
  if (disk === undefined) return
  const [source, target] = [layoutContent(join(disk, 'source')), layoutContent(join(disk, 'target'))]
  const [path, mounted] = [blobPath(source.folder, blob.digest), blobPath(target.folder, blob.digest)]
  await source.push(blob, () => [bytes])
  assert.ok(await target.mount(blob, source))
  assert.notEqual((await stat(mounted)).ino, (await stat(path)).ino)
  assert.equal(await permissionsOf(mounted), 0o444)
  await chmod(path, 0o644)
  await writeFile(path, 'SOME CONTENT', { flag: 'r+' })
  assert.equal(await readFile(path, 'utf8'), 'SOME CONTENT')
  assert.deepEqual(await readFile(mounted), bytes)
})

/** A layout and another one that has its blob from there, both the ordinary user's. */
const layoutsOfOrdinaryUser = async (t: TestContext) => {
  const { source, path } = await sourceIn(t)
  const { target, path: mounted } = await targetIn(t)
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

test('blobs that nobody may write to are replaced, pruned and deleted, by an ordinary user as by root', async (t) => {
  const { source, path } = await sourceIn(t)
  await source.push(blob, () => [bytes])
  assert.equal(await permissionsOf(path), 0o444 & ~process.umask())
  assert.equal((await pruneBlobs(source.folder, new Set())).length, 1)
  if (!canBeAnother(t)) return
  const { target, mounted } = await layoutsOfOrdinaryUser(t)
  const again = `
    const { layoutContent } = await import(src + 'layout/content.ts')
    const { pruneBlobs } = await import(src + 'layout/prune.ts')
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
  const { source, path } = await sourceIn(t)
  const { target, path: mounted } = await targetIn(t)
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

test('a blob of another user that cannot be read is told to the source, and not mounted', async (t) => {
  if (!canBeAnother(t)) return
  const { said } = await mountAsOrdinaryUser(t, 0o600)
  assert.equal(said, 'not readable\nfalse')
})

test('a layout that may not be written to is a failure that names the path and the user', async (t) => {
  if (!canBeAnother(t)) return
  const { source } = await sourceIn(t)
  openToAll(source.folder)
  await chown(source.folder, ordinaryUser, ordinaryUser)
  assert.match(
    await asOrdinaryUser(callOf('layout/prune.ts', 'pruneBlobs', source.folder, [])),
    /^Failure: Could not delete what is no longer needed in .*: the user of this step \(uid 54321\) has no/,
  )
  const closed = join(blobFolder(source.folder), 'new')
  assert.match(
    await asOrdinaryUser(callOf('layout/write.ts', 'createLayout', closed)),
    /^Failure: Could not make a layout in .*new: the user of this step \(uid 54321\) has no permission for .*new/,
  )
})
