import assert from 'node:assert/strict'
import { mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { completeLayout } from '../../../src/actions/build-image/completion.ts'
import type { Descriptor } from '../../../src/image/descriptor.ts'
import { type Digest, digestOf, hexOf } from '../../../src/image/digest.ts'
import { closureOf } from '../../../src/image/image.ts'
import { parsePlatform } from '../../../src/image/platform.ts'
import { parseReference } from '../../../src/image/reference.ts'
import { blobFolder, blobPath } from '../../../src/layout/blob.ts'
import { readLayout } from '../../../src/layout/read.ts'
import { Failure } from '../../../src/message/failure.ts'
import { type RunImage, readRunImage } from '../../../src/store/run-image.ts'
import {
  imageOf,
  indexOf,
  type Kind,
  ociTypes,
  type TestImage,
  temporaryFolder,
  writeImage,
} from '../../image/image.ts'
import { replaceFile } from '../../layout/file-system.ts'

const amd64 = parsePlatform('linux/amd64')
const base = imageOf(['base', 'tools'], { kind: 'docker' })
const root = indexOf([[amd64, base]])

const openBase = (): Promise<RunImage> => {
  const bytesOf = async (digest: Digest) => Buffer.from(root.blobs.get(digest) ?? '')
  const id = {
    reference: parseReference('ghcr.io/team/run:1'),
    root: root.descriptor.digest,
    platform: amd64,
  }
  return readRunImage(id, { manifest: bytesOf, config: ({ digest }) => bytesOf(digest) })
}

/** The lifecycle's output: the base and two more layers. */
const appOf = (kind: Kind = 'mixed'): TestImage => imageOf(['base', 'tools', 'app', 'launcher'], { kind })
const ownLayer = appOf().layers[2] as Descriptor

/** A layout before its completion, and a function that completes it. */
const assembled = async (
  t: TestContext,
  {
    app = appOf(),
    sparse = false,
    mediaTypes = 'oci',
    labels = new Map(),
  }: {
    app?: TestImage
    sparse?: boolean
    mediaTypes?: 'oci' | 'preserve'
    labels?: ReadonlyMap<string, string>
  } = {},
) => {
  const layout = await temporaryFolder(t)
  const left = new Set(sparse ? base.layers.map(({ digest }) => digest) : [])
  await writeImage(
    layout,
    app,
    [...app.blobs.keys()].filter((digest) => !left.has(digest)),
  )
  const image = await readLayout(layout)
  const imagePath = { folder: '/ws/my-app', name: 'my-app', tag: '1.2' }
  const complete = async (verified: readonly Digest[] = []) =>
    completeLayout(
      layout,
      { imagePath, builder: parseReference('acme/builder'), mediaTypes, labels, sparse },
      { image, verified: new Set(verified), reused: [] },
      await openBase(),
      { reused: [], fetched: [] },
      { digest: root.descriptor.digest, lifecycleVersion: '0.21.0' },
    )
  return { layout, app, complete }
}

const blobsIn = async (layout: string) => (await readdir(blobFolder(layout))).sort()
const namesOf = (blobs: readonly Descriptor[]) => blobs.map(({ digest }) => hexOf(digest)).sort()

test('a complete layout has the blobs of the image and nothing else', async (t) => {
  const { layout, complete } = await assembled(t)
  await writeFile(join(blobFolder(layout), 'foreign'), '')
  await writeFile(blobPath(layout, digestOf('foreign')), 'foreign')
  const { image, blobs, size } = await complete()
  assert.deepEqual(blobs, closureOf(image))
  assert.equal(blobs.length, 6)
  assert.deepEqual(await blobsIn(layout), namesOf(blobs))
  const sizes = blobs.map(async ({ digest }) => (await readFile(blobPath(layout, digest))).length)
  assert.equal(
    size,
    (await Promise.all(sizes)).reduce((sum, bytes) => sum + bytes),
  )
})

for (const mediaTypes of ['oci', 'preserve'] as const) {
  test(`labels replace the configuration and the manifest (${mediaTypes})`, async (t) => {
    const plain = await (await assembled(t, { mediaTypes })).complete()
    const { layout, complete } = await assembled(t, { mediaTypes, labels: new Map([['a', 'b']]) })
    const { image, blobs } = await complete()
    assert.deepEqual(image.config.config?.Labels, { a: 'b' })
    assert.deepEqual(image.manifest.layers, plain.image.manifest.layers)
    assert.notEqual(image.manifest.config.digest, plain.image.manifest.config.digest)
    assert.equal(image.manifest.config.mediaType, plain.image.manifest.config.mediaType)
    assert.equal(image.descriptor.mediaType, plain.image.descriptor.mediaType)
    assert.deepEqual(await blobsIn(layout), namesOf(blobs))
    assert.deepEqual((await readLayout(layout)).manifest, image.manifest)
  })
}

test('the index names the image, the run image and the builder', async (t) => {
  const { layout, complete } = await assembled(t)
  await complete()
  assert.deepEqual((await readLayout(layout)).descriptor.annotations, {
    'org.opencontainers.image.ref.name': '1.2',
    'io.containerd.image.name': 'docker.io/library/my-app:1.2',
    'org.opencontainers.image.base.name': 'ghcr.io/team/run:1',
    'org.opencontainers.image.base.digest': base.descriptor.digest,
    'io.github.buildpacks-oci-layout.run-image.root': root.descriptor.digest,
    'io.github.buildpacks-oci-layout.builder.name': 'docker.io/acme/builder:latest',
    'io.github.buildpacks-oci-layout.builder.digest': root.descriptor.digest,
    'io.github.buildpacks-oci-layout.lifecycle.version': '0.21.0',
    'io.github.buildpacks-oci-layout.platform': 'linux/amd64',
  })
})

test('a sparse layout lacks the run image’s layers, and nothing else', async (t) => {
  const { layout, complete } = await assembled(t, { sparse: true })
  const { image, blobs } = await complete()
  const [manifest, config, , , ...own] = closureOf(image)
  assert.deepEqual(blobs, [manifest, config, ...own])
  assert.deepEqual(await blobsIn(layout), namesOf(blobs))
  assert.equal(own.length, 2)
})

for (const mediaTypes of ['oci', 'preserve'] as const) {
  test(`a full and a sparse layout have the same image (media types: ${mediaTypes})`, async (t) => {
    const [full, sparse] = await Promise.all(
      [false, true].map(async (thin) => (await assembled(t, { sparse: thin, mediaTypes })).complete()),
    )
    assert.deepEqual(full?.image.descriptor, sparse?.image.descriptor)
  })
}

for (const kind of ['oci', 'docker', 'mixed'] as const) {
  test(`preserve keeps an image with ${kind} types byte for byte`, async (t) => {
    const { layout, app, complete } = await assembled(t, { app: appOf(kind), mediaTypes: 'preserve' })
    const { image } = await complete()
    assert.deepEqual(image.descriptor, app.descriptor)
    assert.deepEqual(await blobsIn(layout), namesOf([app.descriptor, app.config, ...app.layers]))
  })

  test(`an image with ${kind} types has OCI types in the layout, and the same configuration and layers`, async (t) => {
    const { layout, app, complete } = await assembled(t, { app: appOf(kind) })
    const { image } = await complete()
    const { manifest, descriptor } = await readLayout(layout)
    assert.deepEqual(manifest, image.manifest)
    assert.equal(descriptor.mediaType, ociTypes.manifest)
    assert.equal(manifest.mediaType, ociTypes.manifest)
    assert.deepEqual(manifest.config, { ...app.config, mediaType: ociTypes.config })
    assert.deepEqual(
      manifest.layers,
      app.layers.map((layer) => ({ ...layer, mediaType: ociTypes.layer })),
    )
    assert.equal(descriptor.digest === app.descriptor.digest, kind === 'oci')
  })
}

test('the same app has the same digest with any media types of the lifecycle', async (t) => {
  const digests = await Promise.all(
    (['docker', 'mixed'] as const).map(async (kind) => {
      const { image } = await (await assembled(t, { app: appOf(kind) })).complete()
      return image.descriptor.digest
    }),
  )
  assert.equal(digests[0], digests[1])
})

const path = (layout: string): string => blobPath(layout, ownLayer.digest)
const flaws: readonly [string, (layout: string) => Promise<unknown>, string][] = [
  ['missing', (layout) => rm(path(layout)), 'missing'],
  ['truncated', (layout) => writeFile(path(layout), 'ap'), 'expected 3 bytes, found 2'],
  [
    'another one',
    (layout) => writeFile(path(layout), 'APP'),
    `expected ${ownLayer.digest}, found ${digestOf('APP')}`,
  ],
  ['a link', (layout) => replaceFile(path(layout), (own) => symlink('elsewhere', own)), 'a symbolic link'],
  ['a folder', (layout) => replaceFile(path(layout), (own) => mkdir(own)), 'not a regular file'],
]

for (const sparse of [false, true]) {
  for (const [what, spoil, reason] of flaws) {
    test(`a ${sparse ? 'sparse' : 'full'} layout with a layer that is ${what} is refused by its digest`, async (t) => {
      const { layout, complete } = await assembled(t, { sparse })
      await spoil(layout)
      await assert.rejects(complete(), (error) => {
        assert.ok(error instanceof Failure)
        const count = sparse ? 4 : 6
        assert.equal(
          error.message,
          `The layout of my-app is incomplete: 1 of ${count} blobs are missing or wrong. ` +
            'No layout was written. Run the step again.',
        )
        assert.deepEqual(error.detail, [`${ownLayer.digest}, ${ociTypes.layer}: ${reason}`])
        return true
      })
    })
  }
}

test('a full layout without the run image’s layers is refused', async (t) => {
  const { layout, complete } = await assembled(t)
  for (const { digest } of base.layers) await rm(blobPath(layout, digest))
  await assert.rejects(
    complete(base.layers.map(({ digest }) => digest)),
    (error) => error instanceof Failure && error.detail.length === base.layers.length,
  )
})

test('verified blobs are not read again', async (t) => {
  const { layout, complete } = await assembled(t)
  await writeFile(path(layout), 'APP')
  assert.equal((await complete([ownLayer.digest])).blobs.length, 6)
})

test('the error lists the first ten flaws', async (t) => {
  const app = imageOf(Array.from({ length: 12 }, (_, nth) => `layer ${nth}`))
  const { layout, complete } = await assembled(t, { app })
  for (const { digest } of app.layers) await rm(blobPath(layout, digest))
  await assert.rejects(
    complete(),
    (error) => error instanceof Failure && /12 of 14 blobs/.test(error.message) && error.detail.length === 10,
  )
})
