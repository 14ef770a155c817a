import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import * as v from 'valibot'
import { type BuilderMetadata, makeBuilder } from '../../../lab/images/builder.ts'
import { readImage, readLayout } from '../../../src/layout/read.ts'
import { build, lab, layoutOf, openWorkspace, type Workspace } from '../build.ts'

const LabelSchema = v.object({
  runImage: v.looseObject({ image: v.string(), mirrors: v.optional(v.array(v.string())) }),
  stack: v.optional(v.unknown()),
})

/** Runs a build and returns the run image in the image's label, which a later rebase uses. */
const labelOf = async (workspace: Workspace, inputs: Readonly<Record<string, string>>) => {
  const { folder, image } = await layoutOf(await build(workspace, inputs))
  const { config } = await readImage(folder, image)
  const label = JSON.parse(config.config?.Labels?.['io.buildpacks.lifecycle.metadata'] ?? '')
  const { runImage, stack } = v.parse(LabelSchema, label)
  return { digest: image.digest, image: runImage.image, mirrors: runImage.mirrors ?? [], stack }
}

interface Named {
  readonly image: string
  readonly mirrors?: readonly string[]
}

/** Creates a builder with these run images in its label and its run.toml. */
const builderNaming = (name: string, images: readonly Named[]) => {
  const lines = images.map(
    ({ image, mirrors = [] }) => `[[images]]\n  image = "${image}"\n  mirrors = ${JSON.stringify(mirrors)}\n`,
  )
  return makeBuilder({
    name,
    base: 'tiny',
    lifecycle: 'newest',
    runImage: images[0]?.image ?? '',
    metadata: (metadata) => ({ ...metadata, images, stack: { runImage: images[0] } }),
    files: [{ path: 'cnb/run.toml', text: lines.join('\n') }],
  })
}

const { docker, oci, mixed } = lab.runImages.tiny
const elsewhere = 'registry.example/acme/run:base'

/** Two platform APIs between which the format of the label changes. */
const platformApis = ['0.12', '0.15']

const withPlatformApi = (api: string) => (metadata: BuilderMetadata) => ({
  ...metadata,
  lifecycle: { ...metadata.lifecycle, apis: { platform: { deprecated: [], supported: [api] } } },
})

suite('the label of an image names its run image', { concurrency: 2 }, () => {
  for (const api of platformApis) {
    test(`one that is not in the builder, platform API ${api}`, async (t) => {
      const builderOn = (runImage: string) =>
        makeBuilder({
          name: `lab/builder-e2e-run-image:${api}-${runImage === oci ? 'own' : 'other'}`,
          base: 'tiny',
          lifecycle: 'newest',
          runImage,
          metadata: withPlatformApi(api),
        })
      const workspace = await openWorkspace(t)
      const requested = await labelOf(workspace, { builder: await builderOn(docker), 'run-image': oci })
      assert.deepEqual([requested.image, requested.mirrors], [oci, []])
      // As if the builder had been created with it. pack does the same for a requested run image.
      const own = await labelOf(workspace, { builder: await builderOn(oci), 'run-image': '' })
      assert.deepEqual(requested, own)
    })
  }

  test(`the builder's run image, whether requested or not`, async (t) => {
    const own = await labelOf(await openWorkspace(t), { 'run-image': '' })
    assert.deepEqual([own.image, own.mirrors], [docker, []])
    // The input of this build was the same run image.
    assert.equal(own.digest, (await readLayout(lab.layouts.full)).descriptor.digest)
  })

  test('a mirror on the builder’s registry is recorded as a mirror of the builder’s run image', async (t) => {
    const builder = await builderNaming(`${lab.registry.address}/lab/builder-e2e-run-image:near`, [
      { image: elsewhere, mirrors: [docker] },
    ])
    const workspace = await openWorkspace(t)
    const near = await labelOf(workspace, { builder, 'run-image': '', 'pull-policy': 'never' })
    assert.deepEqual([near.image, near.mirrors], [elsewhere, [docker]])
    const asked = await labelOf(workspace, { builder, 'run-image': docker, 'pull-policy': 'never' })
    assert.deepEqual(asked, near)
  })

  test('an inaccessible run image is replaced by its mirror', async (t) => {
    const gone = `${lab.registry.address}/gone/run:1`
    const builder = await builderNaming('lab/builder-e2e-run-image:mirror', [{ image: gone, mirrors: [oci] }])
    const result = await build(await openWorkspace(t), { builder, 'run-image': '' })
    assert.equal(result.outputs['run-image'], oci)
    assert.match(result.log, /Skipped the run image ".*\/gone\/run:1": Could not resolve /)
  })

  test('a run image of the builder other than the first is recorded with its own mirrors', async (t) => {
    const builder = await builderNaming('lab/builder-e2e-run-image:second', [
      { image: docker },
      { image: elsewhere, mirrors: [oci, mixed] },
    ])
    const label = await labelOf(await openWorkspace(t), { builder, 'run-image': oci })
    assert.deepEqual([label.image, label.mirrors], [elsewhere, [oci, mixed]])
  })
})
