import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gzipSync, zstdCompressSync } from 'node:zlib'
import type { BuildpackPackage } from '../../../src/cnb/buildpacks/buildpack.ts'
import { imagePackage } from '../../../src/cnb/buildpacks/package.ts'
import { digestOf } from '../../../src/image/digest.ts'
import { parsePlatform } from '../../../src/image/platform.ts'
import { indexOf } from '../../image/image.ts'
import { failureOf } from '../../registry/registry-client.ts'
import { serveImage } from '../../store/image-server.ts'
import { type ArchiveEntry, layerOf, type PackageChange, packageOf, sources, told } from './packages.ts'

const linesOf = async ({ layers }: BuildpackPackage): Promise<readonly string[]> =>
  (await Promise.all(layers.map(({ entries }) => told(entries())))).flat()

test('an image in a registry has the main buildpack and its dependencies', async (t) => {
  const image = await packageOf([['acme/all@1.0.0'], ['acme/one@2.0.0']])
  const server = await serveImage(t, image)
  const found = await imagePackage(server.reference, sources)
  assert.deepEqual(found.main, { id: 'acme/all', version: '1.0.0', api: '0.10' })
  const asked = server.requests().length
  assert.deepEqual(await linesOf(found), [
    '755 0:0 directory cnb/buildpacks/acme_all',
    '755 0:0 directory cnb/buildpacks/acme_all/1.0.0',
    '755 0:0 file cnb/buildpacks/acme_all/1.0.0/buildpack.toml',
    '755 0:0 file cnb/buildpacks/acme_all/1.0.0/bin/build',
    '755 0:0 file cnb/buildpacks/acme_all/1.0.0/bin/detect',
    '755 0:0 directory cnb/buildpacks/acme_one',
    '755 0:0 directory cnb/buildpacks/acme_one/2.0.0',
    '755 0:0 file cnb/buildpacks/acme_one/2.0.0/buildpack.toml',
    '755 0:0 file cnb/buildpacks/acme_one/2.0.0/bin/build',
    '755 0:0 file cnb/buildpacks/acme_one/2.0.0/bin/detect',
  ])
  assert.equal(asked, 3, 'the layers wait for their turn')
})

test('a flattened package has several buildpacks in one layer', async (t) => {
  const server = await serveImage(t, await packageOf([['acme/all@1.0.0', 'acme/one@2.0.0']]))
  const { layers } = await imagePackage(server.reference, sources)
  assert.equal(layers.length, 1)
  assert.equal((await told(layers[0]?.entries() ?? assert.fail())).length, 10)
})

test('the image for the platform is chosen from an index', async (t) => {
  const [arm, amd] = [await packageOf([['acme/arm@1.0.0']]), await packageOf([['acme/amd@1.0.0']])]
  const index = indexOf([
    [parsePlatform('linux/arm64'), arm],
    [parsePlatform('linux/amd64'), amd],
    // An attestation, as BuildKit lists it.
    [{ os: 'unknown', architecture: 'unknown' }, await packageOf([['acme/attestation@1.0.0']])],
  ])
  const server = await serveImage(t, index)
  assert.equal((await imagePackage(server.reference, sources)).main.id, 'acme/amd')
  const message = await failureOf(
    imagePackage(server.reference, { ...sources, platform: parsePlatform('linux/s390x') }),
  )
  assert.match(message, /does not exist for linux\/s390x, only for: linux\/arm64, linux\/amd64\. Choose/)
})

test('layers may be compressed with zstd, or not at all', async (t) => {
  const types = [
    ['application/vnd.oci.image.layer.v1.tar+zstd', zstdCompressSync],
    ['application/vnd.oci.image.layer.v1.tar', (tar: Buffer) => tar],
  ] as const
  for (const [mediaType, compress] of types) {
    const server = await serveImage(t, await packageOf([['acme/one@1.0.0']], { mediaType, compress }))
    assert.equal((await linesOf(await imagePackage(server.reference, sources))).length, 5)
  }
})

test('links that stay in their buildpack are kept', async (t) => {
  const folder = '/cnb/buildpacks/acme_one/1.0.0'
  const entries: readonly ArchiveEntry[] = [
    ...layerOf('acme/one@1.0.0'),
    [{ name: `${folder}/bin/run`, type: 'symlink', linkname: 'build' }],
    [{ name: `${folder}/lib/up`, type: 'symlink', linkname: '../bin' }],
    [{ name: `${folder}/same`, type: 'link', linkname: `${folder}/bin/build` }],
  ]
  const server = await serveImage(t, await packageOf([['acme/one@1.0.0']], { entries: [entries] }))
  const lines = await linesOf(await imagePackage(server.reference, sources))
  const target = folder.slice(1)
  assert.deepEqual(lines.slice(-3), [
    `777 0:0 symlink ${target}/bin/run → build`,
    `777 0:0 symlink ${target}/lib/up → ../bin`,
    `644 0:0 link ${target}/same → ${target}/bin/build`,
  ])
})

const folder = 'cnb/buildpacks/acme_one/1.0.0'

/** What would be written elsewhere, or be something else. */
const hostile: readonly (readonly [what: string, entry: ArchiveEntry, message: RegExp])[] = [
  [
    'a file of the lifecycle',
    [{ name: '/cnb/lifecycle/creator' }, ''],
    /"cnb\/lifecycle\/creator", which is not part/,
  ],
  [
    'another buildpack',
    [{ name: '/cnb/buildpacks/other/1.0.0/bin/build' }, ''],
    /which is not part of its buildpacks/,
  ],
  [
    'another version',
    [{ name: '/cnb/buildpacks/acme_one/2.0.0/x' }, ''],
    /which is not part of its buildpacks/,
  ],
  [
    'a file instead of its folder',
    [{ name: '/cnb/buildpacks/acme_two' }, ''],
    /which is not part of its buildpacks/,
  ],
  ['the app', [{ name: '/workspace/x' }, ''], /"workspace\/x", which is not part of its buildpacks/],
  ['a path that climbs', [{ name: `/${folder}/../../../../etc/x` }, ''], /is outside the archive/],
  [
    'a link to the root',
    [{ name: `/${folder}/l`, type: 'symlink', linkname: '/etc' }],
    /a link that leads out/,
  ],
  [
    'a link to its neighbours',
    [{ name: `/${folder}/l`, type: 'symlink', linkname: '../..' }],
    /leads out of its buildpack/,
  ],
  [
    'a hard link to nothing',
    [{ name: `/${folder}/l`, type: 'link', linkname: '/etc/passwd' }],
    /is not an earlier file/,
  ],
  ['a device', [{ name: `/${folder}/d`, type: 'block-device' }], /is not a file, a directory or a link/],
  ['a pipe', [{ name: `/${folder}/d`, type: 'fifo' }], /is not a file, a directory or a link/],
]

for (const [what, entry, message] of hostile) {
  test(`a package with ${what} is refused`, async (t) => {
    const entries = [[...layerOf('acme/one@1.0.0'), entry]]
    const server = await serveImage(t, await packageOf([['acme/one@1.0.0']], { entries }))
    const found = await imagePackage(server.reference, sources)
    const told = await failureOf(linesOf(found))
    assert.match(told, /^The package of buildpacks .*\/team\/run:1 is refused: /)
    assert.match(told, message)
  })
}

test('a file below a link of the package is refused', async (t) => {
  const entries: readonly ArchiveEntry[] = [
    ...layerOf('acme/one@1.0.0'),
    [{ name: `${folder}/l`, type: 'symlink', linkname: 'bin' }],
    [{ name: `${folder}/l/x` }, ''],
  ]
  const server = await serveImage(t, await packageOf([['acme/one@1.0.0']], { entries: [entries] }))
  const found = await imagePackage(server.reference, sources)
  assert.match(await failureOf(linesOf(found)), /"cnb\/.*\/l\/x" has a path through a link/)
})

const changes: readonly (readonly [what: string, change: PackageChange, message: RegExp])[] = [
  [
    'whose layer is another than the image says',
    { compress: (tar) => gzipSync(Buffer.concat([tar, Buffer.alloc(512)])) },
    /its digest or size is wrong: expected sha256:/,
  ],
  ['whose layer is no gzip', { compress: (tar) => tar }, /its gzip data is damaged/],
  ['whose layer is cut', { compress: (tar) => gzipSync(tar).subarray(0, -20) }, /its gzip data is damaged/],
  [
    'without buildpacks',
    { labels: () => ({}) },
    /is not a package of buildpacks: it has no label io\.buildpacks\.buildpackage\.metadata/,
  ],
  [
    'of image extensions',
    { labels: () => ({ 'io.buildpacks.extension.layers': '{}' }) },
    /It is a package of image extensions, and the lifecycle cannot extend images/,
  ],
  [
    'whose main buildpack is missing',
    {
      labels: (labels) => ({
        ...labels,
        'io.buildpacks.buildpackage.metadata': '{"id":"gone","version":"1"}',
      }),
    },
    /its main buildpack gone@1 is missing/,
  ],
  [
    'with an ID that climbs',
    {
      labels: (labels) => ({
        ...labels,
        'io.buildpacks.buildpack.layers': (labels['io.buildpacks.buildpack.layers'] ?? '').replace(
          'acme/one',
          '../..',
        ),
      }),
    },
    /has the invalid id "\.\.\/\.\."/,
  ],
  [
    'with a version that climbs',
    {
      labels: (labels) => ({
        ...labels,
        'io.buildpacks.buildpack.layers': (labels['io.buildpacks.buildpack.layers'] ?? '').replace(
          '1.0.0',
          '..',
        ),
      }),
    },
    /has the invalid version "\.\."/,
  ],
]

for (const [what, change, message] of changes) {
  test(`a package ${what} is refused`, async (t) => {
    const server = await serveImage(t, await packageOf([['acme/one@1.0.0']], change))
    const reading = imagePackage(server.reference, sources).then(linesOf)
    assert.match(await failureOf(reading), message)
  })
}

test('a package with more than a thousand buildpacks is refused', async (t) => {
  const many = Object.fromEntries(
    Array.from({ length: 1_000 }, (_, nth) => [`1.0.${nth}`, { api: '0.10', layerDiffID: digestOf('x') }]),
  )
  const labels = (own: Record<string, string>) => ({
    ...own,
    'io.buildpacks.buildpack.layers': JSON.stringify({
      ...JSON.parse(own['io.buildpacks.buildpack.layers'] ?? ''),
      'acme/many': many,
    }),
  })
  const server = await serveImage(t, await packageOf([['acme/one@1.0.0']], { labels }))
  assert.match(
    await failureOf(imagePackage(server.reference, sources)),
    /is refused: it has 1001 buildpacks, more than 1000/,
  )
})

test('a layer that decompresses to far more than its size is refused early', async (t) => {
  const bomb: ArchiveEntry = [{ name: `${folder}/zeros`, size: 70 * 1024 ** 2 }, Buffer.alloc(70 * 1024 ** 2)]
  const entries = [[...layerOf('acme/one@1.0.0'), bomb]]
  const server = await serveImage(t, await packageOf([['acme/one@1.0.0']], { entries }))
  const found = await imagePackage(server.reference, sources)
  assert.match(await failureOf(linesOf(found)), /is refused: it unpacks to more than 67.1 MB/)
})
