import assert from 'node:assert/strict'
import { rm, writeFile } from 'node:fs/promises'
import { type TestContext, test } from 'node:test'
import type { Descriptor } from '../../src/image/descriptor.ts'
import { digestOf } from '../../src/image/digest.ts'
import { parsePlatform } from '../../src/image/platform.ts'
import { blobPath } from '../../src/layout/blob.ts'
import { readGraph, stagesOf } from '../../src/layout/graph.ts'
import { readLayout } from '../../src/layout/read.ts'
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

const digestsOf = (items: readonly { readonly descriptor: Descriptor }[]): readonly string[] =>
  items.map(({ descriptor }) => descriptor.digest)

for (const [kind, type] of [
  ['an OCI image index', ociTypes.index],
  ['a Docker manifest list', dockerTypes.index],
] as const) {
  test(`${kind} is read with its images, whose descriptors have their platforms`, async (t) => {
    const content = indexOf(
      [
        [amd64, images[0]],
        [arm64, images[1]],
      ],
      type,
    )
    const { root, documents, images: read } = await readGraph(await layoutOf(t, content), 'any')
    assert.deepEqual(root, content.descriptor)
    assert.deepEqual(digestsOf(documents), digestsOf([...images, content]))
    assert.deepEqual(
      read.map(({ descriptor, config }) => [descriptor, config.architecture]),
      [
        [{ ...images[0].descriptor, platform: amd64 }, 'amd64'],
        [{ ...images[1].descriptor, platform: arm64 }, 'arm64'],
      ],
    )
  })
}

test('a graph contains everything that its index names', async (t) => {
  const folder = await layoutOf(t, index)
  const { documents, blobs } = await readGraph(folder, 'any')
  const all = [...documents.map(({ descriptor }) => descriptor), ...blobs]
  assert.deepEqual(new Set(all.map(({ digest }) => digest)), new Set(index.blobs.keys()))
  assert.deepEqual(await findFlaws(folder, all), [])
})

test('an index in an index is read, and each index comes after its content', async (t) => {
  const outer = indexOf([
    [amd64, index],
    [amd64, images[0]],
  ])
  const outermost = indexOf([[amd64, outer]])
  const { documents } = await readGraph(await layoutOf(t, outermost), 'any')
  assert.deepEqual(digestsOf(documents), digestsOf([...images, index, outer, outermost]))
  assert.deepEqual(
    stagesOf(documents).map((stage) => stage.length),
    [2, 1, 1, 1],
  )
})

test('a document that is listed many times is read once', async (t) => {
  let content: Content = index
  for (let depth = 0; depth < 40; depth += 1) {
    content = indexOf([
      [amd64, content],
      [arm64, content],
    ])
  }
  const { documents, images: read } = await readGraph(await layoutOf(t, content), 'any')
  assert.deepEqual([documents.length, read.length], [43, 2])
})

test('a layout with one image is read as that image', async (t) => {
  const folder = await layoutOf(t, images[0])
  assert.deepEqual((await readGraph(folder, 'any')).images, [await readLayout(folder)])
})

test('if one image is expected, an index is refused', async (t) => {
  assert.match(
    await failureOf(readLayout(await layoutOf(t, index))),
    /contains a ".*index.*", not an image manifest/,
  )
})

test('an index without images is read', async (t) => {
  const { images: read } = await readGraph(await layoutOf(t, indexOf([])), 'any')
  assert.deepEqual(read, [])
})

// https://github.com/opencontainers/image-spec/blob/v1.1.1/image-index.md: an unknown media type is not an error.
test('an entry of an index that is not a manifest or an index is a blob', async (t) => {
  const odd = { ...images[1], descriptor: { ...images[1].descriptor, mediaType: 'text/plain' } }
  const mixed = indexOf([
    [amd64, images[0]],
    [arm64, odd],
  ])
  const { images: read, blobs } = await readGraph(await layoutOf(t, mixed), 'any')
  assert.equal(read.length, 1)
  assert.ok(blobs.some(({ digest }) => digest === odd.descriptor.digest))
  const alone = await layoutOf(t, odd)
  assert.match(await failureOf(readGraph(alone, 'any')), /contains a "text\/plain", not an image or an index/)
})

test('an index or a manifest that is corrupt is a failure that names it', async (t) => {
  for (const { descriptor } of [index, images[1]]) {
    const folder = await layoutOf(t, indexOf([[amd64, index]]))
    await writeFile(blobPath(folder, descriptor.digest), '{}')
    assert.match(
      await failureOf(readGraph(folder, 'any')),
      new RegExp(`${descriptor.digest} in .* is corrupt`),
    )
  }
})

test('a root that is missing is a failure; a manifest below it is listed as missing', async (t) => {
  const folder = await layoutOf(t, index)
  await rm(blobPath(folder, images[1].descriptor.digest))
  const { images: read, missing } = await readGraph(folder, 'any')
  assert.equal(read.length, 1)
  assert.deepEqual(
    missing.map(({ digest }) => digest),
    [images[1].descriptor.digest],
  )
  await rm(blobPath(folder, index.descriptor.digest))
  assert.match(
    await failureOf(readGraph(folder, 'any')),
    new RegExp(`^The layout .* does not have ${index.descriptor.digest}\\.$`),
  )
})

const withDocument = (value: unknown, mediaType: string): Content => {
  const bytes = Buffer.from(JSON.stringify(value))
  const descriptor = { mediaType, digest: digestOf(bytes), size: bytes.length }
  return { descriptor, blobs: new Map([...index.blobs, [descriptor.digest, bytes]]) }
}

const documentOf = ({ descriptor, blobs }: Content) =>
  JSON.parse(String(Buffer.from(blobs.get(descriptor.digest) ?? assert.fail())))

test('a document with another media type than in its descriptor is refused', async (t) => {
  for (const [content, mediaType] of [
    [images[0], dockerTypes.manifest],
    [index, dockerTypes.index],
  ] as const) {
    const folder = await layoutOf(t, { ...content, descriptor: { ...content.descriptor, mediaType } })
    assert.match(
      await failureOf(readGraph(folder, 'any')),
      /is a ".*\.oci\..*", and is listed as a ".*docker/,
    )
  }
})

test('a document that can be read as a manifest and as an index is refused', async (t) => {
  const both = { ...documentOf(images[0]), ...documentOf(index), mediaType: undefined }
  for (const mediaType of [ociTypes.index, ociTypes.manifest]) {
    const folder = await layoutOf(t, withDocument(both, mediaType))
    assert.match(await failureOf(readGraph(folder, 'any')), /malformed at "(?:config|manifests)"/)
  }
})

test('a digest that is listed twice, with another size or media type, is refused', async (t) => {
  const { descriptor } = images[0]
  for (const other of [{ size: descriptor.size + 1 }, { mediaType: ociTypes.index }]) {
    const manifests = [descriptor, { ...descriptor, ...other }]
    const folder = await layoutOf(t, withDocument({ schemaVersion: 2, manifests }, ociTypes.index))
    assert.match(await failureOf(readGraph(folder, 'any')), /lists sha256:\w+ twice, with different/)
  }
})
