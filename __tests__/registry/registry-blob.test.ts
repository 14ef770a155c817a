import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { WrongContent } from '../../src/content/verify.ts'
import { type Asked, type Handler, serve } from './http-server.ts'
import { bytesOf, client, descriptorOf, failureOf, imageAt } from './registry-client.ts'

const content = randomBytes(300_000)
const blob = descriptorOf(content)

const offsetOf = ({ headers }: Asked): number => Number(/^bytes=(\d+)-$/.exec(headers.range ?? '')?.[1] ?? 0)

/** Serves the requested rest of a blob, as a range if it is one. */
const serveRange: Handler = (asked, response) => {
  const offset = offsetOf(asked)
  const range = { 'content-range': `bytes ${offset}-${content.length - 1}/${content.length}` }
  response.writeHead(offset === 0 ? 200 : 206, offset === 0 ? {} : range)
  response.end(content.subarray(offset))
}

/** Sends some bytes of a longer response, and then closes the connection. */
const breakAfter =
  (end: number): Handler =>
  (asked, response) => {
    const offset = offsetOf(asked)
    response.writeHead(offset === 0 ? 200 : 206, {
      'content-length': content.length - offset,
      ...(offset > 0 && { 'content-range': `bytes ${offset}-${content.length - 1}/${content.length}` }),
    })
    response.write(content.subarray(offset, end), () => setImmediate(() => response.destroy()))
  }

test('a blob is fetched unchanged', async (t) => {
  const server = await serve(t, serveRange)
  const { registry, warnings } = client()
  assert.deepEqual(await bytesOf(registry.readableRepository(imageAt(server.host)).fetch(blob)), content)
  assert.equal(server.asked[0]?.path, `/v2/team/app/blobs/${blob.digest}`)
  assert.equal(server.asked[0]?.headers.range, undefined)
  assert.deepEqual(warnings, [])
})

test('an empty blob needs no request', async (t) => {
  const server = await serve(t, serveRange)
  const empty = descriptorOf(Buffer.alloc(0))
  assert.equal(
    (await bytesOf(client().registry.readableRepository(imageAt(server.host)).fetch(empty))).length,
    0,
  )
  assert.equal(server.asked.length, 0)
})

test('an interrupted transfer is resumed', async (t) => {
  const server = await serve(t, (asked, response, nth) =>
    (nth < 3 ? breakAfter(nth * 100_000) : serveRange)(asked, response, nth),
  )
  const { registry, warnings } = client()
  assert.deepEqual(await bytesOf(registry.readableRepository(imageAt(server.host)).fetch(blob)), content)
  const offsets = server.asked.map(offsetOf)
  assert.equal(offsets.length, 3)
  assert.ok(
    offsets.every((offset, index) => index === 0 || offset > (offsets[index - 1] ?? 0)),
    `${offsets}`,
  )
  assert.equal(warnings.length, 2)
})

test('a transfer that ends too early without an error is resumed', async (t) => {
  const server = await serve(t, (asked, response, nth) =>
    nth === 1 ? response.end(content.subarray(0, 1000)) : serveRange(asked, response, nth),
  )
  const { registry, warnings } = client()
  assert.deepEqual(await bytesOf(registry.readableRepository(imageAt(server.host)).fetch(blob)), content)
  assert.equal(server.asked[1]?.headers.range, 'bytes=1000-')
  assert.match(warnings[0] ?? '', /ended the transfer after 1000 of 300000 bytes/)
})

test('if a server ignores the range, the known bytes are skipped', async (t) => {
  const server = await serve(t, (asked, response, nth) =>
    nth === 1 ? breakAfter(200_000)(asked, response, nth) : response.end(content),
  )
  assert.deepEqual(
    await bytesOf(client().registry.readableRepository(imageAt(server.host)).fetch(blob)),
    content,
  )
  assert.equal(server.asked.length, 2)
})

test('a response with another range is refused', async (t) => {
  const server = await serve(t, (_asked, response, nth) => {
    if (nth === 1) return response.end(content.subarray(0, 1000))
    response.writeHead(206, { 'content-range': `bytes 0-${content.length - 1}/${content.length}` })
    return response.end(content)
  })
  const failure = await failureOf(
    bytesOf(client().registry.readableRepository(imageAt(server.host)).fetch(blob)),
  )
  assert.match(failure, /malformed response: it is not the requested range, from byte 1000 of 300000/)
})

test('a blob without the missing bytes is corrupt', async (t) => {
  const server = await serve(t, (_asked, response, nth) =>
    nth === 1 ? response.end(content.subarray(0, 1000)) : response.writeHead(416).end(),
  )
  const stream = client().registry.readableRepository(imageAt(server.host)).fetch(blob)
  await assert.rejects(bytesOf(stream), (error) => {
    assert.ok(error instanceof WrongContent)
    assert.match(error.message, /expected 300000 bytes, found no more than 1000/)
    return true
  })
})

test('a blob with other content ends with an error', async (t) => {
  const other = Buffer.from(content)
  other[150_000] = (other[150_000] ?? 0) ^ 1
  const server = await serve(t, (_asked, response) => response.end(other))
  let received = 0
  let ended = false
  const read = async () => {
    for await (const chunk of client().registry.readableRepository(imageAt(server.host)).fetch(blob))
      received += chunk.length
    ended = true
  }
  await assert.rejects(
    read,
    (error) => error instanceof WrongContent && /expected sha256:/.test(error.message),
  )
  assert.equal(received, content.length)
  assert.equal(ended, false)
})

test('an endless body is read up to the size of the blob', async (t) => {
  let closed: () => void
  const left = new Promise<void>((resolve) => {
    closed = resolve
  })
  const server = await serve(t, (_asked, response) => {
    response.on('close', () => closed())
    const write = () => {
      while (!response.destroyed && response.write(content));
      response.once('drain', write)
    }
    write()
  })
  const failure = await failureOf(
    bytesOf(client().registry.readableRepository(imageAt(server.host)).fetch(blob)),
  )
  assert.match(failure, /expected 300000 bytes, found more/)
  await left
})

test('a stalled transfer is interrupted and resumed', async (t) => {
  const server = await serve(t, (asked, response, nth) =>
    nth === 1 ? response.write(content.subarray(0, 50_000)) : serveRange(asked, response, nth),
  )
  const { registry, warnings } = client({ limits: { stall: 100 } })
  assert.deepEqual(await bytesOf(registry.readableRepository(imageAt(server.host)).fetch(blob)), content)
  assert.match(warnings[0] ?? '', /stalled \(UND_ERR_BODY_TIMEOUT\)/)
  assert.equal(server.asked[1]?.headers.range, 'bytes=50000-')
})

test('a transfer that is reset each time without progress fails', async (t) => {
  const server = await serve(t, (_asked, response) => {
    response.socket?.resetAndDestroy()
  })
  const failure = await failureOf(
    bytesOf(client().registry.readableRepository(imageAt(server.host)).fetch(blob)),
  )
  assert.match(
    failure,
    /^Could not fetch the blob sha256:[0-9a-f]{64} of 127.0.0.1:\d+\/team\/app: the connection /,
  )
  assert.match(failure, /after 3 attempts/)
  assert.equal(server.asked.length, 3)
})

test('a large blob may be interrupted more often than a small one', async (t) => {
  const long = randomBytes(6 * 1024 * 1024)
  const piece = 1_200_000
  const server = await serve(t, (asked, response) => {
    const offset = offsetOf(asked)
    if (offset > 0) {
      response.writeHead(206, { 'content-range': `bytes ${offset}-${long.length - 1}/${long.length}` })
    }
    response.end(long.subarray(offset, offset + piece))
  })
  const stream = client({ limits: { attempts: 2 } })
    .registry.readableRepository(imageAt(server.host))
    .fetch(descriptorOf(long))
  assert.ok((await bytesOf(stream)).equals(long))
  assert.equal(server.asked.length, 6)
})

test('server errors before and during a transfer are retried', async (t) => {
  const server = await serve(t, (asked, response, nth) => {
    if (nth === 1 || nth === 3) return response.writeHead(500).end()
    return nth === 2 ? response.end(content.subarray(0, 1000)) : serveRange(asked, response, nth)
  })
  const { registry } = client({ limits: { attempts: 4 } })
  assert.deepEqual(await bytesOf(registry.readableRepository(imageAt(server.host)).fetch(blob)), content)
})

test('a blob that the registry lacks is a failure without a retry', async (t) => {
  const server = await serve(t, (_asked, response) => {
    response.writeHead(404).end('{"errors":[{"code":"BLOB_UNKNOWN","message":"blob unknown to registry"}]}')
  })
  const failure = await failureOf(
    bytesOf(client().registry.readableRepository(imageAt(server.host)).fetch(blob)),
  )
  assert.match(failure, /does not have this part of the image \(404, BLOB_UNKNOWN/)
  assert.equal(server.asked.length, 1)
})

test('a reader that stops ends the transfer', async (t) => {
  let closed: () => void
  const left = new Promise<void>((resolve) => {
    closed = resolve
  })
  const server = await serve(t, (_asked, response) => {
    response.on('close', () => closed())
    response.write(content.subarray(0, 1000))
  })
  for await (const _chunk of client().registry.readableRepository(imageAt(server.host)).fetch(blob)) break
  await left
})

test('an abort during a transfer ends it with the reason', async (t) => {
  const reason = new Error('cancelled')
  const controller = new AbortController()
  const server = await serve(t, (_asked, response) => response.write(content.subarray(0, 1000)))
  const { registry } = client({ signal: controller.signal })
  const read = async () => {
    for await (const _chunk of registry.readableRepository(imageAt(server.host)).fetch(blob))
      controller.abort(reason)
  }
  await assert.rejects(read, reason)
})

test('a large blob is not buffered when it is read slowly', async (t) => {
  const piece = randomBytes(1024 * 1024)
  const pieces = 200
  const server = await serve(t, async (_asked, response) => {
    for (let sent = 0; sent < pieces && !response.destroyed; sent += 1) {
      if (!response.write(piece)) await new Promise((resolve) => response.once('drain', resolve))
    }
    response.end()
  })
  const large = { ...blob, size: pieces * piece.length }
  let peak = 0
  let received = 0
  const before = process.memoryUsage().arrayBuffers
  const read = async () => {
    for await (const chunk of client().registry.readableRepository(imageAt(server.host)).fetch(large)) {
      received += chunk.length
      if (received % (8 * 1024 * 1024) < chunk.length) {
        peak = Math.max(peak, process.memoryUsage().arrayBuffers - before)
        await new Promise((resolve) => setImmediate(resolve))
      }
    }
  }
  await assert.rejects(read, WrongContent)
  assert.equal(received, large.size)
  assert.ok(peak < large.size / 2, `${peak}`)
})
