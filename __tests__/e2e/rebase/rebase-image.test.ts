import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { readdir, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { suite, type TestContext, test } from 'node:test'
import { checkLayout } from '../../../lab/images/layout-check.ts'
import { pushBytes, pushManifest } from '../../../lab/images/push.ts'
import { architecture } from '../../../lab/images/run-images.ts'
import { run } from '../../../lab/tools/command.ts'
import { lifecycle, lifecycles } from '../../../lab/tools/go-tools.ts'
import { annotationKeys } from '../../../src/image/annotations.ts'
import { digestOf } from '../../../src/image/digest.ts'
import { parseIndex } from '../../../src/image/image-index.ts'
import { blobPath } from '../../../src/layout/blob.ts'
import { build, lab, loadImage, openWorkspace, runImage, warningsIn } from '../build.ts'
import {
  documentsOf,
  failedRebase,
  openNight,
  pushBuilt,
  pushLayout,
  pushRunImage,
  pushRunManifest,
  type RunImageContent,
  rebase,
  remoteDocuments,
} from '../rebase.ts'
import { requestsFor } from '../workflow.ts'

const { address } = lab.registry
const version1: RunImageContent = { version: '1' }
const version2: RunImageContent = { version: '2' }

/** An app in the registry that stands on the first version of a run image of its own. */
const pushedApp = async (
  t: TestContext,
  name: string,
  content = version1,
  builder = lab.builders.tiny.newest,
) => {
  const base = `e2e-rebase-image/${name}/base`
  const reference = await pushRunImage(base, content)
  const workspace = await openWorkspace(t)
  const inputs = { builder, 'run-image': reference }
  const built = await build(workspace, inputs)
  const app = `e2e-rebase-image/${name}/app`
  const image = await pushBuilt(built.outputs['layout-path'] ?? '', app)
  /** What a build gives at this moment. */
  const buildAnew = async (more = {}) => {
    await rm(workspace.layoutRepo, { recursive: true, force: true })
    return build(workspace, { ...inputs, ...more })
  }
  return { base, reference, app, image, built, buildAnew, night: await openNight(t) }
}

test('a sparse rebase needs no Docker and reads only documents, and a push transfers the layers that the target lacks', async (t) => {
  const { base, app, image, night } = await pushedApp(t, 'sparse')
  await pushRunImage(base, version2)
  const before = [(await requestsFor(base)).length, (await requestsFor(app)).length] as const

  const env = { DOCKER_HOST: 'unix:///nowhere', PATH: '/nowhere' }
  const rebased = await rebase(night, { image }, { env })
  const layout = join(night.folder, 'rebased')
  const asked = [
    ...(await requestsFor(base)).slice(before[0]),
    ...(await requestsFor(app)).slice(before[1]),
  ].filter(({ status }) => status !== 401)
  const kinds = asked.map(({ method, path }) => `${method} ${/\/(manifests|blobs)\//.exec(path)?.[1]}`)
  assert.deepEqual(kinds.toSorted(), [
    ...['GET blobs', 'GET blobs', 'GET manifests', 'GET manifests'],
    ...['HEAD manifests', 'HEAD manifests'],
  ])
  const bytes = asked.reduce((sum, request) => sum + request.bytes, 0)
  assert.ok(bytes < 20_000, `${bytes} bytes were read`)
  assert.equal((await readdir(join(layout, 'blobs', 'sha256'))).length, 2)
  t.diagnostic(`${rebased.duration} ms, ${bytes} bytes in ${asked.length} requests`)

  const earlier = (await requestsFor(app)).length
  await pushLayout(layout, app, 'rebased')
  const uploads = (await requestsFor(app)).slice(earlier).filter(({ method }) => method === 'PUT')
  // At most the configuration, the manifest by digest and by its tag; layers are there, or mounted.
  assert.ok(uploads.length <= 3, JSON.stringify(uploads))

  // The registry is that of earlier runs, too, and this repository is none of theirs.
  const fresh = `${app}-${randomUUID()}`
  const elsewhere = await pushLayout(layout, fresh)
  const sent = (await requestsFor(fresh)).filter(
    ({ method, path }) => method === 'PUT' && path.includes('/blobs/'),
  )
  assert.equal(sent.length, 1, 'the configuration; all layers are mounted')
  const { manifest } = await documentsOf(layout)
  assert.equal(await run(lab.tools.crane, ['manifest', elsewhere]), manifest)
})

test('a rebase', async (t) => {
  const { base, image, night, buildAnew } = await pushedApp(t, 'complete')

  await t.test('without a change leaves the target unchanged', async () => {
    const { outputs, log } = await rebase(night, { image, upload: 'true', summary: 'true' })
    assert.equal(outputs['changed'], 'false')
    assert.deepEqual(
      ['layout-path', 'artifact-id', 'size'].map((name) => outputs[name]),
      [undefined, undefined, undefined],
    )
    assert.match(log, /is up to date, sha256:\w+: there is nothing to rebase/)
    assert.deepEqual(await readdir(night.folder), ['app'])
  })

  await t.test('that is complete has all layers, and the image runs on the new run image', async (t) => {
    await pushRunImage(base, version2)
    const { outputs, log } = await rebase(night, { image, complete: 'true', summary: 'true' })
    const { image: checked, folder } = await checkLayout(join(night.folder, 'rebased'))
    assert.equal(checked.digest, outputs['digest'])
    assert.match(log, /Rebased .*\/app:latest from sha256:\w+ to sha256:\w+ in /)
    const loaded = await loadImage(t, folder)
    assert.equal(await runImage(loaded), 'Hello, world!\n')
    assert.equal(
      await run('docker', ['run', '--rm', '--entrypoint', '/bin/cat', loaded, '/etc/base-version']),
      '2\n',
    )

    const again = await buildAnew()
    assert.equal(outputs['digest'], again.outputs['digest'])
    for (const name of ['image-id', 'platform', 'size', 'run-image', 'run-image-digest']) {
      assert.equal(outputs[name], again.outputs[name], name)
    }
    assert.equal(outputs['image-name'], 'app:latest')
  })
})

suite("the lifecycle's rebaser creates the same layers and labels", { concurrency: 1 }, () => {
  for (const version of lifecycles) {
    test(`lifecycle ${version}`, async (t) => {
      const target = { 'io.buildpacks.base.distro.name': 'lab', 'io.buildpacks.base.id': 'lab' }
      const labels = { ...target, 'io.buildpacks.base.distro.version': '1' }
      const { base, app, image, night } = await pushedApp(
        t,
        `rebaser-${version}`,
        { ...version1, labels },
        lab.builders.tiny[version],
      )
      const current = { ...version2, labels: { ...labels, 'io.buildpacks.base.maintainer': 'us' } }
      const runReference = await pushRunImage(base, current)
      await rebase(night, { image })
      const ours = await remoteDocuments(await pushRebased(night.folder, app))

      const theirs = `${address}/${app}:rebaser`
      await run(lab.tools.crane, ['copy', image, theirs])
      const folder = await lifecycle(version)
      // The program goes by the name that it is started by.
      const start = 'exec -a rebaser "$0" "$@"'
      const user = ['-uid', String(process.getuid?.()), '-gid', String(process.getgid?.())]
      const report = ['-report', join(night.temp, 'report.toml')]
      await run(
        'bash',
        ['-c', start, join(folder, 'lifecycle'), ...user, ...report, '-run-image', runReference, theirs],
        { env: { CNB_PLATFORM_API: '0.12' } },
      )
      const rebased = await remoteDocuments(theirs)
      const digests = ({ manifest }: typeof ours) => manifest.layers.map(({ digest }) => digest)
      assert.deepEqual(digests(ours), digests(rebased))
      assert.deepEqual(ours.config.rootfs, rebased.config.rootfs)
      assert.deepEqual(labelsOf(ours), labelsOf(rebased))
    })
  }

  const pushRebased = (folder: string, app: string) => pushLayout(join(folder, 'rebased'), app, 'ours')

  /** In a layout, the reference of the run image is a path. */
  const labelsOf = ({ config }: Awaited<ReturnType<typeof remoteDocuments>>) => {
    const { 'io.buildpacks.lifecycle.metadata': text = '', ...labels } = config.config?.Labels ?? {}
    const { runImage, ...metadata } = JSON.parse(text)
    return { ...labels, metadata: { ...metadata, runImage: { ...runImage, reference: '' } } }
  }
})

suite('a rebase is refused', { concurrency: 1 }, () => {
  test('an image that was not built by a lifecycle', async (t) => {
    const reference = await pushRunImage('e2e-rebase-image/foreign', version1)
    const { error } = await failedRebase(await openNight(t), { image: reference })
    assert.match(error, /cannot be rebased: it was not built with Cloud Native Buildpacks/)
  })

  test('an image that does not exist, and one with an unexpected digest', async (t) => {
    const night = await openNight(t)
    const { error } = await failedRebase(night, { image: `${address}/e2e-rebase-image/none` })
    assert.match(error, /Could not resolve .*e2e-rebase-image\/none:latest/)
    const reference = await pushRunImage('e2e-rebase-image/foreign', version1)
    const wrong = await failedRebase(night, { image: reference, digest: digestOf('other') })
    assert.match(wrong.error, /is another image than the one that was asked for: expected sha256:/)
    assert.deepEqual(await readdir(night.folder), ['app'])
  })

  test('a run image that the image does not name; with "force", the result is the same as that of a build', async (t) => {
    const { base, image, night, buildAnew } = await pushedApp(t, 'other')
    const other = await pushRunImage('e2e-rebase-image/other/another', { ...version2, kind: 'oci' })
    const { error } = await failedRebase(night, { image, 'run-image': other })
    assert.match(
      error,
      /The run image .*\/another:run is not in the image's list of run images: .*\/base:run\. Build the app/,
    )
    const forced = await rebase(night, { image, 'run-image': other, force: 'true' })
    assert.match(warningsIn(forced)[0] ?? '', /It is rebased because of "force: true"/)
    const again = await buildAnew({ 'run-image': other })
    assert.equal(forced.outputs['digest'], again.outputs['digest'])

    await t.test('a run image for another platform', async (t) => {
      await pushRunImage(base, { ...version2, platform: { architecture: 's390x' } })
      const later = await openNight(t)
      const { error } = await failedRebase(later, { image })
      assert.match(error, /is for linux\/s390x, but the image is for/)
      const { outputs } = await rebase(later, { image, force: 'true' })
      assert.equal(outputs['platform'], 'linux/s390x')
    })
  })
})

test('an index is rebased for each platform, without attestations', async (t) => {
  const { base, reference, app, image, built, night, buildAnew } = await pushedApp(t, 'platforms')
  const repository = { registry: address, name: app }
  const layout = built.outputs['layout-path'] ?? ''
  const native = await documentsOf(layout)
  // The same app for another platform, as its own builder would make it.
  const configText = native.config.replace(`"architecture":"${architecture}"`, '"architecture":"s390x"')
  const { config } = JSON.parse(native.manifest)
  const otherConfig = await pushBytes(repository, config.mediaType, Buffer.from(configText))
  const parts = { ...JSON.parse(native.manifest), config: otherConfig }
  const other = await pushBytesAsManifest(repository, parts)
  const platforms = { native: { architecture, os: 'linux' }, other: { architecture: 's390x', os: 'linux' } }
  await pushManifest(repository, 'index', {
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.index.v1+json',
    manifests: [
      { ...withoutAnnotations(native.image), platform: platforms.native },
      { ...other, platform: platforms.other },
      { ...other, platform: { architecture: 'unknown', os: 'unknown' } },
    ],
  })
  const index = `${address}/${app}:index`
  const runs = await Promise.all(
    Object.values(platforms).map(async (platform) => ({
      ...(await pushRunManifest(base, { ...version2, platform }, platform.architecture)),
      platform,
    })),
  )
  await pushManifest({ registry: address, name: base }, 'run', {
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.index.v1+json',
    manifests: runs,
  })

  const single = await rebase(night, { image })
  const again = await buildAnew()
  assert.equal(single.outputs['digest'], again.outputs['digest'])
  const rebased = await rebase(night, { image: index })
  assert.match(warningsIn(rebased)[0] ?? '', /has 1 attestations/)
  assert.equal(rebased.outputs['platform'], `linux/${architecture}\nlinux/s390x`)
  assert.equal(rebased.outputs['run-image'], reference)
  const folder = join(night.folder, 'rebased')
  const [root] = parseIndex(await readFile(join(folder, 'index.json'))).manifests
  assert.ok(root)
  assert.equal(root.digest, rebased.outputs['digest'])
  assert.match(root.annotations?.[annotationKeys.appName] ?? '', new RegExp(`/${app}@sha256:`))
  const listed = parseIndex(await readFile(blobPath(folder, root.digest))).manifests
  assert.deepEqual(
    listed.map(({ platform }) => platform),
    Object.values(platforms),
  )
  assert.equal(listed[0]?.digest, single.outputs['digest'])

  const pushed = await pushLayout(folder, `${app}-elsewhere`)
  await run(lab.tools.crane, ['validate', '--remote', pushed])
  const unchanged = await rebase(night, { image: pushed })
  assert.equal(unchanged.outputs['changed'], 'false')
})

const withoutAnnotations = ({
  annotations: _,
  ...descriptor
}: Awaited<ReturnType<typeof documentsOf>>['image']) => descriptor

const pushBytesAsManifest = async (
  repository: Parameters<typeof pushManifest>[0],
  manifest: { readonly mediaType: string },
) => pushManifest(repository, 'other', manifest)
