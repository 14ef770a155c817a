import assert from 'node:assert/strict'
import { createServer as createHttpServer, type RequestListener } from 'node:http'
import { createServer } from 'node:net'
import { test } from 'node:test'
import { digestOf } from '../../src/image/digest.ts'
import { parseReference } from '../../src/image/reference.ts'
import { usualRetries } from '../../src/registry/client/retry.ts'
import { selfSigned } from './certificate.ts'
import { type Handler, serve, serveProxy } from './http-server.ts'
import { bytesOf, client, descriptorOf, failureOf, imageAt } from './registry-client.ts'

const manifest = Buffer.from('{"schemaVersion":2}')
const digest = digestOf(manifest)
const giving: Handler = (_asked, response) => {
  response.writeHead(200, { 'content-type': 'application/vnd.oci.image.manifest.v1+json' }).end(manifest)
}
const image = parseReference('registry.test/team/app:1')
const tls = selfSigned('registry.test')

test('a registry with a port is reached through the tunnel of HTTPS_PROXY', async (t) => {
  const server = await serve(t, giving, tls)
  const proxy = await serveProxy(t, server.port)
  const { registry } = client({ proxy: { HTTPS_PROXY: `http://me:p%40ss@${proxy.host}` }, ca: tls.cert })
  const withPort = { ...image, registry: 'registry.test:5443' }
  assert.deepEqual(await registry.readableRepository(withPort).manifest(digest), manifest)
  assert.deepEqual(await registry.readableRepository(image).manifest(digest), manifest)
  assert.deepEqual(
    proxy.asked.map(({ path }) => path),
    ['registry.test:5443', 'registry.test:443'],
  )
  assert.equal(
    proxy.asked[0]?.headers['proxy-authorization'],
    `Basic ${Buffer.from('me:p@ss').toString('base64')}`,
  )
  assert.equal(server.asked[0]?.headers.host, 'registry.test:5443')
  assert.equal(server.asked[0]?.headers['proxy-authorization'], undefined)
})

test('requests to Docker Hub go to its API address', async (t) => {
  const hub = selfSigned('registry-1.docker.io')
  const server = await serve(t, giving, hub)
  const proxy = await serveProxy(t, server.port)
  const { registry } = client({ proxy: { https_proxy: proxy.host }, ca: hub.cert })
  assert.deepEqual(await registry.readableRepository(parseReference('debian:12')).manifest(digest), manifest)
  assert.equal(proxy.asked[0]?.path, 'registry-1.docker.io:443')
  assert.equal(server.asked[0]?.path, `/v2/library/debian/manifests/${digest}`)
})

test('requests to loopback use no proxy', async (t) => {
  const server = await serve(t, giving)
  const proxy = await serveProxy(t, server.port)
  const url = `http://${proxy.host}`
  const { registry } = client({ proxy: { HTTP_PROXY: url, HTTPS_PROXY: url } })
  assert.deepEqual(await registry.readableRepository(imageAt(server.host)).manifest(digest), manifest)
  assert.equal(proxy.asked.length, 0)
})

test('a proxy that refuses, closes the connection or does not respond is named without its password', async (t) => {
  for (const [answer, message, tries] of [
    [
      'HTTP/1.1 407 No\r\n\r\n',
      /the proxy 127.0.0.1:\d+ responded with 407 to a request for registry.test:443\. Set HTTPS_PROXY/,
      1,
    ],
    ['HTTP/1.1 403 No\r\n\r\n', /responded with 403 .* Check HTTPS_PROXY and the rules of the proxy/, 1],
    ['HTTP/1.1 502 No\r\n\r\n', /responded with 502 .*, after 3 attempts/, 3],
    ['', /could not be used: socket hang up, after 3 attempts/, 3],
    [undefined, /could not be used: it did not respond in time, after 3 attempts/, 3],
  ] as const) {
    const proxy = await serveProxy(t, (socket) =>
      answer === undefined ? socket.resume() : socket.end(answer),
    )
    const settings = { HTTPS_PROXY: `http://me:hush@${proxy.host}` }
    const { registry } = client({ proxy: settings, limits: { connect: answer === undefined ? 50 : 5000 } })
    const failure = await failureOf(registry.resolve(image))
    assert.match(failure, message)
    assert.doesNotMatch(failure, /hush/)
    assert.equal(proxy.asked.length, tries)
  }
})

test('an abort does not wait for a proxy', async (t) => {
  const controller = new AbortController()
  const reason = new Error('cancelled')
  const proxy = await serveProxy(t, () => controller.abort(reason))
  const { registry } = client({
    proxy: { HTTPS_PROXY: `http://${proxy.host}` },
    signal: controller.signal,
    limits: { connect: 1000 },
  })
  await assert.rejects(registry.resolve(image), reason)
})

test('an untrusted certificate is refused at once, with the reason', async (t) => {
  const server = await serve(t, giving, tls)
  const proxy = await serveProxy(t, server.port)
  const { registry } = client({ proxy: { HTTPS_PROXY: `http://${proxy.host}` } })
  const failure = await failureOf(registry.resolve(image))
  assert.match(
    failure,
    /the certificate of registry\.test is not trusted: self-signed certificate.* \(DEPTH_ZERO_SELF_SIGNED_CERT\)/,
  )
  assert.match(failure, /NODE_EXTRA_CA_CERTS/)
  assert.equal(proxy.asked.length, 1)
})

test("another host's certificate is refused at once, with the reason", async (t) => {
  const other = selfSigned('other.test')
  const server = await serve(t, giving, other)
  const proxy = await serveProxy(t, server.port)
  const { registry } = client({ proxy: { HTTPS_PROXY: `http://${proxy.host}` }, ca: other.cert })
  const failure = await failureOf(registry.resolve(image))
  assert.match(
    failure,
    /not trusted: .*registry\.test\. is not in the cert's altnames.* \(ERR_TLS_CERT_ALTNAME_INVALID/,
  )
  assert.equal(proxy.asked.length, 1)
})

test('a registry that is not on loopback must use TLS', async (t) => {
  const server = await serve(t, giving)
  const proxy = await serveProxy(t, server.port)
  const { registry } = client({ proxy: { HTTPS_PROXY: `http://${proxy.host}` } })
  const failure = await failureOf(registry.resolve(image))
  assert.match(
    failure,
    /registry\.test does not use TLS \(.*\)\. Serve it over HTTPS, or add it to the input/,
  )
  assert.equal(server.asked.length, 0)
})

test('a transfer through an interrupted tunnel is resumed', async (t) => {
  const content = Buffer.alloc(200_000, 'x')
  const server = await serve(
    t,
    ({ headers: { range } }, response) => {
      if (range !== undefined) return response.end(content)
      response.writeHead(200, { 'content-length': content.length })
      return response.write(content.subarray(0, 1000), () => response.destroy())
    },
    tls,
  )
  const proxy = await serveProxy(t, server.port)
  const { registry } = client({ proxy: { HTTPS_PROXY: `http://${proxy.host}` }, ca: tls.cert })
  assert.deepEqual(await bytesOf(registry.readableRepository(image).fetch(descriptorOf(content))), content)
})

test('a host name that does not exist is reported', async () => {
  const failure = await failureOf(client().registry.resolve(parseReference('registry.invalid/team/app:1')))
  assert.match(failure, /the name registry\.invalid (?:does not exist|could not be resolved)/)
})

/** A server that responds until it is stopped, and then refuses connections. */
const serveUntilStopped = async (handler: RequestListener) => {
  const server = createHttpServer(handler)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  assert.ok(address !== null && typeof address === 'object')
  const stop = async () => {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
  return { host: `127.0.0.1:${address.port}`, stop }
}

test('a registry that was never reached fails after three attempts', async () => {
  const { host, stop } = await serveUntilStopped(() => undefined)
  await stop()
  const { registry, warnings } = client({ limits: usualRetries })
  const failure = await failureOf(registry.resolve(imageAt(host)))
  assert.match(
    failure,
    /127\.0\.0\.1:\d+ refused the connection \(ECONNREFUSED\), after 3 attempts\. Check the network/,
  )
  assert.equal(warnings.length, 2)
})

test('a registry that responded before is retried up to the usual limit', async () => {
  const { host, stop } = await serveUntilStopped((_request, response) => {
    response.writeHead(200, { 'content-type': 'application/vnd.oci.image.manifest.v1+json' }).end(manifest)
  })
  const { registry } = client({ limits: { attempts: 5 } })
  await registry.readableRepository(imageAt(host)).manifest(digest)
  await stop()
  assert.match(
    await failureOf(registry.resolve(imageAt(host))),
    /refused the connection \(ECONNREFUSED\), after 5 attempts\./,
  )
})

test('a response that is not HTTP is a failure', async (t) => {
  const server = createServer((socket) => socket.end('SSH-2.0-OpenSSH\r\n'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => server.close())
  const address = server.address()
  assert.ok(address !== null && typeof address === 'object')
  const failure = await failureOf(client().registry.resolve(imageAt(`127.0.0.1:${address.port}`)))
  assert.match(failure, /sent a response that is not HTTP \(HPE_/)
})

test('circular redirects are followed five times', async (t) => {
  const server = await serve(t, ({ path }, response) => {
    response.writeHead(302, { location: path }).end()
  })
  const failure = await failureOf(client().registry.resolve(imageAt(server.host)))
  assert.match(failure, /redirects more than 5 times/)
  assert.equal(server.asked.length, 6)
})

test('redirects from HTTPS to plain HTTP are not followed, not even to loopback', async (t) => {
  const local = await serve(t, giving)
  for (const location of ['http://store.test/x', `http://${local.host}/x`, 'file:///etc/passwd']) {
    const server = await serve(
      t,
      (_asked, response) => {
        response.writeHead(307, { location }).end()
      },
      tls,
    )
    const proxy = await serveProxy(t, server.port)
    const { registry } = client({ proxy: { HTTPS_PROXY: `http://${proxy.host}` }, ca: tls.cert })
    assert.match(
      await failureOf(registry.resolve(image)),
      /registry\.test redirects to .*, which is not HTTPS/,
    )
  }
  assert.equal(local.asked.length, 0)
})

test('a redirect without a valid address is malformed', async (t) => {
  for (const location of ['http://', undefined]) {
    const server = await serve(t, (_asked, response) => {
      response.writeHead(302, location === undefined ? {} : { location }).end()
    })
    assert.match(
      await failureOf(client().registry.resolve(imageAt(server.host))),
      /malformed response: it redirects/,
    )
  }
})
