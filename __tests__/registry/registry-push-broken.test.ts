import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cutAfter, type Fault, refuse, servePushes } from './push-server.ts'
import { assertTaken, begin, blob, content, end, look, open, send, state, target } from './push-target.ts'
import { client, descriptorOf, failureOf, imageAt } from './registry-client.ts'

test('an interrupted upload continues at the offset that the registry reports', async (t) => {
  const { server, repository, warnings } = await target(t, async (exchange) =>
    exchange.asked.method === 'PATCH' && exchange.nth === 1 ? cutAfter(exchange, 1_500_000) : false,
  )
  await repository.push(blob, open)
  assertTaken(server)
  assert.deepEqual(server.requests(), [begin, send, state, send, end])
  const patch = server.asked[3]
  assert.equal(patch?.range, '1500000-2999999')
  assert.equal(patch?.bytes, 1_500_000)
  assert.equal(warnings.length, 1)
  assert.match(
    warnings[0] ?? '',
    /^Could not push the blob sha256:\w+ to 127\.0\.0\.1:\d+\/team\/app yet: the conn/,
  )
})

test('a large blob may be interrupted more often than a small one', async (t) => {
  let cuts = 0
  const { server, repository } = await target(
    t,
    async (exchange) => {
      if (exchange.asked.method !== 'PATCH') return false
      cuts += 1
      return cuts > 2 ? false : cutAfter(exchange, 1_200_000)
    },
    { attempts: 2 },
  )
  await repository.push(blob, open)
  assertTaken(server)
  assert.equal(cuts, 3)
})

test('the time of a transfer does not count as time of retries', async (t) => {
  const { server, repository } = await target(
    t,
    async (exchange) =>
      exchange.asked.method === 'PATCH' && exchange.nth === 1 ? cutAfter(exchange, 2_500_000) : false,
    { total: 300 },
  )
  const slow = async function* () {
    for await (const chunk of open()) {
      await new Promise((resolve) => setTimeout(resolve, 20))
      yield chunk
    }
  }
  await repository.push(blob, slow)
  assertTaken(server)
})

test('an upload that was interrupted before its first byte sends all bytes', async (t) => {
  const { server, repository } = await target(t, async (exchange) =>
    exchange.asked.method === 'PATCH' && exchange.nth === 1 ? cutAfter(exchange, 0) : false,
  )
  await repository.push(blob, open)
  assertTaken(server)
  assert.deepEqual(server.requests(), [begin, send, state, send, end])
  assert.equal(server.asked[3]?.range, undefined)
})

test('an upload that the registry has forgotten begins again, unless the blob exists', async (t) => {
  const forgetting: Fault = async (exchange) => {
    if (exchange.asked.method !== 'PATCH' || exchange.nth > 1) return false
    const uploads = [...(await setUp).server.uploads.keys()]
    for (const id of uploads) (await setUp).server.uploads.delete(id)
    return cutAfter(exchange, 1_000_000)
  }
  const setUp = target(t, forgetting)
  const { server, repository } = await setUp
  await repository.push(blob, open)
  assertTaken(server)
  assert.deepEqual(server.requests(), [begin, send, state, look, begin, send, end])

  const answerLost = target(t, async (exchange) => {
    const { blobs, uploads } = (await answerLost).server
    if (exchange.asked.method !== 'PUT') return false
    uploads.clear()
    blobs.set(blob.digest, content)
    return cutAfter(exchange, 0)
  })
  const lost = await answerLost
  await lost.repository.push(blob, open)
  assert.deepEqual(lost.server.requests(), [begin, send, end, state, look])
})

test('an upload that expires before its end begins again', async (t) => {
  const { server, repository } = await target(t, async (exchange) =>
    exchange.asked.method === 'PATCH' && exchange.nth === 1
      ? refuse(exchange, 404, {}, 'BLOB_UPLOAD_UNKNOWN')
      : false,
  )
  await repository.push(blob, open)
  assertTaken(server)
})

for (const [name, fault] of [
  ['rejects ranges', (exchange) => exchange.asked.range !== undefined && refuse(exchange, 416)],
  ['rejects large chunks', (exchange) => exchange.asked.range !== undefined && refuse(exchange, 413)],
  ...[405, 403, 410, 501].map((status): [string, Fault] => [
    `does not report the state of an upload (${status})`,
    (exchange) => exchange.asked.method === 'GET' && refuse(exchange, status),
  ]),
  [
    'reports a wrong offset and creates another blob',
    (exchange) => {
      if (exchange.asked.method !== 'GET') return false
      exchange.upload?.chunks.push(Buffer.alloc(1000))
      return false
    },
  ],
] as const satisfies readonly (readonly [string, Fault])[]) {
  test(`an interrupted upload begins again if the registry ${name}`, async (t) => {
    const { server, repository } = await target(t, async (exchange) =>
      exchange.asked.method === 'PATCH' && exchange.nth === 1
        ? cutAfter(exchange, 1_000_000)
        : fault(exchange),
    )
    await repository.push(blob, open)
    assertTaken(server)
    assert.equal(server.requests().filter((request) => request === begin).length, 2)
  })
}

test('an upload that is interrupted each time without progress fails', async (t) => {
  const { server, repository } = await target(t, async (exchange) =>
    exchange.asked.method === 'PATCH' ? cutAfter(exchange, 1000) : false,
  )
  assert.match(
    await failureOf(repository.push(blob, open)),
    /^Could not push the blob sha256:[0-9a-f]{64} to .*\/team\/app: the connection .*, after 3 attempts\./,
  )
  assert.equal(server.requests().filter((request) => request === begin).length, 1)
})

test('server errors are retried, after the time that the registry asks for', async (t) => {
  const { server, repository, warnings } = await target(
    t,
    async (exchange) => {
      if (exchange.asked.method === 'POST' && exchange.nth === 1) {
        return refuse(exchange, 429, { 'retry-after': '1' }, 'TOOMANYREQUESTS')
      }
      return exchange.asked.method === 'PATCH' && exchange.nth === 1 ? refuse(exchange, 503) : false
    },
    { attempts: 4 },
  )
  await repository.push(blob, open)
  assertTaken(server)
  assert.equal(warnings.length, 2)
  assert.match(warnings[0] ?? '', /limits the rate of requests \(429.*\)\. Retrying in 1 s/)
  assert.match(warnings[1] ?? '', /reported a server error \(503/)
})

test('an upload that the registry stalls is retried', async (t) => {
  const { server, repository, warnings } = await target(
    t,
    ({ asked, nth }) => asked.method === 'PATCH' && nth === 1,
    { stall: 200 },
  )
  const large = Buffer.alloc(40_000_000)
  await repository.push(descriptorOf(large), () =>
    Array.from({ length: 40 }, (_, i) => large.subarray(i * 1e6, (i + 1) * 1e6)),
  )
  assert.equal(server.blobs.size, 1)
  assert.match(warnings[0] ?? '', /the transfer to 127\.0\.0\.1:\d+ stalled/)
})

for (const [title, limits] of [
  ['an upload', {}],
  ['an upload in chunks', { wholeBlob: 0 }],
] as const) {
  test(`a registry may need time to store ${title}`, async (t) => {
    const { server, repository, warnings } = await target(
      t,
      async ({ asked }) => {
        if (asked.method === 'PUT') await new Promise((resolve) => setTimeout(resolve, 3_000))
        return false
      },
      { response: 2_000, commit: 60_000, ...limits },
    )
    await repository.push(blob, open)
    assertTaken(server)
    assert.deepEqual(warnings, [])
  })
}

test("an error of the source is the source's failure, and the push is not retried", async (t) => {
  const breaking = await servePushes(t, ({ response }) => {
    response.writeHead(200, { 'content-length': blob.size })
    response.write(content.subarray(0, 1000), () => response.destroy())
    return true
  })
  for (const host of ['127.0.0.1:1', breaking.host]) {
    const { server, repository } = await target(t)
    const source = client().registry.readableRepository(imageAt(host))
    const message = await failureOf(repository.push(blob, () => source.fetch(blob)))
    assert.match(message, new RegExp(`^Could not fetch the blob ${blob.digest} of ${host}/team/app: `))
    assert.deepEqual(
      server.requests().filter((asked) => asked === begin),
      [begin],
    )
  }
})
