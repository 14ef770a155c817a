import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { rmSync, watch } from 'node:fs'
import { mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { digestOf } from '../../src/image/digest.ts'
import { closureOf } from '../../src/image/image.ts'
import { documentLimit } from '../../src/json/document.ts'
import { blobFolder, blobPath, pruneBlobs } from '../../src/layout/blob.ts'
import { readDocument, readImage, readLayout } from '../../src/layout/read.ts'
import { describeFlaw, findFlaws } from '../../src/layout/verify.ts'
import { createLayout, writeIndex } from '../../src/layout/write.ts'
import {
  imageOf,
  indexOf,
  ociTypes,
  type TestImage,
  temporaryFolder,
  tree,
  writeImage,
} from '../image/image.ts'
import { failureOf } from '../registry/registry-client.ts'
import { makeFifo, replaceFile, smallFileSystem } from './file-system.ts'

const image = imageOf(['base', 'app', 'base'])
const [base, app] = image.layers as [TestImage['config'], TestImage['config']]

const layoutOf = async (t: TestContext): Promise<string> => {
  const folder = await temporaryFolder(t)
  await writeImage(folder, image)
  return folder
}

test('a layout is read as it was written', async (t) => {
  const read = await readLayout(await layoutOf(t))
  assert.deepEqual(read.descriptor, image.descriptor)
  assert.deepEqual(read.manifest.layers, image.layers)
  assert.equal(read.config.architecture, 'amd64')
})

test('a layout is written although another process removes a file while it is written', async (t) => {
  const folder = await temporaryFolder(t)
  let mayRemove = true
  let removed = 0
  const watcher = watch(folder, (_, name) => {
    if (!mayRemove || !name?.endsWith('.partial')) return
    try {
      rmSync(join(folder, name))
    } catch {
      return
    }
    mayRemove = false
    removed += 1
  })
  t.after(() => watcher.close())
  for (let turn = 0; turn < 500 && removed < 5; turn += 1) {
    mayRemove = true
    await createLayout(folder)
    await writeIndex(folder, image.descriptor)
  }

  assert.equal(removed, 5)
  assert.deepEqual((await readdir(folder)).sort(), ['blobs', 'index.json', 'oci-layout'])
})

test('a layout follows the specification and is the same byte for byte each time', async (t) => {
  const folder = await layoutOf(t)
  const files = await tree(folder)
  assert.deepEqual(JSON.parse(files['oci-layout'] ?? ''), { imageLayoutVersion: '1.0.0' })
  assert.deepEqual(JSON.parse(files['index.json'] ?? ''), {
    schemaVersion: 2,
    mediaType: ociTypes.index,
    manifests: [image.descriptor],
  })
  assert.deepEqual(files, await tree(await layoutOf(t)))
})

test('the closure has each blob once: manifest, configuration, layers', async (t) => {
  const closure = closureOf(await readLayout(await layoutOf(t)))
  assert.deepEqual(closure, [image.descriptor, image.config, base, app])
})

test('a directory that is not a layout is refused', async (t) => {
  const folder = await temporaryFolder(t)
  assert.match(
    await failureOf(readLayout(folder)),
    / is not an OCI image layout: it has no file "oci-layout"/,
  )
  await createLayout(folder)
  assert.match(
    await failureOf(readLayout(folder)),
    / is not an OCI image layout: it has no file "index.json"/,
  )
  await writeFile(join(folder, 'index.json'), '{"schemaVersion":2,"manif')
  assert.match(await failureOf(readLayout(folder)), /The index\.json is not JSON/)
  await writeFile(join(folder, 'oci-layout'), '{}')
  assert.match(await failureOf(readLayout(folder)), /The oci-layout is malformed at "imageLayoutVersion"/)
})

test('a layout with several images, or none, is refused if one image is expected', async (t) => {
  const folder = await layoutOf(t)
  for (const manifests of [[], [image.descriptor, image.descriptor]]) {
    await writeFile(join(folder, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests }))
    assert.match(
      await failureOf(readLayout(folder)),
      new RegExp(`contains ${manifests.length} images; exactly one is expected`),
    )
  }
})

test('a layout without an image is refused if one image is expected', async (t) => {
  const folder = await layoutOf(t)
  const platform = { os: 'linux', architecture: 'amd64' }
  await writeImage(folder, indexOf([[platform, image]]))
  assert.match(await failureOf(readLayout(folder)), /contains a ".*index.v1\+json", not an image manifest/)
  await writeIndex(folder, { ...image.descriptor, mediaType: 'x\n::error::y' })
  assert.match(await failureOf(readLayout(folder)), /contains a "x ::error::y", not an image manifest/)
})

test('an image whose configuration and manifest list different numbers of layers is refused', async (t) => {
  const folder = await temporaryFolder(t)
  await writeImage(folder, imageOf(['base', 'app'], { diffIds: [digestOf('base')] }))
  assert.match(await failureOf(readLayout(folder)), /manifest lists 2 layers, its configuration 1/)
})

test('a document that is missing is a failure that names it', async (t) => {
  for (const { digest } of [image.descriptor, image.config]) {
    const folder = await layoutOf(t)
    await rm(blobPath(folder, digest))
    assert.match(
      await failureOf(readImage(folder, image.descriptor)),
      new RegExp(`^The layout .* does not have ${digest}\\.$`),
    )
  }
})

test('a document that is corrupt, too short or too long is a failure that names it', async (t) => {
  const folder = await layoutOf(t)
  const { descriptor } = image
  const bytes = await readFile(blobPath(folder, descriptor.digest))
  for (const [other, reason] of [
    [bytes.toString('latin1').replace('2', '3'), `expected ${descriptor.digest}, found sha256:`],
    [bytes.subarray(1), `expected ${bytes.length} bytes, found ${bytes.length - 1}`],
    [`${bytes} `, `expected ${bytes.length} bytes, found ${bytes.length + 1}`],
  ] as const) {
    await writeFile(blobPath(folder, descriptor.digest), other)
    const failure = await failureOf(readImage(folder, descriptor))
    assert.ok(failure.includes(`${descriptor.digest} in ${folder} is corrupt: ${reason}`), failure)
  }
})

test('a document that is too large is not read', async (t) => {
  const folder = await temporaryFolder(t)
  await createLayout(folder)
  const large = Buffer.alloc(documentLimit + 1, ' ')
  const digest = digestOf(large)
  await writeFile(blobPath(folder, digest), large)
  assert.match(await failureOf(readDocument(folder, { digest })), /has 4194305 bytes\. The limit is 4194304/)
})

test('a link, a pipe or a folder instead of a document is not followed, waited for or read', async (t) => {
  const folder = await layoutOf(t)
  const { digest } = image.descriptor
  const path = blobPath(folder, digest)
  const elsewhere = join(folder, 'elsewhere')
  await writeFile(elsewhere, image.blobs.get(digest) ?? '')
  await replaceFile(path, () => symlink(elsewhere, path))
  assert.match(await failureOf(readImage(folder, image.descriptor)), / is a symbolic link, .*"cp -rL"/)
  await replaceFile(path, makeFifo)
  assert.match(await failureOf(readImage(folder, image.descriptor)), /is not a regular file/)
  await replaceFile(path, () => mkdir(path))
  assert.match(await failureOf(readImage(folder, image.descriptor)), /is not a regular file/)
  await replaceFile(join(folder, 'index.json'), (index) => symlink(elsewhere, index))
  assert.match(await failureOf(readLayout(folder)), /^index\.json in .* is a symbolic link, .*"cp -rL"/)
})

test('a complete layout has no flaw', async (t) => {
  const folder = await layoutOf(t)
  assert.deepEqual(await findFlaws(folder, closureOf(await readLayout(folder))), [])
})

test('each blob that is missing, has another size or content, or is not a file is a flaw', async (t) => {
  const flawsAfter = async (spoil: (path: string) => Promise<unknown>, verified = false) => {
    const folder = await layoutOf(t)
    await spoil(blobPath(folder, app.digest))
    const flaws = await findFlaws(folder, image.layers.slice(0, 2), new Set(verified ? [app.digest] : []))
    return flaws.map(describeFlaw)
  }
  const flaw = (reason: string) => [`${app.digest}, ${app.mediaType}: ${reason}`]

  assert.deepEqual(await flawsAfter((path) => rm(path)), flaw('missing'))
  assert.deepEqual(await flawsAfter((path) => writeFile(path, 'ap')), flaw('expected 3 bytes, found 2'))
  assert.deepEqual(
    await flawsAfter((path) => writeFile(path, 'APP')),
    flaw(`expected ${app.digest}, found ${digestOf('APP')}`),
  )
  const link = async (path: string) => {
    await writeFile(`${path}.elsewhere`, 'app')
    await symlink(`${path}.elsewhere`, path)
  }
  for (const [other, reason] of [
    [link, 'a symbolic link'],
    [makeFifo, 'not a regular file'],
    [(path: string) => mkdir(path), 'not a regular file'],
  ] as const) {
    const make = (path: string) => replaceFile(path, other)
    assert.deepEqual(await flawsAfter(make), flaw(reason))
    assert.deepEqual(await flawsAfter(make, true), flaw(reason))
  }
  assert.deepEqual(await flawsAfter((path) => rm(path), true), flaw('missing'))
  assert.deepEqual(await flawsAfter((path) => writeFile(path, 'ap'), true), flaw('expected 3 bytes, found 2'))
})

test('pruning keeps the given blobs and files that another build is writing', async (t) => {
  const folder = await layoutOf(t)
  const blobs = blobFolder(folder)
  await writeFile(join(blobs, 'foreign'), '')
  await writeFile(join(blobs, '.hidden'), '')
  await writeFile(join(blobs, '.1.partial'), '')
  await mkdir(join(blobs, 'folder', 'folder'), { recursive: true })
  const outside = join(folder, 'outside')
  await mkdir(outside)
  await writeFile(join(outside, 'file'), '')
  await symlink(outside, join(blobs, 'link'))
  makeFifo(join(blobs, 'fifo'))
  await pruneBlobs(folder, new Set([base.digest]))
  assert.deepEqual((await readdir(blobs)).sort(), ['.1.partial', basename(blobPath(folder, base.digest))])
  assert.deepEqual(await readdir(outside), ['file'])
})

test('pruning deletes partial files that are older than an hour', async (t) => {
  const folder = await layoutOf(t)
  const partial = join(blobFolder(folder), '.1.partial')
  await writeFile(partial, '')
  // Nobody can set a file's change time, so the clock is moved instead.
  t.mock.timers.enable({ apis: ['Date'], now: Date.now() + 3_660_000 })
  await pruneBlobs(folder, new Set())
  assert.deepEqual(await readdir(blobFolder(folder)), [])
})

test('a directory that cannot be created on a read-only file system is a failure that says so', async (t) => {
  const folder = smallFileSystem(t)
  if (folder === undefined) return
  execFileSync('mount', ['-o', 'remount,ro', folder])
  assert.match(
    await failureOf(createLayout(join(folder, 'new', 'layout'))),
    /^Could not create a layout in .*: the file system is read-only\. Choose a path on another one\.$/,
  )
})
