import assert from 'node:assert/strict'
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, test } from 'node:test'
import { type Limits, unpackLayout } from '../../../src/github/artifact/artifact-unpack.ts'
import { digestOf, hexOf } from '../../../src/image/digest.ts'
import { closureOf, type Image } from '../../../src/image/image.ts'
import { readLayout } from '../../../src/layout/read.ts'
import { Failure } from '../../../src/message/failure.ts'
import { type ZipFile, zipOf } from '../../hostile/zip.ts'
import { smallFileSystem } from '../../layout/file-system.ts'
import { writeImage } from '../written-image.ts'
import { filesIn } from '../zip.ts'

describe('unpackLayout', () => {
  let folder: string
  let image: Image
  let files: readonly ZipFile[]

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'unpack-'))
    image = await writeImage(join(folder, 'image'))
    files = await filesIn(join(folder, 'image'))
  })
  after(() => rm(folder, { recursive: true }))

  /** Unpacks a zip of its own folder's; resolves with that folder and the blobs. */
  const unpack = async (zip: Buffer, options: { limits?: Limits; signal?: AbortSignal } = {}) => {
    const own = await mkdtemp(join(folder, 'case-'))
    await writeFile(join(own, 'artifact.zip'), zip)
    const target = join(own, 'layout')
    const blobs = await unpackLayout({ artifact: 'my-app', zip: join(own, 'artifact.zip') }, target, options)
    return { target, blobs }
  }

  const refused = async (zip: Buffer, message: RegExp, options?: { limits?: Limits }): Promise<void> => {
    await assert.rejects(unpack(zip, options), (error) => {
      assert.ok(error instanceof Failure)
      assert.match(
        error.message,
        /^Could not unpack the artifact "my-app": .*\. Use the artifact of an image build/,
      )
      assert.match(error.message, message)
      return true
    })
  }

  const blob = (content: string): ZipFile => ({
    name: `blobs/sha256/${hexOf(digestOf(content))}`,
    content: Buffer.from(content),
  })

  for (const [kind, change] of Object.entries({
    stored: {},
    compressed: { compressed: true },
    'in zip64 form': { zip64: true },
    'made on a system without file types': { mode: 0 },
  })) {
    test(`a layout is unpacked from a zip without changes: ${kind}`, async () => {
      const { target, blobs } = await unpack(zipOf(files.map((file) => ({ ...file, ...change }))))
      assert.deepEqual(await readLayout(target), image)
      assert.deepEqual(
        [...blobs].sort(),
        closureOf(image)
          .map(({ digest }) => digest)
          .sort(),
      )
      for (const { name, content } of files)
        assert.deepEqual(await readFile(join(target, String(name))), content)
    })
  }

  test('files are readable for all users, regardless of the modes in the zip', async () => {
    const { target } = await unpack(zipOf(files.map((file) => ({ ...file, mode: 0o104000 }))))
    for (const { name } of files) {
      const mode = String(name).startsWith('blobs/') ? 0o444 : 0o644
      assert.equal((await stat(join(target, String(name)))).mode & 0o7777, mode)
    }
  })

  test('the folders of a layout may have entries of their own', async () => {
    const folders = ['blobs/', 'blobs/sha256/'].map((name) => ({
      name,
      content: Buffer.alloc(0),
      mode: 0o40755,
    }))
    const { target } = await unpack(zipOf([...folders, ...files]))
    assert.deepEqual(await readLayout(target), image)
  })

  test('a name is shown printable and short', async () => {
    const name = Buffer.concat([
      Buffer.from('\u001b[31m\n::error::'),
      Buffer.alloc(300, 'x'),
      Buffer.from([0xff]),
    ])
    await refused(zipOf([...files, { name, content: Buffer.alloc(0) }]), /"\[31m ::error::x{185}…"/)
  })

  test('more entries than allowed are refused', async () => {
    const many = Array.from({ length: 10_001 }, (_, i) => blob(String(i)))
    await refused(zipOf([...files, ...many]), /it has 10007 entries; at most 10000/)
    await refused(zipOf([...files, blob('one more')], 3), /it has 3 entries; at most 2/, {
      limits: { entries: 2, bytes: 1e9 },
    })
  })

  test('more bytes than allowed are refused before any is unpacked', async () => {
    const bomb = { ...blob('x'.repeat(1_000_000)), compressed: true }
    const limits = { entries: 100, bytes: 500_000 }
    await refused(zipOf([...files, bomb]), /its files have more than 500000 bytes/, { limits })
  })

  test('an entry with a long extra field or a long comment is refused', async () => {
    // 16,383 empty fields, each of which becomes an object: 300 such entries took 928 MB.
    const extra = Buffer.alloc(0xfffc)
    await refused(zipOf([...files, { ...blob('x'), extra }]), /with 65532 bytes of extra fields and comment/)
    await refused(zipOf([...files, { ...blob('x'), comment: 'c'.repeat(200) }]), /with 200 bytes of extra/)
  })

  test('the extra fields of usual zip programs are taken', async () => {
    // Times, owner, and room for NTFS times, as Info-ZIP and 7-Zip write them.
    const extra = Buffer.concat(
      [9, 11, 32].map((size, nth) => Buffer.from([nth, 0x55, size, 0, ...Buffer.alloc(size)])),
    )
    const { blobs } = await unpack(zipOf(files.map((file) => ({ ...file, zip64: true, extra }))))
    assert.equal(blobs.size, closureOf(image).length)
  })

  test('a blob whose content does not match its name is refused', async () => {
    const zip = zipOf([...files, { ...blob('right'), content: Buffer.from('wrong') }])
    const { digest } = { digest: digestOf('right') }
    await refused(
      zip,
      new RegExp(
        `The blob ${digest} is not what its name says: expected ${digest}, found ${digestOf('wrong')}`,
      ),
    )
  })

  test('a refused blob does not get its name', async () => {
    const own = await mkdtemp(join(folder, 'case-'))
    await writeFile(
      join(own, 'artifact.zip'),
      zipOf([...files, { ...blob('right'), content: Buffer.from('wrong') }]),
    )
    const layout = join(own, 'layout')
    await assert.rejects(unpackLayout({ artifact: 'my-app', zip: join(own, 'artifact.zip') }, layout))
    const names = await readdir(join(layout, 'blobs/sha256'))
    assert.deepEqual(
      names.filter((name) => name.startsWith('.') || name === hexOf(digestOf('right'))),
      [],
    )
  })

  test('every zip with one wrong byte yields the layout or a Failure', async () => {
    const zip = zipOf(files)
    for (let offset = 0; offset < zip.length; offset += 41) {
      const wrong = Buffer.from(zip)
      wrong.writeUInt8(wrong.readUInt8(offset) ^ 0xff, offset)
      try {
        const { blobs } = await unpack(wrong)
        assert.equal(blobs.size, closureOf(image).length)
      } catch (error) {
        assert.ok(error instanceof Failure, `offset ${offset}: ${error}`)
      }
    }
  })

  test('if the disk is full, the message says so', async (t) => {
    const small = smallFileSystem(t)
    if (small === undefined) return
    const zip = join(await mkdtemp(join(folder, 'case-')), 'artifact.zip')
    await writeFile(zip, zipOf([...files, blob('x'.repeat(100_000))]))
    await assert.rejects(unpackLayout({ artifact: 'my-app', zip }, join(small, 'layout')), (error) => {
      assert.ok(error instanceof Failure)
      assert.match(error.message, /^Could not write .*: no space is left there/)
      return true
    })
  })

  test('an abort ends it with the reason', async () => {
    const reason = new Error('cancelled')
    await assert.rejects(unpack(zipOf(files), { signal: AbortSignal.abort(reason) }), reason)
  })
})
