import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ReadableContent } from '../../src/content/content.ts'
import { fetchImage, fetchIndex } from '../../src/content/image-documents.ts'
import { digestOf } from '../../src/image/digest.ts'
import { type Content, imageOf, indexOf } from '../image/image.ts'
import { failureOf } from '../registry/registry-client.ts'

const platform = { os: 'linux', architecture: 'amd64' }
const image = imageOf(['base', 'app'])
const index = indexOf([[platform, image]])

const inMemory = ({ blobs }: Content): ReadableContent => ({
  exists: async ({ digest }) => blobs.has(digest),
  async *fetch({ digest }) {
    yield blobs.get(digest) ?? assert.fail(`${digest} was fetched`)
  },
})

test('an image is read without its layers, and an index with its manifests', async () => {
  const { manifest, configBytes } = await fetchImage(inMemory(image), image.descriptor)
  assert.deepEqual(manifest.layers, image.layers)
  assert.equal(digestOf(configBytes), image.config.digest)
  const documents = await fetchIndex(inMemory(index), index.descriptor)
  assert.deepEqual(
    documents?.listed.map(({ digest }) => digest),
    [image.descriptor.digest],
  )
  assert.equal(await fetchIndex(inMemory(image), image.descriptor), undefined)
})

const inconsistent = imageOf(['base', 'app'], { diffIds: [digestOf('base')] })
const refused = [
  ['what is no image', index, index.descriptor, /is a "\S+", not an image\. Choose an image or an image/],
  [
    'a document that none can be',
    image,
    { ...image.descriptor, size: 5 * 1024 ** 2 },
    /has 5242880 bytes\. The limit is 4194304 bytes\. Choose another image\.$/,
  ],
  [
    'an image whose documents contradict each other',
    inconsistent,
    inconsistent.descriptor,
    /is inconsistent: its manifest lists 2 layers, its configuration 1\. Build it again\.$/,
  ],
] as const

for (const [what, content, descriptor, message] of refused) {
  test(`${what} is refused with advice`, async () => {
    assert.match(await failureOf(fetchImage(inMemory(content), descriptor)), message)
  })
}

test('a signal is passed to the source of documents', async () => {
  const { signal } = new AbortController()
  const given: (AbortSignal | undefined)[] = []
  const memory = inMemory(image)
  const source: ReadableContent = {
    ...memory,
    fetch: (descriptor, own) => {
      given.push(own)
      return memory.fetch(descriptor)
    },
  }
  await fetchImage(source, image.descriptor, signal)
  assert.deepEqual(given, [signal, signal])
})
