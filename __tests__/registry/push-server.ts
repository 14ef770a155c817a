import { randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestContext } from 'node:test'
import { type Digest, digestOf } from '../../src/image/digest.ts'

/** A request to a test registry. */
export interface Pushed {
  readonly method: string
  /** Without the name of the registry and the repository: `blobs/uploads/?mount=…`. */
  readonly path: string
  readonly authorization: string | undefined
  readonly range: string | undefined
  readonly type: string | undefined
  /** The number of bytes of the body that arrived. */
  bytes: number
}

export interface Exchange {
  readonly asked: Pushed
  readonly request: IncomingMessage
  readonly response: ServerResponse
  /** Counts the requests of a method from 1. */
  readonly nth: number
  /** The upload in the request's path, if it exists. */
  readonly upload: Upload | undefined
}

export interface Upload {
  readonly chunks: Buffer[]
}

/** Returns true if it responded instead of the registry. */
export type Fault = (exchange: Exchange) => boolean | Promise<boolean>

export interface PushServer {
  /** `127.0.0.1:port` */
  readonly host: string
  readonly asked: readonly Pushed[]
  /** Methods and paths, uploads without their names. */
  readonly requests: () => readonly string[]
  readonly blobs: Map<Digest, Buffer>
  /** By tag or digest. */
  readonly manifests: Map<string, Buffer>
  readonly uploads: Map<string, Upload>
}

const sizeOf = ({ chunks }: Upload): number => chunks.reduce((sum, { length }) => sum + length, 0)

/** Reads bytes of a request's body, into its upload if there is one. */
const receive = async (
  { request, asked, upload }: Pick<Exchange, 'request' | 'asked' | 'upload'>,
  limit = Number.POSITIVE_INFINITY,
): Promise<Buffer> => {
  const chunks: Buffer[] = []
  for await (const chunk of request) {
    const kept = Buffer.from(chunk).subarray(0, limit - asked.bytes)
    asked.bytes += kept.length
    chunks.push(kept)
    upload?.chunks.push(kept)
    if (asked.bytes >= limit) break
  }
  return Buffer.concat(chunks)
}

/** Reads bytes of a body, and then closes the connection. */
export const cutAfter = async (exchange: Exchange, bytes: number): Promise<true> => {
  await receive(exchange, bytes)
  exchange.request.socket.destroy()
  return true
}

/** Responds with a status and an error in the format of the specification. */
export const refuse = async (
  exchange: Exchange,
  status: number,
  headers: Record<string, string> = {},
  code = 'UNSUPPORTED',
): Promise<true> => {
  await receive({ ...exchange, upload: undefined })
  exchange.response.writeHead(status, headers).end(JSON.stringify({ errors: [{ code, message: 'no' }] }))
  return true
}

/** A registry on loopback with its content in memory. A fault changes its responses. */
export const servePushes = async (t: TestContext, fault: Fault = () => false): Promise<PushServer> => {
  const asked: Pushed[] = []
  const blobs = new Map<Digest, Buffer>()
  const manifests = new Map<string, Buffer>()
  const uploads = new Map<string, Upload>()

  const answer = async (exchange: Exchange): Promise<void> => {
    const { response, upload } = exchange
    const { method, path, range } = exchange.asked
    const [kind, name = '', id = ''] = path.replace(/\?.*$/, '').split('/')
    const end = (status: number, headers: Record<string, string | number> = {}): void => {
      response.writeHead(status, headers).end()
    }
    if (kind === 'manifests') {
      if (method !== 'PUT') {
        response.writeHead(manifests.has(name) ? 200 : 404).end(manifests.get(name))
        return
      }
      const bytes = await receive(exchange)
      manifests.set(name, bytes)
      return end(201, { 'docker-content-digest': digestOf(bytes) })
    }
    if (name !== 'uploads') return end([...blobs.keys()].some((digest) => digest === name) ? 200 : 404)
    if (id === '') {
      const created = randomUUID()
      uploads.set(created, { chunks: [] })
      return end(202, { location: `/v2/team/app/blobs/uploads/${created}?_state=a%2Fb` })
    }
    if (upload === undefined) {
      await refuse(exchange, 404, {}, 'BLOB_UPLOAD_UNKNOWN')
      return
    }
    if (method === 'GET') return end(204, { range: `0-${Math.max(0, sizeOf(upload) - 1)}` })
    if (range !== undefined && !range.startsWith(`${sizeOf(upload)}-`)) {
      await refuse(exchange, 416)
      return
    }
    await receive(exchange)
    if (method === 'PATCH') return end(202, { location: exchange.request.url ?? '' })
    uploads.delete(id)
    const bytes = Buffer.concat(upload.chunks)
    const digest = digestOf(bytes)
    if (new URL(path, 'http://x').searchParams.get('digest') !== digest) {
      response.writeHead(400).end('{"errors":[{"code":"DIGEST_INVALID","message":"digest did not match"}]}')
      return
    }
    blobs.set(digest, bytes)
    end(201, { 'docker-content-digest': digest })
  }

  const server = createServer(async (request, response) => {
    const { method = '', url = '', headers } = request
    const entry: Pushed = {
      method,
      path: url.replace(/^\/v2\/team\/app\//, ''),
      authorization: headers.authorization,
      range: headers['content-range'],
      type: headers['content-type'],
      bytes: 0,
    }
    asked.push(entry)
    request.on('error', () => undefined)
    const nth = asked.filter((other) => other.method === method).length
    const [, id = ''] = /^blobs\/uploads\/([^?]+)/.exec(entry.path) ?? []
    const exchange = { asked: entry, request, response, nth, upload: uploads.get(id) }
    try {
      if (!(await fault(exchange))) await answer(exchange)
    } catch {
      response.destroy()
    }
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  const requests = (): readonly string[] =>
    asked.map(({ method, path }) => `${method} ${path.replace(/uploads\/[\w-]{36}.*/, 'uploads/ID')}`)
  return { host: `127.0.0.1:${port}`, asked, requests, blobs, manifests, uploads }
}
