import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import type { ActionRun } from '../../../lab/driving/runner.ts'
import { architecture } from '../../../lab/images/run-images.ts'
import { githubToken, type ResultsService } from '../../../lab/services/results.ts'
import { run } from '../../../lab/tools/command.ts'
import { lab, runImage } from '../build.ts'
import { download, openLaterJob } from '../download.ts'
import { uploadLayout } from '../layouts.ts'
import { failedPush, openRegistry, push } from '../push.ts'
import { architectures } from '../two-platforms.ts'
import { openFolder, openResults } from '../workflow.ts'

const { crane, regctl, skopeo } = lab.tools

/** Pushes what is in artifacts from a later job, which has nothing else. */
const pushArtifacts = async (
  t: TestContext,
  inputs: Readonly<Record<string, string>>,
  service: Pick<ActionRun, 'env'>,
) => {
  const job = await openLaterJob(t)
  const result = await push(job, { path: '', ...inputs }, service)
  assert.deepEqual(await readdir(job.temp), [], 'what came in artifacts is gone')
  return result
}

/** The inputs that name artifacts of one app, an image for each platform, in an order. */
const inputsFor = (digests: ReadonlyMap<string, string>, order: readonly string[] = architectures) => ({
  'artifact-name': order.map((name) => `my-app-${name}`).join('\n'),
  digest: order.map((name) => digests.get(name)).join('\n'),
})

/** Uploads the app for each platform, as its build does; returns the digests. */
const uploadForEach = async (
  results: ResultsService,
  kind: 'full' | 'sparse' = 'full',
): Promise<ReadonlyMap<string, string>> => {
  const digests = new Map<string, string>()
  for (const name of architectures) {
    digests.set(name, await uploadLayout(results, lab.layouts.platforms[name][kind], `my-app-${name}`))
  }
  return digests
}

const validate = (name: string): Promise<string> => run(crane, ['validate', '--remote', name])
const digestAt = async (name: string): Promise<string> => (await run(crane, ['digest', name])).trim()

test('an artifact of another run is pushed unchanged with a token that can read it, and nothing of it stays on the runner', async (t) => {
  const [results, { address }] = [await openResults(t), await openRegistry(t, 'none')]
  const digest = await uploadLayout({ env: results.envOf({ run: 41 }) }, lab.layouts.full)
  const to = `${address}/team/app:1`
  const inputs = { 'artifact-name': 'my-app', digest: 'any', 'run-id': '41', 'github-token': githubToken, to }
  const pushed = await pushArtifacts(t, inputs, { env: results.envOf({ run: 42 }) })
  assert.equal(pushed.outputs['digest'], digest)
  assert.equal(await digestAt(to), digest)
  assert.match(await validate(to), /PASS/)
})

for (const kind of ['full', 'sparse'] as const) {
  test(`two artifacts become one index, which does not depend on their order: ${kind}`, async (t) => {
    const [results, { address }] = [await openResults(t), await openRegistry(t, 'none')]
    const digests = await uploadForEach(results, kind)
    const to = `${address}/team/app:1`
    const { outputs, log } = await pushArtifacts(t, { ...inputsFor(digests), to }, results)
    assert.match(
      log,
      kind === 'sparse' ? /an index of 2 images, without \d layers/ : /an index of 2 images\./,
    )
    if (kind === 'full') {
      const other = { ...inputsFor(digests, architectures.toReversed()), to: `${address}/team/app:2` }
      const again = await pushArtifacts(t, other, results)
      assert.equal(again.outputs['digest'], outputs['digest'])
      assert.match(again.log, /has all of it: 0 B uploaded in 0, 0 mounted/)
    }

    assert.equal(await digestAt(to), outputs['digest'])
    const index: unknown = JSON.parse(await run(crane, ['manifest', to]))
    assert.partialDeepStrictEqual(index, {
      manifests: architectures.map((name) => ({
        digest: digests.get(name),
        platform: { architecture: name },
      })),
    })
    for (const digest of digests.values()) assert.match(await validate(`${to}@${digest}`), /PASS/)
    const job = await openLaterJob(t)
    const options = ['--insecure-policy', '--quiet', '--all', '--preserve-digests', '--src-tls-verify=false']
    await run(skopeo, ['copy', ...options, `docker://${to}`, `oci:${join(job.folder, 'by-skopeo')}:1`])
    if (kind === 'sparse') return

    await t.test('and is pushed unchanged from the layouts of skopeo and crane', async () => {
      await run(crane, ['pull', '--format=oci', to, join(job.folder, 'by-crane')])
      for (const path of ['by-skopeo', 'by-crane']) {
        const pushed = await push(job, { path, to: `${address}/team/${path}:1` })
        assert.equal(pushed.outputs['digest'], outputs['digest'])
        assert.match(await validate(`${address}/team/${path}:1`), /PASS/)
      }
    })
  })
}

test('if one of two digests does not match its artifact, nothing is pushed', async (t) => {
  const [results, { address }] = [await openResults(t), await openRegistry(t, 'none')]
  const digests = new Map(await uploadForEach(results))
  digests.set('arm64', `sha256:${'0'.repeat(64)}`)
  const inputs = { path: '', ...inputsFor(digests), to: `${address}/team/app:1` }
  const { error } = await failedPush(await openLaterJob(t), inputs, results)
  assert.match(error, /"my-app-arm64" contains another image than the expected one: expected sha256:000/)
  assert.equal((await run(crane, ['catalog', address])).trim(), '')
})

test('a download combines two artifacts into one layout, which other tools read as an index', async (t) => {
  const [results, { address }] = [await openResults(t), await openRegistry(t, 'none')]
  const digests = await uploadForEach(results)
  const name = `lab/e2e-${randomUUID()}:ci`
  t.after(() => run('docker', ['image', 'rm', '--force', name]))
  const job = await openLaterJob(t)
  const { outputs, log } = await download(job, { ...inputsFor(digests), load: name }, results)
  const { digest = '', 'layout-path': layout = '' } = outputs

  const raw = await run(skopeo, ['inspect', '--raw', `oci:${layout}`])
  for (const own of digests.values()) assert.ok(raw.includes(own))
  const copied = join(await openFolder(t), 'copied')
  const options = ['--insecure-policy', '--quiet', '--all', '--preserve-digests']
  await run(skopeo, ['copy', ...options, `oci:${layout}`, `oci:${copied}:1`])
  await run(crane, ['push', layout, `${address}/team/app:1`])
  assert.equal(await digestAt(`${address}/team/app:1`), digest)
  assert.equal((await run(regctl, ['image', 'digest', `ocidir://${layout}:latest`])).trim(), digest)

  assert.match(log, new RegExp(`Loaded docker\\.io/${name}`))
  const engine = await run('docker', ['image', 'inspect', '--format', '{{.Architecture}}', name])
  assert.equal(engine.trim(), architecture)
  assert.match(await runImage(name), /, world!$/m)

  const pushed = await push(job, { path: 'images/my-app', digest, to: `${address}/team/app:2` })
  assert.equal(pushed.outputs['digest'], digest)
})
