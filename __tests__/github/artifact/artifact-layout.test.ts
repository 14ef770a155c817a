import assert from 'node:assert/strict'
import { cp, mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import {
  type ArtifactSource,
  type ExpectedArtifact,
  fetchLayout,
} from '../../../src/github/artifact/artifact-layout.ts'
import { digestOf } from '../../../src/image/digest.ts'
import type { Image } from '../../../src/image/image.ts'
import { parsePlatform } from '../../../src/image/platform.ts'
import { blobPath } from '../../../src/layout/blob.ts'
import { readGraph } from '../../../src/layout/graph.ts'
import { readLayout } from '../../../src/layout/read.ts'
import { findFlaws } from '../../../src/layout/verify.ts'
import { createLayout, writeIndex } from '../../../src/layout/write.ts'
import { Failure } from '../../../src/message/failure.ts'
import { imageOf, indexOf, temporaryFolder, writeImage } from '../../image/image.ts'
import { filesIn, writeZip } from '../zip.ts'

interface Uploaded {
  readonly platform: string
  readonly name?: string
  readonly run?: string
  readonly layers?: readonly string[]
}

/** Artifacts by their names, each with an image of its own. */
const setUp = async (t: TestContext, uploads: Readonly<Record<string, Uploaded>>) => {
  const folder = await temporaryFolder(t)
  const images = new Map<string, Image>()
  for (const [artifact, { platform, name = 'my-app', run = 'run:1', layers }] of Object.entries(uploads)) {
    const source = join(folder, 'sources', artifact)
    const image = imageOf(layers ?? ['shared', `base of ${platform}`, `app for ${artifact}`], {
      platform: parsePlatform(platform),
    })
    await createLayout(source)
    await writeImage(source, image)
    const annotations = {
      'org.opencontainers.image.ref.name': 'latest',
      'io.containerd.image.name': `docker.io/library/${name}:latest`,
      'org.opencontainers.image.base.name': `example.com/${run}`,
      'io.github.buildpacks-oci-layout.run-image.root': digestOf(run),
    }
    await writeIndex(source, { ...image.descriptor, annotations })
    images.set(artifact, await readLayout(source))
  }
  const lines: string[] = []
  const source: ArtifactSource = {
    download: async ({ name, folder: own }) => {
      const path = join(own, `${name}.zip`)
      await writeZip(path, await filesIn(join(folder, 'sources', name)))
      return { path, id: 7, name }
    },
    from: undefined,
    info: (line) => lines.push(line),
    signal: new AbortController().signal,
  }
  const [work, layout] = [join(folder, 'work'), join(folder, 'layout')]
  await mkdir(work)
  const fetch = (...artifacts: readonly [ExpectedArtifact, ...ExpectedArtifact[]]) =>
    fetchLayout(artifacts, work, layout, source)
  const digest = (artifact: string) => images.get(artifact)?.descriptor.digest ?? assert.fail()
  return { folder, source, images, lines, work, layout, fetch, digest }
}

const any = (name: string): ExpectedArtifact => ({ name, digest: 'any' })

const refused = (fetching: Promise<unknown>, message: RegExp): Promise<void> =>
  assert.rejects(fetching, (error) => {
    assert.ok(error instanceof Failure, String(error))
    assert.match(error.message, message)
    return true
  })

const two = { 'app-amd64': { platform: 'linux/amd64' }, 'app-arm64': { platform: 'linux/arm64' } } as const

test('the layout of one artifact is the one that was uploaded', async (t) => {
  const { fetch, layout, images, digest } = await setUp(t, two)
  const { root, images: verified } = await fetch({ name: 'app-arm64', digest: digest('app-arm64') })
  assert.deepEqual(await readLayout(layout), images.get('app-arm64'))
  assert.equal(root.digest, digest('app-arm64'))
  assert.deepEqual(
    verified.map(({ missing }) => missing),
    [[]],
  )
})

test('several artifacts become one layout with one index, the most common platform first, and each blob once', async (t) => {
  const { fetch, layout, work, lines, digest } = await setUp(t, two)
  const { root } = await fetch(
    { name: 'app-arm64', digest: digest('app-arm64') },
    { name: 'app-amd64', digest: digest('app-amd64') },
  )
  const found = await readGraph(layout, 'any')
  assert.equal(found.root.digest, root.digest)
  assert.deepEqual(
    found.images.map(({ descriptor }) => descriptor.digest),
    [digest('app-amd64'), digest('app-arm64')],
  )
  const all = [...found.documents.map(({ descriptor }) => descriptor), ...found.blobs]
  assert.deepEqual(await findFlaws(layout, all), [])
  const files = await readdir(join(layout, 'blobs', 'sha256'))
  assert.equal(files.length, new Set(all.map(({ digest: blob }) => blob)).size)
  assert.deepEqual(await readdir(work), [])
  assert.equal(lines.filter((line) => line.startsWith('Verified: ')).length, 2)
})

test('the index does not depend on the order of the artifacts', async (t) => {
  const { fetch, layout } = await setUp(t, two)
  const { root } = await fetch(any('app-amd64'), any('app-arm64'))
  await rm(layout, { recursive: true })
  const { root: again } = await fetch(any('app-arm64'), any('app-amd64'))
  assert.equal(again.digest, root.digest)
})

test('index.json has the shared annotations and the base of each image; the index has no annotations', async (t) => {
  const { fetch, layout, digest } = await setUp(t, {
    'app-amd64': { platform: 'linux/amd64' },
    'app-arm64': { platform: 'linux/arm64', run: 'run:2' },
  })
  const { root, images } = await fetch(any('app-amd64'), any('app-arm64'))
  const baseKey = (artifact: string) =>
    `io.github.buildpacks-oci-layout.image.${digest(artifact)}/org.opencontainers.image.base.name`
  assert.deepEqual(root.annotations, {
    'org.opencontainers.image.ref.name': 'latest',
    'io.containerd.image.name': 'docker.io/library/my-app:latest',
    [baseKey('app-amd64')]: 'example.com/run:1',
    [baseKey('app-arm64')]: 'example.com/run:2',
  })
  assert.doesNotMatch(await readFile(blobPath(layout, root.digest), 'utf8'), /annotations|example\.com/)
  assert.deepEqual(
    images.map(({ image }) => image.descriptor.annotations?.['org.opencontainers.image.base.name']),
    ['example.com/run:1', 'example.com/run:2'],
  )
})

test('sparse layouts stay sparse, and each image lists its missing layers', async (t) => {
  const { folder, fetch, images } = await setUp(t, two)
  const lacking = images.get('app-arm64')?.manifest.layers[1] ?? assert.fail()
  await rm(blobPath(join(folder, 'sources', 'app-arm64'), lacking.digest))
  const { images: verified } = await fetch(any('app-amd64'), any('app-arm64'))
  assert.deepEqual(
    verified.map(({ missing }) => missing),
    [[], [lacking]],
  )
})

test('an image with another digest is refused, and the message names the artifact', async (t) => {
  const { fetch, digest } = await setUp(t, two)
  const fetching = fetch(
    { name: 'app-amd64', digest: digest('app-amd64') },
    { name: 'app-arm64', digest: digest('app-amd64') },
  )
  await refused(fetching, /^The artifact "app-arm64" contains another image than the expected one/)
})

test('two images for one platform are refused', async (t) => {
  const { fetch } = await setUp(t, {
    one: { platform: 'linux/arm64' },
    other: { platform: 'linux/arm64/v8' },
  })
  await refused(
    fetch(any('one'), any('other')),
    /^The artifacts "one" and "other" contain images for the same platform, linux\/arm64\. Use one artifact per platform/,
  )
})

test('images of different names are refused', async (t) => {
  const { fetch } = await setUp(t, { ...two, 'app-arm64': { platform: 'linux/arm64', name: 'other-app' } })
  await refused(
    fetch(any('app-amd64'), any('app-arm64')),
    /^The artifacts "app-amd64" and "app-arm64" contain different images, "my-app" and "other-app"\./,
  )
})

test('an artifact with an index cannot be combined with others', async (t) => {
  const { folder, fetch } = await setUp(t, two)
  const source = join(folder, 'sources', 'app-arm64')
  await rm(source, { recursive: true })
  await writeImage(source, indexOf([[parsePlatform('linux/arm64'), imageOf(['nested'])]]))
  await refused(
    fetch(any('app-amd64'), any('app-arm64')),
    /^The artifact "app-arm64" contains an index of images and cannot be combined with others\. Download it alone\.$/,
  )
})

test('an index without its images is refused', async (t) => {
  const { folder, fetch } = await setUp(t, two)
  const source = join(folder, 'sources', 'app-arm64')
  const index = indexOf([[parsePlatform('linux/arm64'), imageOf(['nested'])]])
  await cp(join(folder, 'sources', 'app-amd64'), source, { recursive: true, force: true })
  await writeIndex(source, index.descriptor)
  await refused(
    fetch(any('app-amd64'), any('app-arm64')),
    /^Could not use the image in the artifact "app-arm64": /,
  )
})

test('the first failure ends the other downloads, and no work continues', async (t) => {
  const { source, work, layout } = await setUp(t, two)
  let ended = false
  const download: ArtifactSource['download'] = async ({ name, signal, ...wanted }) => {
    if (name === 'gone') throw new Failure('This workflow run has no artifact "gone".')
    await new Promise((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason)))
    ended = true
    return source.download({ name, signal, ...wanted })
  }
  const fetching = fetchLayout([any('app-amd64'), any('gone')], work, layout, { ...source, download })
  await refused(fetching, /no artifact "gone"/)
  assert.equal(ended, false)
})
