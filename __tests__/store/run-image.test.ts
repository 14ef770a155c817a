import assert from 'node:assert/strict'
import { test } from 'node:test'
import { digestOf } from '../../src/image/digest.ts'
import { parsePlatform } from '../../src/image/platform.ts'
import { parseReference } from '../../src/image/reference.ts'
import { cacheKeyOf, runImageFolder } from '../../src/store/run-image.ts'

const idOf = (reference: string, content = 'x', platform = 'linux/amd64') => ({
  reference: parseReference(reference),
  root: digestOf(content),
  platform: parsePlatform(platform),
})
const keyOf = (reference: string, content = 'x', platform = 'linux/amd64') =>
  cacheKeyOf(idOf(reference, content, platform))

test('a key names version, platform, repository and digest', () => {
  const { exact, prefix } = keyOf('ghcr.io/a/run:1')
  assert.equal(exact, `buildpacks-oci-layout-2-linux/amd64-ghcr.io/a/run@${digestOf('x')}`)
  assert.ok(exact.startsWith(prefix))
})

test('the tag is not part of a key, because the digest identifies the content', () => {
  assert.deepEqual(keyOf('ghcr.io/a/run:1'), keyOf('ghcr.io/a/run:2'))
  assert.deepEqual(keyOf('ghcr.io/a/run:1'), keyOf(`ghcr.io/a/run@${digestOf('x')}`))
})

test('another digest, platform or repository has another key, and only another digest has the same prefix', () => {
  const key = keyOf('ghcr.io/a/run')
  const later = keyOf('ghcr.io/a/run', 'y')
  assert.notEqual(later.exact, key.exact)
  assert.equal(later.prefix, key.prefix)
  for (const other of [
    keyOf('ghcr.io/a/run', 'x', 'linux/arm64'),
    keyOf('ghcr.io/a/run-2'),
    keyOf('ghcr.io/a/run/more'),
    keyOf('a/run'),
  ]) {
    assert.ok(!other.exact.startsWith(key.prefix), other.exact)
  }
})

test('the longest names fit into a key of GitHub’s cache', () => {
  const host = `${'h'.repeat(60)}.example.com:50000`
  const { exact } = keyOf(`${host}/${'a'.repeat(255)}:1`, 'x', 'linux/arm64/v8')
  assert.ok(exact.length <= 512, `${exact.length}`)
  assert.ok(!exact.includes(','))
})

test('the default variant of an architecture does not change the key or the folder', () => {
  for (const [one, other] of [
    ['linux/arm64', 'linux/arm64/v8'],
    ['linux/arm', 'linux/arm/v7'],
    ['linux/amd64', 'linux/amd64/v1'],
  ] as const) {
    assert.deepEqual(keyOf('a/run', 'x', one), keyOf('a/run', 'x', other))
    assert.equal(runImageFolder(idOf('a/run', 'x', one)), runImageFolder(idOf('a/run', 'x', other)))
  }
  assert.notDeepEqual(keyOf('a/run', 'x', 'linux/arm/v6'), keyOf('a/run', 'x', 'linux/arm'))
})

test('each platform of a tag has its own folder, which does not depend on the digest', () => {
  const folderOf = (reference: string, platform: string) => runImageFolder(idOf(reference, 'x', platform))
  assert.equal(folderOf('ghcr.io/a/run:1', 'linux/arm/v6'), 'ghcr.io/a/run/1/linux-arm-v6')
  assert.equal(folderOf('run', 'linux/amd64'), 'index.docker.io/library/run/latest/linux-amd64')
  const digest = digestOf('y')
  assert.equal(folderOf(`ghcr.io/a/run:1@${digest}`, 'linux/amd64'), 'ghcr.io/a/run/sha256/linux-amd64')
  assert.equal(folderOf(`ghcr.io/a/run@${digest}`, 'linux/amd64'), 'ghcr.io/a/run/sha256/linux-amd64')
})
