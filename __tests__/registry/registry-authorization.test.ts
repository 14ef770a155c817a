import assert from 'node:assert/strict'
import { test } from 'node:test'
import { authorizations, basic, digest, guarded, login, manifest } from './guarded-registry.ts'
import { type Handler, serve } from './http-server.ts'
import { bytesOf, client, descriptorOf, failureOf, imageAt } from './registry-client.ts'

test('a public image is read without a token, and no credential is read', async (t) => {
  const server = await serve(
    t,
    guarded(
      () => '',
      () => true,
    ),
  )
  const { registry } = client({ credentials: { of: () => Promise.reject(new Error('looked up')) } })
  assert.deepEqual(await registry.readableRepository(imageAt(server.host)).manifest(digest), manifest)
  assert.deepEqual(authorizations(server.asked), [undefined])
})

test('name and password go to a registry that requires them, and then with each request', async (t) => {
  const server = await serve(
    t,
    guarded(
      () => 'Basic realm="registry"',
      (header) => header === basic,
    ),
  )
  const { registry } = client({ credential: login })
  await registry.readableRepository(imageAt(server.host)).manifest(digest)
  await registry.readableRepository(imageAt(server.host)).manifest(digest)
  assert.deepEqual(authorizations(server.asked), [undefined, basic, basic])
})

test('a denial says whether credentials were sent and how to log in', async (t) => {
  const denying: Handler = ({ headers: { authorization } }, response) => {
    if (authorization === undefined) response.writeHead(401, { 'www-authenticate': 'Basic realm="r"' }).end()
    else response.writeHead(403).end('{"errors":[{"code":"DENIED","message":"requested access is denied"}]}')
  }
  const server = await serve(t, denying)
  const without = await failureOf(client().registry.resolve(imageAt(server.host)))
  assert.match(without, /denied access \(401\); no credentials are configured for this registry\./)
  assert.match(without, /If the image is private, log in first: docker login 127\.0\.0\.1:\d+$/)
  const sent = await failureOf(client({ credential: login }).registry.resolve(imageAt(server.host)))
  assert.match(sent, /denied access \(403, DENIED: requested access is denied\) to the account in Docker's/)
})

test('refused credentials are not sent again', async (t) => {
  const server = await serve(
    t,
    guarded(
      () => 'Basic realm="r"',
      () => false,
    ),
  )
  const { registry } = client({ credential: login })
  assert.match(
    await failureOf(registry.resolve(imageAt(server.host))),
    /denied access \(401\) to the account/,
  )
  assert.deepEqual(authorizations(server.asked), [undefined, basic])
})

test('an unsupported authentication scheme is reported', async (t) => {
  const server = await serve(
    t,
    guarded(
      () => 'Negotiate abc==',
      () => false,
    ),
  )
  const failure = await failureOf(client({ credential: login }).registry.resolve(imageAt(server.host)))
  assert.match(failure, /requires an unsupported authentication scheme/)
})

test('a redirect to another host carries no authorization, one to the same host does', async (t) => {
  const content = Buffer.from('layer')
  const store = await serve(t, (_asked, response) => {
    response.end(content)
  })
  const server = await serve(t, ({ path, headers: { authorization } }, response) => {
    if (authorization !== basic) response.writeHead(401, { 'www-authenticate': 'Basic realm="r"' }).end()
    else if (path.startsWith('/v2/')) response.writeHead(307, { location: '/inner' }).end()
    else response.writeHead(302, { location: `http://${store.host}/signed?by=me` }).end()
  })
  const { registry } = client({ credential: login })
  const bytes = await bytesOf(registry.readableRepository(imageAt(server.host)).fetch(descriptorOf(content)))
  assert.deepEqual(bytes, content)
  assert.deepEqual(authorizations(server.asked), [undefined, basic, basic])
  assert.deepEqual(authorizations(store.asked), [undefined])
  assert.equal(store.asked[0]?.path, '/signed?by=me')
})

test('a host that the registry redirects to cannot ask for credentials', async (t) => {
  const store = await serve(
    t,
    guarded(
      () => 'Basic realm="r"',
      () => false,
    ),
  )
  const server = await serve(t, (_asked, response) => {
    response.writeHead(302, { location: `http://${store.host}/` }).end()
  })
  const { registry } = client({ credential: login })
  const blob = descriptorOf(Buffer.from('layer'))
  assert.match(
    await failureOf(bytesOf(registry.readableRepository(imageAt(server.host)).fetch(blob))),
    /denied access \(401/,
  )
  assert.deepEqual(authorizations(store.asked), [undefined])
})

test('a login is looked up by registry and repository', async (t) => {
  const { host } = await serve(
    t,
    guarded(
      () => 'Basic realm="r"',
      (header) => header === basic,
    ),
  )
  const asked: unknown[] = []
  const credentials = {
    of: async (registry: string, repository?: string) => {
      asked.push([registry, repository])
      return login
    },
  }
  await client({ credentials }).registry.readableRepository(imageAt(host)).manifest(digest)
  assert.deepEqual(asked, [[host, 'team/app']])
})
