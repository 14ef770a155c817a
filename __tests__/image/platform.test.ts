import assert from 'node:assert/strict'
import { test } from 'node:test'
import { formatPlatform, imagePlatform, matchesPlatform, parsePlatform } from '../../src/image/platform.ts'
import { Failure } from '../../src/message/failure.ts'

test('a platform is read and written as os/arch[/variant]', () => {
  for (const text of ['linux/amd64', 'linux/arm/v7', 'linux/s390x', 'windows/amd64']) {
    assert.equal(formatPlatform(parsePlatform(text)), text)
  }
  assert.deepEqual(parsePlatform('linux/arm64/v8'), { os: 'linux', architecture: 'arm64', variant: 'v8' })
})

for (const text of [
  '',
  'linux',
  'amd64',
  'linux/',
  'Linux/amd64',
  'linux/arm/v7/x',
  'linux/amd64 ',
  'linux\\amd64',
]) {
  test(`${JSON.stringify(text)} is refused as a platform, with an example`, () => {
    assert.throws(
      () => parsePlatform(text),
      (error) =>
        error instanceof Failure && /is not a platform: .* for example linux\/arm64/.test(error.message),
    )
  })
}

test('a platform without a variant has the default variant of its architecture', () => {
  const matches = (wanted: string, offered: string) =>
    matchesPlatform(parsePlatform(wanted), parsePlatform(offered))
  for (const [short, long] of [
    ['linux/arm64', 'linux/arm64/v8'],
    ['linux/arm', 'linux/arm/v7'],
    ['linux/amd64', 'linux/amd64/v1'],
  ] as const) {
    assert.ok(matches(short, long), long)
    assert.ok(matches(long, short), long)
  }
  assert.ok(!matches('linux/arm', 'linux/arm/v6'))
  assert.ok(!matches('linux/arm/v6', 'linux/arm'))
  assert.ok(!matches('linux/amd64', 'linux/amd64/v3'))
  assert.ok(!matches('linux/amd64', 'windows/amd64'))
  assert.ok(!matches('linux/amd64', 'linux/386'))
})

test('an empty variant, as in some configurations, is no variant', () => {
  const empty = { os: 'linux', architecture: 'arm64', variant: '' }
  assert.ok(matchesPlatform(parsePlatform('linux/arm64'), empty))
})

test('the platform of an image is the one in its configuration, if it is valid', () => {
  const config = { architecture: 'arm', rootfs: { type: 'layers', diff_ids: [] } } as const
  assert.deepEqual(imagePlatform({ ...config, os: 'linux', variant: '' }), {
    os: 'linux',
    architecture: 'arm',
  })
  assert.deepEqual(imagePlatform({ ...config, os: 'linux', variant: 'v6' }).variant, 'v6')
  for (const os of ['', '..', 'a/b', 'linux\n', 'li\0nux', 'Linux']) {
    assert.throws(
      () => imagePlatform({ ...config, os }),
      /^Failure: An image is for ".*", which is not a platform/,
    )
  }
})

test('an architecture with another name is refused, with the name in images', () => {
  for (const [text, meant] of [
    ['linux/x86_64', 'linux/amd64'],
    ['linux/aarch64', 'linux/arm64'],
    ['linux/armv7l', 'linux/arm/v7'],
    ['linux/i686', 'linux/386'],
  ] as const) {
    assert.throws(() => parsePlatform(text), {
      message: `"${text}" is not a platform, because images use other names than "${text.slice(6)}". Did you mean ${meant}?`,
    })
  }
  assert.deepEqual(parsePlatform('linux/constructor'), { os: 'linux', architecture: 'constructor' })
})
