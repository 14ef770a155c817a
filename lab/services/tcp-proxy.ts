import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { Failure } from '../../src/message/failure.ts'

/** A Docker engine as it is reached from afar: by TCP, on loopback. */
export interface TcpProxy extends AsyncDisposable {
  /** `tcp://127.0.0.1:PORT`, for DOCKER_HOST. */
  readonly host: string
}

/**
 * Told of a request (`GET /v1.47/containers/x/archive?path=…`): says after how many bytes of its answer the connection
 * is cut, and all others with it; never where it says nothing.
 */
export type Cut = (request: string) => number | undefined

/** Opens an engine's Unix socket to TCP; throws a Failure for an engine that has no such socket. */
export const openOverTcp = async (dockerHost: string, cut: Cut = () => undefined): Promise<TcpProxy> => {
  if (!dockerHost.startsWith('unix://')) throw new Failure(`${dockerHost} is not a Unix socket.`)
  const path = dockerHost.slice('unix://'.length)
  const sockets = new Set<Socket>()
  // The client says that its input ends by closing its half of the connection, and still waits for the answer.
  const server = createServer({ allowHalfOpen: true }, (client) => {
    const engine = connect({ path, allowHalfOpen: true })
    for (const [from, to] of [[client, engine] as const, [engine, client] as const]) {
      sockets.add(from)
      from.on('error', () => to.destroy())
      from.on('close', () => sockets.delete(from))
      from.pipe(to)
    }
    cutAnswers(client, engine, cut, () => {
      for (const socket of sockets) socket.destroy()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    host: `tcp://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      const closed = once(server, 'close')
      server.close()
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

/** The docker command sends the head of a request in one piece. */
const cutAnswers = (client: Socket, engine: Socket, cut: Cut, end: () => void): void => {
  let left = Number.POSITIVE_INFINITY
  client.on('data', (chunk: Buffer) => {
    const [, request] = /^((?:GET|HEAD|POST|PUT|DELETE) \S+) HTTP/.exec(chunk.toString('latin1')) ?? []
    const bytes = request === undefined ? undefined : cut(request)
    if (bytes === undefined) return
    left = bytes
    if (left <= 0) end()
  })
  engine.on('data', (chunk: Buffer) => {
    left -= chunk.length
    if (left <= 0) end()
  })
}
