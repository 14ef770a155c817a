import assert from 'node:assert/strict'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { openPayload } from '../../../src/actions/push-image/payload.ts'
import { writeRebased } from '../../../src/actions/rebase-image/layout.ts'
import type { RebasedImage } from '../../../src/actions/rebase-image/rebase-images.ts'
import { annotationsOf } from '../../../src/image/annotations.ts'
import { parseImageConfig } from '../../../src/image/config.ts'
import { withConfig, withLabels } from '../../../src/image/conversion.ts'
import { type Digest, digestOf } from '../../../src/image/digest.ts'
import { type ImageDocuments, parseManifest } from '../../../src/image/image.ts'
import { parsePlatform } from '../../../src/image/platform.ts'
import { formatReference, parseReference } from '../../../src/image/reference.ts'
import { layoutContent } from '../../../src/layout/content.ts'
import { readGraph } from '../../../src/layout/graph.ts'
import { createLayout } from '../../../src/layout/write.ts'
import { RunImageStore } from '../../../src/store/run-images.ts'
import { imageOf, indexOf, type TestImage, temporaryFolder } from '../../image/image.ts'
import { client, descriptorOf, failureOf, imageAt } from '../../registry/registry-client.ts'

const documentsOf = ({ descriptor, config, blobs }: TestImage): ImageDocuments => {
  const bytesOf = (digest: Digest): Buffer => Buffer.from(blobs.get(digest) ?? assert.fail())
  const [manifestBytes, configBytes] = [bytesOf(descriptor.digest), bytesOf(config.digest)]
  return {
    descriptor,
    manifest: parseManifest(manifestBytes),
    config: parseImageConfig(configBytes),
    ...{ manifestBytes, configBytes },
  }
}

/** A rebased app for a platform. */
const rebasedOn = (platformText: string, runImageName: string): RebasedImage => {
  const platform = parsePlatform(platformText)
  const runImage = imageOf([`base for ${platformText}`], { platform })
  const app = imageOf([`base for ${platformText}`, `app for ${platformText}`], { platform })
  const documents = documentsOf(app)
  // Like the lifecycle's label, which names the last layer of the run image.
  const record = { runImage: { topLayer: digestOf(`base for ${platformText}`), reference: 'run' } }
  const labels = new Map([['io.buildpacks.lifecycle.metadata', JSON.stringify(record)]])
  const configBytes = withLabels(Buffer.from(documents.configBytes), labels)
  const manifestBytes = withConfig(Buffer.from(documents.manifestBytes), descriptorOf(configBytes))
  const root = runImage.descriptor.digest
  return {
    former: documents,
    runImage: { ...documentsOf(runImage), platform, root, reference: parseReference(runImageName) },
    rebased: {
      descriptor: { ...descriptorOf(manifestBytes), mediaType: app.descriptor.mediaType },
      config: { ...descriptorOf(configBytes), mediaType: app.config.mediaType },
      ownLayers: app.layers.slice(1),
      ...{ manifestBytes, configBytes },
    },
  }
}

/** Options to write a layout in a new directory. */
const openOptions = async (t: TestContext, complete: boolean) => {
  const folder = await temporaryFolder(t)
  const { registry } = client()
  const noted = { info: () => {}, warn: assert.fail }
  const runImages = new RunImageStore({
    ...{ root: join(folder, 'layout-repo'), registry, cache: undefined },
    ...noted,
  })
  return {
    folder,
    registry,
    layout: join(folder, 'layout'),
    options: { complete, registry, runImages, ...noted },
  }
}

test('a complete layout needs the app’s layers, or the repository that has them', async (t) => {
  const { folder, layout, options } = await openOptions(t, true)
  const image = rebasedOn('linux/amd64', '127.0.0.1:9/run:1')
  const root = image.rebased.descriptor
  await createLayout(join(folder, 'fetched'))
  const source = {
    ...{ name: 'the image in "my-app"', imageName: 'my-app:latest', appReference: undefined, root },
    content: layoutContent(join(folder, 'fetched')),
  }
  const images = { images: [image], root, indexBytes: undefined }
  assert.match(
    await failureOf(writeRebased(layout, source, images, options)),
    /^Could not create a complete layout: the image in "my-app" lacks 1 layer of the app, .*\. Rebase the pushed image/,
  )
})

test('a sparse layout names the run image of each platform', async (t) => {
  const { registry, layout, options } = await openOptions(t, false)
  const place = imageAt('127.0.0.1:9')
  const bases = { 'linux/amd64': '127.0.0.1:9/one/run:1', 'linux/arm64': '127.0.0.1:9/other/run:1' }
  const images = Object.entries(bases).map(([platform, name]) => rebasedOn(platform, name))
  const index = indexOf(
    images.map(({ runImage: { platform }, rebased }) => [
      platform,
      { descriptor: rebased.descriptor, blobs: new Map() },
    ]),
  )
  const indexBytes = Buffer.from(index.blobs.get(index.descriptor.digest) ?? assert.fail())
  const written = await writeRebased(
    layout,
    {
      ...{ name: 'team/app', imageName: 'app:1', appReference: place, root: index.descriptor },
      content: registry.readableRepository(place),
    },
    { images, root: index.descriptor, indexBytes },
    options,
  )
  assert.equal(written.missing.length, 4)

  const found = await readGraph(layout, 'any')
  assert.deepEqual(
    found.images.map(
      ({ descriptor }) => annotationsOf(descriptor, found.root)['org.opencontainers.image.base.name'],
    ),
    Object.values(bases),
  )
  // A push finds the missing layers.
  const { missingBlobs } = await openPayload(layout, index.descriptor.digest, assert.fail)
  assert.deepEqual(
    new Map(missingBlobs.map(({ origin, blobs }) => [origin && formatReference(origin), blobs.length])),
    new Map([...Object.values(bases).map((name) => [name, 1] as const), [formatReference(place), 2]]),
  )
})
