import assert from 'node:assert/strict'
import { type TestContext, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { openRegistryProxy, type RegistryFault } from '../../../lab/faults/registry-proxy.ts'
import { serve } from '../../registry/http-server.ts'

const blob = 'x'.repeat(60_000)

/** A registry in which everything is there, and a way to it. */
const openWay = async (t: TestContext) => {
  const registry = await serve(t, ({ method }, response) => {
    response.setHeader('content-length', blob.length)
    response.end(method === 'HEAD' ? '' : blob)
  })
  const proxy = await openRegistryProxy(registry.host)
  t.after(() => proxy[Symbol.asyncDispose]())
  const ask = async (path: string, init: RequestInit = {}): Promise<string> => {
    const response = await fetch(`http://${proxy.address}/v2/team/app/${path}`, init)
    return response.ok ? response.text() : String(response.status)
  }
  return { registry, proxy, ask }
}

const layer = 'blobs/sha256:aa'

test('without a fault, both addresses pass everything', async (t) => {
  const { proxy, ask, registry } = await openWay(t)
  assert.equal(await ask(layer), blob)
  const elsewhere = await fetch(`http://${proxy.elsewhere}/v2/team/app/${layer}`, { method: 'HEAD' })
  assert.equal(elsewhere.status, 200)
  await ask('blobs/uploads/1', { method: 'PATCH', body: 'layer' })
  assert.deepEqual(
    registry.asked.map(({ method, body }) => `${method} ${body}`),
    ['GET ', 'HEAD ', 'PATCH layer'],
  )
})

test('a fault applies to matching requests, after a number of skipped ones and a number of times', async (t) => {
  const { proxy, ask } = await openWay(t)
  const answer = { status: 503 }
  const fault = proxy.disturb({ on: ['GetBlob'], after: 1, times: 1, answer })
  const answers = [await ask('manifests/1'), await ask(layer), await ask(layer), await ask(layer)]
  assert.deepEqual(answers, [blob, blob, '503', blob])
  assert.equal(fault.met(), 1)
  proxy.disturb({ on: ['PutTag'], answer })
  assert.equal(await ask('manifests/sha256:aa', { method: 'PUT', body: '{}' }), blob)
  assert.equal(await ask('manifests/latest', { method: 'PUT', body: '{}' }), '503')
  proxy.calm()
  // The client has to see that its connections are gone.
  await delay(50)
  assert.equal(await ask('manifests/latest', { method: 'PUT', body: '{}' }), blob)
})

const broken: Readonly<Record<string, Omit<RegistryFault, 'on'>>> = {
  'at once': { breakAfter: 0 },
  'in the middle of its answer': { breakAfter: 100 },
  'at an early end of its answer': { endAfter: 100 },
  'after the deed': { loseAnswer: true },
}

for (const [when, fault] of Object.entries(broken)) {
  test(`the connection breaks ${when}`, async (t) => {
    const { proxy, ask, registry } = await openWay(t)
    proxy.disturb({ ...fault, on: ['GetBlob'] })
    await assert.rejects(ask(layer), TypeError)
    assert.equal(registry.asked.length, 1)
  })
}

test('an upload breaks before the registry has received all of it', async (t) => {
  const { proxy, ask, registry } = await openWay(t)
  proxy.disturb({ on: ['PatchUpload'], breakAfter: 100 })
  await assert.rejects(ask('blobs/uploads/1', { method: 'PATCH', body: blob }), TypeError)
  assert.deepEqual(registry.asked, [])
})

test('a fault can change one byte', async (t) => {
  const { proxy, ask } = await openWay(t)
  proxy.disturb({ on: ['GetBlob'], wrongByte: 2 })
  const text = await ask(layer)
  assert.equal(text.length > 0 && text.startsWith('xx'), true)
  assert.notEqual(text, blob)
})
