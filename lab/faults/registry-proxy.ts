import { once } from 'node:events'
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { BrokenOff, withFault } from '../services/results/misbehaviour.ts'

/** What is asked of a registry: https://github.com/opencontainers/distribution-spec/blob/v1.1.1/spec.md#endpoints */
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

/** Something that a registry, or the way to it, does wrong. */
export interface RegistryFault {
  readonly on: readonly RegistryOperation[]
  /** Leaves so many requests alone that it would have met. */
  readonly after?: number
  /** How many requests meet it; all of them where it is left out. */
  readonly times?: number
  /** Whether only blobs are meant that are larger than any document. */
  readonly layers?: boolean
  /** Answer with this in the registry's place. */
  readonly answer?: {
    readonly status: number
    readonly headers?: Readonly<Record<string, string>>
    readonly body?: string
  }
  /** Reset the connection after so many bytes of the body, the answer's or one that is sent to the registry; 0 is at once. */
  readonly breakAfter?: number
  /** Send no more after so many bytes of the answer's body, and leave the connection open. */
  readonly stallAfter?: number
  /** End the answer's body after so many bytes, as if that were all. */
  readonly endAfter?: number
  /** Let the registry do what it is asked, and reset the connection instead of its answer. */
  readonly loseAnswer?: boolean
  /** Turn the byte at this place of the answer's body over. */
  readonly wrongByte?: number
}

/** A fault that is in force. */
export interface InForce {
  /** How many requests have met it. */
  readonly met: () => number
}

/** A way to a registry, under two addresses, as if there were two of them. */
export interface RegistryProxy extends AsyncDisposable {
  /** `127.0.0.1:PORT` */
  readonly address: string
  readonly elsewhere: string
  disturb(fault: RegistryFault): InForce
  /** Ends all faults, and every connection that is open. */
  calm(): void
}

/** Opens a way to the registry at an address (`127.0.0.1:PORT`), which passes everything on until it is disturbed. */
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
    // A request that is over has no socket any more.
    const { socket } = asked
    passOn(registry, asked, response, take).catch(() => socket.resetAndDestroy())
  }
  const servers = [createServer({ requestTimeout: 0 }, handle), createServer({ requestTimeout: 0 }, handle)]
  const addresses = await Promise.all(
    servers.map(async (server) => {
      server.listen(0, '127.0.0.1')
      await once(server, 'listening')
      return `127.0.0.1:${(server.address() as AddressInfo).port}`
    }),
  )
  const [address = '', elsewhere = ''] = addresses
  const closeConnections = (): void => {
    for (const server of servers) server.closeAllConnections()
  }
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
      closeConnections()
    },
    [Symbol.asyncDispose]: async () => {
      for (const server of servers) server.close()
      closeConnections()
    },
  }
}

/** Bytes: no document of the lab's images has so many. */
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
  // Who stops reading has still to end the connection in its own way.
  const chunks: AsyncIterable<Buffer> = asked.iterator({ destroyOnReturn: false })
  const upstream = request({ host, port, method, path, headers })
  const [answer] = await Promise.all([
    once(upstream, 'response', ended).then(([message]: IncomingMessage[]) => message),
    // As far as it goes; who takes the answer sees what became of it.
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

/** The body of an answer, as a fault lets it through. */
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
