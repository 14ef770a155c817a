import assert from 'node:assert/strict'
import { basename, dirname } from 'node:path'
import { test } from 'node:test'
import { parsePlatform } from '../../src/image/platform.ts'
import { parseReference } from '../../src/image/reference.ts'
import { type BuildCacheId, buildCacheFolder, buildCachePrefix } from '../../src/store/build-cache-id.ts'
import { id } from './built-app.ts'

const withOther: Readonly<Record<keyof BuildCacheId, Partial<BuildCacheId>>> = {
  platform: { platform: parsePlatform('linux/arm64') },
  image: { image: 'other-app' },
  app: { app: 'services/my-app' },
  builder: { builder: parseReference('ghcr.io/team/other-builder:1') },
  executionEnvironment: { executionEnvironment: 'test' },
}

for (const [part, other] of Object.entries(withOther)) {
  test(`builds with a different ${part} share no cache`, () => {
    assert.notEqual(buildCacheFolder({ ...id, ...other }), buildCacheFolder(id))
    assert.ok(!buildCachePrefix({ ...id, ...other }).startsWith(buildCachePrefix(id)))
    assert.ok(!buildCachePrefix(id).startsWith(buildCachePrefix({ ...id, ...other })))
  })
}

test('the builder’s tag and digest and the spelling of the platform do not matter', () => {
  const same: readonly Partial<BuildCacheId>[] = [
    { builder: parseReference('ghcr.io/team/builder:2') },
    { builder: parseReference(`ghcr.io/team/builder@sha256:${'a'.repeat(64)}`) },
    { platform: parsePlatform('linux/amd64/v1') },
  ]
  for (const other of same) {
    assert.equal(buildCacheFolder({ ...id, ...other }), buildCacheFolder(id))
    assert.equal(buildCachePrefix({ ...id, ...other }), buildCachePrefix(id))
  }
})

test('the parts of an ID are kept apart', () => {
  const one = { ...id, app: 'a","b', executionEnvironment: 'c' }
  const other = { ...id, app: 'a', executionEnvironment: 'b","c' }
  assert.notEqual(buildCacheFolder(one), buildCacheFolder(other))
})

test('the longest image name fits into a file name and a key', () => {
  const long = { ...id, image: 'a'.repeat(255) }
  const folder = buildCacheFolder(long)
  assert.deepEqual([dirname(folder), basename(folder).length], [long.image, 16])
  assert.ok(`${buildCachePrefix(long)}${'0'.repeat(64)}-01234567`.length <= 512)
})

test('the key names the image, and is not the prefix of another app’s key', () => {
  assert.match(buildCachePrefix(id), /^buildpacks-oci-layout-build-1-my-app-[0-9a-f]{16}@$/)
})
