import type { ServerResponse } from 'node:http'
import type { TestContext } from 'node:test'
import { type Asked, serve, type TestServer } from '../registry/http-server.ts'
import { lab } from './build.ts'

/** An answer of the lab's registry that is under way to who asked. */
export interface Answer {
  readonly asked: Asked
  readonly body: Buffer
  /** The head is not sent yet. */
  readonly response: ServerResponse
  /** Sends head and body as they are. */
  readonly pass: () => void
}

/** The lab's registry under another address, where something is done to what it answers. */
export const proxyRegistry = (t: TestContext, treat: (answer: Answer) => void): Promise<TestServer> =>
  serve(t, async (asked, response) => {
    const { accept, range } = asked.headers
    const headers = { ...(accept !== undefined && { accept }), ...(range !== undefined && { range }) }
    const upstream = `http://${lab.registry.address}${asked.path}`
    const answer = await fetch(upstream, { method: asked.method, headers })
    const body = Buffer.from(await answer.arrayBuffer())
    response.statusCode = answer.status
    for (const [name, value] of answer.headers) {
      if (!/^(?:connection|date|transfer-encoding)$/.test(name)) response.setHeader(name, value)
    }
    treat({ asked, body, response, pass: () => response.end(body) })
  })

/** Whether the answer is a layer: at least of the size that no document has. */
export const isLayer = ({ asked, body }: Answer): boolean =>
  asked.method === 'GET' && asked.path.includes('/blobs/') && body.length > 100_000
