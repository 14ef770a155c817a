import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  formatRunImageRecord,
  readRunImageRecord,
  runImageRecordOf,
} from '../../../src/cnb/rebase/run-image-record.ts'
import type { ImageConfig } from '../../../src/image/config.ts'
import { digestOf } from '../../../src/image/digest.ts'

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
