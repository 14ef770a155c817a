import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { copyFile, open, readFile, stat, truncate, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { suite, test } from 'node:test'
import type { Lifecycle } from '../../../lab/tools/go-tools.ts'
import { type Digest, digestOf } from '../../../src/image/digest.ts'
import { temporaryFolder } from '../../image/image.ts'
import {
  type Built,
  buildInSandbox,
  cachedLayer,
  dependencyBuilder,
  dependentApp,
  ownBlobs,
  reuseOf,
} from '../reuse.ts'

const platformApis: readonly (readonly [api: string, lifecycle: Lifecycle])[] = [
  ['0.12', 'oldest'],
  ['0.12', 'newest'],
  ['0.15', 'newest'],
]

const builderFor = (api: string, lifecycle: Lifecycle): Promise<string> =>
  dependencyBuilder(`${api}-${lifecycle}`, {
    lifecycle,
    metadata: (metadata) => {
      const apis = { ...metadata.lifecycle.apis, platform: { deprecated: [], supported: [api] } }
      return { ...metadata, lifecycle: { ...metadata.lifecycle, apis } }
    },
  })

const all = ['tool is there', 'deps are there', 'static stays']

/** Says of each layer whether the buildpack made it. */
const assertReused = ({ log }: Built, expected: readonly string[]): void => {
  assert.deepEqual(
    all.filter((line) => log.includes(`Dependencies buildpack: ${line}`)),
    expected,
    log,
  )
}

suite('a build with a previous image and a cache image', { concurrency: 2 }, () => {
  for (const [api, lifecycle] of platformApis) {
    test(`creates the same image and writes none of its layers: platform API ${api}, lifecycle ${lifecycle}`, async (t) => {
      const builder = await builderFor(api, lifecycle)
      const first = await buildInSandbox(t, { builder })
      assertReused(first, [])
      assert.deepEqual(first.given, { hasImage: false, cachedLayers: new Set() })

      const second = await buildInSandbox(t, {
        builder,
        reuse: await reuseOf(first),
        reusable: ownBlobs(first),
      })
      assert.deepEqual(second.dropped, [])
      assert.deepEqual(second.given, { hasImage: true, cachedLayers: new Set(first.tars.keys()) })
      assertReused(second, all)
      assert.equal(second.digest, first.digest)
      assert.equal(second.metadata, first.metadata)
      // Manifest and configuration come out, and the layer that had to go in.
      assert.equal(second.output.reused.length, first.output.verified.size - 3)
      assert.ok(second.bytesOut < 64_000, `${second.bytesOut} bytes came out`)

      const app = { ...dependentApp, 'main.txt': 'second\n' }
      const changed = await buildInSandbox(t, {
        builder,
        app,
        reuse: await reuseOf(first),
        reusable: ownBlobs(first),
      })
      assertReused(changed, all)
      assert.equal(changed.digest, (await buildInSandbox(t, { builder, app })).digest)
      assert.notEqual(changed.digest, first.digest)
    })
  }
})

type Damage = (built: Built) => Promise<Parameters<typeof reuseOf>[1]>

const tarsOf = (built: Built) => {
  const metadata: unknown = JSON.parse(built.metadata)
  const text = JSON.stringify(metadata)
  const shaOf = (pattern: RegExp): Digest => {
    const [, sha = ''] = pattern.exec(text) ?? []
    const found = [...built.tars.keys()].find((diffId) => diffId === sha)
    assert.ok(found)
    return found
  }
  return {
    deps: shaOf(/"deps":\{"sha":"([^"]+)"/),
    tool: shaOf(/"tool":\{"sha":"([^"]+)"/),
    sbom: shaOf(/"sbom":\{"sha":"([^"]+)"/),
  }
}

const withFile = async (built: Built, diffId: Digest, change: (file: string) => Promise<void>) => {
  const good = built.tars.get(diffId) ?? ''
  const file = join(dirname(good), randomUUID())
  await copyFile(good, file)
  const announced = await cachedLayer(diffId, file)
  await change(file)
  const others = [...built.tars].filter(([other]) => other !== diffId)
  return {
    cachedLayers: [
      announced,
      ...(await Promise.all(others.map(([other, path]) => cachedLayer(other, path)))),
    ],
  }
}

const flip = async (file: string): Promise<void> => {
  await using handle = await open(file, 'r+')
  // In the content of a file, where no header is.
  const { size } = await stat(file)
  await handle.write(Buffer.from('X'), 0, 1, Math.trunc(size / 2))
}

// One example for each input that the lifecycle can get. The tests of src/cnb/reuse have all damages.
const damages: Readonly<Record<string, readonly [damage: Damage, reused: readonly string[]]>> = {
  'a tar with another content': [
    (built) => withFile(built, tarsOf(built).deps, flip),
    ['tool is there', 'static stays'],
  ],
  'a tar that is cut off': [
    (built) => withFile(built, tarsOf(built).tool, (file) => truncate(file, 100_000)),
    ['deps are there', 'static stays'],
  ],
  'SBOMs with another content': [(built) => withFile(built, tarsOf(built).sbom, flip), all],
  'no metadata': [async () => ({ cacheMetadata: '' }), ['static stays']],
  'another version of the buildpack': [
    async (built) => ({ cacheMetadata: built.metadata.replace('"version":"1.0.0"', '"version":"9.9.9"') }),
    all,
  ],
  'an image without its SBOMs': [async () => ({ sbom: undefined }), []],
  'no image': [async () => ({ image: undefined }), []],
}

test('creates the correct image from a damaged cache', { concurrency: 2 }, async (t) => {
  const builder = await dependencyBuilder('shared')
  const first = await buildInSandbox(t, { builder })
  const ofDamages = Object.entries(damages).map(([what, [damage, reused]]) =>
    t.test(what, async (t) => {
      const reuse = await reuseOf(first, await damage(first))
      const second = await buildInSandbox(t, { builder, reuse, reusable: ownBlobs(first) })
      assertReused(second, reused)
      assert.equal(second.digest, first.digest)
    }),
  )

  const inPart = t.test('reuses the layers that are available', async (t) => {
    const { sbom } = (await reuseOf(first)).image ?? assert.fail()
    const own = [...first.output.verified]
    const { manifest } = first.output.image
    const layers = own.filter(
      (digest) => digest !== digestOf(sbom ?? '') && manifest.layers.some((layer) => layer.digest === digest),
    )
    for (const digest of [layers[0], layers.at(-1)]) {
      assert.ok(digest)
      const missing = new Set([digest])
      const reusable = new Set(own.filter((other) => other !== digest))
      const reuse = await reuseOf(first, { missing })
      const second = await buildInSandbox(t, { builder, reuse, reusable })
      assert.equal(second.digest, first.digest)
      assert.ok(second.output.verified.has(digest), `${digest} did not come out`)
      assert.equal(second.output.reused.length, own.length - 4)
    }
  })

  const forged = t.test('does not unpack a forged layer that writes outside of its directory', async (t) => {
    const { deps, tool } = tarsOf(first)
    const tar = await readFile(first.tars.get(tool) ?? '')
    for (const forge of [renamed, throughLink]) {
      const forged = forge(tar)
      const diffId = digestOf(forged)
      const file = join(await temporaryFolder(t), 'forged.tar')
      await writeFile(file, forged)
      const metadata = first.metadata.replace(tool, diffId)
      const path = first.tars.get(deps) ?? ''
      const cached = [await cachedLayer(diffId, file), await cachedLayer(deps, path)]
      const second = await buildInSandbox(t, {
        builder,
        reuse: await reuseOf(first, { cacheMetadata: metadata, cachedLayers: cached }),
        reusable: ownBlobs(first),
      })
      assert.equal(second.digest, first.digest)
      assert.equal(second.dropped.length, 1)
      assert.match(second.dropped[0] ?? '', /tool/)
    }
  })
  await Promise.all([...ofDamages, inPart, forged])
})

/** The name of an entry, replaced by another of the same length, with the header's sum. */
const rename = (tar: Buffer, from: string, change: (header: Buffer) => void): Buffer => {
  const forged = Buffer.from(tar)
  const at = forged.indexOf(`${from}\0`)
  assert.ok(at >= 0 && at % 512 === 0, `no entry ${from}`)
  const header = forged.subarray(at, at + 512)
  change(header)
  header.fill(' ', 148, 156)
  const sum = header.reduce((total, byte) => total + byte, 0)
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return forged
}

const data = '/layers/lab_dependencies/tool/data'

const renamed = (tar: Buffer): Buffer =>
  rename(tar, data, (header) => {
    header.fill(0, 0, 100)
    header.write('/workspace/injected')
  })

/** bin becomes a link to the app, and what is in it would land there. */
const throughLink = (tar: Buffer): Buffer =>
  rename(tar, '/layers/lab_dependencies/tool/bin', (header) => {
    header.write('2', 156)
    header.write('/workspace', 157)
  })
