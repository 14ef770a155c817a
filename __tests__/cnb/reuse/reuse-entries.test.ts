import assert from 'node:assert/strict'
import type { PreviousBuild, ReuseOffer } from '../../../src/cnb/reuse/reuse.ts'
import { reuseEntries } from '../../../src/cnb/reuse/reuse-entries.ts'
import { type Digest, digestOf } from '../../../src/image/digest.ts'
import { tarOf } from '../../../src/tar/write.ts'
import { testWithGo as test } from '../../tar/go-tar.ts'
import { readTar } from '../../tar/tar-reader.ts'
import { cachedLayer, layerOf, metadataOf, previousBuildOf, previousOf, shas, tars } from '../reuse.ts'

/** What arrives in a sandbox, and what the generator returns. */
const put = async (build: PreviousBuild) => {
  const returned: ReuseOffer[] = []
  const entries = async function* () {
    returned.push(yield* reuseEntries(build))
  }
  const read = await readTar(tarOf(entries(), { uid: 1001, gid: 1000 }))
  const [offer = assert.fail()] = returned
  const { dropped: parts, unusableLayers, ...given } = offer
  const dropped = parts.map(({ what, reason }) => `${what}: ${reason}`)
  const names = read.map(({ header }) => header.name)
  const metadata = read.find(({ header }) => header.name.endsWith('.cache.metadata'))?.content
  return { names, read, metadata, dropped, given, unusable: [...unusableLayers.keys()] }
}

const metadataFile = 'cache/committed/io.buildpacks.lifecycle.cache.metadata'
const nameOf = (diffId: Digest): string => `cache/committed/${diffId}.tar`

test('the cached layers go in first, then the image, and the metadata last', async () => {
  const { names, read, metadata, dropped, given } = await put(previousBuildOf())
  assert.deepEqual(dropped, [])
  assert.deepEqual(given, { hasImage: true, cachedLayers: new Set(Object.values(shas)) })
  assert.deepEqual(names.slice(0, 4), [
    'cache/committed',
    nameOf(shas.deps),
    nameOf(shas.tool),
    nameOf(shas.cacheSbom),
  ])
  assert.ok(names.includes('layout-repo/index.docker.io/previous/build/image/latest/index.json'))
  assert.equal(names.at(-1), metadataFile)
  assert.deepEqual(JSON.parse(metadata ?? ''), JSON.parse(metadataOf(shas)))
  for (const { header, content } of read.slice(1, 4)) {
    assert.equal(`cache/committed/${digestOf(content)}.tar`, header.name)
  }
})

test('a damaged layer is not offered, and the others are', async () => {
  const short = cachedLayer(tars.deps.subarray(0, 600), { diffId: shas.deps, size: tars.deps.length })
  const long = cachedLayer(Buffer.concat([tars.deps, Buffer.alloc(512)]), {
    diffId: shas.deps,
    size: tars.deps.length,
  })
  const flipped = Buffer.from(tars.deps)
  flipped.write('X', 2048)
  const broken = {
    ...cachedLayer(tars.deps),
    open: async function* () {
      yield tars.deps.subarray(0, 100)
      throw new Error('unexpected end of file')
    },
  }
  const bad = {
    'it ends \\d+ bytes too early': short,
    'it is longer than the \\d+ bytes that were announced': long,
    'it is sha256:': cachedLayer(flipped, { diffId: shas.deps }),
    'unexpected end of file': broken,
    'a header is not in the USTAR format': cachedLayer(Buffer.alloc(tars.deps.length, 'x'), {
      diffId: shas.deps,
    }),
  }
  for (const [reason, layer] of Object.entries(bad)) {
    const cachedLayers = [layer, cachedLayer(tars.tool), cachedLayer(tars.cacheSbom)]
    const { names, metadata, dropped, given, unusable } = await put(previousBuildOf({ cachedLayers }))
    assert.deepEqual(unusable, [], 'a damaged layer is received again')
    assert.equal(dropped.length, 1)
    assert.match(dropped[0] ?? '', new RegExp(`^the cached layer /layers/acme_node/deps: ${reason}`))
    assert.deepEqual(given, { hasImage: true, cachedLayers: new Set([shas.tool, shas.cacheSbom]) })
    assert.equal(names.at(-1), metadataFile)
    assert.doesNotMatch(metadata ?? '', /deps/)
    assert.match(metadata ?? '', /"tool":\{"sha"/)
  }
})

test('the metadata does not name missing layers and SBOMs', async () => {
  const { metadata } = await put(previousBuildOf({ cachedLayers: [cachedLayer(tars.tool)] }))
  const pruned: unknown = JSON.parse(metadata ?? '')
  assert.deepEqual(pruned, {
    sbom: { sha: '' },
    buildpacks: [
      {
        key: 'acme/node',
        version: '1.2',
        layers: { tool: { sha: shas.tool, data: null, build: true, launch: false, cache: true } },
      },
    ],
  })
})

test('an intact layer that would be unpacked outside of its folder is dropped, and reported as unusable', async () => {
  const evil = layerOf('/workspace')
  const metadata = metadataOf({ ...shas, tool: digestOf(evil) })
  const { dropped, given, read, unusable } = await put(
    previousBuildOf({ cacheMetadata: metadata, cachedLayers: [cachedLayer(evil), cachedLayer(tars.deps)] }),
  )
  assert.deepEqual(unusable, [digestOf(evil)])
  assert.match(read[1]?.content ?? '', /^\0+$/, 'nothing of it goes into the sandbox')
  assert.deepEqual(dropped, [
    'the cached layer /layers/acme_node/tool: "/workspace" lies outside of /layers/acme_node/tool',
  ])
  assert.deepEqual(given.cachedLayers, new Set([shas.deps]))
})

test('a layer of no folder, of several folders, or of an invalid folder is dropped without reading it', async () => {
  const unread = {
    ...cachedLayer(tars.deps),
    open: () => assert.fail('it was read'),
  }
  const layer = { sha: shas.deps, cache: true }
  const all = {
    none: { buildpacks: [] },
    several: { buildpacks: [{ key: 'acme/node', layers: { deps: layer, other: layer } }] },
    above: { buildpacks: [{ key: 'acme/node', layers: { '..': layer } }] },
    elsewhere: { buildpacks: [{ key: 'acme/node', layers: { '../../workspace': layer } }] },
    'with another one in its folder': {
      buildpacks: [
        { key: 'acme/node', layers: { deps: layer } },
        { key: 'acme_node', layers: { deps: { sha: shas.tool, cache: true } } },
      ],
    },
    'of a buildpack above': { buildpacks: [{ key: '..', layers: { workspace: layer } }] },
  }
  for (const [what, metadata] of Object.entries(all)) {
    const { dropped, given } = await put(
      previousBuildOf({ cacheMetadata: JSON.stringify(metadata), cachedLayers: [unread] }),
    )
    assert.deepEqual(dropped, [`the cached layer ${shas.deps}: it is not the only layer of one folder`], what)
    assert.deepEqual(given.cachedLayers, new Set())
  }
})

test('unknown spellings of keys, which Go accepts, do not go in', async () => {
  const metadata = metadataOf(shas).replace(/}$/, ',"BUILDPACKS":[{"key":"evil"}],"Sbom":{"SHA":"evil"}}')
  assert.doesNotMatch((await put(previousBuildOf({ cacheMetadata: metadata }))).metadata ?? '', /evil/)
})

test('with invalid metadata no cached layer is offered, but the image is', async () => {
  for (const metadata of [
    '{"sbom":',
    '7',
    '{"buildpacks":[{"key":"a","layers":{"b":{"sha":"../../etc/passwd"}}}]}',
  ]) {
    const { names, dropped, given } = await put(previousBuildOf({ cacheMetadata: metadata }))
    assert.match(
      dropped[0] ?? '',
      /^the cache of the previous build: The metadata of the lifecycle’s cache is/,
    )
    assert.deepEqual(given, { hasImage: true, cachedLayers: new Set() })
    assert.ok(names.every((name) => name.startsWith('layout-repo')))
  }
  const { names, dropped } = await put(previousBuildOf({ cacheMetadata: '' }))
  assert.deepEqual(dropped, [])
  assert.ok(names.every((name) => name.startsWith('layout-repo')))
})

test('without a valid image, nothing is restored', async () => {
  for (const [image, flaws] of [
    [undefined, 0],
    [previousOf({ app: 'x' }), 1],
  ] as const) {
    const { names, dropped, given } = await put(previousBuildOf({ image }))
    assert.equal(dropped.length, flaws)
    assert.deepEqual(given, { hasImage: false, cachedLayers: new Set() })
    assert.deepEqual(names, [])
  }
})

test('an unexpected error is thrown', async () => {
  const lost = new Error('the disk is gone')
  const image = previousOf()
  Object.defineProperty(image, 'manifest', {
    get: () => {
      throw lost
    },
  })
  await assert.rejects(put(previousBuildOf({ image })), lost)
})
