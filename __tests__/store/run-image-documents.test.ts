import assert from 'node:assert/strict'
import { test } from 'node:test'
import { copy } from '../../src/content/copy.ts'
import { parsePlatform } from '../../src/image/platform.ts'
import { parseReference } from '../../src/image/reference.ts'
import { layoutContent } from '../../src/layout/content.ts'
import { findFlaws } from '../../src/layout/verify.ts'
import { createLayout } from '../../src/layout/write.ts'
import { openPreviousImage } from '../../src/store/run-image-documents.ts'
import { imageOf, indexOf, temporaryFolder } from '../image/image.ts'
import { client, failureOf } from '../registry/registry-client.ts'
import { serveImage } from './image-server.ts'
import { amd64, image } from './set-up.ts'

const arm64 = parsePlatform('linux/arm64')

test('of a previous image, only the manifest and the configuration are fetched', async (t) => {
  const server = await serveImage(t, image)
  const previous = await openPreviousImage(client().registry, server.reference, amd64)
  assert.deepEqual(previous.descriptor, image.descriptor)
  assert.deepEqual(previous.manifestBytes, image.blobs.get(image.descriptor.digest))
  assert.deepEqual(previous.configBytes, image.blobs.get(image.config.digest))
  assert.deepEqual(server.requests(), [
    'HEAD 1',
    `GET ${image.descriptor.digest}`,
    `GET ${image.config.digest}`,
  ])
})

test('of an image for several platforms, the build’s platform is chosen', async (t) => {
  const other = imageOf(['other'], { platform: arm64 })
  const index = indexOf([
    [amd64, image],
    [arm64, other],
  ])
  const server = await serveImage(t, index)
  const { registry } = client()
  assert.deepEqual((await openPreviousImage(registry, server.reference, arm64)).descriptor, other.descriptor)
  const message = await failureOf(openPreviousImage(registry, server.reference, parsePlatform('linux/s390x')))
  assert.match(
    message,
    /^The previous image \S+ does not exist for linux\/s390x, only for: linux\/amd64, linux\/arm64\. Choose another "previous-image"/,
  )
})

test('its layers are fetched when a layout needs them, and verified there', async (t) => {
  const server = await serveImage(t, image)
  const { registry } = client()
  const layout = await temporaryFolder(t)
  await createLayout(layout)
  const [first] = image.layers
  assert.ok(first)
  await copy([first], [registry.readableRepository(server.reference)], layoutContent(layout), {
    warn: () => {},
  })
  assert.deepEqual(await findFlaws(layout, [first]), [])
})

test('a missing image is a Failure that says so', async (t) => {
  const server = await serveImage(t, image)
  const reference = parseReference(`${server.host}/team/run:2`)
  const message = await failureOf(openPreviousImage(client().registry, reference, amd64))
  assert.match(message, /team\/run:2/)
  assert.match(message, /404/)
})
