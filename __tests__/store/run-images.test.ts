import assert from 'node:assert/strict'
import { readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { isOwnLayout } from '../../src/cnb/input/app-directory.ts'
import { digestOf } from '../../src/image/digest.ts'
import { closureOf } from '../../src/image/image.ts'
import { parsePlatform } from '../../src/image/platform.ts'
import { formatReference } from '../../src/image/reference.ts'
import { documentLimit } from '../../src/json/document.ts'
import { blobFolder, blobPath } from '../../src/layout/blob.ts'
import { readLayout } from '../../src/layout/read.ts'
import { dockerTypes, imageOf, indexOf, temporaryFolder, writeImage } from '../image/image.ts'
import { otherFileSystem } from '../layout/file-system.ts'
import { failureOf } from '../registry/registry-client.ts'
import { amd64, base, filled, image, namesOf, setUp } from './set-up.ts'

const arm64 = parsePlatform('linux/arm64')
const forArm = imageOf(['base for arm'], { platform: arm64 })
const index = indexOf([
  [amd64, image],
  [{ ...arm64, variant: 'v8' }, forArm],
  [{ os: 'unknown', architecture: 'unknown' }, imageOf(['attestation'])],
])

test('an image is stored as a layout in a folder named by registry, repository, tag and platform', async (t) => {
  const { server, folder, open, copy, imageFolder } = await setUp(t)
  await open()
  await copy()
  assert.equal(imageFolder, join(folder, server.host, 'team', 'run', '1', 'linux-amd64'))
  const { descriptor } = await readLayout(imageFolder)
  const annotations = { 'io.github.buildpacks-oci-layout.run-image.root': image.descriptor.digest }
  assert.deepEqual(descriptor, { ...image.descriptor, annotations })
  assert.ok(
    await isOwnLayout(imageFolder, await readdir(imageFolder)),
    'an app that it lies in leaves it out',
  )
})

for (const kind of ['oci', 'docker', 'mixed'] as const) {
  test(`an image with ${kind} types is opened unchanged, without a request for its layers`, async (t) => {
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

test('the second build of a tag requests only its digest', async (t) => {
  const { server, open, copy } = await filled(t)
  await open()
  assert.deepEqual(server.requests(), ['HEAD 1'])
  const { reused, fetched } = await copy()
  assert.deepEqual(namesOf(reused), namesOf(image.layers))
  assert.deepEqual(fetched, [])
  assert.deepEqual(server.requests(), [])
})

for (const [what, content] of [
  ['an image', image],
  ['an index', index],
] as const) {
  test(`${what} pinned by digest needs no requests when it is on disk`, async (t) => {
    const { server, open, copy, store } = await setUp(t, content)
    const opened = await open(server.pinned)
    assert.equal(opened.root, content.descriptor.digest)
    assert.deepEqual(opened.descriptor, image.descriptor)
    await copy(server.pinned)
    await store.keep({ image: opened, restored: undefined })
    assert.ok(!server.requests().includes('HEAD 1'))
    await open(server.pinned)
    await copy(server.pinned)
    assert.deepEqual(server.requests(), [])
  })
}

test('if a tag moved, only its new layers are fetched', async (t) => {
  const { server, open, copy, store, imageFolder } = await filled(t)
  const later = imageOf(['base', 'newer tools'])
  server.image = later
  const opened = await open()
  assert.deepEqual(opened.descriptor, later.descriptor)
  const { reused, fetched } = await copy(server.reference, later.layers)
  assert.deepEqual(namesOf(reused), namesOf([base]))
  assert.deepEqual(namesOf(fetched), namesOf(later.layers.slice(1)))
  await store.keep({ image: opened, restored: undefined })
  assert.deepEqual((await readdir(blobFolder(imageFolder))).sort(), namesOf(closureOf(opened)))
})

for (const [kind, mediaType] of [
  ['OCI', index.descriptor.mediaType],
  ['Docker', dockerTypes.index],
] as const) {
  test(`the image for the platform is chosen from an index of ${kind} type`, async (t) => {
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

test('if there is no image for the platform, the available platforms are listed', async (t) => {
  const { server, open } = await setUp(t, index)
  const failure = await failureOf(open(server.reference, parsePlatform('linux/s390x')))
  assert.ok(
    failure.endsWith(
      '/team/run:1 does not exist for linux/s390x, only for: linux/amd64, linux/arm64/v8. ' +
        'Choose another "run-image", or another "platform".',
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

test('an image without layers, or with another number of diff IDs, is refused', async (t) => {
  for (const [broken, message] of [
    [imageOf([]), /cannot be built upon: its manifest lists 0 layers, its configuration 0\. Choose another/],
    [imageOf(['base'], { diffIds: [] }), /its manifest lists 1 layers, its configuration 0/],
  ] as const) {
    const { open, imageFolder } = await setUp(t, broken)
    assert.match(await failureOf(open()), message)
    assert.ok(!(await readdir(imageFolder)).includes('index.json'))
  }
})

test('an index in an index is not an image for the platform', async (t) => {
  const { open } = await setUp(t, indexOf([[amd64, index]]))
  assert.match(await failureOf(open()), /does not exist for linux\/amd64, only for: none/)
})

test('a configuration that is too large is not fetched', async (t) => {
  const text = JSON.stringify({
    schemaVersion: 2,
    mediaType: image.descriptor.mediaType,
    config: { ...image.config, size: documentLimit + 1 },
    layers: image.layers,
  })
  const digest = digestOf(text)
  const descriptor = { ...image.descriptor, digest, size: text.length }
  const { server, open } = await setUp(t, { descriptor, blobs: new Map([[digest, Buffer.from(text)]]) })
  const name = formatReference(server.reference)
  assert.equal(
    await failureOf(open()),
    `The configuration of ${name} has 4194305 bytes. The limit is 4194304 bytes. Choose another image.`,
  )
  assert.deepEqual(server.requests(), ['HEAD 1', `GET ${digest}`])
})

test('a layout shares disk space with the layout-repo, and cannot damage it', async (t) => {
  const { copy, imageFolder, warnings } = await filled(t)
  const { layout } = await copy()
  const path = blobPath(layout, base.digest)
  assert.equal((await stat(path)).ino, (await stat(blobPath(imageFolder, base.digest))).ino)
  await writeFile(path, 'BASE')
  await copy()
  assert.equal(warnings.length, 1)
})

test('a layout on another file system gets copies', async (t) => {
  const other = otherFileSystem(t)
  if (other === undefined) return
  const { open, copy, server } = await setUp(t, image, { root: await temporaryFolder(t, other) })
  await open()
  assert.equal((await copy()).fetched.length, image.layers.length)
  server.requests()
  assert.equal((await copy()).reused.length, image.layers.length)
  assert.deepEqual(server.requests(), [])
})

test('a layer that is listed twice is copied once', async (t) => {
  const { server, open, copy } = await setUp(t)
  await open()
  server.requests()
  const { fetched } = await copy(server.reference, [base, base])
  assert.deepEqual(fetched, [base])
  assert.deepEqual(server.requests(), [`GET ${base.digest}`])
})

test('each platform of a tag keeps its layers when another platform is built', async (t) => {
  const { server, store, open, copy } = await setUp(t, index)
  for (const [platform, { layers }] of [
    [amd64, image],
    [arm64, forArm],
  ] as const) {
    const opened = await open(server.reference, platform)
    await copy(server.reference, layers, platform)
    await store.keep({ image: opened, restored: undefined })
  }
  server.requests()
  await open(server.reference, amd64)
  assert.deepEqual((await copy(server.reference, image.layers)).fetched, [])
  assert.deepEqual(server.requests(), ['HEAD 1'])
})

test('apps that pin different digests of one repository keep each other’s layers, until they are unused for 31 days', async (t) => {
  const other = imageOf(['base', 'other tools', 'other certificates'])
  const { server, store, open, copy, folder } = await setUp(t)
  const pin = (content: typeof image, tag?: string) => ({
    ...server.pinned,
    digest: content.descriptor.digest,
    ...(tag !== undefined && { tag }),
  })
  const build = async (content: typeof image, tag?: string): Promise<number> => {
    server.image = content
    const reference = pin(content, tag)
    const opened = await open(reference)
    const { fetched } = await copy(reference, content.layers)
    await store.keep({ image: opened, restored: undefined })
    return fetched.length
  }
  assert.deepEqual([await build(image), await build(other)], [3, 2])
  assert.deepEqual([await build(image), await build(other), await build(other)], [0, 0, 0])
  assert.deepEqual([await build(image, '1'), await build(other, '2')], [0, 0])

  const shared = join(folder, server.host, 'team', 'run', 'sha256', 'linux-amd64')
  const longAgo = new Date(Date.now() - 32 * 24 * 3_600_000)
  for (const name of await readdir(blobFolder(shared)))
    await utimes(join(blobFolder(shared), name), longAgo, longAgo)
  assert.equal(await build(other), 0)
  assert.deepEqual(
    (await readdir(blobFolder(shared))).sort(),
    namesOf([other.descriptor, other.config, ...other.layers]),
  )
})

test('a newly pinned digest uses the documents and layers of the tag', async (t) => {
  const { server, open, copy } = await filled(t)
  assert.deepEqual((await open(server.pinned)).descriptor, image.descriptor)
  assert.deepEqual((await copy(server.pinned)).fetched, [])
  assert.deepEqual(server.requests(), [])
})

test('layers that pack stored in the folder of the tag are used if their digests match', async (t) => {
  const { server, folder, open, copy, warnings } = await setUp(t)
  const packs = join(folder, server.host, 'team', 'run', '1')
  await writeImage(packs, image)
  await writeFile(blobPath(packs, base.digest), 'BASE')
  await open()
  assert.deepEqual(namesOf((await copy()).fetched), namesOf([base]))
  assert.deepEqual(server.requests(), ['HEAD 1', `GET ${base.digest}`])
  assert.equal(await readFile(blobPath(packs, base.digest), 'utf8'), 'BASE')
  assert.equal(warnings.length, 1)
  assert.match(warnings[0] ?? '', /^A layer is fetched again: The blob .* in .*\/run\/1 is corrupt/)
})
