import assert from 'node:assert/strict'
import { suite, type TestContext, test } from 'node:test'
import { architecture } from '../../../lab/images/run-images.ts'
import { run } from '../../../lab/tools/command.ts'
import { build, failedBuild, lab, layoutOf, openWorkspace } from '../build.ts'
import { builderForTwoPlatforms } from '../two-platforms.ts'

const own = `linux/${architecture}`
const other = architecture === 'amd64' ? 'linux/arm64' : 'linux/amd64'

/** Whether the engine keeps images for several platforms under one digest, as the containerd image store and Podman do. */
const keepsSeveralPlatforms = async (): Promise<boolean> => {
  const store = await run('docker', ['info', '--format', '{{json .DriverStatus}}'])
  const components = await run('docker', ['version', '--format', '{{json .Server.Components}}'])
  return store.includes('io.containerd.snapshotter') || components.includes('Podman Engine')
}

/** Removes all images with a name. Podman finds an image by the digest of its index even after its tag is removed. */
const removeImages = async (name: string): Promise<void> => {
  for (;;) {
    const inspect = ['image', 'inspect', '--format', '{{.Id}}', name]
    const id = await run('docker', inspect).catch(() => undefined)
    if (id === undefined) return
    await run('docker', ['image', 'rm', '--force', id.trim()])
  }
}

/** Builds with a builder for two platforms, and returns the platform of the image in the layout. */
const platformBuilt = async (
  t: TestContext,
  builder: string,
  inputs: Readonly<Record<string, string>>,
): Promise<string | undefined> => {
  const runImage = lab.runImages.tiny['multi-platform']
  const result = await build(await openWorkspace(t), { builder, 'run-image': runImage, ...inputs })
  await layoutOf(result)
  // Some run images have a variant.
  return result.outputs['platform']?.split('/').slice(0, 2).join('/')
}

// The classic image store keeps one platform per name, the containerd store several. With both, an image that one job pulls
// must not affect the build of the next job.
suite('a builder for two platforms', async () => {
  const tag = await builderForTwoPlatforms('platforms')
  const digest = (await run(lab.tools.crane, ['digest', tag])).trim()
  const references = { 'by tag': tag, 'by digest': `${tag.replace(/:latest$/, '')}@${digest}` }

  for (const [how, builder] of Object.entries(references)) {
    test(`${how}: each job gets the requested platform, regardless of the engine’s images`, async (t) => {
      await removeImages(builder)
      const never = { 'pull-policy': 'never' }
      const absent = await failedBuild(await openWorkspace(t), { builder, platform: other, ...never })
      assert.match(
        absent.error,
        /is not in the Docker engine for \S+, and the pull policy "never" forbids pulling/,
      )

      assert.equal(await platformBuilt(t, builder, { platform: other }), other)
      assert.equal(await platformBuilt(t, builder, { platform: other, ...never }), other)
      if (how === 'by digest' && !(await keepsSeveralPlatforms())) {
        const { error } = await failedBuild(await openWorkspace(t), { builder })
        assert.match(
          error,
          /the engine has this digest for another platform already\. Remove that image with/,
        )
        return
      }
      assert.equal(await platformBuilt(t, builder, {}), own)
      assert.equal(await platformBuilt(t, builder, { platform: other, 'pull-policy': 'always' }), other)
      assert.equal(await platformBuilt(t, builder, { 'pull-policy': 'always' }), own)
    })
  }
})
