import assert from 'node:assert/strict'
import { test } from 'node:test'
import { authorizations, basic, bearer, digest, giving, guarded, login } from './guarded-registry.ts'
import { serve } from './http-server.ts'
import { client, failureOf, imageAt } from './registry-client.ts'

test('an anonymous token for pulling is fetched once for all requests of a repository', async (t) => {
  const tokens = await serve(
    t,
    giving(() => ({ token: 'abc' })),
  )
  const server = await serve(
    t,
    guarded(
      () => bearer(tokens.host),
      (header) => header === 'Bearer abc',
    ),
  )
  const { registry } = client()
  await registry.readableRepository(imageAt(server.host)).manifest(digest)
  await Promise.all([1, 2, 3].map(() => registry.readableRepository(imageAt(server.host)).manifest(digest)))
  assert.equal(tokens.asked.length, 1)
  const [asked] = tokens.asked
  assert.equal(asked?.method, 'GET')
  assert.equal(asked?.headers.authorization, undefined)
  const query = new URL(asked?.path ?? '', 'http://x').searchParams
  assert.deepEqual(Object.fromEntries(query), {
    a: 'b',
    service: 'the, registry',
    scope: 'repository:team/app:pull',
  })
})

test('concurrent requests share one token', async (t) => {
  const tokens = await serve(
    t,
    giving(() => ({ access_token: 'abc' })),
  )
  const server = await serve(
    t,
    guarded(
      () => bearer(tokens.host),
      (header) => header === 'Bearer abc',
    ),
  )
  const { registry } = client()
  await Promise.all(
    [1, 2, 3, 4].map(() => registry.readableRepository(imageAt(server.host)).manifest(digest)),
  )
  assert.equal(tokens.asked.length, 1)
})

test('name and password go only to the token server', async (t) => {
  const tokens = await serve(
    t,
    giving(() => ({ token: 'abc' })),
  )
  const server = await serve(
    t,
    guarded(
      () => bearer(tokens.host),
      (header) => header === 'Bearer abc',
    ),
  )
  await client({ credential: login }).registry.readableRepository(imageAt(server.host)).manifest(digest)
  assert.deepEqual(authorizations(tokens.asked), [basic])
  assert.deepEqual(authorizations(server.asked), [undefined, 'Bearer abc'])
})

test('an identity token is sent only in the body of a POST request', async (t) => {
  const tokens = await serve(
    t,
    giving(() => ({ access_token: 'abc' })),
  )
  const server = await serve(
    t,
    guarded(
      () => bearer(tokens.host),
      (header) => header === 'Bearer abc',
    ),
  )
  await client({ credential: { identityToken: 'id-secret' } })
    .registry.readableRepository(imageAt(server.host))
    .manifest(digest)
  const [asked] = tokens.asked
  assert.equal(asked?.method, 'POST')
  assert.equal(asked?.headers.authorization, undefined)
  assert.deepEqual(Object.fromEntries(new URLSearchParams(asked?.body)), {
    grant_type: 'refresh_token',
    service: 'the, registry',
    client_id: 'buildpacks-oci-layout',
    scope: 'repository:team/app:pull',
    refresh_token: 'id-secret',
  })
  assert.doesNotMatch(asked?.path ?? '', /secret/)
})

test('a token that is no longer accepted is requested again once', async (t) => {
  let valid = 'one'
  const tokens = await serve(
    t,
    giving(() => ({ token: valid })),
  )
  const server = await serve(
    t,
    guarded(
      () => bearer(tokens.host),
      (header) => header === `Bearer ${valid}`,
    ),
  )
  const { registry } = client()
  await registry.readableRepository(imageAt(server.host)).manifest(digest)
  valid = 'two'
  await registry.readableRepository(imageAt(server.host)).manifest(digest)
  assert.deepEqual(authorizations(server.asked), [undefined, 'Bearer one', 'Bearer one', 'Bearer two'])
})

test('an expired token is renewed before the registry refuses it', async (t) => {
  t.mock.timers.enable({ apis: ['Date'], now: Date.now() })
  const tokens = await serve(
    t,
    giving((nth) => ({ token: `t${nth}`, expires_in: 300 })),
  )
  const server = await serve(
    t,
    guarded(
      () => bearer(tokens.host),
      (header) => header.startsWith('Bearer t'),
    ),
  )
  const { registry } = client()
  await registry.readableRepository(imageAt(server.host)).manifest(digest)
  t.mock.timers.tick(280_000)
  await registry.readableRepository(imageAt(server.host)).manifest(digest)
  t.mock.timers.tick(20_000)
  await registry.readableRepository(imageAt(server.host)).manifest(digest)
  assert.deepEqual(authorizations(server.asked), [undefined, 'Bearer t1', 'Bearer t1', 'Bearer t2'])
})

test('each repository has its own token', async (t) => {
  const tokens = await serve(
    t,
    giving((nth) => ({ token: `t${nth}` })),
  )
  const server = await serve(
    t,
    guarded(
      () => bearer(tokens.host),
      (header) => header !== '',
    ),
  )
  const { registry } = client()
  await registry.readableRepository(imageAt(server.host)).manifest(digest)
  await registry.readableRepository({ ...imageAt(server.host), repository: 'other' }).manifest(digest)
  assert.deepEqual(authorizations(server.asked), [undefined, 'Bearer t1', undefined, 'Bearer t2'])
})

test('Bearer is preferred to other challenges', async (t) => {
  const tokens = await serve(
    t,
    giving(() => ({ token: 'abc' })),
  )
  const challenges = () => ['Negotiate', `Basic realm="a \\"quoted\\", realm", ${bearer(tokens.host)}`]
  const server = await serve(
    t,
    guarded(challenges, (header) => header === 'Bearer abc'),
  )
  await client({ credential: login }).registry.readableRepository(imageAt(server.host)).manifest(digest)
  assert.deepEqual(authorizations(server.asked), [undefined, 'Bearer abc'])
})

test('credentials do not go to a token server without HTTPS', async (t) => {
  for (const realm of [
    'http://registry.example/token',
    'ftp://127.0.0.1/token',
    'https://u:p@127.0.0.1/token',
  ]) {
    const server = await serve(
      t,
      guarded(
        () => `Bearer realm="${realm}"`,
        () => false,
      ),
    )
    const failure = await failureOf(client({ credential: login }).registry.resolve(imageAt(server.host)))
    assert.match(failure, /names a token server that must not be called/)
    assert.doesNotMatch(failure, /u:p/)
  }
})

test('a server error of the token server is retried, a denial is not', async (t) => {
  const tokens = await serve(t, (asked, response, nth) =>
    nth === 1 ? response.writeHead(503).end() : giving(() => ({ token: 'abc' }))(asked, response, nth),
  )
  const server = await serve(
    t,
    guarded(
      () => bearer(tokens.host),
      (header) => header === 'Bearer abc',
    ),
  )
  await client().registry.readableRepository(imageAt(server.host)).manifest(digest)
  assert.equal(tokens.asked.length, 2)

  const refusing = await serve(t, (_asked, response) => {
    response.writeHead(401).end(JSON.stringify({ details: `wrong: ${login.password} ${basic}` }))
  })
  const closed = await serve(
    t,
    guarded(
      () => bearer(refusing.host),
      () => false,
    ),
  )
  const failure = await failureOf(client({ credential: login }).registry.resolve(imageAt(closed.host)))
  assert.match(
    failure,
    /denied access \(401, wrong: \*\*\* Basic \*\*\*\) to the account in Docker's configuration/,
  )
  assert.match(failure, /log in again: docker login 127\.0\.0\.1/)
  assert.equal(refusing.asked.length, 1)
})

test('a response without a token is malformed and not quoted', async (t) => {
  for (const body of [
    '{"token":"a\\r\\nsecret: b"}',
    '{}',
    '{"token":"","access_token":""}',
    'secret',
    `{"token":"${'x'.repeat(2 ** 21)}"}`,
  ]) {
    const tokens = await serve(t, (_asked, response) => {
      response.end(body)
    })
    const server = await serve(
      t,
      guarded(
        () => bearer(tokens.host),
        () => false,
      ),
    )
    const failure = await failureOf(client().registry.resolve(imageAt(server.host)))
    assert.match(failure, /sent a malformed response/)
    assert.doesNotMatch(failure, /secret/)
  }
})
