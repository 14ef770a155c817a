import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { exampleWorkflow, type RepositoryContent, runWorkflow } from '../../lab/driving/act.ts'
import { makeBuilder } from '../../lab/images/builder.ts'
import { run } from '../../lab/tools/command.ts'
import {
  adapted,
  assertSucceeded,
  hello,
  lab,
  openFolder,
  openResults,
  stepOf,
  withLostOutputs,
} from './workflow.ts'

const { registry, tools } = lab
const variables = { BUILDER: lab.builders.tiny['0.21.0'] }
const path = [dirname(tools.crane)]

/** What lets skopeo use a registry without TLS; on GitHub's runners it is configured to check no signatures either. */
const home: RepositoryContent = {
  '.config/containers/policy.json': JSON.stringify({ default: [{ type: 'insecureAcceptAnything' }] }),
  '.config/containers/registries.conf': `[[registry]]\nlocation = "${registry.address}"\ninsecure = true\n`,
}

const digestInRegistry = async (image: string): Promise<string> =>
  (await run(tools.crane, ['digest', image])).trim()

test('build-inspect-push.yml: what skopeo and crane push has the digest of what was built', async (t) => {
  const results = await openResults(t)
  const image = `${registry.address}/workflow-push`
  const result = await runWorkflow({
    workflow: exampleWorkflow('build-inspect-push'),
    repository: hello(),
    results,
    run: 1,
    variables: { ...variables, IMAGE: image },
    path,
    home,
  })

  assertSucceeded(result, 'Build', 'Inspect', 'Push')
  const digest = stepOf(result, 'Build', 'image').outputs['digest'] ?? ''
  assert.match(digest, /^sha256:/)
  const tags = (await run(tools.crane, ['ls', image])).trim().split('\n')
  assert.ok(tags.length >= 2, `one tag by skopeo and one by crane, not ${tags}`)
  assert.equal(await digestInRegistry(`${image}:main`), digest)
  assert.equal(stepOf(result, 'Inspect', '1').log, 'The image runs as «1000:1000».\n')
})

test('another-run.yml: a second workflow pushes the artifact of the run that started it', async (t) => {
  const results = await openResults(t)
  const image = `${registry.address}/workflow-another-run`
  const built = await runWorkflow({
    workflow: exampleWorkflow('build-and-test'),
    repository: hello(),
    results,
    run: 11,
    variables,
  })
  assertSucceeded(built, 'Build', 'Test')
  const pushed = await runWorkflow({
    workflow: exampleWorkflow('another-run'),
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
    variables: { IMAGE: image },
    path,
    home,
  })

  assertSucceeded(pushed, 'Push')
  const { digest } = stepOf(built, 'Build', 'image').outputs
  assert.equal(stepOf(pushed, 'Push', 'image').outputs['digest'], digest)
  assert.equal(await digestInRegistry(`${image}:edge`), digest)
  const operations = results.requests().map(({ operation }) => operation)
  assert.ok(operations.includes('DownloadArtifact'), 'another run’s artifact comes by the REST API')
})

test('several-platforms.yml: an image for each platform, and an index that lists them', async (t) => {
  const results = await openResults(t)
  const image = `${registry.address}/workflow-platforms`
  const result = await runWorkflow({
    // On GitHub each job of a matrix has an engine of its own. Here they share one, which has one image under a name.
    workflow: await adapted(
      await withLostOutputs(exampleWorkflow('several-platforms'), await openFolder(t)),
      await openFolder(t),
      '      matrix:',
      '      max-parallel: 1\n      matrix:',
    ),
    repository: hello(),
    results,
    run: 1,
    variables: { BUILDER: await builderForTwoPlatforms(), IMAGE: image },
    path,
    home,
  })

  assertSucceeded(result, 'Build (linux/amd64)', 'Build (linux/arm64)', 'Push')
  const digests = ['amd64', 'arm64'].map(
    (name) => stepOf(result, `Build (linux/${name})`, 'image').outputs['digest'],
  )
  const index: unknown = JSON.parse(await run(tools.crane, ['manifest', `${image}:main`]))
  assert.partialDeepStrictEqual(index, {
    manifests: [
      { digest: digests[0], platform: { os: 'linux', architecture: 'amd64' } },
      { digest: digests[1], platform: { os: 'linux', architecture: 'arm64' } },
    ],
  })
  for (const place of [0, 1]) {
    assert.equal(stepOf(result, 'Push', String(place)).outputs['digest'], digests[place])
  }
  assert.deepEqual(
    results
      .artifacts()
      .map(({ name }) => name)
      .toSorted(),
    ['my-app-amd64', 'my-app-arm64'],
  )
})

/**
 * A builder in the registry for two platforms. Both have this machine's programs in them, so that one of them only
 * claims to be for the other platform: what the machine cannot run, it could not build with either.
 */
const builderForTwoPlatforms = async (): Promise<string> => {
  const own = await makeBuilder({
    name: 'lab/builder-workflow-platforms:latest',
    base: 'tiny',
    lifecycle: '0.21.0',
    runImage: lab.runImages.tiny['multi-platform'],
  })
  const name = `${registry.address}/workflow-builder`
  await run('docker', ['tag', own, `${name}:own`])
  await run('docker', ['push', '--quiet', `${name}:own`])
  const manifests = []
  for (const architecture of ['amd64', 'arm64']) {
    const tag = `${name}:${architecture}`
    await run(tools.crane, ['mutate', `${name}:own`, '--set-platform', `linux/${architecture}`, '--tag', tag])
    manifests.push('--manifest', tag)
  }
  await run(tools.crane, ['index', 'append', ...manifests, '--tag', `${name}:latest`])
  return `${name}:latest`
}

test('download-artifact-alone.yml: the artifact is a layout that any tool reads', async (t) => {
  const results = await openResults(t)
  const workflow = exampleWorkflow('download-artifact-alone')
  const [, action = ''] =
    /uses: (actions\/download-artifact@\S+)/.exec(await readFile(workflow, 'utf8')) ?? []
  const result = await runWorkflow({
    workflow,
    repository: hello(),
    results,
    run: 1,
    variables,
    home,
    actions: { [action]: await downloadArtifactAction(await openFolder(t)) },
  })

  assertSucceeded(result, 'Build', 'Use')
  assert.equal(stepOf(result, 'Use', '4').log, 'Hello, world!\n')
})

/**
 * Stands in for actions/download-artifact, which there is no network to fetch: the official client, @actions/artifact,
 * called as that action calls it for one name.
 */
const downloadArtifactAction = async (folder: string): Promise<string> => {
  const client = JSON.stringify(import.meta.resolve('@actions/artifact'))
  await writeFile(
    join(folder, 'action.yml'),
    'name: Download\ninputs: { name: { required: true }, path: { required: true } }\nruns: { using: node24, main: index.mjs }\n',
  )
  await writeFile(
    join(folder, 'index.mjs'),
    `import { DefaultArtifactClient } from ${client}
     const client = new DefaultArtifactClient()
     const { artifact } = await client.getArtifact(process.env.INPUT_NAME)
     const { digestMismatch } = await client.downloadArtifact(artifact.id, {
       path: process.env.INPUT_PATH,
       expectedHash: artifact.digest,
     })
     process.exit(digestMismatch ? 1 : 0)\n`,
  )
  return folder
}
