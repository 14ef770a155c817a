import assert from 'node:assert/strict'
import { createServer } from 'node:net'
import { test } from 'node:test'
import { digestOf } from '../../src/image/digest.ts'
import { parseReference } from '../../src/image/reference.ts'
import { selfSigned } from './certificate.ts'
import { type Handler, serve, serveProxy } from './http-server.ts'
import { client, failureOf } from './registry-client.ts'

const manifest = JSON.stringify({ schemaVersion: 2 })
const mediaType = 'application/vnd.oci.image.manifest.v1+json'
const registryHost = 'registry.internal:5000'
const image = parseReference(`${registryHost}/team/app:1`)
const insecure = new Set([registryHost])

const giving: Handler = ({ path }, response) => {
  const isManifest = path.endsWith('/manifests/1')
  if (isManifest) response.setHeader('content-length', manifest.length)
  response.setHeader('content-type', mediaType)
  response.setHeader('docker-content-digest', digestOf(Buffer.from(manifest)))
  response.end(isManifest ? manifest : '')
}

/** A port of this machine without a server. */
const deadPort = async (): Promise<number> => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  server.close()
  assert.ok(address !== null && typeof address === 'object')
  return address.port
}

test('an insecure registry may have an untrusted certificate', async (t) => {
  const server = await serve(t, giving, selfSigned('other.test'))
  const proxy = await serveProxy(t, server.port)
  const settings = { HTTPS_PROXY: `http://${proxy.host}` }
  assert.match(
    await failureOf(client({ proxy: settings }).registry.resolve(image)),
    /certificate of .* is not trusted/,
  )
  const { registry } = client({ proxy: settings, insecure })
  assert.equal((await registry.resolve(image)).digest, digestOf(Buffer.from(manifest)))
})

test('other registries need a trusted certificate', async (t) => {
  const server = await serve(t, giving, selfSigned('other.test'))
  const proxy = await serveProxy(t, server.port)
  const { registry } = client({ proxy: { HTTPS_PROXY: `http://${proxy.host}` }, insecure })
  const other = parseReference('registry.internal:5001/team/app:1')
  assert.match(
    await failureOf(registry.resolve(other)),
    /certificate of registry\.internal:5001 is not trusted/,
  )
})

test('an insecure registry may use plain HTTP, and HTTPS is tried once', async (t) => {
  // One server is the registry and its proxies: after CONNECT it gets plain HTTP.
  const server = await serve(t, giving)
  const tunnel = await serveProxy(t, server.port)
  const proxy = { HTTPS_PROXY: `http://${tunnel.host}`, HTTP_PROXY: `http://me:p%40ss@${server.host}` }
  const { registry, warnings } = client({ proxy, insecure })
  await registry.resolve(image)
  await registry.resolve(image)
  assert.equal(tunnel.asked.length, 1)
  assert.deepEqual(
    server.asked.map(({ method, path }) => [method, path]),
    [
      ['GET', `http://${registryHost}/v2/`],
      ['HEAD', `http://${registryHost}/v2/team/app/manifests/1`],
      ['HEAD', `http://${registryHost}/v2/team/app/manifests/1`],
    ],
  )
  const headers = server.asked[0]?.headers
  assert.equal(headers?.host, registryHost)
  assert.equal(headers?.['proxy-authorization'], `Basic ${Buffer.from('me:p@ss').toString('base64')}`)
  assert.deepEqual(warnings, [])
})

test('a login is sent to an insecure registry, and to its token server if that is listed too', async (t) => {
  const realm = 'auth.internal'
  const server = await serve(t, (asked, response, nth) => {
    if (asked.path.startsWith(`http://${realm}/`)) return response.end(JSON.stringify({ token: 'granted' }))
    if (asked.path.endsWith('/v2/') || asked.headers.authorization === 'Bearer granted') {
      return giving(asked, response, nth)
    }
    response.statusCode = 401
    response.setHeader('www-authenticate', `Bearer realm="http://${realm}/token",service="x"`)
    response.end()
  })
  const proxy = { HTTP_PROXY: server.host, HTTPS_PROXY: server.host }
  const credential = { username: 'me', password: 'secret' }
  const one = client({ proxy, credential, insecure })
  assert.match(
    await failureOf(one.registry.resolve(image)),
    /a token server that must not be called, http:\/\/auth\.internal/,
  )
  const { registry } = client({ proxy, credential, insecure: new Set([registryHost, realm]) })
  assert.equal((await registry.resolve(image)).mediaType, mediaType)
})

test('if HTTPS and HTTP both fail, the error is that of HTTPS', async () => {
  const proxy = { HTTP_PROXY: `127.0.0.1:${await deadPort()}`, HTTPS_PROXY: `127.0.0.1:${await deadPort()}` }
  const { registry } = client({ proxy, insecure })
  assert.match(await failureOf(registry.resolve(image)), /the proxy 127\.0\.0\.1:\d+ could not be used/)
})

test('a proxy that was never reached is retried for a shorter time', async () => {
  const { registry, warnings } = client({
    proxy: { HTTPS_PROXY: `http://127.0.0.1:${await deadPort()}` },
    limits: { attempts: 6 },
  })
  const failure = await failureOf(registry.resolve(parseReference('registry.test/team/app:1')))
  assert.match(
    failure,
    /the proxy .* could not be used: .*ECONNREFUSED.*, after 3 attempts\. Check HTTPS_PROXY/,
  )
  assert.equal(warnings.length, 2)
})
