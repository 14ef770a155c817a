import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ReadableContent } from '../../src/content/content.ts'
import { parseReference } from '../../src/image/reference.ts'
import { authorizations, bearer, giving, login } from './guarded-registry.ts'
import { serve } from './http-server.ts'
import { type Fault, refuse, servePushes } from './push-server.ts'
import { client, descriptorOf, imageAt } from './registry-client.ts'

const content = Buffer.from('a layer that several images have')
const blob = descriptorOf(content)

test('a blob of another repository of the registry is mounted without a transfer', async (t) => {
  const server = await servePushes(t, ({ asked, response }) => {
    if (asked.method === 'POST') response.writeHead(201, { 'docker-content-digest': blob.digest }).end()
    return asked.method === 'POST'
  })
  const { registry } = client()
  const source = registry.readableRepository(parseReference(`${server.host}/base/run:1`))
  assert.equal(await registry.repository(imageAt(server.host)).mount(blob, source), true)
  assert.deepEqual(
    server.asked.map(({ method, path }) => `${method} ${path}`),
    [`POST blobs/uploads/?mount=${encodeURIComponent(blob.digest)}&from=base%2Frun`],
  )
})

test('if a registry does not mount a blob, the blob can be pushed', async (t) => {
  for (const status of [202, 400, 401, 403, 404, 405, 416, 500, 503]) {
    const fault: Fault = async (exchange) =>
      exchange.asked.path.includes('mount=') &&
      refuse(exchange, status, { location: '/v2/team/app/blobs/uploads/of-the-mount' })
    const server = await servePushes(t, fault)
    const { registry } = client()
    const source = registry.readableRepository(parseReference(`${server.host}/base/run:1`))
    const repository = registry.repository(imageAt(server.host))
    assert.equal(await repository.mount(blob, source), false, `${status}`)
    await repository.push(blob, () => [content])
    assert.deepEqual(server.blobs.get(blob.digest), content)
  }
})

test('only blobs are mounted, and only from the same registry', async (t) => {
  const server = await servePushes(t)
  const { registry } = client()
  const repository = registry.repository(imageAt(server.host))
  const elsewhere = registry.readableRepository(parseReference('localhost:1/base/run:1'))
  const folder: ReadableContent = { exists: async () => true, fetch: () => assert.fail('was fetched') }
  assert.equal(await repository.mount(blob, elsewhere), false)
  assert.equal(await repository.mount(blob, folder), false)
  const manifest = { ...blob, mediaType: 'application/vnd.oci.image.manifest.v1+json' }
  const nearby = registry.readableRepository(parseReference(`${server.host}/base/run:1`))
  assert.equal(await repository.mount(manifest, nearby), false)
  assert.deepEqual(server.asked, [])
})

test('a mount requests permission to read the source, and a push only its own', async (t) => {
  const tokens = await serve(
    t,
    giving((nth) => ({ token: `t${nth}` })),
  )
  const server = await servePushes(t, ({ asked, response }) => {
    if (asked.authorization !== undefined) return false
    response.writeHead(401, { 'www-authenticate': `${bearer(tokens.host)},scope="registry:catalog:*"` }).end()
    return true
  })
  const { registry } = client({ credential: login })
  const source = registry.readableRepository(parseReference(`${server.host}/base/run:1`))
  const repository = registry.repository(imageAt(server.host))
  assert.equal(await repository.exists(blob), false)
  assert.equal(await repository.mount(blob, source), false)
  await repository.push(blob, () => [content])
  assert.equal(await repository.exists(blob), true)
  const scopes = tokens.asked.map(({ path }) => new URL(path, 'http://x').searchParams.getAll('scope'))
  assert.deepEqual(scopes, [
    ['repository:team/app:pull,push'],
    ['repository:team/app:pull,push', 'repository:base/run:pull'],
  ])
  assert.deepEqual(
    server.asked.map(({ method, authorization }) => `${method} ${authorization ?? 'anonymously'}`),
    [
      'HEAD anonymously',
      'HEAD Bearer t1',
      'POST anonymously',
      'POST Bearer t2',
      'POST Bearer t1',
      'PUT Bearer t1',
      'HEAD Bearer t1',
    ],
  )
})

test('an identity token is exchanged for one token with all scopes', async (t) => {
  const tokens = await serve(
    t,
    giving(() => ({ access_token: 'abc' })),
  )
  const server = await servePushes(t, ({ asked, response }) => {
    if (asked.authorization !== undefined) return false
    response.writeHead(401, { 'www-authenticate': bearer(tokens.host) }).end()
    return true
  })
  const { registry } = client({ credential: { identityToken: 'id-secret' } })
  const source = registry.readableRepository(parseReference(`${server.host}/base/run:1`))
  await registry.repository(imageAt(server.host)).mount(blob, source)
  assert.deepEqual(authorizations(tokens.asked), [undefined])
  assert.equal(
    new URLSearchParams(tokens.asked[0]?.body).get('scope'),
    'repository:team/app:pull,push repository:base/run:pull',
  )
})

test('a push works although the token server does not grant the source', async (t) => {
  const tokens = await serve(t, (asked, response, nth) =>
    asked.path.includes('base')
      ? response.writeHead(403).end()
      : giving(() => ({ token: 'abc' }))(asked, response, nth),
  )
  const server = await servePushes(t, ({ asked, response }) => {
    if (asked.authorization !== undefined) return false
    response.writeHead(401, { 'www-authenticate': bearer(tokens.host) }).end()
    return true
  })
  const { registry } = client({ credential: login })
  const source = registry.readableRepository(parseReference(`${server.host}/base/run:1`))
  const repository = registry.repository(imageAt(server.host))
  assert.equal(await repository.mount(blob, source), false)
  await repository.push(blob, () => [content])
  assert.deepEqual(server.blobs.get(blob.digest), content)
})
