import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { chmod, mkdir, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { runAction } from '../../../lab/driving/runner.ts'
import { run } from '../../../lab/tools/command.ts'
import { readLayout } from '../../../src/layout/read.ts'
import { build, expectedError, lab, openWorkspace, runImage } from '../build.ts'
import { download, downloadRun, openLaterJob } from '../download.ts'
import { uploadLayout } from '../layouts.ts'
import { openFolder, openResults } from '../workflow.ts'

/** A name for an image in the engine; gone after the test. */
const imageName = (t: TestContext, tag = 'ci'): string => {
  const name = `lab/e2e-${randomUUID()}:${tag}`
  t.after(() => run('docker', ['image', 'rm', '--force', name]))
  return name
}

const idOf = async (name: string): Promise<string> =>
  (await run('docker', ['image', 'inspect', '--format', '{{.Id}}', name])).trim()

/** A `docker` on PATH that notes what it is asked before it asks the real one. */
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

test('the engine’s image is the one that was built: its ID is image-id; loading again sends nothing', async (t) => {
  const results = await openResults(t)
  // An image that no engine has yet.
  const inputs = { upload: 'true', env: `GREETING=${randomUUID()}` }
  const { outputs } = await build(await openWorkspace(t), inputs, results)
  const [name, other] = [imageName(t), imageName(t)]
  const digest = outputs['digest'] ?? ''

  const first = await download(await openLaterJob(t), { digest, load: name }, results)
  assert.match(first.log, new RegExp(`^Loaded docker\\.io/${name}, ID ${outputs['image-id']}`, 'm'))
  assert.equal(first.outputs['image-id'], outputs['image-id'])
  assert.equal(await idOf(name), outputs['image-id'])
  assert.match(await runImage(name), /^[0-9a-f-]{36}, world!$/m)

  const docker = await notingDocker(t)
  const env = { ...results.env, PATH: docker.path }
  const again = await download(await openLaterJob(t), { digest, load: other }, { env })
  assert.match(
    again.log,
    new RegExp(`^Named docker\\.io/${other}: the engine had ${outputs['image-id']} already`, 'm'),
  )
  assert.equal(await idOf(other), outputs['image-id'])
  assert.deepEqual(await docker.calls(), ['image inspect', 'image tag'])
})

test('a sparse artifact is loaded complete', async (t) => {
  const results = await openResults(t)
  await uploadLayout(results, lab.layouts.sparse)
  const { manifest } = await readLayout(lab.layouts.sparse)
  const name = imageName(t)
  await download(await openLaterJob(t), { load: name }, results)
  assert.equal(await idOf(name), manifest.config.digest)
  assert.match(await runImage(name), /^Hello, world!$/m)
})

test('with media-types: preserve as well', async (t) => {
  const results = await openResults(t)
  const inputs = { upload: 'true', 'media-types': 'preserve', env: `GREETING=${randomUUID()}` }
  const { outputs } = await build(await openWorkspace(t), inputs, results)
  const name = imageName(t)
  await download(await openLaterJob(t), { load: name }, results)
  assert.equal(await idOf(name), outputs['image-id'])
})

test('there is no engine: an error that says what to do', async (t) => {
  const results = await openResults(t)
  await uploadLayout(results, lab.layouts.full)
  const job = await openLaterJob(t)
  const env = { ...results.env, DOCKER_HOST: 'unix:///nowhere/docker.sock' }
  const { error } = expectedError(await runAction(downloadRun(job, { load: 'my-app:ci' }, { env })))
  assert.match(error, /engine/)
})
