import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'
import { Failure } from '../../src/message/failure.ts'

/** A Docker engine as it is reached from afar: by TCP, on loopback. */
export interface TcpProxy extends AsyncDisposable {
  /** `tcp://127.0.0.1:PORT`, for DOCKER_HOST. */
  readonly host: string
}

/** Opens an engine's Unix socket to TCP; throws a Failure for an engine that has no such socket. */
export const openOverTcp = async (dockerHost: string): Promise<TcpProxy> => {
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
