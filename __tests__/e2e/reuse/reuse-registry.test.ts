import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, type TestContext, test } from 'node:test'
import { run } from '../../../lab/tools/command.ts'
import { build, lab, layoutOf, openWorkspace, type Workspace, warningsIn } from '../build.ts'
import { dependencyBuilder, dependentApp } from '../reuse.ts'
import { requestsFor } from '../workflow.ts'

const builder = await dependencyBuilder('shared')

/** A build in a workspace that has nothing of earlier ones. */
const fresh = async (t: TestContext, files: Readonly<Record<string, string>> = {}) => {
  const workspace = await openWorkspace(t, { ...dependentApp, ...files })
  return { workspace, build: (inputs = {}) => build(workspace, { builder, ...inputs }) }
}

const push = async ({ folder }: Workspace, repository: string): Promise<string> => {
  const image = `${lab.registry.address}/${repository}:1`
  await run(lab.tools.skopeo, [
    ...['copy', '--insecure-policy', '--quiet', '--preserve-digests', '--dest-tls-verify=false'],
    ...[`oci:${join(folder, 'out', 'my-app')}`, `docker://${image}`],
  ])
  return image
}

// The previous image has OCI media types, which all clients can read.
const first = await openWorkspace({ after }, dependentApp)
await build(first, { builder })

for (const mediaTypes of ['oci', 'preserve']) {
  test(`layers of an image in a registry are reused, with the digest of a build without reuse: ${mediaTypes}`, async (t) => {
    const repository = `reuse-registry-${mediaTypes}`
    const previous = await push(first, repository)
    const changed = { 'main.txt': 'second\n' }
    const inputs = { 'media-types': mediaTypes }
    const { outputs } = await (await fresh(t, changed)).build(inputs)

    const asked = (await requestsFor(repository)).length
    const { build } = await fresh(t, changed)
    const second = await build({ ...inputs, 'previous-image': previous })
    assert.deepEqual(warningsIn(second), [])
    assert.equal(second.outputs['digest'], outputs['digest'])
    assert.equal(second.outputs['build-cache-hit'], 'true')
    assert.match(second.log, /^Previous image: \S+\/reuse-registry-\w+:1, sha256:/m)
    assert.match(second.log, /Dependencies buildpack: static stays/)
    await layoutOf(second)
    const blobs = (await requestsFor(repository))
      .slice(asked)
      .filter(({ method, path }) => method === 'GET' && path.includes('/blobs/'))
    // The configuration, the SBOM layer, and each reused layer once; no layer of the run image.
    assert.ok(blobs.length >= 3, JSON.stringify(blobs))
    assert.equal(new Set(blobs.map(({ path }) => path)).size, blobs.length)
  })
}

test('an image that does not exist yet causes a log line, and the build reuses nothing', async (t) => {
  const { build } = await fresh(t)
  const missing = `${lab.registry.address}/reuse-registry-none:1`
  const first = await build({ 'previous-image': missing })
  assert.deepEqual(warningsIn(first), [])
  assert.match(first.log, /^The previous image \S+ is not used: .*404.* The build reuses nothing\.$/m)
  assert.equal(first.outputs['reused-layers'], '0')
  await layoutOf(first)
})
