import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite, type TestContext, test } from 'node:test'
import { type Registry, type RegistryAuthentication, startRegistry } from '../../../lab/services/registry.ts'
import { credentials } from '../../../lab/services/token-server.ts'
import { run } from '../../../lab/tools/command.ts'
import { build, failedBuild, lab, layoutOf, openWorkspace, type Workspace } from '../build.ts'

interface OwnRegistry extends Registry {
  readonly runImage: string
  /** Returns the requests since the last call, or since the push of the run image. */
  readonly asked: () => Promise<readonly string[]>
}

/** Starts a registry for the test, with a run image in it. */
const openRegistry = async (t: TestContext, authentication: RegistryAuthentication): Promise<OwnRegistry> => {
  const folder = await mkdtemp(join(tmpdir(), 'lab-registry-'))
  const registry = await startRegistry({ folder, authentication })
  t.after(async () => {
    await registry[Symbol.asyncDispose]()
    await rm(folder, { recursive: true, force: true })
  })
  const runImage = `${registry.address}/team/run:1`
  await run(lab.tools.skopeo, [
    ...['copy', '--insecure-policy', '--quiet', '--src-tls-verify=false', '--dest-tls-verify=false'],
    ...['--dest-creds', `${credentials.user}:${credentials.password}`],
    ...[`docker://${lab.runImages.tiny.oci}`, `docker://${runImage}`],
  ])
  let seen = (await registry.requests()).length
  const asked = async () => {
    const all = await registry.requests()
    const fresh = all.slice(seen).map(({ method, path }) => `${method} ${path}`)
    seen = all.length
    return fresh
  }
  return { ...registry, runImage, asked }
}

/** Returns the environment of a step whose DOCKER_CONFIG has a login. */
const logIn = async ({ temp }: Workspace, registry: string, password: string) => {
  const folder = join(temp, 'docker')
  const auth = Buffer.from(`${credentials.user}:${password}`).toString('base64')
  await mkdir(folder)
  await writeFile(join(folder, 'config.json'), JSON.stringify({ auths: { [registry]: { auth } } }))
  return { env: { DOCKER_CONFIG: folder } }
}

suite('registries with authentication', { concurrency: 2 }, () => {
  for (const authentication of ['basic', 'token'] as const) {
    test(`${authentication}: a build succeeds with credentials from DOCKER_CONFIG, and fails without or with wrong ones`, async (t) => {
      const { address, runImage, tokenRequests } = await openRegistry(t, authentication)
      const inputs = { 'run-image': runImage }

      const missing = await failedBuild(await openWorkspace(t), inputs)
      assert.match(
        missing.error,
        /denied access \(401.*no credentials are configured for this registry.*log in first: docker login 127/,
      )

      const stranger = await openWorkspace(t)
      const wrong = await failedBuild(stranger, inputs, await logIn(stranger, address, 'guessed'))
      assert.match(wrong.error, /denied access \(401.*to the account in Docker's configuration/)
      assert.doesNotMatch(wrong.log, /guessed/)

      for (const { error, log } of [missing, wrong]) {
        assert.ok(error.includes(runImage), error)
        assert.doesNotMatch(log, /::group::/, 'the creator was started')
      }

      const workspace = await openWorkspace(t)
      const result = await build(workspace, inputs, await logIn(workspace, address, credentials.password))
      await layoutOf(result)
      assert.doesNotMatch(result.log, new RegExp(credentials.password))
      assert.equal(
        tokenRequests().some(({ status }) => status === 200),
        authentication === 'token',
      )
    })
  }
})

test('a second build sends one request to the registry and fetches nothing; with a pinned run image and no pulls, it sends none and needs no registry', async (t) => {
  const registry = await openRegistry(t, 'none')
  const workspace = await openWorkspace(t)
  const inputs = { 'run-image': registry.runImage }
  const first = await build(workspace, inputs)
  const blobs = (await registry.asked()).filter((request) => /^GET .*\/blobs\//.test(request))
  assert.equal(blobs.length, 3, 'the configuration and two layers')

  const second = await build(workspace, inputs)
  assert.deepEqual(await registry.asked(), ['HEAD /v2/team/run/manifests/1'])
  assert.equal(second.outputs['digest'], first.outputs['digest'])
  await layoutOf(second)

  const pinned = {
    'run-image': `${registry.address}/team/run@${first.outputs['run-image-digest']}`,
    'pull-policy': 'never',
  }
  // No build has used this digest, but the tag's directory has all of its blobs.
  const third = await build(workspace, pinned)
  assert.deepEqual(await registry.asked(), [])
  await registry[Symbol.asyncDispose]()
  const fourth = await build(workspace, pinned)
  assert.equal(fourth.outputs['digest'], third.outputs['digest'])
  await layoutOf(fourth)
})
