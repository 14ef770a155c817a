import assert from 'node:assert/strict'
import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import type { ActionResult } from '../../../lab/driving/runner.ts'
import { makeBuilder } from '../../../lab/images/builder.ts'
import { blobFile, type CheckedLayout, checkLayout } from '../../../lab/images/layout-check.ts'
import { architecture, type RunImageKind } from '../../../lab/images/run-images.ts'
import { openOverTcp } from '../../../lab/services/tcp-proxy.ts'
import { lifecycles } from '../../../lab/tools/go-tools.ts'
import { type Digest, hexOf } from '../../../src/image/digest.ts'
import { parseManifest } from '../../../src/image/image.ts'
import { mediaTypes } from '../../../src/image/media-type.ts'
import { readLayout } from '../../../src/layout/read.ts'
import {
  build,
  lab,
  layoutOf,
  loadImage,
  openWorkspace,
  runImage,
  runImageFolder,
  type Workspace,
} from '../build.ts'

const blobsIn = async (layout: string): Promise<readonly string[]> =>
  (await readdir(join(layout, 'blobs', 'sha256'))).toSorted()

const namesOf = (blobs: readonly { readonly digest: Digest }[]): readonly string[] =>
  [...new Set(blobs.map(({ digest }) => hexOf(digest)))].toSorted()

suite('each lifecycle', { concurrency: 2 }, () => {
  for (const version of lifecycles) {
    test(`${version} builds an image that runs and prints the greeting set by the build`, async (t) => {
      const workspace = await openWorkspace(t)
      const result = await build(workspace, { builder: lab.builders.tiny[version], env: 'GREETING=Moin' })
      const { folder, image, manifest } = await layoutOf(result)
      const blobs = new Map([image, manifest.config, ...manifest.layers].map((blob) => [blob.digest, blob]))
      assert.partialDeepStrictEqual(result.outputs, {
        'layout-path': join(workspace.folder, 'out', 'my-app'),
        'image-name': 'my-app:latest',
        digest: image.digest,
        'image-id': manifest.config.digest,
        platform: `linux/${architecture}`,
        size: String(blobs.values().reduce((sum, { size }) => sum + size, 0)),
        'run-image': lab.runImages.tiny.docker,
      })
      assert.deepEqual(await blobsIn(folder), namesOf([...blobs.values()]))
      const [last = ''] = result.log.trimEnd().split('\n').slice(-1)
      assert.match(
        last,
        /^Built my-app:latest .+: \d\.\d MB, \d+ layers of its own and 2 from the run image, [\d.]+ s$/,
      )
      assert.ok(last.includes(`${image.digest} in ${folder}: `), last)
      assert.ok(last.includes(` ${manifest.layers.length - 2} layers of its own`), last)
      assert.equal((await runImage(await loadImage(t, folder), 'lab')).trim(), 'Moin, lab!')
      await assertOnRunImage(workspace, result, 'docker')
    })
  }
})

/** The layout has OCI media types, and links to the run image's layers in the layout-repo. */
const assertOnRunImage = async (workspace: Workspace, result: ActionResult, kind: RunImageKind) => {
  const layout = await layoutOf(result)
  const [manifestType, configType, ...layerTypes] = typesOf(layout)
  assert.deepEqual([manifestType, configType], [mediaTypes.manifest, mediaTypes.config])
  assert.deepEqual([...new Set(layerTypes)], ['application/vnd.oci.image.layer.v1.tar+gzip'])
  const { folder, manifest } = layout
  for (const layer of manifest.layers.slice(0, 2)) assert.ok((await stat(blobFile(folder, layer))).nlink > 1)
  // For an index of several platforms, this is the platform's manifest.
  const store = runImageFolder(workspace.layoutRepo, lab.registry.address, kind)
  const runImageManifest = await readFile(
    join(store, 'blobs', result.outputs['run-image-digest']?.replace(':', '/') ?? ''),
  )
  assert.equal(parseManifest(runImageManifest).layers.length, 2)
}

const typesOf = ({ image, manifest }: CheckedLayout): readonly string[] =>
  [image, manifest.config, ...manifest.layers].map(({ mediaType }) => mediaType)

suite('run images', { concurrency: 2 }, () => {
  test('full and sparse are the same image, and sparse lacks only the run image’s layers', async () => {
    const { image, manifest } = await checkLayout(lab.layouts.full)
    const sparse = await readLayout(lab.layouts.sparse)
    assert.equal(sparse.descriptor.digest, image.digest)
    const own = [image, manifest.config, ...manifest.layers.slice(2)]
    assert.deepEqual(await blobsIn(lab.layouts.sparse), namesOf(own))
  })

  // The tests above and below use other kinds, and a test of rebases uses the mixed one.
  test('multi-platform: an image with OCI media types, whose layers of the run image are not copied', async (t) => {
    const workspace = await openWorkspace(t)
    const result = await build(workspace, { 'run-image': lab.runImages.tiny['multi-platform'] })
    await assertOnRunImage(workspace, result, 'multi-platform')
  })

  test('with preserved media types, the lifecycle’s manifest and the image ID stay unchanged', async (t) => {
    const workspace = await openWorkspace(t)
    const converted = await readLayout(lab.layouts.full)
    const result = await build(workspace, { 'media-types': 'preserve' })
    const preserved = await layoutOf(result)
    assert.notEqual(preserved.image.digest, converted.descriptor.digest)
    assert.equal(preserved.manifest.config.digest, converted.manifest.config.digest)
    assert.deepEqual(typesOf(preserved).slice(0, 3), [
      'application/vnd.docker.distribution.manifest.v2+json',
      'application/vnd.docker.container.image.v1+json',
      'application/vnd.docker.image.rootfs.diff.tar.gzip',
    ])
    const [announced] = /(?<=my-app\/latest@|app\/latest@)sha256:[0-9a-f]{64}/.exec(result.log) ?? []
    assert.equal(preserved.image.digest, announced, result.log)
  })
})

test('builds of the same sources have the same digest in any workspace and with any tag, and a new one replaces the old', async (t) => {
  const { descriptor } = await readLayout(lab.layouts.full)
  const here = await openWorkspace(t)
  // The tag of the other build is "latest".
  const inputs = { 'image-path': 'oci:out/my-app:1.2' }
  const changed = await build(here, { ...inputs, env: 'GREETING=Servus' })
  assert.notEqual(changed.outputs['digest'], descriptor.digest)
  const again = await build(here, inputs)
  assert.equal(again.outputs['digest'], descriptor.digest)
  assert.deepEqual((await readdir(join(here.folder, 'out'))).toSorted(), ['my-app'])
  await layoutOf(again)
})

test('index.json names the image, its tag, its base and its builder; the default run image is that of the builder', async (t) => {
  const workspace = await openWorkspace(t)
  const result = await build(workspace, {
    'image-path': 'oci:out/my-app:1.2',
    builder: await makeBuilder({
      name: 'lab/builder-e2e-images:own-run-image',
      base: 'tiny',
      lifecycle: 'newest',
      runImage: lab.runImages.tiny.oci,
    }),
    'run-image': '',
  })
  await assertOnRunImage(workspace, result, 'oci')
  const { image } = await layoutOf(result)
  assert.equal(result.outputs['image-name'], 'my-app:1.2')
  assert.equal(result.outputs['run-image'], lab.runImages.tiny.oci)
  assert.deepEqual(image.annotations, {
    'org.opencontainers.image.ref.name': '1.2',
    'io.containerd.image.name': 'docker.io/library/my-app:1.2',
    'org.opencontainers.image.base.name': lab.runImages.tiny.oci,
    'org.opencontainers.image.base.digest': result.outputs['run-image-digest'],
    'io.github.buildpacks-oci-layout.run-image.root': result.outputs['run-image-digest'],
    'io.github.buildpacks-oci-layout.builder.name': 'docker.io/lab/builder-e2e-images:own-run-image',
    'io.github.buildpacks-oci-layout.lifecycle.version': result.outputs['lifecycle-version'],
    'io.github.buildpacks-oci-layout.platform': result.outputs['platform'],
  })
})

suite('users, with the engine reached over TCP', { concurrency: 2 }, () => {
  const users = [
    { title: 'the CNB user is the runner’s', cnb: 1000, runner: 1000 },
    { title: 'the CNB user is not the runner’s and in no other image', cnb: 43210, runner: 1001 },
  ]
  for (const { title, cnb, runner } of users) {
    test(title, async (t) => {
      await using engine = await openOverTcp(lab.dockerHost)
      const workspace = await openWorkspace(t)
      const builder = await makeBuilder({
        name: `lab/builder-e2e-images:${cnb}`,
        base: 'tiny',
        lifecycle: 'newest',
        runImage: lab.runImages.tiny.docker,
        uid: cnb,
        gid: cnb,
      })
      const result = await build(workspace, { builder }, { uid: runner, env: { DOCKER_HOST: engine.host } })
      const { folder, manifest } = await layoutOf(result)
      for (const path of [folder, ...manifest.layers.map((layer) => blobFile(folder, layer))]) {
        const { uid, mode } = await stat(path)
        assert.equal(uid, runner, path)
        assert.equal(mode & 0o444, 0o444, path)
      }
      if (cnb === 43210) {
        assert.equal((await runImage(await loadImage(t, folder))).trim(), 'Hello, world!')
        return
      }
      const { descriptor } = await readLayout(lab.layouts.full)
      assert.equal(
        result.outputs['digest'],
        descriptor.digest,
        'the image does not depend on the user that runs the action',
      )
    })
  }
})
