import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import { test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import type { ReadableContent } from '../../src/content/content.ts'
import { copy } from '../../src/content/copy.ts'
import type { Descriptor } from '../../src/image/descriptor.ts'
import { blobFolder } from '../../src/layout/blob.ts'
import { layoutContent } from '../../src/layout/content.ts'
import { createLayout } from '../../src/layout/write.ts'
import { temporaryFolder } from '../image/image.ts'
import { serve } from './http-server.ts'
import { type Exchange, refuse, servePushes } from './push-server.ts'
import { client, descriptorOf, failureOf, imageAt } from './registry-client.ts'

const texts = ['one that is refused', 'one that is put off']
const blobs = texts.map((text) => descriptorOf(Buffer.from(text)))
const [refused, delayed] = blobs as [Descriptor, Descriptor]

const memory: ReadableContent = {
  exists: async () => true,
  async *fetch({ digest }) {
    yield Buffer.from(texts[blobs.findIndex((blob) => blob.digest === digest)] ?? '')
  },
}

/** The moments at which a transfer waits for a retry while another one fails permanently. */
const pauses: Readonly<Record<string, (exchange: Exchange) => boolean>> = {
  'asks whether a blob is there': ({ asked }) => asked.path === `blobs/${delayed.digest}`,
  'sends a blob': ({ asked, request }) =>
    asked.method === 'PUT' && request.headers['content-length'] === `${delayed.size}`,
}

for (const [moment, isDelayed] of Object.entries(pauses)) {
  test(`a push that fails does not wait for a transfer that ${moment} after a pause, and leaves no work running`, async (t) => {
    const paused = Promise.withResolvers<void>()
    let pauses = 0
    const server = await servePushes(t, async (exchange) => {
      const { asked } = exchange
      if (isDelayed(exchange)) {
        pauses += 1
        await refuse(exchange, 503, { 'retry-after': '2' }, 'UNAVAILABLE')
        paused.resolve()
        return true
      }
      if (asked.path !== `blobs/${refused.digest}`) return false
      await paused.promise
      // Until the client has read the other response.
      await setTimeout(100)
      return refuse(exchange, 401, {}, 'DENIED')
    })
    const { registry, warnings } = client()
    const target = registry.repository(imageAt(server.host))
    // Requests wait for the first response and share its authorization.
    assert.equal(await target.find('1'), undefined)
    assert.match(await failureOf(copy(blobs, [memory], target, { warn: () => {} })), /denied access \(401/)
    assert.match(warnings.join(), /\(503.*\)\. Retrying in 2 s/)
    // The copy did not wait for the second attempt, and there is none after the pause.
    assert.equal(pauses, 1)
    const asked = server.asked.length
    await setTimeout(2200)
    assert.equal(server.asked.length, asked)
  })
}

const first = descriptorOf(Buffer.from('one that is not there'))

test('if one blob fails, a fetch does not wait for the others or retry them', async (t) => {
  const { registry, warnings } = client()
  const folder = await temporaryFolder(t)
  await createLayout(folder)
  const server = await serve(t, async ({ path }, response) => {
    if (path.endsWith(delayed.digest)) {
      response.writeHead(503, { 'retry-after': '2' }).end()
    } else if (path.endsWith(refused.digest)) {
      while (warnings.length === 0) await setTimeout(20)
      response.writeHead(404).end()
    } else if (path.endsWith(first.digest)) {
      response.writeHead(404).end()
    }
    // The request for the third blob gets no response.
  })
  const source = registry.readableRepository(imageAt(server.host))
  // Requests wait for the first response and share its authorization.
  assert.equal(await source.exists(first), false)
  const all = [...blobs, descriptorOf(Buffer.from('one without an answer'))]
  const failed = copy(all, [source], layoutContent(folder), { warn: () => {} })
  assert.match(await failureOf(failed), /has no such image \(404/)
  assert.match(warnings.join(), /\(503.*\)\. Retrying in 2 s/)
  assert.equal(server.asked.filter(({ path }) => path.endsWith(delayed.digest)).length, 1)
  assert.deepEqual(await readdir(blobFolder(folder)), [])
  const asked = server.asked.length
  await setTimeout(2200)
  assert.equal(server.asked.length, asked)
})
