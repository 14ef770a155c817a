import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { stringify } from 'yaml'
import {
  exampleWorkflow,
  type RepositoryContent,
  runWorkflow,
  type WorkflowOrder,
} from '../../../lab/driving/act.ts'
import { run } from '../../../lab/tools/command.ts'
import { uuidOf } from '../../../src/cnb/sbom/merge.ts'
import { digestOf } from '../../../src/image/digest.ts'
import { uploadLayout } from '../layouts.ts'
import { loggedIn, openRegistry } from '../push.ts'
import { standInFor } from '../stand-ins.ts'
import { architectures, builderForTwoPlatforms } from '../two-platforms.ts'
import {
  adapted,
  assertSucceeded,
  hello,
  lab,
  openFolder,
  openResults,
  stepOf,
  withLostOutputs,
} from '../workflow.ts'

const { crane } = lab.tools
const BUILDER = lab.builders.tiny.newest

/** Starts a registry that requires a login, and returns what a workflow needs to push with the job's token. */
const openTarget = async (t: TestContext, workflow: string) => {
  const { address } = await openRegistry(t, 'basic')
  const env = await loggedIn(t, address)
  const order = {
    actions: await standInFor(t, workflow, 'docker/login-action'),
    variables: { BUILDER, REGISTRY: address, IMAGE: 'octo/app' },
  } satisfies Partial<WorkflowOrder>
  return { image: `${address}/octo/app`, order, crane: (...args: string[]) => run(crane, args, { env }) }
}

test('build-push.yml, the workflow of the README: the registry has the image with the digest of the build', async (t) => {
  const results = await openResults(t)
  const example = exampleWorkflow('build-push')
  const { image, order, crane } = await openTarget(t, example)
  const address = image.replace(/\/.*/, '')
  const local = await adapted(example, await openFolder(t), 'ghcr.io', address)
  const workflow = await adapted(local, await openFolder(t), 'paketobuildpacks/ubuntu-noble-builder', BUILDER)
  const result = await runWorkflow({ workflow, repository: hello(), results, run: 1, ...order })

  assertSucceeded(result, 'Build', 'Push')
  const { digest } = stepOf(result, 'Build', 'image').outputs
  assert.match(digest ?? '', /^sha256:/)
  assert.equal((await crane('digest', `${address}/octo/my-app:latest`)).trim(), digest)
  assert.match(await crane('validate', '--remote', `${address}/octo/my-app:latest`), /PASS/)
})

test('build-inspect-push.yml: the registry has the inspected image with both tags', async (t) => {
  const results = await openResults(t)
  const workflow = exampleWorkflow('build-inspect-push')
  const { image, order, crane } = await openTarget(t, workflow)
  const result = await runWorkflow({ workflow, repository: hello(), results, run: 1, ...order })

  assertSucceeded(result, 'Build', 'Inspect', 'Push')
  const digest = stepOf(result, 'Build', 'image').outputs['digest'] ?? ''
  assert.match(digest, /^sha256:/)
  const tags = (await crane('ls', image)).trim().split('\n').toSorted()
  assert.equal(tags.length, 2)
  assert.match(tags.join('\n'), /^[0-9a-f]{40}\nmain$/)
  for (const tag of tags) assert.equal((await crane('digest', `${image}:${tag}`)).trim(), digest)
  assert.match(await crane('validate', '--remote', `${image}:main`), /PASS/)
  assert.equal(stepOf(result, 'Inspect', '1').log, 'The image runs as 1000:1000.\n')

  const { outputs, summary, log } = stepOf(result, 'Push', '1')
  assert.deepEqual(outputs, { digest, references: `${image}@${digest}`, 'subject-name': image })
  assert.ok(summary.includes(`docker pull ${image}@${digest}`))
  assert.match(log, /Read back by digest and by every tag/)
})

test('another-run.yml: a second workflow pushes the artifact of the run that started it', async (t) => {
  const results = await openResults(t)
  const workflow = exampleWorkflow('another-run')
  const { image, order, crane } = await openTarget(t, workflow)
  const digest = await uploadLayout({ env: results.envOf({ run: 11 }) }, lab.layouts.full)
  const pushed = await runWorkflow({
    workflow,
    repository: {},
    results,
    run: 12,
    event: {
      name: 'workflow_run',
      payload: {
        action: 'completed',
        workflow_run: {
          id: 11,
          conclusion: 'success',
          event: 'push',
          head_branch: 'main',
          head_repository: { full_name: 'octo/app' },
        },
      },
    },
    ...order,
  })

  assertSucceeded(pushed, 'Push')
  assert.equal(stepOf(pushed, 'Push', '1').outputs['digest'], digest)
  assert.equal((await crane('digest', `${image}:edge`)).trim(), digest)
  const operations = results.requests().map(({ operation }) => operation)
  assert.ok(operations.includes('DownloadArtifact'), 'another run’s artifact comes by the REST API')
})

test('several-platforms.yml: one image for each platform is pushed as one index', async (t) => {
  const results = await openResults(t)
  const example = exampleWorkflow('several-platforms')
  const { image, order, crane } = await openTarget(t, example)
  const result = await runWorkflow({
    // On GitHub each job of a matrix has an engine of its own. Here they share one, which has one image under a name.
    workflow: await adapted(
      await withLostOutputs(example, await openFolder(t)),
      await openFolder(t),
      '      matrix:',
      '      max-parallel: 1\n      matrix:',
    ),
    repository: hello(),
    results,
    run: 1,
    ...order,
    variables: { ...order.variables, BUILDER: await builderForTwoPlatforms('workflow-platforms') },
  })

  assertSucceeded(result, 'Build (linux/amd64)', 'Build (linux/arm64)', 'Push')
  const bytes = await crane('manifest', `${image}:main`)
  const index: unknown = JSON.parse(bytes)
  const expected = architectures.map((architecture) => ({
    digest: stepOf(result, `Build (linux/${architecture})`, 'image').outputs['digest'],
    platform: { os: 'linux', architecture },
  }))
  assert.partialDeepStrictEqual(index, { manifests: expected })
  assert.equal(bytes.match(/"digest"/g)?.length, 2)
  const { outputs, summary } = stepOf(result, 'Push', '1')
  assert.equal(outputs['digest'], digestOf(Buffer.from(bytes)))
  assert.equal((await crane('digest', `${image}:main`)).trim(), outputs['digest'])
  assert.equal(outputs['references'], `${image}@${outputs['digest']}`)
  for (const { digest } of expected) {
    assert.match(await crane('validate', '--remote', `${image}@${digest}`), /PASS/)
  }
  assert.match(summary, /An index of 2 images/)
  for (const architecture of architectures) assert.ok(summary.includes(`linux/${architecture}`))
  assert.deepEqual(
    results
      .artifacts()
      .map(({ name }) => name)
      .toSorted(),
    ['my-app-amd64', 'my-app-arm64'],
  )
})

test('sparse-artifact.yml: a job completes the sparse artifact, and the registry has the whole image', async (t) => {
  const results = await openResults(t)
  const workflow = exampleWorkflow('sparse-artifact')
  const { image, order, crane } = await openTarget(t, workflow)
  const result = await runWorkflow({ workflow, repository: hello(), results, run: 1, ...order })

  assertSucceeded(result, 'Build', 'Test', 'Push')
  const { outputs, log } = stepOf(result, 'Build', 'image')
  const fetched = stepOf(result, 'Test', '0')
  assert.match(log, /Cache not used: a sparse layout has none of the run image’s layers/)
  assert.equal(fetched.outputs['digest'], outputs['digest'])
  assert.equal(fetched.outputs['complete'], 'true')
  assert.ok(Number(fetched.outputs['size']) > Number(outputs['size']))
  assert.match(fetched.log, /0 reused, 2 fetched from the registry/)
  assert.equal(stepOf(result, 'Test', '1').log, 'Hello, world!\n')
  assert.match(stepOf(result, 'Push', '1').log, /: an image, without 2 layers from /)
  assert.equal((await crane('digest', `${image}:sparse`)).trim(), outputs['digest'])
  assert.match(await crane('validate', '--remote', `${image}:sparse`), /PASS/)
})

test('attest.yml: the attestations name the digest of the pushed image and its SBOM', async (t) => {
  const results = await openResults(t)
  const workflow = exampleWorkflow('attest')
  const { image, order, crane } = await openTarget(t, workflow)
  const actions = { ...order.actions, ...(await standInFor(t, workflow, 'actions/attest')) }
  const result = await runWorkflow({ workflow, repository: hello(), results, run: 1, ...order, actions })

  assertSucceeded(result, 'Build', 'Push')
  const digest = stepOf(result, 'Build', 'image').outputs['digest'] ?? ''
  assert.equal((await crane('digest', `${image}:main`)).trim(), digest)
  assert.equal(stepOf(result, 'Push', '3').log, `provenance, of ${image}@${digest}\n`)
  const serialNumber = `urn:uuid:${uuidOf(digest)}`
  assert.equal(stepOf(result, 'Push', '4').log, `CycloneDX ${serialNumber}, of ${image}@${digest}\n`)
})

test('reusable-build-push-attest.yml: another workflow builds, pushes and attests with it', async (t) => {
  const results = await openResults(t)
  const example = exampleWorkflow('reusable-build-push-attest')
  const { image, order, crane } = await openTarget(t, example)
  const actions = { ...order.actions, ...(await standInFor(t, example, 'actions/attest')) }
  const workflow = join(await openFolder(t), 'image.yml')
  await writeFile(
    workflow,
    stringify({
      name: 'Image',
      on: 'push',
      jobs: {
        image: {
          uses: './.github/workflows/reusable.yml',
          with: {
            tags: `${image}:1\n${image}:latest`,
            builder: BUILDER,
            registry: image.replace(/\/.*/, ''),
          },
        },
      },
    }),
  )
  const repository = { ...hello(), '.github/workflows/reusable.yml': { copyOf: example } }
  const result = await runWorkflow({ workflow, repository, results, run: 1, ...order, actions })

  const [build, push] = ['Build, push and attest/Build', 'Build, push and attest/Push'] as const
  assertSucceeded(result, build, push)
  const digest = stepOf(result, build, 'image').outputs['digest'] ?? ''
  for (const tag of ['1', 'latest']) assert.equal((await crane('digest', `${image}:${tag}`)).trim(), digest)
  assert.equal(stepOf(result, push, '2').log, `provenance, of ${image}@${digest}\n`)
})

/** What lets skopeo copy an image; on GitHub's runners it is configured to check no signatures either. */
const home: RepositoryContent = {
  '.config/containers/policy.json': JSON.stringify({ default: [{ type: 'insecureAcceptAnything' }] }),
}

test('download-artifact-alone.yml: any tool can read the artifact as a layout', async (t) => {
  const results = await openResults(t)
  const workflow = exampleWorkflow('download-artifact-alone')
  const result = await runWorkflow({
    workflow,
    repository: hello(),
    results,
    run: 1,
    variables: { BUILDER },
    home,
    actions: await standInFor(t, workflow, 'actions/download-artifact'),
  })

  assertSucceeded(result, 'Build', 'Use')
  assert.equal(stepOf(result, 'Use', '4').log, 'Hello, world!\n')
})
