import assert from 'node:assert/strict'
import { after, suite, type TestContext, test } from 'node:test'
import { startAction } from '../../../lab/driving/runner.ts'
import { type Cut, openOverTcp } from '../../../lab/services/tcp-proxy.ts'
import { run } from '../../../lab/tools/command.ts'
import {
  actionRun,
  build,
  containersOf,
  failedBuild,
  failure,
  keepEarlierLayout,
  lab,
  layoutOf,
  openWorkspace,
  scriptBuilder,
} from '../build.ts'

const builder = await scriptBuilder('engine')

/** Returns the environment of a step whose connection to the engine breaks. */
const cutting = async (
  t: TestContext,
  cut: Cut,
): Promise<{ readonly env: { readonly DOCKER_HOST: string } }> => {
  const proxy = await openOverTcp(lab.dockerHost, cut)
  t.after(() => proxy[Symbol.asyncDispose]())
  return { env: { DOCKER_HOST: proxy.host } }
}

/** Breaks the responses to matching requests after some bytes, a limited number of times. */
const cutOf = (request: RegExp, bytes: number, times: number): Cut => {
  let left = times
  return (line) => {
    if (!request.test(line) || left === 0) return undefined
    left -= 1
    return { received: bytes }
  }
}

const reading = /^GET \S+\/archive\?path=.*layout-repo/
// More than the data in transit when the connection breaks.
const app = {
  'build.sh': 'seq 1 2000; sleep 1; echo never shown; sleep 1; seq 1 2000000 > /workspace/large; echo works',
}
const whole = await build(await openWorkspace({ after }, app), { builder })

suite('the connection to the engine breaks', () => {
  test('while the built image is read: it is read again, with the same digest', async (t) => {
    const cut = await cutting(t, cutOf(reading, 300_000, 1))
    const result = await build(await openWorkspace(t, app), { builder }, cut)
    assert.equal(result.outputs['digest'], whole.outputs['digest'])
    await layoutOf(result)
    assert.deepEqual(await containersOf(builder), [])
  })

  test('each time the built image is read: the error says so', async (t) => {
    const cut = await cutting(t, cutOf(reading, 300_000, 100))
    const workspace = await openWorkspace(t, app)
    const untouched = await keepEarlierLayout(workspace)
    const { error } = await failedBuild(workspace, { builder }, cut)
    assert.match(
      error,
      /^The connection to the Docker engine at tcp:\/\/127\.0\.0\.1:\d+ broke while the built image came out\./,
    )
    await untouched()
    assert.deepEqual(await containersOf(builder), [])
  })

  test('during the build: the build continues to its end', async (t) => {
    const cut = await cutting(t, cutOf(/^POST \S+\/attach/, 3_000, 1))
    const result = await build(await openWorkspace(t, app), { builder }, cut)
    assert.match(
      result.log,
      /^The connection to the Docker engine broke\. The build continues; its further output/m,
    )
    assert.doesNotMatch(result.log, /never shown/)
    await layoutOf(result)
    assert.equal(result.outputs['digest'], whole.outputs['digest'])
  })

  test('while the app is copied in: the error says so', async (t) => {
    const cut = await cutting(t, cutOf(/^PUT \S+\/archive/, 0, 1))
    const { error } = await failedBuild(await openWorkspace(t, app), { builder }, cut)
    assert.match(
      error,
      /^The connection to the Docker engine at tcp:\/\/127\.0\.0\.1:\d+ broke while the app went in\. Run/,
    )
    assert.deepEqual(await containersOf(builder), [])
  })
})

test('the error says that the container was removed during the build', async (t) => {
  const workspace = await openWorkspace(t, { 'build.sh': 'echo works; while :; do sleep 1; done' })
  const action = await startAction(actionRun(workspace, { builder }))
  await action.logged(/^works$/m)
  await run('docker', ['rm', '--force', ...(await containersOf(builder))])
  const { error } = failure(await action.result)
  assert.match(
    error,
    /^The build container buildpacks-oci-layout-\S+ was removed by somebody else while the build ran\. Look for/,
  )
})
