import { once } from 'node:events'
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { BrokenOff, withFault } from '../services/results/misbehaviour.ts'
import { close, listen } from '../services/service.ts'

/** The requests to a registry: https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#endpoints */
export type RegistryOperation =
  | 'GetManifest'
  | 'HeadManifest'
  | 'PutManifest'
  | 'PutTag'
  | 'GetBlob'
  | 'HeadBlob'
  | 'MountBlob'
  | 'PostUpload'
  | 'PatchUpload'
  | 'PutUpload'
  | 'GetUpload'

/** A fault of a registry or of the connection to it. */
export interface RegistryFault {
  readonly on: readonly RegistryOperation[]
  /** How many matching requests to skip first. */
  readonly after?: number
  /** How many requests are affected. Default: all. */
  readonly times?: number
  /** Whether to affect only blobs that are larger than any document. */
  readonly layers?: boolean
  /** Respond with this instead of forwarding the request. */
  readonly answer?: {
    readonly status: number
    readonly headers?: Readonly<Record<string, string>>
    readonly body?: string
  }
  /** Reset the connection after this many bytes of the request's or response's body; 0 means immediately. */
  readonly breakAfter?: number
  /** Stop sending after this many bytes of the response's body, and keep the connection open. */
  readonly stallAfter?: number
  /** End the response's body after this many bytes, as if it were complete. */
  readonly endAfter?: number
  /** Let the registry process the request, and reset the connection instead of responding. */
  readonly loseAnswer?: boolean
  /** Flip the byte at this offset of the response's body. */
  readonly wrongByte?: number
}

/** An active fault. */
export interface InForce {
  /** How many requests were affected. */
  readonly met: () => number
}

/** A proxy to a registry with two addresses, as if there were two registries. */
export interface RegistryProxy extends AsyncDisposable {
  /** `127.0.0.1:PORT` */
  readonly address: string
  readonly elsewhere: string
  disturb(fault: RegistryFault): InForce
  /** Ends all faults and closes every connection. */
  calm(): void
}

/** Opens a proxy to the registry at an address (`127.0.0.1:PORT`), which forwards everything until a fault is set. */
export const openRegistryProxy = async (registry: string): Promise<RegistryProxy> => {
  const faults: { readonly fault: RegistryFault; seen: number; met: number }[] = []
  const take = (operation: RegistryOperation | undefined, size: number): Omit<RegistryFault, 'on'> => {
    for (const entry of faults) {
      const { on, layers = false, after = 0, times = Number.POSITIVE_INFINITY } = entry.fault
      if (operation === undefined || !on.includes(operation) || (layers && size < smallestLayer)) continue
      entry.seen += 1
      if (entry.seen <= after || entry.met >= times) continue
      entry.met += 1
      return entry.fault
    }
    return {}
  }
  const handle = (asked: IncomingMessage, response: ServerResponse): void => {
    // A completed request no longer has a socket.
    const { socket } = asked
    passOn(registry, asked, response, take).catch(() => socket.resetAndDestroy())
  }
  const servers = [createServer({ requestTimeout: 0 }, handle), createServer({ requestTimeout: 0 }, handle)]
  const ports = await Promise.all(servers.map((server) => listen(server)))
  const [address = '', elsewhere = ''] = ports.map((port) => `127.0.0.1:${port}`)
  return {
    address,
    elsewhere,
    disturb: (fault) => {
      const entry = { fault, seen: 0, met: 0 }
      faults.push(entry)
      return { met: () => entry.met }
    },
    calm: () => {
      faults.length = 0
      for (const server of servers) server.closeAllConnections()
    },
    [Symbol.asyncDispose]: async () => void (await Promise.all(servers.map(close))),
  }
}

/** Bytes. All documents of the lab's images are smaller. */
const smallestLayer = 50_000

const passOn = async (
  registry: string,
  asked: IncomingMessage,
  response: ServerResponse,
  take: (operation: RegistryOperation | undefined, size: number) => Omit<RegistryFault, 'on'>,
): Promise<void> => {
  const { method = 'GET', url: path = '/', headers } = asked
  const [host, port] = registry.split(':')
  const ended = new AbortController()
  response.on('close', () => ended.abort())
  const operation = operationOf(method, path)
  const sends = method === 'PATCH' || method === 'PUT'
  const early =
    sends || method === 'POST' ? take(operation, Number(headers['content-length'] ?? 0)) : undefined
  if (early?.breakAfter === 0) throw new BrokenOff()
  if (early?.answer !== undefined) return answerWith(early.answer, asked, response)
  // The reader stops here and ends the connection itself.
  const chunks: AsyncIterable<Buffer> = asked.iterator({ destroyOnReturn: false })
  const upstream = request({ host, port, method, path, headers })
  const [answer] = await Promise.all([
    once(upstream, 'response', ended).then(([message]: IncomingMessage[]) => message),
    // Errors reach the reader of the response.
    pipeline(Readable.from(withFault(chunks, early ?? {}, ended.signal), { objectMode: false }), upstream),
  ]).catch((error: unknown) => {
    upstream.destroy()
    throw error
  })
  if (answer === undefined) throw new BrokenOff()
  const fault = early ?? take(operation, Number(answer.headers['content-length'] ?? 0))
  if (fault.loseAnswer === true || fault.breakAfter === 0) throw new BrokenOff()
  if (fault.answer !== undefined) {
    answer.resume()
    return answerWith(fault.answer, asked, response)
  }
  response.writeHead(answer.statusCode ?? 502, answer.headers)
  const bent = sends ? answer : bend(answer, fault, ended.signal)
  await pipeline(Readable.from(bent, { objectMode: false }), response, { end: false })
  if (fault.endAfter !== undefined) asked.socket.end()
  else response.end()
}

const answerWith = async (
  { status, headers, body = '' }: NonNullable<RegistryFault['answer']>,
  asked: IncomingMessage,
  response: ServerResponse,
): Promise<void> => {
  asked.resume()
  response.writeHead(status, { 'content-length': Buffer.byteLength(body), ...headers })
  response.end(asked.method === 'HEAD' ? '' : body)
}

/** Passes on a response's body with a fault applied. */
async function* bend(
  body: AsyncIterable<Buffer>,
  fault: Omit<RegistryFault, 'on'>,
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  const { endAfter = Number.POSITIVE_INFINITY, wrongByte = -1 } = fault
  let passed = 0
  for await (const chunk of withFault(body, fault, signal)) {
    const at = wrongByte - passed
    if (at >= 0 && at < chunk.length) chunk[at] = ~(chunk[at] ?? 0) & 0xff
    const left = endAfter - passed
    if (chunk.length >= left) {
      yield chunk.subarray(0, left)
      return
    }
    passed += chunk.length
    yield chunk
  }
}

const operationOf = (method: string, path: string): RegistryOperation | undefined => {
  const [, kind, name = ''] = /^\/v2\/.+\/(manifests|blobs\/uploads|blobs)\/([^?]*)/.exec(path) ?? []
  const mounts = /[?&]mount=/.test(path)
  const operations: Readonly<Record<string, RegistryOperation>> = {
    'GET manifests': 'GetManifest',
    'HEAD manifests': 'HeadManifest',
    'PUT manifests': name.startsWith('sha256:') ? 'PutManifest' : 'PutTag',
    'GET blobs': 'GetBlob',
    'HEAD blobs': 'HeadBlob',
    'POST blobs/uploads': mounts ? 'MountBlob' : 'PostUpload',
    'PATCH blobs/uploads': 'PatchUpload',
    'PUT blobs/uploads': 'PutUpload',
    'GET blobs/uploads': 'GetUpload',
  }
  return operations[`${method} ${kind}`]
}
