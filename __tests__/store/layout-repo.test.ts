import assert from 'node:assert/strict'
import { access, readdir, stat, symlink, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { digestOf } from '../../src/image/digest.ts'
import { documentLimit } from '../../src/image/document.ts'
import { closureOf } from '../../src/image/image.ts'
import { parsePlatform } from '../../src/image/platform.ts'
import { blobFolder, blobPath } from '../../src/layout/blob.ts'
import { readLayout } from '../../src/layout/read.ts'
import { dockerTypes, imageOf, indexOf, temporaryFolder } from '../image/image.ts'
import { otherFileSystem, replaceFile } from '../layout/file-system.ts'
import { failureOf } from '../registry/registry-client.ts'
import { amd64, base, filled, image, namesOf, setUp } from './set-up.ts'

const arm64 = parsePlatform('linux/arm64')
const forArm = imageOf(['base for arm'], { platform: arm64 })
const index = indexOf([
  [amd64, image],
  [{ ...arm64, variant: 'v8' }, forArm],
  [{ os: 'unknown', architecture: 'unknown' }, imageOf(['attestation'])],
])

test('an image is kept in the folder that pack gives it, as a layout', async (t) => {
  const { server, folder, open, provide, imageFolder } = await setUp(t)
  await open()
  await provide()
  assert.equal(imageFolder, join(folder, server.host, 'team', 'run', '1'))
  const { descriptor } = await readLayout(imageFolder)
  assert.deepEqual(descriptor, image.descriptor)
})

test('an image is held once all of it is there, which no registry is asked', async (t) => {
  const { server, repo, open, provide, imageFolder } = await setUp(t)
  const holds = () => repo.holds(server.pinned, image.descriptor.digest, amd64)
  assert.equal(await holds(), false)
  await open(server.pinned)
  assert.equal(await holds(), false)
  await provide(server.pinned)
  server.requests()
  assert.equal(await holds(), true)
  assert.equal(await repo.holds(server.pinned, image.descriptor.digest, arm64), false)
  assert.equal(await repo.holds(server.reference, image.descriptor.digest, amd64), false)

  const folder = repo.folderOf(server.pinned)
  await truncate(blobPath(folder, base.digest), 2)
  assert.equal(await holds(), false)
  await provide(server.pinned)
  await writeFile(blobPath(folder, image.descriptor.digest), '{}')
  assert.equal(await holds(), false)
  await replaceFile(blobPath(folder, image.descriptor.digest), (path) => symlink('nowhere', path))
  assert.equal(await holds(), false)
  await assert.rejects(access(imageFolder), { code: 'ENOENT' })
  assert.deepEqual(server.requests(), [`GET ${base.digest}`])
})

for (const kind of ['oci', 'docker', 'mixed'] as const) {
  test(`an image with ${kind} types is opened as it is, without a request for its layers`, async (t) => {
    const typed = imageOf(['base', 'tools'], { kind })
    const { server, open, warnings } = await setUp(t, typed)
    const opened = await open()
    assert.deepEqual(opened.descriptor, typed.descriptor)
    assert.deepEqual(opened.manifest.layers, typed.layers)
    assert.deepEqual(opened.manifestBytes, typed.blobs.get(typed.descriptor.digest))
    assert.deepEqual(opened.configBytes, typed.blobs.get(typed.config.digest))
    const { descriptor, config } = typed
    assert.deepEqual(server.requests(), ['HEAD 1', `GET ${descriptor.digest}`, `GET ${config.digest}`])
    assert.deepEqual(warnings, [])
  })
}

test('the second build of a tag asks for nothing but its digest, and fetches nothing', async (t) => {
  const { server, open, provide } = await filled(t)
  await open()
  assert.deepEqual(server.requests(), ['HEAD 1'])
  const { kept, fetched } = await provide()
  assert.deepEqual(namesOf(kept), namesOf(image.layers))
  assert.deepEqual(fetched, [])
  assert.deepEqual(server.requests(), [])
})

for (const [what, content] of [
  ['an image', image],
  ['an index', index],
] as const) {
  test(`${what} pinned by digest is not asked for at all once it is held`, async (t) => {
    const { server, open, provide, repo } = await setUp(t, content)
    const opened = await open(server.pinned)
    assert.equal(opened.root, content.descriptor.digest)
    assert.deepEqual(opened.descriptor, image.descriptor)
    await provide(server.pinned)
    await repo.prune(opened)
    assert.ok(!server.requests().includes('HEAD 1'))
    await open(server.pinned)
    await provide(server.pinned)
    assert.deepEqual(server.requests(), [])
  })
}

test('a tag that moved is fetched anew, but for the layers that stayed', async (t) => {
  const { server, open, provide, repo, imageFolder } = await filled(t)
  const later = imageOf(['base', 'newer tools'])
  server.image = later
  const opened = await open()
  assert.deepEqual(opened.descriptor, later.descriptor)
  const { kept, fetched } = await provide(server.reference, later.layers)
  assert.deepEqual(namesOf(kept), namesOf([base]))
  assert.deepEqual(namesOf(fetched), namesOf(later.layers.slice(1)))
  await repo.prune(opened)
  assert.deepEqual((await readdir(blobFolder(imageFolder))).sort(), namesOf(closureOf(opened)))
})

for (const [kind, mediaType] of [
  ['OCI', index.descriptor.mediaType],
  ['Docker', dockerTypes.index],
] as const) {
  test(`of an index of ${kind} type the image for the platform is taken`, async (t) => {
    const several = indexOf(
      [
        [amd64, image],
        [{ ...arm64, variant: 'v8' }, forArm],
      ],
      mediaType,
    )
    const { server, open } = await setUp(t, several)
    assert.deepEqual((await open(server.reference, amd64)).descriptor, image.descriptor)
    assert.deepEqual((await open(server.reference, arm64)).descriptor, forArm.descriptor)
  })
}

test('where there is no image for the platform, those that there are are named', async (t) => {
  const { server, open } = await setUp(t, index)
  const failure = await failureOf(open(server.reference, parsePlatform('linux/s390x')))
  assert.ok(
    failure.endsWith(
      '/team/run:1 does not exist for linux/s390x, only for: linux/amd64, linux/arm64/v8. ' +
        'Choose another «run-image», or another «platform».',
    ),
    failure,
  )
  const single = await setUp(t, image)
  assert.match(
    await failureOf(single.open(single.server.reference, arm64)),
    /does not exist for linux\/arm64, only for: linux\/amd64\./,
  )
  const none = await setUp(t, indexOf([]))
  assert.match(await failureOf(none.open()), /does not exist for linux\/amd64, only for: none\./)
})

test('an image that cannot be built upon is refused', async (t) => {
  for (const [broken, message] of [
    [imageOf([]), /cannot be built upon: its manifest lists 0 layers, its configuration 0\. Choose another/],
    [imageOf(['base'], { diffIds: [] }), /its manifest lists 1 layers, its configuration 0/],
  ] as const) {
    const { open, imageFolder } = await setUp(t, broken)
    assert.match(await failureOf(open()), message)
    assert.ok(!(await readdir(imageFolder)).includes('index.json'))
  }
})

test('an index that lists another index for the platform has no image for it', async (t) => {
  const { open } = await setUp(t, indexOf([[amd64, index]]))
  assert.match(await failureOf(open()), /does not exist for linux\/amd64, only for: none/)
})

test('a configuration too large to be one is not fetched', async (t) => {
  const text = JSON.stringify({
    schemaVersion: 2,
    mediaType: image.descriptor.mediaType,
    config: { ...image.config, size: documentLimit + 1 },
    layers: image.layers,
  })
  const digest = digestOf(text)
  const descriptor = { ...image.descriptor, digest, size: text.length }
  const { server, open } = await setUp(t, { descriptor, blobs: new Map([[digest, Buffer.from(text)]]) })
  assert.match(
    await failureOf(open()),
    /configuration of .*\/team\/run:1 has 4194305 bytes, too many to be one/,
  )
  assert.deepEqual(server.requests(), ['HEAD 1', `GET ${digest}`])
})

test('a layout shares the disk with the layout-repo, and cannot spoil what others take from it', async (t) => {
  const { provide, imageFolder, warnings } = await filled(t)
  const { layout } = await provide()
  const path = blobPath(layout, base.digest)
  assert.equal((await stat(path)).ino, (await stat(blobPath(imageFolder, base.digest))).ino)
  await writeFile(path, 'BASE')
  await provide()
  assert.equal(warnings.length, 1)
})

test('a layout on another file system gets copies', async (t) => {
  const other = otherFileSystem(t)
  if (other === undefined) return
  const { open, provide, server } = await setUp(t, image, await temporaryFolder(t, other))
  await open()
  assert.equal((await provide()).fetched.length, image.layers.length)
  server.requests()
  assert.equal((await provide()).kept.length, image.layers.length)
  assert.deepEqual(server.requests(), [])
})

test('a layer that is listed twice is provided once', async (t) => {
  const { server, open, provide } = await setUp(t)
  await open()
  server.requests()
  const { fetched } = await provide(server.reference, [base, base])
  assert.deepEqual(fetched, [base])
  assert.deepEqual(server.requests(), [`GET ${base.digest}`])
})
