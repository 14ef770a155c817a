import assert from 'node:assert/strict'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { digestOf } from '../../src/image/digest.ts'
import { closureOf, type IndexedImages } from '../../src/image/image.ts'
import { parsePlatform } from '../../src/image/platform.ts'
import { blobPath } from '../../src/layout/blob.ts'
import { readLayout, readLayoutImages } from '../../src/layout/read.ts'
import { findFlaws } from '../../src/layout/verify.ts'
import {
  type Content,
  dockerTypes,
  imageOf,
  indexOf,
  ociTypes,
  temporaryFolder,
  writeImage,
} from '../image/image.ts'
import { failureOf } from '../registry/registry-client.ts'

const amd64 = parsePlatform('linux/amd64')
const arm64 = parsePlatform('linux/arm64')
const images = [
  imageOf(['base', 'app'], { platform: amd64 }),
  imageOf(['base of arm', 'app'], { platform: arm64 }),
] as const
const index = indexOf([
  [amd64, images[0]],
  [arm64, images[1]],
])

const layoutOf = async (t: TestContext, content: Content): Promise<string> => {
  const folder = await temporaryFolder(t)
  await writeImage(folder, content)
  return folder
}

const readIndexed = async (folder: string): Promise<IndexedImages> => {
  const read = await readLayoutImages(folder)
  assert.ok('images' in read)
  return read
}

for (const [kind, type] of [
  ['OCI', ociTypes.index],
  ['Docker', dockerTypes.index],
] as const) {
  test(`an index of ${kind}’s kind is read with its images, whose descriptors say their platforms`, async (t) => {
    const content = indexOf(
      [
        [amd64, images[0]],
        [arm64, images[1]],
      ],
      type,
    )
    const read = await readIndexed(await layoutOf(t, content))
    assert.deepEqual(read.descriptor, content.descriptor)
    assert.deepEqual(read.indexes, [content.descriptor])
    assert.deepEqual(
      read.images.map(({ descriptor }) => descriptor),
      [
        { ...images[0].descriptor, platform: amd64 },
        { ...images[1].descriptor, platform: arm64 },
      ],
    )
    assert.deepEqual(
      read.images.map(({ config }) => config.architecture),
      ['amd64', 'arm64'],
    )
  })
}

test('the closure of an index has each blob once: indexes, then images', async (t) => {
  const folder = await layoutOf(t, index)
  const closure = closureOf(await readIndexed(folder))
  assert.deepEqual(
    closure.map(({ digest }) => digest),
    [
      index.descriptor,
      images[0].descriptor,
      images[0].config,
      ...images[0].layers,
      images[1].descriptor,
      images[1].config,
      images[1].layers[0],
    ].map((blob) => blob?.digest),
  )
  assert.deepEqual(await findFlaws(folder, closure), [])
})

test('an index in an index is read; each comes after what it lists', async (t) => {
  const outer = indexOf([
    [amd64, index],
    [amd64, images[0]],
  ])
  const outermost = indexOf([[amd64, outer]])
  const read = await readIndexed(await layoutOf(t, outermost))
  assert.deepEqual(
    read.indexes.map(({ digest }) => digest),
    [index, outer, outermost].map(({ descriptor }) => descriptor.digest),
  )
  assert.equal(read.images.length, 2)
})

test('what is listed over and over is read once', async (t) => {
  let content: Content = index
  for (let depth = 0; depth < 40; depth += 1) {
    content = indexOf([
      [amd64, content],
      [arm64, content],
    ])
  }
  const read = await readIndexed(await layoutOf(t, content))
  assert.deepEqual([read.indexes.length, read.images.length], [41, 2])
})

test('a layout with one image is read as that', async (t) => {
  const folder = await layoutOf(t, images[0])
  assert.deepEqual(await readLayoutImages(folder), await readLayout(folder))
})

test('where one image is wanted, an index is refused', async (t) => {
  assert.match(
    await failureOf(readLayout(await layoutOf(t, index))),
    /holds a ".*index.*", not an image manifest/,
  )
})

test('nothing but exactly one descriptor in index.json is accepted', async (t) => {
  const folder = await layoutOf(t, index)
  const [first, second] = images
  for (const listed of [[], [first, second], [index, first]]) {
    const manifests = listed.map(({ descriptor }) => descriptor)
    await writeFile(join(folder, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests }))
    assert.match(
      await failureOf(readLayoutImages(folder)),
      new RegExp(`holds ${listed.length} images; exactly one is expected`),
    )
  }
})

test('an index without an image, or with something else, is refused', async (t) => {
  assert.match(
    await failureOf(readLayoutImages(await layoutOf(t, indexOf([])))),
    /The index sha256:.* lists no image/,
  )
  const nested = indexOf([[amd64, indexOf([])]])
  assert.match(await failureOf(readLayoutImages(await layoutOf(t, nested))), /lists no image/)
  const odd = { ...images[1], descriptor: { ...images[1].descriptor, mediaType: 'text/plain' } }
  const mixed = indexOf([
    [amd64, images[0]],
    [arm64, odd],
  ])
  assert.match(
    await failureOf(readLayoutImages(await layoutOf(t, mixed))),
    /holds a "text\/plain", not an image/,
  )
})

test('an index or a manifest below it that is missing or corrupt is a failure that names it', async (t) => {
  for (const { descriptor } of [index, images[1]]) {
    const folder = await layoutOf(t, indexOf([[amd64, index]]))
    await writeFile(blobPath(folder, descriptor.digest), '{}')
    assert.match(
      await failureOf(readLayoutImages(folder)),
      new RegExp(`${descriptor.digest} in .* is corrupt`),
    )
    await rm(blobPath(folder, descriptor.digest))
    assert.match(await failureOf(readLayoutImages(folder)), new RegExp(`${descriptor.digest}.*ENOENT`))
  }
})

const withDocument = (value: unknown, mediaType: string): Content => {
  const bytes = Buffer.from(JSON.stringify(value))
  const descriptor = { mediaType, digest: digestOf(bytes), size: bytes.length }
  return { descriptor, blobs: new Map([...index.blobs, [descriptor.digest, bytes]]) }
}

const documentOf = ({ descriptor, blobs }: Content) =>
  JSON.parse(String(Buffer.from(blobs.get(descriptor.digest) ?? assert.fail())))

test('a document that says it is of another kind than who lists it is refused', async (t) => {
  for (const [content, mediaType] of [
    [images[0], dockerTypes.manifest],
    [index, dockerTypes.index],
  ] as const) {
    const folder = await layoutOf(t, { ...content, descriptor: { ...content.descriptor, mediaType } })
    assert.match(
      await failureOf(readLayoutImages(folder)),
      /is a ".*\.oci\..*", and is listed as a ".*docker/,
    )
  }
})

test('a document that can be read as a manifest and as an index is refused', async (t) => {
  const both = { ...documentOf(images[0]), ...documentOf(index), mediaType: undefined }
  for (const mediaType of [ociTypes.index, ociTypes.manifest]) {
    const folder = await layoutOf(t, withDocument(both, mediaType))
    assert.match(await failureOf(readLayoutImages(folder)), /malformed at "(?:config|manifests)"/)
  }
})

test('a digest that is listed twice, with another size or media type, is refused', async (t) => {
  const { descriptor } = images[0]
  for (const other of [{ size: descriptor.size + 1 }, { mediaType: ociTypes.index }]) {
    const manifests = [descriptor, { ...descriptor, ...other }]
    const folder = await layoutOf(t, withDocument({ schemaVersion: 2, manifests }, ociTypes.index))
    assert.match(await failureOf(readLayoutImages(folder)), /lists sha256:\w+ twice, with different/)
  }
})
