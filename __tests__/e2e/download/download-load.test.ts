import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { type ActionResult, runAction } from '../../../lab/driving/runner.ts'
import { run } from '../../../lab/tools/command.ts'
import { build, expectedError, lab, openWorkspace, runImage } from '../build.ts'
import { download, downloadRun, openLaterJob } from '../download.ts'
import { uploadLayout } from '../layouts.ts'
import { openFolder, openResults } from '../workflow.ts'

/** Returns a name for an image in the engine, which is removed after the test. */
const imageName = (t: TestContext, tag = 'ci'): string => {
  const name = `lab/e2e-${randomUUID()}:${tag}`
  t.after(() => run('docker', ['image', 'rm', '--force', name]))
  return name
}

const idOf = async (name: string): Promise<string> =>
  (await run('docker', ['image', 'inspect', '--format', '{{.Id}}', name])).trim()

/** Puts a `docker` on PATH that records its arguments and then runs the real one. */
const notingDocker = async (t: TestContext) => {
  const folder = await openFolder(t)
  const calls = join(folder, 'calls')
  const real = (await run('sh', ['-c', 'command -v docker'])).trim()
  await mkdir(join(folder, 'bin'))
  await writeFile(calls, '')
  await writeFile(
    join(folder, 'bin', 'docker'),
    `#!/bin/sh\necho "$1 $2" >> '${calls}'\nexec '${real}' "$@"\n`,
  )
  await chmod(join(folder, 'bin', 'docker'), 0o755)
  return {
    path: `${join(folder, 'bin')}${delimiter}${process.env['PATH']}`,
    calls: async () => (await run('cat', [calls])).trim().split('\n'),
  }
}

// The classic image store uses the configuration's digest as the image ID, the containerd store the manifest's.
const assertLoaded = async (name: string, outputs: ActionResult['outputs']): Promise<void> => {
  const id = await idOf(name)
  assert.ok([outputs['image-id'], outputs['digest']].includes(id), id)
}

test('the built image is loaded into the engine, also with preserved media types, and loading it again sends nothing', async (t) => {
  const results = await openResults(t)
  // A new image, which no engine has.
  const inputs = { upload: 'true', 'media-types': 'preserve', env: `GREETING=${randomUUID()}` }
  const { outputs } = await build(await openWorkspace(t), inputs, results)
  const [name, other] = [imageName(t), imageName(t)]
  const digest = outputs['digest'] ?? ''

  const first = await download(await openLaterJob(t), { digest, load: name }, results)
  const ids = `(?:${outputs['image-id']}|${digest})`
  assert.match(first.log, new RegExp(`^Loaded docker\\.io/${name}, ID ${ids}`, 'm'))
  assert.equal(first.outputs['image-id'], outputs['image-id'])
  await assertLoaded(name, outputs)
  assert.match(await runImage(name), /^[0-9a-f-]{36}, world!$/m)

  const docker = await notingDocker(t)
  const env = { ...results.env, PATH: docker.path }
  const again = await download(await openLaterJob(t), { digest, load: other }, { env })
  assert.match(again.log, new RegExp(`^Named docker\\.io/${other}: the engine had ${ids} already`, 'm'))
  await assertLoaded(other, outputs)
  const calls = await docker.calls()
  assert.ok(
    calls.every((call) => ['image inspect', 'image tag'].includes(call)),
    calls.join(),
  )
})

test('a sparse artifact is completed and loaded', async (t) => {
  const results = await openResults(t)
  await uploadLayout(results, lab.layouts.sparse)
  const name = imageName(t)
  const { outputs } = await download(await openLaterJob(t), { load: name }, results)
  await assertLoaded(name, outputs)
  assert.match(await runImage(name), /^Hello, world!$/m)
})

test('without an engine, the error says what to do', async (t) => {
  const results = await openResults(t)
  await uploadLayout(results, lab.layouts.full)
  const job = await openLaterJob(t)
  const env = { ...results.env, DOCKER_HOST: 'unix:///nowhere/docker.sock' }
  const { error } = expectedError(await runAction(downloadRun(job, { load: 'my-app:ci' }, { env })))
  assert.match(error, /engine/)
})
