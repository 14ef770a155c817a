import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { Failure } from '../../../src/message/failure.ts'
import { indexOf } from '../../image/image.ts'
import { login } from '../../registry/guarded-registry.ts'
import { failureOf } from '../../registry/registry-client.ts'
import { assertWhole, meaningOf, newImage, openLayout, openRegistry, push, skip } from './push.ts'
import { cutAfter, type Fault, openWay, type Passing, refuse } from './registry-way.ts'

const platforms = [
  { os: 'linux', architecture: 'amd64' },
  { os: 'linux', architecture: 'arm64' },
] as const
const anIndex = () => indexOf(platforms.map((platform) => [platform, newImage(platform)]))

const has =
  (method: string, part: RegExp) =>
  (passing: Passing): boolean =>
    passing.method === method && part.test(passing.path)

const blobLook = has('HEAD', /\/blobs\//)
const begin = has('POST', /\/uploads\/$/)
const send = has('PATCH', /\/uploads\//)
const end = has('PUT', /\/uploads\//)
const manifest = has('PUT', /\/manifests\/sha256:/)
const tag = has('PUT', /\/manifests\/1$/)
const readBack = has('GET', /\/manifests\//)

const stages = { blobLook, begin, send, end, manifest, tag, readBack }

for (const [name, is] of Object.entries(stages)) {
  test(`a connection that breaks once at "${name}" does not fail the push`, { skip }, async (t) => {
    const { address } = await openRegistry(t)
    let whole = true
    const way = await openWay(t, address, (passing) => {
      if (!whole || !is(passing)) return false
      whole = false
      return cutAfter(passing, passing.method === 'PATCH' ? 100_000 : 0)
    })
    const index = anIndex()
    const { warnings } = await push({ path: await openLayout(t, index), to: [`${way.address}/team/app:1`] })
    assert.equal(whole, false)
    assert.equal(warnings.length, 1)
    assert.equal(await meaningOf(`${address}/team/app:1`), index.descriptor.digest)
    await assertWhole(`${address}/team/app:1`, index)
  })
}

/** What goes wrong for good, and what is said of it. */
const lasting: Readonly<Record<string, readonly [Fault, RegExp]>> = {
  'the connection breaks in the middle of every layer': [
    (passing) => send(passing) && cutAfter(passing, 10),
    /Could not push the blob sha256:\w+ to .*\/team\/app: the connection .*, after 3 attempts/,
  ],
  'the registry has no room': [
    (passing) => end(passing) && refuse(passing, 507, 'UNKNOWN'),
    /reported a server error \(507.* its disk may be full/,
  ],
  'the registry is too busy': [
    (passing) => begin(passing) && refuse(passing, 429, 'TOOMANYREQUESTS'),
    /limits the rate of requests \(429/,
  ],
  'the user may only read': [
    (passing) => begin(passing) && refuse(passing, 403, 'DENIED'),
    /denied access \(403, DENIED: no\); no credentials are configured.* with "docker\/login-action" in an earlier step/,
  ],
  'the registry says that it took another blob': [
    (passing) => {
      if (!end(passing)) return false
      passing.response.writeHead(201, { 'docker-content-digest': `sha256:${'0'.repeat(64)}` }).end()
      return true
    },
    /reports that it stored "sha256:0+" instead/,
  ],
  'the registry takes no manifest': [
    (passing) => manifest(passing) && refuse(passing, 500, 'UNKNOWN'),
    /Could not push the manifest sha256:\w+ to .*: .* reported a server error/,
  ],
}

for (const [name, [fault, message]] of Object.entries(lasting)) {
  test(`if ${name}, no repository gets a tag, and the next push completes the image`, { skip }, async (t) => {
    const [sound, other] = [await openRegistry(t), await openRegistry(t)]
    let broken = true
    const way = await openWay(t, other.address, (passing) => broken && fault(passing))
    const index = anIndex()
    const path = await openLayout(t, index)
    const to = [`${sound.address}/team/app:1`, `${way.address}/team/app:1`]
    assert.match(await failureOf(push({ path, to })), message)
    for (const name of to) assert.equal(await meaningOf(name), undefined, name)

    broken = false
    const { outputs } = await push({ path, to })
    assert.equal(outputs.transfers[0]?.fetched, 0, 'the first had all of it')
    for (const name of to) {
      assert.equal(await meaningOf(name), index.descriptor.digest)
      await assertWhole(name, index)
    }
  })
}

test('an upload that the registry has lost is started again', { skip }, async (t) => {
  const { address } = await openRegistry(t)
  const way = await openWay(
    t,
    address,
    (passing) => end(passing) && passing.nth === 1 && refuse(passing, 404, 'BLOB_UPLOAD_UNKNOWN'),
  )
  const image = newImage()
  await push({ path: await openLayout(t, image), to: [`${way.address}/team/app:1`] })
  await assertWhole(`${address}/team/app:1`, image)
})

test('if a tag cannot change, the message shows its digest and the image’s reference', {
  skip,
}, async (t) => {
  const { address } = await openRegistry(t)
  const way = await openWay(
    t,
    address,
    (passing) => tag(passing) && passing.nth > 1 && refuse(passing, 412, 'PRECONDITION'),
  )
  const [first, second] = [newImage(), newImage()]
  const to = [`${way.address}/team/app:1`]
  await push({ path: await openLayout(t, first), to })
  const message = await failureOf(push({ path: await openLayout(t, second), to }))
  assert.match(
    message,
    /Could not tag sha256:\w+ as .*\/team\/app:1: .* rejected the request \(412, PRECONDITION: no\)/,
  )
  assert.ok(message.includes(`The tag still points to ${first.descriptor.digest}.`))
  assert.ok(message.endsWith(`/team/app@${second.descriptor.digest}.`))
  assert.equal(await meaningOf(to[0] ?? ''), first.descriptor.digest)
})

// As zot does under a policy that lets users create tags and not update them.
test('if a tag is refused with 401 after a successful login, the message does not advise to log in', {
  skip,
}, async (t) => {
  const { address } = await openRegistry(t)
  const first = newImage()
  await push({ path: await openLayout(t, first), to: [`${address}/team/app:1`] })
  const way = await openWay(t, address, async (passing) => {
    if (passing.request.headers.authorization !== undefined) {
      return tag(passing) && refuse(passing, 401, 'UNAUTHORIZED')
    }
    passing.response.writeHead(401, { 'www-authenticate': 'Basic realm="r"' }).end()
    return true
  })
  const second = newImage()
  const message = await failureOf(
    push({ path: await openLayout(t, second), to: [`${way.address}/team/app:1`], credential: login }),
  )
  assert.match(
    message,
    /^Could not tag sha256:\w+ as .*: .* denied access \(401, UNAUTHORIZED: no\) to the account/,
  )
  assert.ok(
    message.includes(
      `configuration. The tag still points to ${first.descriptor.digest}. If the registry does not allow tags`,
    ),
  )
  assert.doesNotMatch(message, /log in|docker login/)
})

test('the message for a tag that cannot change consists of complete sentences', { skip }, async (t) => {
  const { address } = await openRegistry(t)
  const way = await openWay(
    t,
    address,
    (passing) => tag(passing) && passing.nth > 1 && refuse(passing, 403, 'DENIED'),
  )
  const to = [`${way.address}/team/app:1`]
  await push({ path: await openLayout(t, newImage()), to })
  const message = await failureOf(push({ path: await openLayout(t, newImage()), to }))
  assert.match(message, /or with: docker login \S+\. The tag still points to sha256:\w+\./)
})

/** What keeps a tag from being given though it may change, and how the failure ends. */
const passingRefusals: Readonly<Record<string, readonly [Fault, RegExp]>> = {
  'the registry has no room': [(passing) => refuse(passing, 507, 'UNKNOWN'), /its disk may be full\.$/],
  'the registry is too busy': [(passing) => refuse(passing, 429, 'TOOMANYREQUESTS'), /higher limit: docker/],
  'the login is over': [(passing) => refuse(passing, 401, 'UNAUTHORIZED'), /Log in first, with/],
  'the connection breaks': [(passing) => cutAfter(passing, 0), /or try again later\.$/],
}

for (const [name, [fault, end]] of Object.entries(passingRefusals)) {
  test(`if ${name} at a tag that exists, the message does not advise to use a new tag`, {
    skip,
  }, async (t) => {
    const { address } = await openRegistry(t)
    let isFirst = true
    const way = await openWay(t, address, (passing) => tag(passing) && !isFirst && fault(passing))
    const to = [`${way.address}/team/app:1`]
    await push({ path: await openLayout(t, newImage()), to })
    isFirst = false
    const message = await failureOf(push({ path: await openLayout(t, newImage()), to }))
    assert.match(message, /^Could not tag sha256:\w+ as /)
    assert.match(message, end)
    assert.doesNotMatch(message, /where a registry lets no tag change/)
  })
}

test('a registry that returns other content fails the push', { skip }, async (t) => {
  const { address } = await openRegistry(t)
  const way = await openWay(t, address, async (passing) => {
    if (!has('GET', /\/manifests\/1$/)(passing)) return false
    const type = 'application/vnd.oci.image.manifest.v1+json'
    passing.response.writeHead(200, { 'content-type': type }).end('{"schemaVersion":2}')
    return true
  })
  assert.match(
    await failureOf(push({ path: await openLayout(t, newImage()), to: [`${way.address}/team/app:1`] })),
    /Could not read .*\/team\/app:1 back: the registry returns sha256:\w+ instead of sha256:\w+, after 3 attempts\. Another push/,
  )
})

test('an unreachable registry is named, and the other registry gets no tag', { skip }, async (t) => {
  const { address } = await openRegistry(t)
  const to = [`${address}/team/app:1`, '127.0.0.1:9/team/app:1']
  assert.match(
    await failureOf(push({ path: await openLayout(t, newImage()), to })),
    /Could not look for the manifest sha256:\w+ in 127\.0\.0\.1:9\/team\/app: 127\.0\.0\.1:9 refused the connection/,
  )
  assert.equal(await meaningOf(to[0] ?? ''), undefined)
})

for (const [name, is] of Object.entries({ blobLook, begin, send, end, manifest, tag })) {
  test(`a push that is cancelled at "${name}" changes no tag, and the next push completes the image`, {
    skip,
  }, async (t) => {
    const { address } = await openRegistry(t)
    const abort = new AbortController()
    let isCancelled = false
    const way = await openWay(t, address, async (passing) => {
      if (isCancelled || !is(passing)) return false
      isCancelled = true
      abort.abort(new Failure('The step was cancelled.'))
      await setTimeout(50)
      return cutAfter(passing, 0)
    })
    const index = anIndex()
    const path = await openLayout(t, index)
    const to = [`${way.address}/team/app:1`]
    assert.equal(await failureOf(push({ path, to, signal: abort.signal })), 'The step was cancelled.')
    assert.equal(await meaningOf(`${address}/team/app:1`), undefined)
    await push({ path, to })
    await assertWhole(`${address}/team/app:1`, index)
  })
}
