import assert from 'node:assert/strict'
import { suite, type TestContext, test } from 'node:test'
import { architecture } from '../../../lab/images/run-images.ts'
import { type Handler, serve } from '../../registry/http-server.ts'
import { failedBuild, keepEarlierLayout, lab, openWorkspace } from '../build.ts'

type Inputs = Readonly<Record<string, string>>

const refuseForNow: Handler = (_, response) => {
  response.writeHead(429, { 'retry-after': '3600', 'content-type': 'application/json' })
  response.end('{"errors":[{"code":"TOOMANYREQUESTS","message":"slow down"}]}')
}

/** Runs a build that must fail before the creator starts, because its run image or builder is unusable. */
const refused = async (t: TestContext, inputs: Inputs, error: RegExp): Promise<void> => {
  const workspace = await openWorkspace(t)
  const untouched = await keepEarlierLayout(workspace)
  const result = await failedBuild(workspace, inputs)
  assert.match(result.error, error)
  assert.doesNotMatch(result.log, /::group::|experimental feature/, 'the creator was started')
  await untouched()
}

// One example per kind. The tests of src/cnb, src/docker, src/store and src/registry have all of them.
suite('an unusable builder is refused', { concurrency: 3 }, () => {
  test('unknown', (t) =>
    refused(
      t,
      { builder: `${lab.registry.address}/no/builder:1` },
      /^Could not pull the builder .*\/no\/builder:1: its registry has no such image/,
    ))

  test('not a builder', (t) =>
    refused(
      t,
      { builder: lab.runImages.tiny.docker },
      /^The image 127\.0\.0\.1:\d+\/tiny:docker is not a builder: it has no label io\.buildpacks\.builder\.metadata/,
    ))

  test('for another platform than the requested one', (t) =>
    refused(
      t,
      { platform: 'linux/s390x', 'pull-policy': 'never' },
      new RegExp(`^The builder .* in the Docker engine is for linux/${architecture}, not for linux/s390x`),
    ))
})

suite('an unavailable run image is an error', { concurrency: 4 }, () => {
  const runImage = (address: string) => ({ 'run-image': address })
  const registry = lab.registry.address

  test('unknown tag', (t) =>
    refused(
      t,
      runImage(`${registry}/tiny:none`),
      /^Could not resolve .*\/tiny:none: .* has no such image \(404.*Check the registry, the repository and the tag/,
    ))

  test('not for this platform: the error lists its platforms', (t) =>
    refused(
      t,
      runImage(`${registry}/tiny:multi-platform-foreign`),
      new RegExp(
        `^The run image .* does not exist for linux/${architecture}, only for: linux/(?:arm64/v8|amd64)\\.`,
      ),
    ))

  test('rate limited', async (t) => {
    const { host } = await serve(t, refuseForNow)
    await refused(
      t,
      runImage(`${host}/team/run:1`),
      /limits the rate of requests \(429.*asked to retry after 60 min.*log in for a higher limit: docker login 127/,
    )
  })
})
