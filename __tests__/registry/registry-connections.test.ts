import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type TestContext, test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import type { ReadableContent } from '../../src/content/content.ts'
import { copy } from '../../src/content/copy.ts'
import { basic, bearer, giving, login } from './guarded-registry.ts'
import { serve } from './http-server.ts'
import { client, descriptorOf, imageAt } from './registry-client.ts'

const contents = Array.from({ length: 12 }, (_, nth) => Buffer.from(`layer ${nth}`))
const blobs = contents.map(descriptorOf)
const source: ReadableContent = {
  exists: async () => true,
  async *fetch({ digest }) {
    yield contents[blobs.findIndex((blob) => blob.digest === digest)] ?? Buffer.alloc(0)
  },
}

/** A registry with latency, keep-alive connections and authentication. */
const openRegistry = async (t: TestContext, isAllowed: (authorization?: string) => string | undefined) => {
  const seen = { connections: 0, refused: 0, mostAtOnce: 0 }
  let now = 0
  const server = createServer(async (request, response) => {
    now += 1
    seen.mostAtOnce = Math.max(seen.mostAtOnce, now)
    for await (const _ of request);
    await setTimeout(10)
    now -= 1
    const challenge = isAllowed(request.headers.authorization)
    if (challenge !== undefined) {
      seen.refused += 1
      response.writeHead(401, { 'www-authenticate': challenge }).end()
    } else if (request.method === 'HEAD') response.writeHead(404).end()
    else if (request.method === 'POST') response.writeHead(202, { location: '/v2/upload' }).end()
    else response.writeHead(request.method === 'PUT' ? 201 : 202).end()
  })
  server.on('connection', () => {
    seen.connections += 1
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { seen, host: `127.0.0.1:${port}` }
}

test('a registry gets as many connections as there are transfers, and each serves many requests', async (t) => {
  const { seen, host } = await openRegistry(t, () => undefined)
  const { fetched } = await copy(blobs, [source], client().registry.repository(imageAt(host)), {
    warn: assert.fail,
  })
  assert.equal(fetched.length, blobs.length)
  assert.equal(seen.mostAtOnce, 5)
  assert.equal(seen.connections, 5)
})

for (const kind of ['Basic', 'Bearer'] as const) {
  test(`requests that begin at the same time share one challenge (${kind})`, async (t) => {
    const tokens = await serve(
      t,
      giving((nth) => ({ token: `t${nth}` })),
    )
    const [accepted, challenge] =
      kind === 'Basic' ? [basic, 'Basic realm="r"'] : ['Bearer t1', bearer(tokens.host)]
    const { seen, host } = await openRegistry(t, (sent) => (sent === accepted ? undefined : challenge))
    const { registry } = client({ credential: login })
    await copy(blobs, [source], registry.repository(imageAt(host)), { warn: assert.fail })
    assert.equal(seen.refused, 1)
    assert.equal(seen.mostAtOnce, 5)
    assert.equal(tokens.asked.length, kind === 'Basic' ? 0 : 1)
  })
}
