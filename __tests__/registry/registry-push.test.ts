import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { Failure } from '../../src/message/failure.ts'
import { cutAfter, refuse, servePushes } from './push-server.ts'
import { assertTaken, begin, blob, content, end, look, open, send, state, target } from './push-target.ts'
import { client, descriptorOf, failureOf, imageAt } from './registry-client.ts'

test('a blob is sent with one PATCH, between the POST and the PUT of its upload', async (t) => {
  const { server, repository, warnings } = await target(t)
  assert.equal(await repository.exists(blob), false)
  await repository.push(blob, open)
  assert.equal(await repository.exists(blob), true)
  assertTaken(server)
  assert.deepEqual(server.requests(), [look, begin, send, end, look])
  const [, , patch, put] = server.asked
  assert.equal(patch?.bytes, content.length)
  assert.equal(patch?.type, 'application/octet-stream')
  assert.equal(patch?.range, undefined)
  assert.equal(put?.bytes, 0)
  assert.match(put?.path ?? '', /\?_state=a%2Fb&digest=sha256%3A[0-9a-f]{64}$/)
  assert.deepEqual(warnings, [])
})

test('an empty blob is pushed', async (t) => {
  const { server, repository } = await target(t)
  const empty = descriptorOf(Buffer.alloc(0))
  await repository.push(empty, () => [])
  assert.equal(server.blobs.get(empty.digest)?.length, 0)
})

test('an upload follows a relative or absolute address, and carries no login to another host', async (t) => {
  const elsewhere = await servePushes(t)
  elsewhere.uploads.set('there', { chunks: [] })
  for (const location of [
    (_host: string) => 'there?a=b',
    (_host: string) => '/v2/team/app/blobs/uploads/there',
    (host: string) => `http://${host}/v2/team/app/blobs/uploads/there`,
    (_host: string) => `http://${elsewhere.host}/v2/team/app/blobs/uploads/there`,
  ]) {
    const server = await servePushes(t, ({ asked, response, request }) => {
      const { authorization } = request.headers
      if (authorization === undefined)
        response.writeHead(401, { 'www-authenticate': 'Basic realm="r"' }).end()
      else if (asked.method === 'POST') {
        server.uploads.set('there', { chunks: [] })
        response.writeHead(202, { location: location(server.host) }).end()
      } else return false
      return true
    })
    const { registry } = client({ credential: { username: 'alice', password: 'hush' } })
    await registry.repository(imageAt(server.host)).push(blob, open)
    assert.ok(server.blobs.has(blob.digest) || elsewhere.blobs.has(blob.digest))
  }
  assert.deepEqual(
    elsewhere.asked.map(({ method, authorization }) => [method, authorization]),
    [
      ['PATCH', undefined],
      ['PUT', undefined],
    ],
  )
})

test('an upload address that is missing, invalid or not HTTPS is refused', async (t) => {
  for (const [location, message] of [
    ['http://storage.example/upload', /sends an upload to http:\/\/storage\.example, which is not HTTPS\./],
    ['http://', /malformed response: its upload address is invalid/],
    [undefined, /malformed response: it begins an upload without an address/],
  ] as const) {
    const { repository } = await target(t, ({ response }) => {
      response.writeHead(202, location === undefined ? {} : { location }).end()
      return true
    })
    assert.match(await failureOf(repository.push(blob, open)), message)
  }
})

test('a host that an upload moved to cannot send the login to an address of the registry', async (t) => {
  const storage = await servePushes(t, async (exchange) => {
    if (exchange.asked.method !== 'PATCH') return false
    return refuse(exchange, 202, { location: `http://${server.host}/v2/team/app/manifests/victim` })
  })
  storage.uploads.set('there', { chunks: [] })
  const server = await servePushes(t, ({ asked, response }) => {
    if (asked.authorization === undefined) {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="r"' }).end()
    } else if (asked.method === 'POST') {
      response.writeHead(202, { location: `http://${storage.host}/v2/team/app/blobs/uploads/there` }).end()
    } else return false
    return true
  })
  const { registry } = client({ credential: { username: 'alice', password: 'secret' } })
  const failure = await failureOf(registry.repository(imageAt(server.host)).push(blob, open))
  assert.match(failure, /sent the upload back to 127\.0\.0\.1:\d+, which it had left\./)
  assert.deepEqual(server.requests(), [begin, begin])
})

test('a host that a registry redirects to cannot say where an upload continues', async (t) => {
  const storage = await servePushes(t, ({ response }) => {
    response.writeHead(204, { location: '/v2/team/app/manifests/victim', range: '0-999999' }).end()
    return true
  })
  const { server, repository } = await target(t, async (exchange) => {
    if (exchange.asked.method === 'PATCH' && exchange.nth === 1) return cutAfter(exchange, 1_000_000)
    return exchange.asked.method === 'GET' && refuse(exchange, 307, { location: `http://${storage.host}/` })
  })
  await repository.push(blob, open)
  assertTaken(server)
  assert.deepEqual(server.requests(), [begin, send, state, look, begin, send, end])
})

test('a redirect is not followed with a body', async (t) => {
  const { server, repository } = await target(t, async (exchange) => {
    if (exchange.asked.method !== 'PATCH') return false
    return refuse(exchange, 307, { location: '/v2/team/app/blobs/uploads/other' })
  })
  assert.match(await failureOf(repository.push(blob, open)), /malformed response: unexpected status 307/)
  assert.deepEqual(server.requests(), [begin, send])
})

test('a push fails if the registry reports another digest for the blob', async (t) => {
  const { repository } = await target(t, async (exchange) => {
    if (exchange.asked.method !== 'PUT') return false
    return refuse(exchange, 201, { 'docker-content-digest': `sha256:${'0'.repeat(64)}` })
  })
  assert.match(await failureOf(repository.push(blob, open)), /reports that it stored "sha256:0+" instead\./)
})

test('bytes with another digest are rejected by the registry and not sent again', async (t) => {
  const { server, repository } = await target(t)
  const failure = await failureOf(repository.push(blob, () => [Buffer.alloc(content.length)]))
  assert.match(
    failure,
    /rejected the request \(400, DIGEST_INVALID: digest did not match\)\. Ask the registry's administrator/,
  )
  assert.deepEqual(server.requests(), [begin, send, end])
  assert.equal(server.blobs.size, 0)
})

test('a blob with another size than its descriptor is not pushed', async (t) => {
  const { server, repository } = await target(t)
  for (const [bytes, found] of [
    [[content, Buffer.alloc(1)], 3_000_001],
    [[content.subarray(1)], 2_999_999],
  ] as const) {
    assert.match(
      await failureOf(repository.push(blob, () => bytes)),
      new RegExp(`cannot be pushed: expected 3000000 bytes, found ${found}\\. Build the image again\\.$`),
    )
  }
  assert.equal(server.blobs.size, 0)
})

test('an error of the source is thrown unchanged, and nothing is retried', async (t) => {
  const { server, repository, warnings } = await target(t)
  const reason = new Failure('the disk is gone')
  const failing = async function* () {
    yield content.subarray(0, 1_000_000)
    throw reason
  }
  await assert.rejects(repository.push(blob, failing), reason)
  assert.equal(server.requests().filter((request) => request === begin).length, 1)
  assert.equal(server.blobs.size, 0)
  assert.deepEqual(warnings, [])
})

test('a source that fails after its last byte creates no blob', async (t) => {
  const { server, repository } = await target(t)
  const reason = new Failure('the blob is corrupt')
  const wrong = async function* () {
    yield* open()
    // A registry that had all bytes would have responded by now.
    await delay(100)
    throw reason
  }
  await assert.rejects(repository.push(blob, wrong), reason)
  assert.ok(!server.requests().includes(end))
})

test('an abort ends an upload at once with its reason, and closes the source', async (t) => {
  const controller = new AbortController()
  const reason = new Error('cancelled')
  const server = await servePushes(t)
  const { registry } = client({ signal: controller.signal })
  let released = false
  const endless = async function* () {
    try {
      yield content.subarray(0, 1000)
      controller.abort(reason)
      for (;;) yield Buffer.alloc(1)
    } finally {
      released = true
    }
  }
  await assert.rejects(registry.repository(imageAt(server.host)).push(blob, endless), reason)
  await new Promise((resolve) => setTimeout(resolve, 50))
  assert.ok(released)
})

test('a blob that is too large for a proxy is reported', async (t) => {
  const { repository } = await target(t, async (exchange) =>
    exchange.asked.method === 'PATCH' ? refuse(exchange, 413, {}, 'TOO_LARGE') : false,
  )
  assert.match(await failureOf(repository.push(blob, open)), /rejected a request of this size \(413/)
})
