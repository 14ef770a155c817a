import { createServer, type IncomingMessage, type ServerResponse, request as send } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'

/** A request on its way to a registry. */
export interface Passing {
  readonly method: string
  /** `/v2/team/app/blobs/sha256:…` */
  readonly path: string
  readonly request: IncomingMessage
  readonly response: ServerResponse
  /** Counts the requests that are alike, whatever the names of uploads and digests, from 1. */
  readonly nth: number
}

/** Answers in the registry's place, or breaks the connection, and says so by `true`. */
export type Fault = (passing: Passing) => boolean | Promise<boolean>

export interface Way {
  /** `127.0.0.1:port`, the registry under another address. */
  readonly address: string
  /** What was asked: `HEAD /v2/team/app/blobs/DIGEST`, in order. */
  readonly asked: readonly string[]
  /** Bytes of bodies that went to the registry. */
  readonly sent: () => number
}

const kindOf = (method: string, path: string): string =>
  `${method} ${path
    .replace(/sha256(?::|%3A)[0-9a-f]{64}/g, 'DIGEST')
    .replace(/(uploads\/)[^?]+.*/, '$1ID')
    .replace(/\?mount=.*/, '?mount')}`

/** Answers with a status, and an error in the form of the specification. */
export const refuse = async ({ request, response }: Passing, status: number, code: string): Promise<true> => {
  for await (const _ of request);
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify({ errors: [{ code, message: 'no' }] }))
  return true
}

/** Takes so many bytes of a body, and breaks the connection. */
export const cutAfter = async ({ request }: Passing, bytes: number): Promise<true> => {
  let taken = 0
  if (bytes > 0) {
    for await (const chunk of request) {
      taken += Buffer.from(chunk).length
      if (taken >= bytes) break
    }
  }
  request.socket.destroy()
  return true
}

/** A way to a registry on loopback, where faults happen. */
export const openWay = async (t: TestContext, registry: string, fault: Fault = () => false): Promise<Way> => {
  const [host = '', port = ''] = registry.split(':')
  const asked: string[] = []
  let sent = 0
  const pass = ({ method, path, request, response }: Passing): void => {
    const onward = send({ host, port, method, path, headers: request.headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers)
      answer.pipe(response)
      answer.on('error', () => response.destroy())
    })
    onward.on('error', () => response.destroy())
    request.on('error', () => onward.destroy())
    request.on('data', (chunk: Buffer) => {
      sent += chunk.length
    })
    request.pipe(onward)
  }
  const server = createServer(async (request, response) => {
    const { method = '', url: path = '' } = request
    const kind = kindOf(method, path)
    asked.push(kind)
    request.on('error', () => undefined)
    const passing = { method, path, request, response, nth: asked.filter((one) => one === kind).length }
    try {
      if (!(await fault(passing))) pass(passing)
    } catch {
      response.destroy()
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port: own } = server.address() as AddressInfo
  return { address: `127.0.0.1:${own}`, asked, sent: () => sent }
}
