import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { suite, type TestContext, test } from 'node:test'
import { baseLayer } from '../../lab/images/base-image.ts'
import { type BuilderOptions, makeBuilder } from '../../lab/images/builder.ts'
import { pushBytes, pushLayer, pushManifest } from '../../lab/images/push.ts'
import { architecture } from '../../lab/images/run-images.ts'
import { startRegistry } from '../../lab/services/registry.ts'
import { type Handler, serve } from '../registry/http-server.ts'
import { failedBuild, keepEarlierLayout, lab, openWorkspace } from './build.ts'

type Inputs = Readonly<Record<string, string>>

const refuseForNow: Handler = (_, response) => {
  response.writeHead(429, { 'retry-after': '3600', 'content-type': 'application/json' })
  response.end('{"errors":[{"code":"TOOMANYREQUESTS","message":"slow down"}]}')
}

const oddBuilder = (name: string, options: Partial<BuilderOptions>): Promise<string> =>
  makeBuilder({
    name: `lab/builder-e2e-errors:${name}`,
    base: 'tiny',
    lifecycle: '0.21.0',
    runImage: lab.runImages.tiny.docker,
    ...options,
  })

/** A run image, or builder, that is wanted before the creator starts, and cannot be had. */
const refused = async (t: TestContext, inputs: Inputs, error: RegExp): Promise<void> => {
  const workspace = await openWorkspace(t)
  const untouched = await keepEarlierLayout(workspace)
  const result = await failedBuild(workspace, inputs)
  assert.match(result.error, error)
  assert.doesNotMatch(result.log, /::group::|experimental feature/, 'the creator was started')
  await untouched()
}

suite('a builder that cannot be used', { concurrency: 3 }, () => {
  test('unknown', (t) =>
    refused(
      t,
      { builder: `${lab.registry.address}/no/builder:1` },
      /^Could not pull the builder .*\/no\/builder:1: its registry has no such image/,
    ))

  test('never pulled, and not there', (t) =>
    refused(
      t,
      { builder: 'lab/no-builder:1', 'pull-policy': 'never' },
      /^The builder docker\.io\/lab\/no-builder:1 is not in the Docker engine, and the pull policy «never» forbids/,
    ))

  test('not accessible', async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'lab-registry-'))
    t.after(() => rm(folder, { recursive: true, force: true }))
    await using registry = await startRegistry({ folder, authentication: 'basic' })
    await refused(
      t,
      { builder: `${registry.address}/team/builder:1` },
      /^Could not pull the builder .*: its registry refuses access\. Log in to the registry before this step/,
    )
  })

  test('its registry not reachable', (t) =>
    refused(
      t,
      { builder: '127.0.0.1:1/team/builder:1' },
      /^Could not pull the builder .*: its registry cannot be reached from the Docker engine/,
    ))

  test('its registry allows no more pulls', async (t) => {
    const { host } = await serve(t, refuseForNow)
    await refused(
      t,
      { builder: `${host}/team/builder:1` },
      /^Could not pull the builder .*: its registry allows no more pulls for now/,
    )
  })

  test('not a builder', (t) =>
    refused(
      t,
      { builder: 'lab/tiny:base' },
      /^The image docker\.io\/lab\/tiny:base is not a builder: it has no label io\.buildpacks\.builder\.metadata/,
    ))

  test('a label that is no metadata', async (t) =>
    refused(
      t,
      { builder: await oddBuilder('label', { metadata: () => 'not JSON' }) },
      /^The image .* is not a valid builder: .*io\.buildpacks\.builder\.metadata/,
    ))

  test('platform API below 0.12', async (t) => {
    const platform = { deprecated: ['0.3'], supported: ['0.7', '0.11'] }
    const metadata: NonNullable<BuilderOptions['metadata']> = (own) => ({
      ...own,
      lifecycle: { ...own.lifecycle, apis: { ...own.lifecycle.apis, platform } },
    })
    await refused(
      t,
      { builder: await oddBuilder('old', { metadata }) },
      /speaks the platform APIs 0\.7, 0\.11, 0\.3; one of 0\.12 to 0\.15 is needed/,
    )
  })

  test('not for Linux', async (t) => {
    // A Linux engine does not even take such an image; those that do leave it to the action to refuse it.
    await refused(
      t,
      { builder: await pushWindowsImage() },
      /^Could not pull the builder .*: it does not exist for the platform|is for windows\/amd64; only builders for Linux/,
    )
  })

  test('for another platform than the one asked for', (t) =>
    refused(
      t,
      { platform: 'linux/s390x', 'pull-policy': 'never' },
      new RegExp(`^The builder .* in the Docker engine is for linux/${architecture}, not for linux/s390x`),
    ))

  test('no CNB_USER_ID', async (t) =>
    refused(
      t,
      { builder: await oddBuilder('user', { env: { CNB_USER_ID: undefined } }) },
      /names no user to build as: CNB_USER_ID is not set/,
    ))

  test('no run image', async (t) =>
    refused(
      t,
      { builder: await oddBuilder('run-image', { runImage: '' }), 'run-image': '' },
      /names no run image\. Name one with the input run-image/,
    ))
})

const pushWindowsImage = async (): Promise<string> => {
  const repository = { registry: lab.registry.address, name: 'e2e/windows' }
  const type = (name: string) => `application/vnd.docker.${name}`
  const layer = await baseLayer('tiny')
  const config = {
    os: 'windows',
    architecture: 'amd64',
    rootfs: { type: 'layers', diff_ids: [layer.diffId] },
  }
  await pushManifest(repository, '1', {
    schemaVersion: 2,
    mediaType: type('distribution.manifest.v2+json'),
    config: await pushBytes(repository, type('container.image.v1+json'), Buffer.from(JSON.stringify(config))),
    layers: [await pushLayer(repository, type('image.rootfs.diff.tar.gzip'), layer)],
  })
  return `${repository.registry}/${repository.name}:1`
}

suite('a run image that cannot be had', { concurrency: 4 }, () => {
  const runImage = (address: string) => ({ 'run-image': address })
  const registry = lab.registry.address

  test('unknown tag', (t) =>
    refused(
      t,
      runImage(`${registry}/tiny:none`),
      /^Could not resolve .*\/tiny:none: .* knows no such image \(404.*Check the registry, the repository and the tag/,
    ))

  test('unknown repository', (t) =>
    refused(t, runImage(`${registry}/no/such:1`), /^Could not resolve .*\/no\/such:1: .* \(404/))

  test('none for the platform: those that exist are named', (t) =>
    refused(
      t,
      runImage(`${registry}/tiny:multi-platform-foreign`),
      new RegExp(
        `^The run image .* does not exist for linux/${architecture}, only for: linux/(?:arm64/v8|amd64)\\.`,
      ),
    ))

  test('not an image', (t) =>
    refused(
      t,
      runImage(`${registry}/tiny:multi-platform-attestation`),
      /^The run image .* does not exist for .*, only for: unknown\/unknown/,
    ))

  test('rate limited', async (t) => {
    const { host } = await serve(t, refuseForNow)
    await refused(
      t,
      runImage(`${host}/team/run:1`),
      /allows no more requests for now \(429.*asks to wait for 60 min.*log in for a higher limit: docker login 127/,
    )
  })

  test('registry not reachable', (t) =>
    refused(
      t,
      runImage('127.0.0.1:1/team/run:1'),
      /^Could not resolve 127\.0\.0\.1:1\/team\/run:1: 127\.0\.0\.1:1 refused the connection \(ECONNREFUSED\), at the last of \d+ tries/,
    ))
})
