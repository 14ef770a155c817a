import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { type Registry, type RegistryAuthentication, startRegistry } from '../../lab/services/registry.ts'
import { credentials } from '../../lab/services/token-server.ts'
import { onPath } from '../../lab/tools/debian.ts'
import { digestOf } from '../../src/image/digest.ts'
import { mediaTypes } from '../../src/image/media-type.ts'
import { parseReference } from '../../src/image/reference.ts'
import { cutAfterBytes } from './cutting-proxy.ts'
import { bytesOf, client, descriptorOf, failureOf } from './registry-client.ts'

// The lab installs it before the tests.
const skip = (await onPath('docker-registry')) ? false : 'docker-registry is not installed'

const login = { username: credentials.user, password: credentials.password }
const layer = randomBytes(5_000_000)
const layerDescriptor = descriptorOf(layer)
const config = Buffer.from('{"os":"linux","architecture":"amd64","rootfs":{"type":"layers","diff_ids":[]}}')
const configDescriptor = { ...descriptorOf(config), mediaType: mediaTypes.config }
const manifest = Buffer.from(
  JSON.stringify({
    schemaVersion: 2,
    mediaType: mediaTypes.manifest,
    config: configDescriptor,
    layers: [layerDescriptor],
  }),
)
const descriptor = { mediaType: mediaTypes.manifest, digest: digestOf(manifest), size: manifest.length }

const openRegistry = async (t: TestContext, authentication: RegistryAuthentication): Promise<Registry> => {
  const folder = await mkdtemp(join(tmpdir(), 'registry-'))
  const registry = await startRegistry({ folder, authentication })
  t.after(async () => {
    await registry[Symbol.asyncDispose]()
    await rm(folder, { recursive: true })
  })
  return registry
}

for (const authentication of ['none', 'basic', 'token'] as const) {
  test(`an image is pushed to a real registry and fetched again (authentication: ${authentication})`, {
    skip,
  }, async (t) => {
    const { address, requests } = await openRegistry(t, authentication)
    const { registry, warnings } = client(authentication === 'none' ? {} : { credential: login })
    const base = registry.repository(parseReference(`${address}/base/run`))
    await base.push(layerDescriptor, () => [layer])

    const repository = registry.repository(parseReference(`${address}/team/app`))
    assert.equal(await repository.exists(layerDescriptor), false)
    assert.equal(await repository.mount(layerDescriptor, base), true)
    assert.equal(await repository.mount(configDescriptor, base), false)
    assert.match(
      await failureOf(repository.push(descriptor, () => [manifest])),
      /rejected the request \(400, MANIFEST_BLOB_UNKNOWN|does not accept pushes there \(404, MANIFEST_BLOB_UNKNOWN/,
    )
    await repository.push(configDescriptor, () => [config])
    await repository.push(descriptor, () => [manifest])
    await repository.tag(descriptor, manifest, '1.2')

    const reader = registry.readableRepository(parseReference(`${address}/team/app`))
    assert.deepEqual(await registry.resolve(parseReference(`${address}/team/app:1.2`)), descriptor)
    for (const [part, bytes] of [
      [descriptor, manifest],
      [configDescriptor, config],
      [layerDescriptor, layer],
    ] as const) {
      assert.equal(await reader.exists(part), true)
      assert.ok((await bytesOf(reader.fetch(part))).equals(bytes))
    }
    const sent = (await requests()).filter(({ method, status }) => method === 'PUT' && status === 201)
    assert.equal(sent.length, 4)
    assert.deepEqual(warnings, [])
  })
}

test('a real registry rejects content with another digest', { skip }, async (t) => {
  const { address } = await openRegistry(t, 'none')
  const repository = client().registry.repository(parseReference(`${address}/team/app`))
  assert.match(
    await failureOf(repository.push(layerDescriptor, () => [randomBytes(layer.length)])),
    /rejected the request \(400, DIGEST_INVALID/,
  )
  assert.equal(await repository.exists(layerDescriptor), false)
})

test('an interrupted upload to a real registry is completed', { skip }, async (t) => {
  const { address, requests } = await openRegistry(t, 'token')
  const host = await cutAfterBytes(t, address, 3_000_000)
  const { registry, warnings } = client({ credential: login })
  const repository = registry.repository(parseReference(`${host}/team/app`))
  await repository.push(layerDescriptor, () => [layer.subarray(0, 4_000_000), layer.subarray(4_000_000)])
  assert.ok((await bytesOf(repository.fetch(layerDescriptor))).equals(layer))
  // This registry forgets interrupted uploads, but the client asks for the state.
  assert.notEqual(warnings.length, 0)
  assert.ok((await requests()).some(({ method, status }) => method === 'PATCH' && status === 500))
})

test('a wrong password is reported before a blob is sent', { skip }, async (t) => {
  const { address } = await openRegistry(t, 'basic')
  const { registry } = client({ credential: { ...login, password: 'wrong' } })
  const repository = registry.repository(parseReference(`${address}/team/app`))
  const open = () => assert.fail('was opened')
  assert.match(
    await failureOf(repository.push(layerDescriptor, open)),
    /denied access \(401, UNAUTHORIZED: authentication required\) to the account .* Check that it may push/,
  )
})
