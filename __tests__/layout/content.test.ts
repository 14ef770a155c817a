import assert from 'node:assert/strict'
import { chmod, link, mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { CorruptContent } from '../../src/content/verify.ts'
import type { Descriptor } from '../../src/image/descriptor.ts'
import { digestOf } from '../../src/image/digest.ts'
import { blobFolder, blobPath } from '../../src/layout/blob.ts'
import { layoutContent } from '../../src/layout/content.ts'
import { createLayout } from '../../src/layout/write.ts'
import { ociTypes, temporaryFolder } from '../image/image.ts'
import { failureOf } from '../registry/registry-client.ts'
import { makeFifo, otherFileSystem, reflinkFileSystem, replaceFile } from './file-system.ts'

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

/** What may be instead of a blob, and how it is then said to be wrong. */
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
    /^a symbolic link$/,
  ],
]

test('a pushed blob exists and can be fetched', async (t) => {
  const { source, corrupt } = await sourceIn(t)
  assert.ok(await source.exists(blob))
  assert.deepEqual(await read(source.fetch(blob)), bytes)
  assert.deepEqual(corrupt, [])
})

test('a blob of many chunks is fetched completely, and an aborted fetch leaves no file open', async (t) => {
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

test('a missing blob does not exist, and fetching it fails without a report of corruption', async (t) => {
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
  test(`${what} instead of a blob is not fetched or mounted, and is reported to the source`, async (t) => {
    const { source, corrupt, path } = await sourceIn(t)
    const { target, path: mounted } = await targetIn(t)
    await spoil(path)
    assert.equal(await source.exists(blob), what === 'other bytes')
    await assert.rejects(read(source.fetch(blob)), (error) => {
      assert.ok(error instanceof CorruptContent)
      assert.match(error.message, / is corrupt: .*[^.]\.$/)
      return true
    })
    assert.equal(await target.mount(blob, source), false)
    assert.deepEqual(await readdir(blobFolder(target.folder)), [], mounted)
    assert.equal(corrupt.length, 2)
    for (const line of corrupt) assert.match(line.replace(`${blob.digest}: `, ''), reason)
  })
}

test('a blob that is pushed with wrong content does not exist', async (t) => {
  const { target } = await targetIn(t)
  assert.match(
    await failureOf(target.push(blob, () => [Buffer.from('SOME CONTENT')])),
    /is not what its name says/,
  )
  assert.ok(!(await target.exists(blob)))
})

test('a mounted blob is a hard link if the file system has no reflinks', async (t) => {
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

test('a blob that only its owner can read becomes readable for all and writable for none', async (t) => {
  const { source, path } = await sourceIn(t)
  const { target, path: mounted } = await targetIn(t)
  await chmod(path, 0o600)
  assert.ok(await target.mount(blob, source))
  assert.equal(await permissionsOf(mounted), 0o444)
  assert.equal(await permissionsOf(path), 0o444)
})

test('a mount replaces a wrong blob at the target, but not its other hard links', async (t) => {
  const { source } = await sourceIn(t)
  const { target, path } = await targetIn(t)
  const elsewhere = join(target.folder, 'elsewhere')
  await writeFile(elsewhere, 'corrupt')
  await link(elsewhere, path)
  assert.ok(await target.mount(blob, source))
  assert.deepEqual(await readFile(path), bytes)
  assert.equal(await readFile(elsewhere, 'utf8'), 'corrupt')
})

test('a target that cannot be written to is a failure that names the blob’s path', async (t) => {
  const { source } = await sourceIn(t)
  const { target, path } = await targetIn(t)
  await rm(blobFolder(target.folder), { recursive: true })
  await writeFile(blobFolder(target.folder), '')
  const message = await failureOf(target.mount(blob, source))
  assert.ok(message.startsWith(`Could not write ${path}: `), message)
})

test('with reflinks, changes of the source do not change the target', async (t) => {
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
