import assert from 'node:assert/strict'
import { test } from 'node:test'
import { digestOf } from '../../src/image/digest.ts'
import { parseReference } from '../../src/image/reference.ts'
import { documentLimit } from '../../src/json/document.ts'
import { type Handler, serve } from './http-server.ts'
import { client, failureOf, imageAt } from './registry-client.ts'

const ociManifest = 'application/vnd.oci.image.manifest.v1+json'
const manifest = Buffer.from('{"schemaVersion":2}')
const digest = digestOf(manifest)

const answering =
  (headers: Record<string, string>, body: Uint8Array = manifest): Handler =>
  ({ method }, response) => {
    response.writeHead(200, { 'content-type': ociManifest, 'content-length': body.length, ...headers })
    response.end(method === 'HEAD' ? undefined : body)
  }

const refusing =
  (status: number, code: string, message = 'no', headers: Record<string, string> = {}): Handler =>
  (_asked, response) => {
    response.writeHead(status, headers)
    response.end(JSON.stringify({ errors: [{ code, message }] }))
  }

test('one HEAD request resolves a tag, and accepts images and indexes of OCI and Docker', async (t) => {
  const server = await serve(t, answering({ 'docker-content-digest': digest }))
  const { registry } = client()
  assert.deepEqual(await registry.resolve(imageAt(server.host)), {
    mediaType: ociManifest,
    digest,
    size: manifest.length,
  })
  assert.equal(server.asked.length, 1)
  const [asked] = server.asked
  assert.equal(asked?.method, 'HEAD')
  assert.equal(asked?.path, '/v2/team/app/manifests/1')
  for (const type of [
    'application/vnd.oci.image.index.v1+json',
    ociManifest,
    'application/vnd.docker.distribution.manifest.list.v2+json',
    'application/vnd.docker.distribution.manifest.v2+json',
  ]) {
    assert.ok(asked?.headers.accept?.includes(type), type)
  }
})

test('a registry that sends no digest gets a GET request', async (t) => {
  const server = await serve(t, answering({ 'content-type': `${ociManifest}; charset=utf-8` }))
  const { registry } = client()
  const found = await registry.resolve(imageAt(server.host))
  assert.deepEqual(found, { mediaType: ociManifest, digest, size: manifest.length })
  assert.deepEqual(
    server.asked.map(({ method }) => method),
    ['HEAD', 'GET'],
  )
})

test('a registry that refuses HEAD gets a GET request', async (t) => {
  const server = await serve(t, (asked, response, nth) =>
    asked.method === 'HEAD' ? response.writeHead(405).end() : answering({})(asked, response, nth),
  )
  const { registry } = client()
  assert.equal((await registry.resolve(imageAt(server.host))).digest, digest)
})

test("an announced digest that differs from the body's is refused", async (t) => {
  const server = await serve(t, (asked, response, nth) =>
    asked.method === 'HEAD'
      ? response.writeHead(404).end()
      : answering({ 'docker-content-digest': digestOf('x') })(asked, response, nth),
  )
  const { registry } = client()
  assert.match(await failureOf(registry.resolve(imageAt(server.host))), /announced .* and sent sha256:/)
})

test('a digest that resolves to another digest is refused', async (t) => {
  const server = await serve(t, answering({ 'docker-content-digest': digest }))
  const { registry } = client()
  const reference = parseReference(`${server.host}/team/app@${digestOf('x')}`)
  assert.match(await failureOf(registry.resolve(reference)), /returned another manifest/)
})

test('content other than an image is refused by its media type', async (t) => {
  const schema1 = 'application/vnd.docker.distribution.manifest.v1+prettyjws'
  const server = await serve(t, answering({ 'content-type': schema1, 'docker-content-digest': digest }))
  const { registry } = client()
  assert.match(await failureOf(registry.resolve(imageAt(server.host))), /returned a ".*prettyjws"/)
})

test('a manifest is fetched by digest', async (t) => {
  const server = await serve(t, answering({}))
  const { registry } = client()
  assert.deepEqual(await registry.readableRepository(imageAt(server.host)).manifest(digest), manifest)
  assert.equal(server.asked[0]?.path, `/v2/team/app/manifests/${digest}`)
})

test('a manifest with another digest is fetched again, and refused if it stays wrong', async (t) => {
  const server = await serve(t, (asked, response, nth) =>
    answering({}, nth === 1 ? Buffer.from('{}') : manifest)(asked, response, nth),
  )
  const { registry } = client()
  assert.deepEqual(await registry.readableRepository(imageAt(server.host)).manifest(digest), manifest)
  const failure = await failureOf(registry.readableRepository(imageAt(server.host)).manifest(digestOf('x')))
  assert.match(failure, /returned another manifest, sha256:[0-9a-f]{64}, after 3 attempts/)
})

test('an endless manifest is read only up to the limit', async (t) => {
  let sent = 0
  const server = await serve(t, (_asked, response) => {
    const write = () => {
      while (!response.destroyed) {
        sent += 65536
        if (!response.write(Buffer.alloc(65536))) {
          response.once('drain', write)
          return
        }
      }
    }
    write()
  })
  const { registry } = client()
  const failure = await failureOf(registry.readableRepository(imageAt(server.host)).manifest(digest))
  assert.match(failure, /more than 4194304 bytes/)
  assert.ok(sent < 8 * documentLimit)
  assert.equal(server.asked.length, 1)
})

test('a missing image and a missing repository have different messages', async (t) => {
  const { registry } = client()
  const noTag = await serve(t, refusing(404, 'MANIFEST_UNKNOWN', 'manifest unknown'))
  const failure = await failureOf(registry.resolve(imageAt(noTag.host)))
  assert.match(
    failure,
    /^Could not resolve 127.0.0.1:\d+\/team\/app:1: 127.0.0.1:\d+ has no such image \(404, /,
  )
  assert.match(
    failure,
    /MANIFEST_UNKNOWN: manifest unknown\)\. Check the registry, the repository and the tag/,
  )
  const noRepository = await serve(t, refusing(404, 'NAME_UNKNOWN'))
  assert.match(await failureOf(registry.resolve(imageAt(noRepository.host))), /has no such repository/)
})

test("a registry's message is shown in printable characters and shortened", async (t) => {
  const hostile = `\n::error::x\u001b[31m\u202e\u0000${'long '.repeat(1000)}`
  const server = await serve(t, refusing(404, 'MANIFEST_UNKNOWN', hostile))
  const failure = await failureOf(client().registry.resolve(imageAt(server.host)))
  assert.doesNotMatch(failure, /[\p{C}\n]/u)
  assert.ok(failure.length < 600)
})

test('a server error is retried with a warning', async (t) => {
  const server = await serve(t, (asked, response, nth) =>
    nth < 3
      ? response.writeHead(nth === 1 ? 503 : 500).end()
      : answering({ 'docker-content-digest': digest })(asked, response, nth),
  )
  const { registry, warnings } = client()
  assert.equal((await registry.resolve(imageAt(server.host))).digest, digest)
  assert.equal(warnings.length, 2)
  assert.match(warnings[0] ?? '', /reported a server error \(503\)\. Retrying in 1 s \(attempt 2 of 3\)/)
})

test('a permanent server error is a failure with the number of attempts', async (t) => {
  const server = await serve(t, refusing(502, 'UNAVAILABLE'))
  const failure = await failureOf(client().registry.readableRepository(imageAt(server.host)).manifest(digest))
  assert.match(failure, /\(502, UNAVAILABLE: no\), after 3 attempts\. Try again later\./)
  assert.equal(server.asked.length, 3)
})

test('after a rate limit, a request is repeated after the time that the registry asks for', async (t) => {
  const limited = await serve(t, (asked, response, nth) =>
    nth === 1
      ? refusing(429, 'TOOMANYREQUESTS', 'slow down', { 'retry-after': '0' })(asked, response, nth)
      : answering({ 'docker-content-digest': digest })(asked, response, nth),
  )
  assert.equal((await client().registry.resolve(imageAt(limited.host))).digest, digest)

  const server = await serve(t, refusing(429, 'TOOMANYREQUESTS', 'slow down', { 'retry-after': '42' }))
  const controller = new AbortController()
  const { registry } = client({ signal: controller.signal, warn: (message) => controller.abort(message) })
  await assert.rejects(registry.resolve(imageAt(server.host)), (reason) =>
    /limits the rate of requests \(429\)\. Retrying in 42 s/.test(String(reason)),
  )
})

test('a rate limit of an hour fails at once', async (t) => {
  const later = new Date(Date.now() + 3_600_000).toUTCString()
  for (const retryAfter of ['3600', later]) {
    const server = await serve(t, refusing(429, 'TOOMANYREQUESTS', 'no more', { 'retry-after': retryAfter }))
    const failure = await failureOf(
      client().registry.readableRepository(imageAt(server.host)).manifest(digest),
    )
    assert.match(
      failure,
      /\(429, TOOMANYREQUESTS: no more\), and asked to retry after 60 min, which exceeds the retry/,
    )
    assert.match(failure, /log in for a higher limit: docker login/)
    assert.equal(server.asked.length, 1)
  }
})

test('a missing response is a failure', async (t) => {
  const server = await serve(t, () => undefined)
  const { registry } = client({ limits: { attempts: 2, response: 50 } })
  const failure = await failureOf(registry.resolve(imageAt(server.host)))
  assert.match(failure, /did not respond in time \(UND_ERR_HEADERS_TIMEOUT\), after 2 attempts/)
})

test('a manifest that arrives too slowly is a failure', async (t) => {
  const server = await serve(t, (_asked, response) => {
    const timer = setInterval(() => response.write(' '), 20)
    response.on('close', () => clearInterval(timer))
  })
  const { registry } = client({ limits: { attempts: 2, document: 200 } })
  const failure = await failureOf(registry.readableRepository(imageAt(server.host)).manifest(digest))
  assert.match(failure, /did not complete its response in time, after 2 attempts/)
})

test('an abort ends a request and a pause at once, with its reason', async (t) => {
  const reason = new Error('cancelled')
  const controller = new AbortController()
  const hanging = await serve(t, () => controller.abort(reason))
  const { registry } = client({ signal: controller.signal })
  await assert.rejects(registry.resolve(imageAt(hanging.host)), reason)

  const second = new AbortController()
  const failing = await serve(t, refusing(503, 'UNAVAILABLE'))
  const pausing = client({
    signal: second.signal,
    warn: () => second.abort(reason),
    limits: { firstDelay: 100_000, longestDelay: 100_000 },
  })
  await assert.rejects(pausing.registry.resolve(imageAt(failing.host)), reason)
})
