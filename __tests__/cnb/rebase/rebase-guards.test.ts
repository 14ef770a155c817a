import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { checkRebase, isNamed, type RebasePair } from '../../../src/cnb/rebase/rebase-guards.ts'
import { readRunImageRecord } from '../../../src/cnb/rebase/run-image-record.ts'
import type { ImageConfig } from '../../../src/image/config.ts'
import { digestOf } from '../../../src/image/digest.ts'

const lifecycleMetadata = JSON.stringify({
  app: [],
  runImage: {
    topLayer: digestOf('top'),
    reference: '',
    image: 'acme/run',
    mirrors: ['ghcr.io/acme/run:latest'],
  },
})
const distro = (name: string, version: string) => ({
  'io.buildpacks.base.distro.name': name,
  'io.buildpacks.base.distro.version': version,
})

const config = (
  labels: Readonly<Record<string, string>>,
  platform: Partial<ImageConfig> = {},
  env: readonly string[] = ['CNB_PLATFORM_API=0.12'],
): ImageConfig => ({
  os: 'linux',
  architecture: 'amd64',
  ...platform,
  config: { Labels: { 'io.buildpacks.lifecycle.metadata': lifecycleMetadata, ...labels }, Env: [...env] },
  rootfs: { type: 'layers', diff_ids: [] },
})

const pairOf = (app: ImageConfig, runImage: ImageConfig, runImageName = 'acme/run'): RebasePair => {
  const record = readRunImageRecord(app)
  assert.ok(record)
  return { app, record, runImage, runImageName }
}

const check = (pair: RebasePair, force = false): readonly string[] => {
  const warnings: string[] = []
  checkRebase(pair, { force, warn: (message) => warnings.push(message) })
  return warnings
}

const obstacles: readonly { title: string; pair: RebasePair; message: RegExp }[] = [
  {
    title: 'an image that is not rebasable',
    pair: pairOf(config({ 'io.buildpacks.rebasable': 'false' }), config({})),
    message:
      /The image is not rebasable: its label io\.buildpacks\.rebasable is "false", because an extension/,
  },
  {
    title: 'another operating system',
    pair: pairOf(config({}), config({}, { os: 'windows' })),
    message: /The run image acme\/run is for windows\/amd64, but the image is for linux\/amd64\./,
  },
  {
    title: 'another architecture',
    pair: pairOf(config({}), config({}, { architecture: 'arm64' })),
    message: /is for linux\/arm64, but/,
  },
  {
    title: 'another variant',
    pair: pairOf(config({}, { variant: 'v1' }), config({}, { variant: 'v3' })),
    message: /is for linux\/amd64\/v3, but the image is for linux\/amd64\/v1/,
  },
  {
    title: 'another distribution',
    pair: pairOf(config(distro('ubuntu', '22.04')), config(distro('debian', '12'))),
    message:
      /The distribution of the run image acme\/run is "debian 12", but that of the image is "ubuntu 22\.04"\./,
  },
  {
    title: 'another version of the distribution',
    pair: pairOf(config(distro('ubuntu', '22.04')), config(distro('ubuntu', '24.04'))),
    message: /is "ubuntu 24\.04", but/,
  },
  {
    title: 'a distribution if the image has none',
    pair: pairOf(config({}), config(distro('ubuntu', '24.04'))),
    message: /but that of the image is "unknown"/,
  },
  {
    title: 'a run image that the image does not list',
    pair: pairOf(config({}), config({}), 'other/run'),
    message:
      /The run image other\/run is not in the image's list of run images: acme\/run, ghcr\.io\/acme\/run:latest\./,
  },
]

suite('a rebase refuses, and "force" allows with a warning', () => {
  for (const { title, pair, message } of obstacles) {
    test(title, () => {
      assert.throws(() => check(pair), message)
      assert.throws(() => check(pair), /Build the app again, or set "force: true" to rebase it anyway\.$/)
      const warnings = check(pair, true)
      assert.equal(warnings.length, 1)
      assert.match(warnings[0] ?? '', message)
      assert.match(warnings[0] ?? '', /It is rebased because of "force: true"\.$/)
    })
  }
})

test('a missing platform or distribution matches anything', () => {
  const ubuntu = distro('ubuntu', '22.04')
  assert.deepEqual(check(pairOf(config(ubuntu, { variant: 'v8' }), config({}))), [])
  assert.deepEqual(check(pairOf(config({}), config({}, { variant: 'v8' }))), [])
  assert.deepEqual(check(pairOf(config(ubuntu), config({ 'io.buildpacks.base.distro.name': 'ubuntu' }))), [])
})

test('the run image has several names, in any spelling and with any digest', () => {
  const { record } = pairOf(config({}), config({}))
  for (const name of [
    'acme/run',
    'docker.io/acme/run:latest',
    'ghcr.io/acme/run',
    `acme/run@${digestOf('')}`,
  ]) {
    assert.ok(isNamed(record, name), name)
  }
  for (const name of ['acme/run:1', 'quay.io/acme/run', '-x']) assert.ok(!isNamed(record, name), name)
})

suite('the stack decides for platform APIs below 0.12, also with "force"', () => {
  const stack = (id: string, mixins?: string) => ({
    ...(id === '' ? {} : { 'io.buildpacks.stack.id': id }),
    ...(mixins === undefined ? {} : { 'io.buildpacks.stack.mixins': mixins }),
  })
  const old = (labels: Readonly<Record<string, string>>, env = ['CNB_PLATFORM_API=0.11']) =>
    config(labels, {}, env)

  test('the same stack with all mixins is allowed', () => {
    for (const env of [['CNB_PLATFORM_API=0.4'], []]) {
      const app = old(stack('acme', '["git","run:jq"]'), env)
      assert.deepEqual(check(pairOf(app, old(stack('acme', '["jq","build:git","more"]')))), [])
    }
  })

  test('another stack, or none, is refused', () => {
    for (const [own, other] of [
      ['acme', 'other'],
      ['acme', ''],
      ['', 'acme'],
      ['', ''],
    ] as const) {
      const pair = pairOf(old(stack(own)), old(stack(other)))
      assert.throws(
        () => check(pair, true),
        /The stack of the run image acme\/run \(label io\.buildpacks\.stack\.id\) is .* Build the app again\.$/,
      )
    }
  })

  test('a missing mixin is refused', () => {
    const pair = pairOf(old(stack('acme', '["git","jq"]')), old(stack('acme', '["git"]')))
    assert.throws(() => check(pair, true), /lacks mixins that the image requires: jq\./)
  })

  test('the target and the label "rebasable" are ignored', () => {
    const labels = { ...stack('acme'), 'io.buildpacks.rebasable': 'false' }
    assert.deepEqual(check(pairOf(old(labels), old({ ...stack('acme'), ...distro('a', 'b') }))), [])
  })
})
