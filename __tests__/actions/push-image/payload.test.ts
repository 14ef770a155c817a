import assert from 'node:assert/strict'
import { rm, writeFile } from 'node:fs/promises'
import { type TestContext, test } from 'node:test'
import { openPayload } from '../../../src/actions/push-image/payload.ts'
import { annotationKeys } from '../../../src/image/annotations.ts'
import type { Descriptor } from '../../../src/image/descriptor.ts'
import { digestOf } from '../../../src/image/digest.ts'
import { mediaTypes } from '../../../src/image/media-type.ts'
import { blobPath } from '../../../src/layout/blob.ts'
import { writeIndex } from '../../../src/layout/write.ts'
import { imageOf, temporaryFolder, writeImage } from '../../image/image.ts'
import { failureOf } from '../../registry/registry-client.ts'

const image = imageOf(['base', 'app'])
const [base, app] = image.layers
assert.ok(base && app)

/** A layout of the image with other layers in its manifest. */
const layoutWith = async (t: TestContext, layers: readonly Descriptor[]): Promise<string> => {
  const folder = await temporaryFolder(t)
  await writeImage(folder, image)
  const { mediaType } = image.descriptor
  const bytes = JSON.stringify({ schemaVersion: 2, mediaType, config: image.config, layers })
  const digest = digestOf(bytes)
  await writeFile(blobPath(folder, digest), bytes)
  await writeIndex(folder, { mediaType, digest, size: Buffer.byteLength(bytes) })
  return folder
}

test('each descriptor of a layer that is listed twice must be right', async (t) => {
  const folder = await layoutWith(t, [{ ...base, size: base.size + 1 }, base])
  assert.match(
    await failureOf(openPayload(folder, 'any', assert.fail)),
    /is corrupt: 1 of the blobs of sha256:/,
  )
})

test('a layer with the media type of a manifest or an index is sent as a blob', async (t) => {
  for (const mediaType of [mediaTypes.manifest, mediaTypes.index]) {
    const folder = await layoutWith(t, [base, { ...app, mediaType }])
    const { blobs } = await openPayload(folder, 'any', assert.fail)
    assert.equal(blobs.find(({ digest }) => digest === app.digest)?.mediaType, 'application/octet-stream')
  }
})

test('an invalid reference of the base is a warning if layers are missing, and is ignored otherwise', async (t) => {
  const folder = await temporaryFolder(t)
  await writeImage(folder, image)
  const annotations = { [annotationKeys.baseName]: 'No\n::error::Name' }
  await writeIndex(folder, { ...image.descriptor, annotations })
  assert.deepEqual((await openPayload(folder, 'any', assert.fail)).missingBlobs, [])
  await rm(blobPath(folder, base.digest))
  const warnings: string[] = []
  const { missingBlobs } = await openPayload(folder, 'any', (message) => warnings.push(message))
  assert.deepEqual(
    missingBlobs.map(({ origin, blobs }) => [origin, blobs.map(({ digest }) => digest)]),
    [[undefined, [base.digest]]],
  )
  assert.equal(warnings.length, 1)
  assert.match(
    warnings[0] ?? '',
    /^The location of the layers .* is unknown: "No ::error::Name" is not an image/,
  )
})
