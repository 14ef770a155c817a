import assert from 'node:assert/strict'
import { test } from 'node:test'
import { layerOrigins } from '../../../src/cnb/rebase/run-image-record.ts'
import { annotationKeys } from '../../../src/image/annotations.ts'
import type { Descriptor } from '../../../src/image/descriptor.ts'
import { digestOf } from '../../../src/image/digest.ts'
import { mediaTypes } from '../../../src/image/media-type.ts'
import { formatReference } from '../../../src/image/reference.ts'

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
