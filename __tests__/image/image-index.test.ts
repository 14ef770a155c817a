import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseImageConfig } from '../../src/image/config.ts'
import { type Image, parseManifest } from '../../src/image/image.ts'
import { createMultiPlatformIndex, parseIndex } from '../../src/image/image-index.ts'
import { formatPlatform, parsePlatform } from '../../src/image/platform.ts'
import { imageOf } from './image.ts'

const imageFor = (platform: string, annotations?: Readonly<Record<string, string>>): Image => {
  const { descriptor, blobs } = imageOf([`layer for ${platform}`], { platform: parsePlatform(platform) })
  const manifest = parseManifest(blobs.get(descriptor.digest) ?? assert.fail())
  const config = parseImageConfig(blobs.get(manifest.config.digest) ?? assert.fail())
  return { descriptor: { ...descriptor, ...(annotations && { annotations }) }, manifest, config }
}

const platforms = ['linux/s390x', 'linux/arm64', 'linux/arm/v6', 'linux/amd64', 'linux/arm']

test('the commonest platforms come first, the others by name', () => {
  const { bytes } = createMultiPlatformIndex(platforms.map((platform) => imageFor(platform)))
  assert.deepEqual(
    parseIndex(bytes).manifests.map(({ platform }) => platform && formatPlatform(platform)),
    ['linux/amd64', 'linux/arm64', 'linux/arm', 'linux/arm/v6', 'linux/s390x'],
  )
})

test('the order of the images does not change the index', () => {
  const images = platforms.map((platform) => imageFor(platform))
  const { descriptor } = createMultiPlatformIndex(images)
  assert.equal(createMultiPlatformIndex(images.toReversed()).descriptor.digest, descriptor.digest)
})

test('annotations in index.json, which no digest covers, do not change the index', () => {
  const base = {
    'org.opencontainers.image.base.name': 'example.com/run:1',
    'org.opencontainers.image.base.digest': imageFor('linux/amd64').descriptor.digest,
  }
  const named = {
    ...base,
    'org.opencontainers.image.ref.name': 'latest',
    'io.containerd.image.name': 'a:latest',
    'io.github.buildpacks-oci-layout.builder.name': 'docker.io/acme/builder:latest',
  }
  const plain = createMultiPlatformIndex([imageFor('linux/amd64'), imageFor('linux/arm64')])
  const { bytes } = createMultiPlatformIndex([imageFor('linux/amd64', named), imageFor('linux/arm64')])
  assert.equal(String(bytes), String(plain.bytes))
})
