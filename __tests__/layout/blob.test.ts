import assert from 'node:assert/strict'
import { link, mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { digestOf } from '../../src/image/digest.ts'
import {
  blobFolder,
  blobPath,
  linkBlob,
  measureFile,
  writeAtomically,
  writeBlob,
} from '../../src/layout/blob.ts'
import { createLayout, writeIndex } from '../../src/layout/write.ts'
import { Failure } from '../../src/message/failure.ts'
import { imageOf, temporaryFolder } from '../image/image.ts'
import { makeFifo, otherFileSystem, smallFileSystem } from './file-system.ts'

const content = Buffer.from('some content')
const digest = digestOf(content)

/** Two layouts, the first with the blob. */
const layouts = async (t: TestContext, secondParent?: string): Promise<[string, string]> => {
  const first = await temporaryFolder(t)
  await writeBlob(first, { digest }, [content])
  return [first, await temporaryFolder(t, secondParent)]
}

const noSpaceAt =
  (path: string) =>
  (error: unknown): boolean =>
    error instanceof Failure &&
    error.message ===
      `Could not write ${path}: no space is left there. Free some, or choose another folder.` &&
    error.cause instanceof Error

test('a blob is written under its digest, for all to read', async (t) => {
  const layout = await temporaryFolder(t)
  const chunks = [content.subarray(0, 5), content.subarray(5)]
  await writeBlob(layout, { digest, size: content.length }, chunks)
  assert.deepEqual(await readdir(blobFolder(layout)), [digest.slice('sha256:'.length)])
  assert.deepEqual(await readFile(blobPath(layout, digest)), content)
  assert.equal((await stat(blobPath(layout, digest))).mode & 0o777, 0o444 & ~process.umask())
  assert.deepEqual(await measureFile(blobPath(layout, digest)), { digest, size: content.length })
})

test('a blob replaces an existing file', async (t) => {
  const layout = await temporaryFolder(t)
  await createLayout(layout)
  await writeFile(blobPath(layout, digest), 'corrupt')
  await writeBlob(layout, { digest }, [content])
  assert.deepEqual(await readFile(blobPath(layout, digest)), content)
})

for (const [what, expected, found] of [
  [
    'other bytes',
    { digest: digestOf('x'), size: content.length },
    `expected ${digestOf('x')}, found ${digest}`,
  ],
  ['fewer bytes', { digest, size: 13 }, 'expected 13 bytes, found 12'],
  ['more bytes', { digest, size: 11 }, 'expected 11 bytes, found 12'],
] as const) {
  test(`a blob that has ${what} than expected leaves no file`, async (t) => {
    const layout = await temporaryFolder(t)
    await assert.rejects(
      writeBlob(layout, expected, [content]),
      (error) => error instanceof Failure && error.message.endsWith(`is not what its name says: ${found}.`),
    )
    assert.deepEqual(await readdir(blobFolder(layout)), [])
  })
}

test('bytes beyond the expected size are not read', async (t) => {
  const layout = await temporaryFolder(t)
  let asked = 0
  const endless = function* () {
    for (;;) {
      asked += 1
      yield content
    }
  }
  await assert.rejects(writeBlob(layout, { digest, size: 20 }, endless()), /expected 20 bytes, found 24/)
  assert.equal(asked, 2)
})

test('a blob whose source fails leaves no file, and the error is that of the source', async (t) => {
  const layout = await temporaryFolder(t)
  const broken = new Error('broken')
  const source = async function* () {
    yield content
    throw broken
  }
  await assert.rejects(writeBlob(layout, { digest }, source()), broken)
  assert.deepEqual(await readdir(blobFolder(layout)), [])
})

test('an earlier file does not change if writing its replacement fails', async (t) => {
  const folder = await temporaryFolder(t)
  const path = join(folder, 'file')
  await writeFile(path, 'earlier')
  const failing = writeAtomically(path, async (partial) => {
    await writeFile(partial, 'half')
    throw new Error('broken')
  })
  await assert.rejects(failing, /broken/)
  assert.deepEqual(await readdir(folder), ['file'])
  assert.equal(await readFile(path, 'utf8'), 'earlier')
})

test('a blob whose file another process removes while it is written fails with the path and advice', async (t) => {
  const layout = await temporaryFolder(t)
  const source = async function* () {
    yield content
    const [partial = ''] = await readdir(blobFolder(layout))
    await rm(join(blobFolder(layout), partial))
  }
  await assert.rejects(
    writeBlob(layout, { digest }, source()),
    new Failure(
      `Could not write ${blobPath(layout, digest)}: another process removed the file while it was written. ` +
        'Run the step again when no other process changes that folder.',
    ),
  )
})

test('on a full disk, writing fails with the path and leaves no partial file', async (t) => {
  const layout = smallFileSystem(t)
  if (layout === undefined) return
  const large = Buffer.alloc(100_000, 'x')
  const digest = digestOf(large)
  const path = blobPath(layout, digest)
  await createLayout(layout)
  const chunks = [large.subarray(0, 50_000), large.subarray(50_000)]
  await assert.rejects(writeBlob(layout, { digest }, chunks), noSpaceAt(path))
  assert.deepEqual(await readdir(blobFolder(layout)), [])

  const other = await temporaryFolder(t)
  await writeBlob(other, { digest }, chunks)
  await assert.rejects(linkBlob(other, layout, digest), noSpaceAt(path))
  assert.deepEqual(await readdir(blobFolder(layout)), [])

  const before = await readdir(layout)
  await assert.rejects(async () => {
    for (let n = 0; n < 20; n += 1) await writeFile(join(layout, `full-${n}`), Buffer.alloc(4096))
  }, /ENOSPC/)
  await assert.rejects(writeIndex(layout, imageOf(['x']).descriptor), noSpaceAt(join(layout, 'index.json')))
  assert.deepEqual(
    (await readdir(layout)).filter((name) => !name.startsWith('full-')),
    before,
  )
})

test('a blob is shared with another layout as a hard link', async (t) => {
  const [from, to] = await layouts(t)
  await linkBlob(from, to, digest)
  assert.equal((await stat(blobPath(to, digest))).ino, (await stat(blobPath(from, digest))).ino)
})

test('a blob that is a symbolic link is not shared, and its target is not changed', async (t) => {
  const [from, to] = await layouts(t)
  const secret = join(await temporaryFolder(t), 'secret')
  await writeFile(secret, 'secret', { mode: 0o600 })
  await rm(blobPath(from, digest))
  await symlink(secret, blobPath(from, digest))
  await assert.rejects(linkBlob(from, to, digest), /ELOOP|is a symbolic link where none may be/)
  assert.equal((await stat(secret)).mode & 0o777, 0o600)
  assert.deepEqual(await readdir(blobFolder(to)), [])
})

test('a blob that is not a file is not shared', { timeout: 20_000 }, async (t) => {
  const [from, to] = await layouts(t)
  await rm(blobPath(from, digest))
  makeFifo(blobPath(from, digest))
  await assert.rejects(linkBlob(from, to, digest), /is not a regular file/)
  assert.deepEqual(await readdir(blobFolder(to)), [])
})

test('sharing a blob again leaves no other file', async (t) => {
  const [from, to] = await layouts(t)
  await linkBlob(from, to, digest)
  await linkBlob(from, to, digest)
  assert.deepEqual(await readdir(blobFolder(to)), await readdir(blobFolder(from)))
})

test('a blob is copied to another file system', async (t) => {
  const other = otherFileSystem(t)
  if (other === undefined) return
  const [from, to] = await layouts(t, other)
  await linkBlob(from, to, digest)
  assert.deepEqual(await readFile(blobPath(to, digest)), content)
  assert.equal((await stat(blobPath(to, digest))).mode, (await stat(blobPath(from, digest))).mode)
  assert.deepEqual(await readdir(blobFolder(to)), await readdir(blobFolder(from)))
})

test('sharing a missing blob is ENOENT, and an existing blob is replaced', async (t) => {
  const [from, to] = await layouts(t)
  await assert.rejects(linkBlob(from, to, digestOf('x')), { code: 'ENOENT' })
  assert.deepEqual(await readdir(blobFolder(to)), [])
  await mkdir(join(to, 'elsewhere'))
  await writeFile(join(to, 'elsewhere', 'file'), 'corrupt')
  await link(join(to, 'elsewhere', 'file'), blobPath(to, digest))
  await linkBlob(from, to, digest)
  assert.deepEqual(await readFile(blobPath(to, digest)), content)
  assert.equal(await readFile(join(to, 'elsewhere', 'file'), 'utf8'), 'corrupt')
})
