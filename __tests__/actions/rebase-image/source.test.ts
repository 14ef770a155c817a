import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { layoutSource, readSource } from '../../../src/actions/rebase-image/source.ts'
import { digestOf } from '../../../src/image/digest.ts'
import { formatReference } from '../../../src/image/reference.ts'
import { imageOf, indexOf } from '../../image/image.ts'

const appName = 'io.github.buildpacks-oci-layout.app.name'
const { descriptor } = imageOf(['app'])

test('the annotation in a layout names the repository of the app’s layers', () => {
  const name = `ghcr.io/team/app@${digestOf('app')}`
  const root = { ...descriptor, annotations: { [appName]: name } }
  const { appReference } = layoutSource(['my-app'], '/layout', root, assert.fail)
  assert.equal(appReference && formatReference(appReference), name)
})

test('a malformed location of the layers is a warning, and is ignored', () => {
  const warnings: string[] = []
  const root = { ...descriptor, annotations: { [appName]: 'Not A Name' } }
  const source = layoutSource(['my-app'], '/layout', root, (line) => warnings.push(line))
  assert.equal(source.appReference, undefined)
  assert.match(
    warnings.join(),
    /^The location of the application layers of the image in "my-app" is unknown; .*: "Not A Name" is not an image/,
  )
})

const platforms = Array.from({ length: 12 }, (_, nth) => ({ os: 'linux', architecture: `cpu${nth}` }))
const images = platforms.map((platform) => imageOf(['app'], { platform }))
const index = indexOf(platforms.map((platform, nth) => [platform, images[nth] ?? assert.fail()]))

/** An index in memory. Reading a document takes a moment, and fails if `fails` returns true. */
const slowSource = (fails: (digest: string) => boolean = () => false) => {
  const counts = { asked: 0, running: 0, most: 0 }
  return {
    counts,
    source: {
      ...{ name: 'app', root: index.descriptor, appReference: undefined, imageName: 'app:latest' },
      content: {
        exists: async () => true,
        async *fetch({ digest }: { digest: string }) {
          counts.asked += 1
          counts.running += 1
          counts.most = Math.max(counts.most, counts.running)
          await setTimeout(5)
          counts.running -= 1
          if (fails(digest)) throw new Error('gone')
          yield [...index.blobs].find(([known]) => known === digest)?.[1] ?? assert.fail()
        },
      },
    },
  }
}

test('the documents of an index of many images are read in its order, a few at a time', async () => {
  const { source, counts } = slowSource()
  const read = await readSource(source, assert.fail)
  assert.deepEqual(
    read.images.map(({ descriptor: { digest } }) => digest),
    images.map((image) => image.descriptor.digest),
  )
  assert.ok(counts.most <= 4, `${counts.most} at a time`)
})

test('if one document of many cannot be read, no others are requested', async () => {
  const first = images[0]?.descriptor.digest
  const { source, counts } = slowSource((digest) => digest === first)
  await assert.rejects(readSource(source, assert.fail), /gone/)
  assert.ok(counts.asked < 12, `${counts.asked} were asked for`)
  assert.equal(counts.running, 0)
})
