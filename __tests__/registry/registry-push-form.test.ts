import assert from 'node:assert/strict'
import { test } from 'node:test'
import { cutAfter, type Fault, refuse } from './push-server.ts'
import { assertTaken, begin, blob, content, end, open, send, state, target } from './push-target.ts'
import { failureOf } from './registry-client.ts'

const mebibyte = 1024 * 1024
const whole = { wholeBlob: blob.size }

/** A proxy that rejects larger bodies, before it reads them. */
const limitedTo =
  (bytes: number): Fault =>
  ({ request, response }) => {
    if (Number(request.headers['content-length'] ?? 0) <= bytes) return false
    response.writeHead(413, { connection: 'close' }).end('<html>413</html>')
    return true
  }

test('a small blob is sent with the request that ends its upload', async (t) => {
  const { server, repository, warnings } = await target(t, undefined, whole)
  await repository.push(blob, open)
  assertTaken(server)
  assert.deepEqual(server.requests(), [begin, end])
  assert.equal(server.asked[1]?.bytes, content.length)
  assert.equal(server.asked[1]?.type, 'application/octet-stream')
  assert.deepEqual(warnings, [])
})

test('an interrupted small blob is sent with a PATCH, which can be resumed', async (t) => {
  const { server, repository } = await target(
    t,
    async (exchange) => {
      const { method } = exchange.asked
      if (method === 'PUT' && exchange.nth === 1) return cutAfter(exchange, 2_000_000)
      return method === 'PATCH' && exchange.nth === 1 ? cutAfter(exchange, 500_000) : false
    },
    whole,
  )
  // This server keeps the bytes of the interrupted PUT.
  await repository.push(blob, open)
  assertTaken(server)
  assert.deepEqual(server.requests(), [begin, end, state, send, state, send, end])
  assert.deepEqual(
    server.asked.flatMap(({ range }) => range ?? []),
    ['2000000-2999999', '2500000-2999999'],
  )
})

for (const [name, limits] of [
  ['small', whole],
  ['large', {}],
] as const) {
  test(`a ${name} blob is sent in chunks if a request of its size is rejected`, async (t) => {
    const { server, repository, warnings } = await target(t, limitedTo(mebibyte), limits)
    let opened = 0
    const counted = () => {
      opened += 1
      return open()
    }
    await repository.push(blob, counted)
    assertTaken(server)
    const chunks = server.asked.filter(({ method, range }) => method === 'PATCH' && range !== undefined)
    assert.deepEqual(
      chunks.map(({ range, bytes }) => [range, bytes]),
      [
        ['0-1048575', mebibyte],
        ['1048576-2097151', mebibyte],
        ['2097152-2999999', 902_848],
      ],
    )
    assert.deepEqual(warnings, [])
    // Once for the rejected request, and once for all chunks.
    assert.ok(opened <= 2, `${opened}`)
  })
}

test("chunks are not smaller than the registry's minimum", async (t) => {
  const { server, repository } = await target(t, async (exchange) => {
    const { request, response, asked } = exchange
    if (asked.method === 'POST') {
      server.uploads.set('there', { chunks: [] })
      response.writeHead(202, {
        location: '/v2/team/app/blobs/uploads/there',
        'oci-chunk-min-length': '2000000',
      })
      response.end()
      return true
    }
    return Number(request.headers['content-length'] ?? 0) > 2_000_000 && refuse(exchange, 413)
  })
  await repository.push(blob, open)
  assertTaken(server)
  const chunks = server.asked.filter(({ range }) => range !== undefined).map(({ range }) => range)
  assert.deepEqual(chunks, ['0-1999999', '2000000-2999999'])
})

test('if even a chunk of 1 MiB is too large, the failure says so', async (t) => {
  const { server, repository } = await target(t, limitedTo(1000))
  assert.match(await failureOf(repository.push(blob, open)), /rejected a request of this size \(413/)
  assert.equal(server.blobs.size, 0)
})

test('an interrupted chunk continues at the offset that the registry reports', async (t) => {
  let isCut = false
  const { server, repository } = await target(t, async (exchange) => {
    if (await limitedTo(mebibyte)(exchange)) return true
    if (isCut || exchange.asked.range?.startsWith('1048576-') !== true) return false
    isCut = true
    return cutAfter(exchange, 500_000)
  })
  await repository.push(blob, open)
  assertTaken(server)
  const ranges = server.asked.flatMap(({ range }) => range ?? [])
  assert.deepEqual(ranges, ['0-1048575', '1048576-2097151', '1548576-2597151', '2597152-2999999'])
})

// Like distribution 3 and olareg: the address has the offset, and the old address is rejected.
test('an upload continues at the address in the response about its state', async (t) => {
  const { server, repository } = await target(t, async (exchange) => {
    const { asked, request, response, upload } = exchange
    const has = upload?.chunks.reduce((sum, { length }) => sum + length, 0) ?? 0
    const address = new URL(request.url ?? '', 'http://x')
    if (asked.method === 'GET') {
      address.searchParams.set('_state', `${has}`)
      response.writeHead(204, { location: address.pathname + address.search, range: `0-${has - 1}` }).end()
      return true
    }
    if (asked.method !== 'PATCH') return false
    if (exchange.nth === 1) return cutAfter(exchange, 1_000_000)
    return address.searchParams.get('_state') !== `${has}` && refuse(exchange, 416)
  })
  await repository.push(blob, open)
  assertTaken(server)
  assert.deepEqual(server.requests(), [begin, send, state, send, end])
  assert.equal(server.asked[3]?.bytes, 2_000_000)
})

for (const [name, status] of [
  ['that the registry no longer has', 404],
  ['whose size the registry does not report', 204],
] as const) {
  test(`an upload ${name} begins again`, async (t) => {
    const { server, repository } = await target(t, async (exchange) => {
      if (exchange.asked.method === 'GET') {
        exchange.response.writeHead(status, { location: exchange.request.url ?? '' }).end()
        return true
      }
      return exchange.asked.method === 'PATCH' && exchange.nth === 1 && cutAfter(exchange, 1_000_000)
    })
    await repository.push(blob, open)
    assertTaken(server)
    assert.deepEqual(
      server.requests().filter((request) => !request.startsWith('HEAD')),
      [begin, send, state, begin, send, end],
    )
  })
}
