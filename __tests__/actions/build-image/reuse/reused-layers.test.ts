import assert from 'node:assert/strict'
import { test } from 'node:test'
import { nothingToReuse } from '../../../../src/actions/build-image/reuse/previous-build.ts'
import { describeReuse, reuseReportOf } from '../../../../src/actions/build-image/reuse/reused-layers.ts'
import { noOffer } from '../../../../src/cnb/reuse/reuse.ts'
import type { Image } from '../../../../src/image/image.ts'
import { blobOf, createImage, sampleLayers } from '../summary/report.ts'

const previousBuildOf = (image: Image) => ({
  ...nothingToReuse(''),
  image: {
    ...image,
    manifestBytes: Buffer.of(),
    configBytes: Buffer.of(),
    sbom: undefined,
    missing: new Set<never>(),
  },
})

const image = createImage([
  ...sampleLayers.filter(({ content }) => content !== 'app'),
  { content: 'new app', size: 1 },
])
const reused = image.manifest.layers.filter(({ digest }) => [blobOf('node'), blobOf('npm')].includes(digest))
const offer = { ...noOffer, hasImage: true }

test('the SBOM layer is reused, although the lifecycle writes it', () => {
  const report = reuseReportOf({ image, reused }, offer, previousBuildOf(createImage(sampleLayers)))
  assert.ok(report.unchanged.has(blobOf('sbom')))
  assert.ok(report.unchanged.has(blobOf('node')))
  assert.ok(!report.unchanged.has(blobOf('new app')))
  assert.ok(!report.unchanged.has(blobOf('base 1')))
  assert.equal(describeReuse(report), 'Reused from the previous build: 2 layers (60.6 MB)')
})

test('without the previous image in the container, equal layers are not reused', () => {
  const none = { ...offer, hasImage: false }
  const report = reuseReportOf({ image, reused: [] }, none, previousBuildOf(createImage(sampleLayers)))
  assert.equal(report.unchanged.size, 0)
  assert.equal(describeReuse(report), 'Nothing was reused: the previous build could not be used')
})

test('the reason for which there was nothing to reuse is reported', () => {
  const none = { ...offer, hasImage: false }
  const report = reuseReportOf({ image, reused: [] }, none, nothingToReuse('"clear-cache" is "true"'))
  assert.equal(describeReuse(report), 'Nothing was reused: "clear-cache" is "true"')
  assert.deepEqual([report.isHit, report.cached], [false, 0])
})
