import assert from 'node:assert/strict'
import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, beforeEach, describe, test } from 'node:test'
import { describeVerification, verifyLayout } from '../../../src/github/artifact/artifact-image.ts'
import { type Digest, digestOf, digestOfHex } from '../../../src/image/digest.ts'
import { closureOf, type Image } from '../../../src/image/image.ts'
import { blobFolder, blobPath } from '../../../src/layout/blob.ts'
import { writeIndex } from '../../../src/layout/write.ts'
import { Failure } from '../../../src/message/failure.ts'
import { writeForeign } from '../../foreign/foreign.ts'
import { imageOf, indexOf, writeImage as writeBlobs } from '../../image/image.ts'
import { writeImage } from '../written-image.ts'

describe('verifyLayout', () => {
  let folder: string
  let layout: string
  let image: Image

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'verify-'))
  })
  beforeEach(async () => {
    layout = await mkdtemp(join(folder, 'layout-'))
    image = await writeImage(layout)
  })
  after(() => rm(folder, { recursive: true }))

  const verify = async (expected: Digest | 'any' = 'any') => {
    const blobs = new Set((await readdir(blobFolder(layout))).map(digestOfHex))
    return verifyLayout('my-app', layout, blobs, expected)
  }

  const refused = async (
    message: RegExp,
    detail: readonly string[] = [],
    expected?: Digest,
  ): Promise<void> => {
    await assert.rejects(verify(expected), (error) => {
      assert.ok(error instanceof Failure)
      assert.match(error.message, message)
      assert.match(error.message, /"my-app"/)
      assert.ok(!error.message.includes(folder), error.message)
      assert.deepEqual(error.detail, detail)
      return true
    })
  }

  test('a complete layout lacks nothing', async () => {
    const { root, images, blobs } = await verify()
    assert.deepEqual([root, images], [image.descriptor, [{ image, missing: [] }]])
    assert.deepEqual(
      new Set(blobs.map(({ digest }) => digest)),
      new Set(closureOf(image).map(({ digest }) => digest)),
    )
  })

  for (const [name, platforms] of [
    ['buildkit-provenance', ['amd64']],
    ['buildkit-old-provenance', ['amd64']],
    ['buildah-scratch', ['amd64']],
    ['skopeo-two-names', ['amd64']],
    ['oras-referrers', ['amd64', 'arm64']],
    ['regctl-referrers', ['amd64', 'arm64']],
  ] as const) {
    test(`the layout "${name}" is verified whole; attestations and SBOMs are not images`, async (t) => {
      layout = await writeForeign(t, name)
      const { images, blobs } = await verify()
      assert.deepEqual(
        images.map(({ image: { config }, missing }) => [config.architecture, missing]),
        platforms.map((architecture) => [architecture, []]),
      )
      assert.equal(blobs.length, (await readdir(blobFolder(layout))).length)
    })
  }

  for (const name of ['oras-referrers', 'regctl-referrers'] as const) {
    test(`with an expected digest, the referrers of the layout "${name}" are refused`, async (t) => {
      layout = await writeForeign(t, name)
      const { root } = await verify()
      await assert.rejects(
        verify(root.digest),
        /contains \d+ documents? that do(?:es)? not belong to the image sha256:\w+, such as a signature or an SBOM/,
      )
    })
  }

  test('with an expected digest, attestations that the index lists are accepted', async (t) => {
    layout = await writeForeign(t, 'buildkit-old-provenance')
    const { root } = await verify()
    assert.equal((await verify(root.digest)).images.length, 1)
  })

  test('an artifact that is not an image is refused', async (t) => {
    layout = await writeForeign(t, 'oras-chart')
    await refused(/contains no image: sha256:\w+ is another kind of artifact/)
  })

  test('an index without all of its manifests is refused', async (t) => {
    layout = await writeForeign(t, 'regctl-one-platform')
    await refused(/its manifest or its configuration is missing/)
  })

  test('the expected digest is verified', async () => {
    assert.deepEqual((await verify(image.descriptor.digest)).images, [{ image, missing: [] }])
  })

  test('the log says "Verified" only if a digest was expected', async () => {
    const { digest } = image.descriptor
    assert.equal(
      describeVerification(image.descriptor, 4, digest),
      `Verified: ${digest}, 4 blobs, each with its size and digest.`,
    )
    const unproven = describeVerification(image.descriptor, 4, 'any')
    assert.match(
      unproven,
      /^Checked: sha256:[0-9a-f]{64}, 4 blobs, each with its size and digest\. The digest was not checked /,
    )
    assert.doesNotMatch(unproven, /verified/i)
  })

  test('another digest is refused, with both', async () => {
    const other = digestOf('other')
    await refused(new RegExp(`expected ${other}, found ${image.descriptor.digest}`), [], other)
  })

  test('the missing layers of a sparse layout are listed', async () => {
    const [base] = image.manifest.layers
    assert.ok(base)
    await rm(blobPath(layout, base.digest))
    const { images } = await verify()
    assert.deepEqual(images[0]?.missing, [base])
  })

  test('one image under two names is accepted', async () => {
    const descriptor = JSON.parse(await readFile(join(layout, 'index.json'), 'utf8')).manifests[0]
    await writeFile(
      join(layout, 'index.json'),
      JSON.stringify({ schemaVersion: 2, manifests: [descriptor, descriptor] }),
    )
    assert.equal((await verify()).images.length, 1)
  })

  test('no image is refused', async () => {
    await writeFile(join(layout, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests: [] }))
    await refused(/it contains no image/)
  })

  test('an index is verified completely, and each image lists its missing layers', async () => {
    const images = ['amd64', 'arm64'].map((architecture) => {
      const platform = { os: 'linux', architecture }
      return [platform, imageOf(['base', architecture], { platform })] as const
    })
    const index = indexOf(images)
    const lacking = images[1]?.[1].layers[0] ?? assert.fail()
    layout = await mkdtemp(join(folder, 'index-'))
    await writeBlobs(layout, index)
    await writeIndex(layout, { ...index.descriptor, annotations: { of: 'all' } })
    const { root, images: verified } = await verify(index.descriptor.digest)
    assert.equal(root.digest, index.descriptor.digest)
    assert.deepEqual(
      verified.map(({ image, missing }) => [
        image.config.architecture,
        image.descriptor.annotations,
        missing,
      ]),
      [
        ['amd64', { of: 'all' }, []],
        ['arm64', { of: 'all' }, []],
      ],
    )
    await rm(blobPath(layout, lacking.digest))
    const sparse = await verify()
    assert.deepEqual(
      sparse.images.map(({ missing }) => missing),
      [[lacking], [lacking]],
    )
  })

  test('an index without all of its images is refused', async () => {
    const image = imageOf(['app'])
    const index = indexOf([[{ os: 'linux', architecture: 'amd64' }, image]])
    layout = await mkdtemp(join(folder, 'index-'))
    await writeBlobs(layout, index)
    await rm(blobPath(layout, image.descriptor.digest))
    await refused(/its manifest or its configuration is missing/)
  })

  test('an image with the media type of an index is refused', async () => {
    await writeIndex(layout, { ...image.descriptor, mediaType: 'application/vnd.oci.image.index.v1+json' })
    await refused(/The index is malformed/)
  })

  test('a missing manifest is refused', async () => {
    await rm(blobPath(layout, image.descriptor.digest))
    await refused(/its manifest or its configuration is missing/)
  })

  test('a missing configuration is refused', async () => {
    await rm(blobPath(layout, image.manifest.config.digest))
    await refused(/its manifest or its configuration is missing/)
  })

  test('a manifest of another size than the index says is refused', async () => {
    await writeIndex(layout, { ...image.descriptor, size: 5 })
    await refused(/expected 5 bytes, found \d+/)
  })

  test('a layer of another size than the manifest says is refused', async () => {
    const [, app] = image.manifest.layers
    assert.ok(app)
    await appendFile(blobPath(layout, app.digest), 'more')
    await refused(/is corrupt: 1 of the blobs/, [
      `${app.digest}, ${app.mediaType}: expected ${app.size} bytes, found ${app.size + 4}`,
    ])
  })

  test('a blob that does not belong to the image is refused', async () => {
    const stray = digestOf('stray')
    await writeFile(blobPath(layout, stray), 'stray')
    await refused(/contains 1 blob that does not belong to the image/, [`${stray}: not referenced`])
  })

  test('a manifest that disagrees with its configuration is refused', async () => {
    const manifest = Buffer.from(
      JSON.stringify({ schemaVersion: 2, config: image.manifest.config, layers: [] }),
    )
    await writeFile(blobPath(layout, digestOf(manifest)), manifest)
    await writeIndex(layout, { ...image.descriptor, digest: digestOf(manifest), size: manifest.length })
    await refused(/inconsistent: its manifest lists 0 layers, its configuration 2/)
  })
})
