import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  formatRunImageRecord,
  layerOrigins,
  readRunImageRecord,
  runImageRecordOf,
} from '../../../src/cnb/rebase/run-image-record.ts'
import { annotationKeys } from '../../../src/image/annotations.ts'
import type { ImageConfig } from '../../../src/image/config.ts'
import type { Descriptor } from '../../../src/image/descriptor.ts'
import { digestOf } from '../../../src/image/digest.ts'
import { mediaTypes } from '../../../src/image/media-type.ts'
import { formatReference } from '../../../src/image/reference.ts'

const configOf = (label: string | undefined): ImageConfig => ({
  os: 'linux',
  architecture: 'amd64',
  config: label === undefined ? {} : { Labels: { 'io.buildpacks.lifecycle.metadata': label } },
  rootfs: { type: 'layers', diff_ids: [] },
})

const [former, current] = [digestOf('former'), digestOf('current')]
// Keys that JavaScript would put into another order, and a number that it cannot hold.
const before =
  '{"app":[{"sha":"x"}],"buildpacks":[{"key":"a","layers":{"10":{"data":{"10":1,"9":9007199254740993},"sha":""}}}],'
const label =
  before +
  `"runImage":{"topLayer":"${former}","reference":"r","image":"acme/run","mirrors":["a.b/run"]},` +
  '"stack":{"runImage":{"image":"acme/run","mirrors":["a.b/run"]}}}'

const readLabel = (text: string) => runImageRecordOf(configOf(text), 'app')

test('only the run image in the label changes', () => {
  assert.equal(formatRunImageRecord(readLabel(label), { topLayer: former, reference: 'r' }), label)
  assert.equal(
    formatRunImageRecord(readLabel(label), { topLayer: current, reference: 's' }),
    label.replace(former, current).replace('"r"', '"s"'),
  )
})

test('a run image that the image did not list becomes the only one in the label', () => {
  assert.equal(
    formatRunImageRecord(readLabel(label), { topLayer: current, reference: 's', rename: 'other/run' }),
    `${before}"runImage":{"topLayer":"${current}","reference":"s","image":"other/run"},"stack":{"runImage":{"image":"other/run"}}}`,
  )
})

test('an image for an older platform API has its run image in the stack', () => {
  const old = `{"runImage":{"topLayer":"${former}","reference":"r"},"stack":{"runImage":{"image":"acme/run","mirrors":["m/run"]}}}`
  const record = readLabel(old)
  assert.deepEqual([record.image, record.mirrors], ['acme/run', ['m/run']])
  assert.equal(formatRunImageRecord(record, { topLayer: former, reference: 'r' }), old)
})

test('an image that no lifecycle built has no record', () => {
  for (const text of [
    undefined,
    '',
    'null',
    '{}',
    '{"runImage":{}}',
    '{"runImage":{"topLayer":"sha256:../../x"}}',
    // Not as Go writes it: somebody else did.
    `{"runImage":{"topLayer":"${former}"},"app":[]}`,
    JSON.stringify(JSON.parse(label), undefined, 2),
  ]) {
    assert.equal(readRunImageRecord(configOf(text)), undefined, text)
    assert.throws(
      () => runImageRecordOf(configOf(text), 'ghcr.io/me/app'),
      /^Failure: The image ghcr\.io\/me\/app cannot be rebased: it was not built with Cloud Native Buildpacks, or something changed its label/,
    )
  }
})

type Annotations = Readonly<Record<string, string>>

const { baseName, appName } = annotationKeys
const app = `ghcr.io/me/app@${digestOf('app')}`
const texts = ['base', 'top', 'own', 'app']
const lifecycleMetadata = `{"runImage":{"topLayer":"${digestOf('top')}","reference":"r","image":"acme/run"}}`

const described = (annotations?: Annotations): Descriptor => ({
  mediaType: mediaTypes.manifest,
  digest: digestOf('image'),
  size: 1,
  annotations,
})

const origins = (
  listed?: Annotations,
  root?: Annotations,
  manifest?: Annotations,
  label: string | undefined = lifecycleMetadata,
): readonly (string | undefined)[] => {
  const image = {
    descriptor: described(listed),
    manifest: { config: described(), layers: texts.map(() => described()), annotations: manifest },
    config: {
      ...{ os: 'linux', architecture: 'amd64' },
      config: { Labels: { 'io.buildpacks.lifecycle.metadata': label } },
      rootfs: { type: 'layers' as const, diff_ids: texts.map(digestOf) },
    },
  }
  const originAt = layerOrigins(image, described(root))
  return texts.map((_, position) => {
    const origin = originAt(position)
    return origin && formatReference(origin.reference)
  })
}

test('layers come from the run image’s repository or from that of the rebased image', () => {
  const run = 'docker.io/acme/run:1'
  assert.deepEqual(origins({ [appName]: app, [baseName]: 'acme/run:1' }), [run, run, app, app])
  assert.deepEqual(origins({ [baseName]: 'acme/run:1' }, { [appName]: app }), [run, run, app, app])
  assert.deepEqual(origins({ [appName]: app }), [undefined, undefined, app, app])
})

test('all layers come from the base if the image was not rebased or not built by a lifecycle', () => {
  const run = 'docker.io/acme/run:1'
  assert.deepEqual(origins({ [baseName]: 'acme/run:1' }), [run, run, run, run])
  assert.deepEqual(origins({ [baseName]: 'acme/run:1', [appName]: app }, {}, {}, '{}'), [run, run, run, run])
  assert.deepEqual(origins(), [undefined, undefined, undefined, undefined])
})

test('index.json names the repositories for an image in an index', () => {
  const ofImage = `io.github.buildpacks-oci-layout.image.${digestOf('image')}/`
  const ofOther = `io.github.buildpacks-oci-layout.image.${digestOf('other')}/`
  const root = {
    [ofOther + baseName]: 'acme/other',
    [ofImage + baseName]: 'acme/run:1',
    [ofImage + appName]: app,
  }
  const run = 'docker.io/acme/run:1'
  assert.deepEqual(origins({}, root), [run, run, app, app])
})

test('the entry in the index counts before index.json, and index.json before the manifest', () => {
  const [listed, root, manifest] = ['a/listed', 'a/root', 'a/manifest'].map((name) => ({ [baseName]: name }))
  assert.equal(origins(listed, root, manifest)[0], 'docker.io/a/listed:latest')
  assert.equal(origins({}, root, manifest)[0], 'docker.io/a/root:latest')
  assert.equal(origins({}, {}, manifest)[0], 'docker.io/a/manifest:latest')
})
