import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { Failure } from '../../src/message/failure.ts'
import { listen } from './service.ts'

/** A Docker engine at a TCP address on loopback, like a remote one. */
export interface TcpProxy extends AsyncDisposable {
  /** `tcp://127.0.0.1:PORT`, for DOCKER_HOST. */
  readonly host: string
  /** Closes the current connections. */
  cutAll(): void
}

/** After how many bytes of a request or its response to close a connection. Headers count; 0 means immediately. */
export type CutPoint = { readonly sent: number } | { readonly received: number }

/**
 * Decides for a request (`GET /v1.47/containers/x/archive?path=…`) where to close its connection, and all others with it.
 * Undefined keeps them open.
 */
export type Cut = (request: string) => CutPoint | undefined

/** Opens a TCP proxy to an engine's Unix socket. Throws a Failure if the engine has no such socket. */
export const openOverTcp = async (dockerHost: string, cut: Cut = () => undefined): Promise<TcpProxy> => {
  if (!dockerHost.startsWith('unix://')) throw new Failure(`${dockerHost} is not a Unix socket.`)
  const path = dockerHost.slice('unix://'.length)
  const sockets = new Set<Socket>()
  const cutAll = (): void => {
    for (const socket of sockets) socket.destroy()
  }
  // The client closes its half of the connection at the end of its input, and still waits for the response.
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const engine = connect({ path, allowHalfOpen: true })
    for (const [from, to] of [[client, engine] as const, [engine, client] as const]) {
      sockets.add(from)
      from.on('error', () => to.destroy())
      from.on('close', () => sockets.delete(from))
      from.pipe(to)
    }
    cutConnection(client, engine, cut, cutAll)
  })
  return {
    host: `tcp://127.0.0.1:${await listen(server)}`,
    cutAll,
    [Symbol.asyncDispose]: async () => {
      const closed = once(server, 'close')
      server.close()
      cutAll()
      await closed
    },
  }
}

/** The docker command sends the head of a request in one piece. */
const cutConnection = (client: Socket, engine: Socket, cut: Cut, end: () => void): void => {
  const left = { sent: Number.POSITIVE_INFINITY, received: Number.POSITIVE_INFINITY }
  const count = (way: 'sent' | 'received', bytes: number): void => {
    left[way] -= bytes
    if (left[way] <= 0) end()
  }
  client.on('data', (chunk: Buffer) => {
    const [, request] = /^((?:GET|HEAD|POST|PUT|DELETE) \S+) HTTP/.exec(chunk.toString('latin1')) ?? []
    const point = request === undefined ? undefined : cut(request)
    if (point !== undefined) Object.assign(left, point)
    count('sent', chunk.length)
    count('received', 0)
  })
  engine.on('data', (chunk: Buffer) => count('received', chunk.length))
}
