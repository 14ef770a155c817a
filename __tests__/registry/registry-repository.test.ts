import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { digestOf } from '../../src/image/digest.ts'
import { documentLimit } from '../../src/json/document.ts'
import { bearer, giving, login } from './guarded-registry.ts'
import { serve } from './http-server.ts'
import { cutAfter, refuse, servePushes } from './push-server.ts'
import { bytesOf, client, descriptorOf, failureOf, imageAt } from './registry-client.ts'

const bytes = Buffer.from('{"schemaVersion":2,"manifests":[]}')
const mediaType = 'application/vnd.oci.image.index.v1+json'
const index = { mediaType, digest: digestOf(bytes), size: bytes.length }

test('a manifest is pushed by digest and tagged, with its exact bytes and its media type', async (t) => {
  const server = await servePushes(t)
  const repository = client().registry.repository(imageAt(server.host))
  assert.equal(await repository.exists(index), false)
  await repository.push(index, () => [bytes.subarray(0, 5), bytes.subarray(5)])
  assert.equal(await repository.exists(index), true)
  await repository.tag(index, bytes, '1.2')
  assert.deepEqual(Object.fromEntries(server.manifests), { [index.digest]: bytes, '1.2': bytes })
  assert.deepEqual(
    server.asked.map(({ method, path, type }) => [method, path, type]),
    [
      ['GET', `manifests/${index.digest}`, undefined],
      ['PUT', `manifests/${index.digest}`, mediaType],
      ['GET', `manifests/${index.digest}`, undefined],
      ['PUT', 'manifests/1.2', mediaType],
    ],
  )
})

test('a manifest that does not match its descriptor is not pushed', async (t) => {
  const server = await servePushes(t)
  const repository = client().registry.repository(imageAt(server.host))
  const other = Buffer.from('{"schemaVersion":2,"manifests":{}}')
  assert.match(await failureOf(repository.push(index, () => [other])), /is corrupt: expected sha256:/)
  assert.match(await failureOf(repository.tag(index, other, '1')), /is corrupt: expected sha256:/)
  const endless = function* () {
    for (;;) yield Buffer.alloc(documentLimit / 2)
  }
  assert.match(
    await failureOf(repository.push(index, endless)),
    /has more than 4194304 bytes\. .*\. Build the image again\.$/,
  )
  assert.deepEqual(server.asked, [])
})

test('a manifest is pushed again after a transient error, and a rejection quotes the registry', async (t) => {
  const server = await servePushes(t, async (exchange) => {
    if (exchange.nth === 1) return cutAfter(exchange, 10)
    if (exchange.nth === 2) return refuse(exchange, 502)
    return exchange.asked.path.endsWith('/other') && refuse(exchange, 400, {}, 'MANIFEST_INVALID')
  })
  const { registry } = client()
  const repository = registry.repository(imageAt(server.host))
  await repository.push(index, () => [bytes])
  assert.deepEqual(server.manifests.get(index.digest), bytes)
  assert.match(
    await failureOf(repository.tag(index, bytes, 'other')),
    /^Could not tag sha256:\w+ as 127\.0\.0\.1:\d+\/team\/app:other: .* rejected the request \(400, MANIFEST_INVALID: no\)\./,
  )
})

test('a push fails if the registry reports another digest for the manifest', async (t) => {
  const { host } = await servePushes(t, async (exchange) =>
    refuse(exchange, 201, { 'docker-content-digest': digestOf('x') }),
  )
  const repository = client().registry.repository(imageAt(host))
  assert.match(
    await failureOf(repository.tag(index, bytes, '1')),
    /reports that it stored "sha256:\w+" instead/,
  )
})

test('a repository is read with pull permission only', async (t) => {
  const tokens = await serve(
    t,
    giving(() => ({ token: 'abc' })),
  )
  const blob = Buffer.from('layer')
  const server = await serve(t, ({ method, path, headers: { authorization } }, response) => {
    if (authorization === undefined) {
      response.writeHead(401, { 'www-authenticate': bearer(tokens.host) }).end()
    } else if (path.includes('/manifests/')) {
      const headers = { 'content-type': mediaType, 'content-length': bytes.length }
      response
        .writeHead(200, { ...headers, 'docker-content-digest': index.digest })
        .end(method === 'HEAD' ? undefined : bytes)
    } else response.end(method === 'HEAD' ? undefined : blob)
  })
  const repository = client().registry.readableRepository(imageAt(server.host))
  assert.deepEqual(await bytesOf(repository.fetch(index)), bytes)
  assert.deepEqual(await bytesOf(repository.fetch(descriptorOf(blob))), blob)
  assert.equal(await repository.exists(descriptorOf(blob)), true)
  assert.match(
    await failureOf(bytesOf(repository.fetch({ ...index, size: 1 }))),
    /has another size: expected 1 bytes, found 34\. Push the image again\.$/,
  )
  const scopes = tokens.asked.map(({ path }) => new URL(path, 'http://x').searchParams.getAll('scope'))
  assert.deepEqual(scopes, [['repository:team/app:pull']])
})

test('a failure names the tag that does not exist', async (t) => {
  const server = await serve(t, (_asked, response) => {
    response.writeHead(404).end('{"errors":[{"code":"MANIFEST_UNKNOWN"}]}')
  })
  assert.match(
    await failureOf(client().registry.resolve(imageAt(server.host))),
    /^Could not resolve 127\.0\.0\.1:\d+\/team\/app:1: .* has no such image/,
  )
})

test('without push permission, the failure says what is needed', async (t) => {
  const { host } = await servePushes(t, async (exchange) => {
    if (exchange.asked.method === 'HEAD') return false
    if (exchange.asked.authorization !== undefined) return refuse(exchange, 403, {}, 'DENIED')
    return refuse(exchange, 401, { 'www-authenticate': 'Basic realm="r"' })
  })
  const blob = descriptorOf(Buffer.from('x'))
  const denied = await failureOf(
    client({ credential: login })
      .registry.repository(imageAt(host))
      .push(blob, () => ['x'].map(Buffer.from)),
  )
  assert.match(
    denied,
    /denied access \(403, DENIED: no\) to the account in Docker's configuration\. Check that it may push to this/,
  )
  assert.match(denied, /GITHUB_TOKEN needs "packages: write"/)
  const anonymous = await failureOf(client().registry.repository(imageAt(host)).tag(index, bytes, '1'))
  assert.match(
    anonymous,
    /no credentials are configured for this registry\. Log in first, with "docker\/login-action" in an earlier step or with: docker login 127\./,
  )
})

test('a failure says that the repository must be created first', async (t) => {
  const { host } = await servePushes(
    t,
    async (exchange) => exchange.asked.method === 'POST' && refuse(exchange, 404, {}, 'NAME_UNKNOWN'),
  )
  const blob = descriptorOf(Buffer.from('x'))
  assert.match(
    await failureOf(
      client()
        .registry.repository(imageAt(host))
        .push(blob, () => []),
    ),
    /has no such repository \(404, NAME_UNKNOWN: no\)\. .* In some registries, create the repository first\./,
  )
})

test('a token that expires during an upload is renewed for its rest', async (t) => {
  const content = randomBytes(2_000_000)
  const blob = descriptorOf(content)
  const tokens = await serve(
    t,
    giving((nth) => ({ token: `t${nth}` })),
  )
  let valid = 't1'
  const server = await servePushes(t, async (exchange) => {
    const { method, authorization } = exchange.asked
    if (authorization !== `Bearer ${valid}`) {
      return refuse(exchange, 401, { 'www-authenticate': bearer(tokens.host) }, 'UNAUTHORIZED')
    }
    if (method !== 'PATCH' || exchange.nth > 1) return false
    valid = 't2'
    return cutAfter(exchange, 1_000_000)
  })
  const { registry } = client({ credential: login })
  await registry.repository(imageAt(server.host)).push(blob, () => [content])
  assert.ok(server.blobs.get(blob.digest)?.equals(content))
  assert.equal(tokens.asked.length, 2)
})

test('a blob that is refused for its token is sent again with a new token', async (t) => {
  const content = randomBytes(2_000_000)
  const blob = descriptorOf(content)
  const tokens = await serve(
    t,
    giving((nth) => ({ token: `t${nth}` })),
  )
  let opened = 0
  const server = await servePushes(t, async (exchange) => {
    const { method, authorization } = exchange.asked
    const valid = method === 'POST' ? 'Bearer t1' : 'Bearer t2'
    if (authorization === valid) return false
    // Before any byte of the body is read.
    exchange.response.writeHead(401, { 'www-authenticate': bearer(tokens.host) }).end()
    return true
  })
  const { registry, warnings } = client({ credential: login })
  const open = () => {
    opened += 1
    return [content]
  }
  await registry.repository(imageAt(server.host)).push(blob, open)
  assert.ok(server.blobs.get(blob.digest)?.equals(content))
  assert.deepEqual([opened, tokens.asked.length, warnings], [2, 2, []])
})

test('the digest of a tag comes from HEAD, or from GET if the registry does not send it', async (t) => {
  for (const headers of [
    { 'content-type': 'application/vnd.docker.distribution.manifest.v1+prettyjws', 'content-length': 9 },
    { 'content-type': mediaType, 'content-length': documentLimit + 1 },
    {},
  ]) {
    const { host } = await serve(t, (_asked, response) => {
      response.writeHead(200, { ...headers, 'docker-content-digest': index.digest }).end()
    })
    assert.equal(await client().registry.repository(imageAt(host)).find('1'), index.digest)
  }
  for (const digest of [undefined, 'sha256:1']) {
    const { host, asked } = await serve(t, ({ method }, response) => {
      response
        .writeHead(200, digest ? { 'docker-content-digest': digest } : {})
        .end(method === 'GET' ? bytes : '')
    })
    assert.equal(await client().registry.repository(imageAt(host)).find('1'), index.digest)
    assert.deepEqual(
      asked.map(({ method }) => method),
      ['HEAD', 'GET'],
    )
  }
  for (const [status, digest] of [
    [404, undefined],
    [406, undefined],
  ] as const) {
    const { host } = await serve(t, (_asked, response) => {
      response.writeHead(status, digest && { 'docker-content-digest': digest }).end()
    })
    assert.equal(await client().registry.repository(imageAt(host)).find('1'), undefined)
  }
})

test('a manifest that a replica does not have yet is read back later', async (t) => {
  const late = (times: number) =>
    serve(t, (_asked, response, nth) => {
      if (nth <= times) response.writeHead(404).end('{"errors":[{"code":"MANIFEST_UNKNOWN"}]}')
      else response.writeHead(200, { 'content-type': mediaType }).end(bytes)
    })
  const soon = client()
  await soon.registry.repository(imageAt((await late(2)).host)).confirm(index, '1')
  assert.equal(soon.warnings.length, 2)
  const never = client().registry.repository(imageAt((await late(9)).host))
  assert.match(
    await failureOf(never.confirm(index, '1')),
    /^Could not read .*:1 back: 127\.0\.0\.1:\d+ does not return it \(404\), after 3 attempts\./,
  )
})
