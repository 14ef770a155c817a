import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo, Socket } from 'node:net'
import { connect } from 'node:net'
import type { TestContext } from 'node:test'

/** What a server of a test was asked. */
export interface Asked {
  readonly method: string
  readonly path: string
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export interface TestServer {
  /** `127.0.0.1:port` */
  readonly host: string
  readonly port: number
  readonly asked: readonly Asked[]
}

export type Handler = (asked: Asked, response: ServerResponse, nth: number) => void

/** Serves HTTP (HTTPS with a key) on loopback until the test ends; `nth` counts the requests from 1. */
export const serve = async (
  t: TestContext,
  handler: Handler,
  tls?: { key: string; cert: string },
): Promise<TestServer> => {
  const asked: Asked[] = []
  const listener = async (request: IncomingMessage, response: ServerResponse) => {
    let body = ''
    for await (const chunk of request) body += String(chunk)
    const { method = '', url = '', headers } = request
    const entry = { method, path: url, headers, body }
    asked.push(entry)
    handler(entry, response, asked.length)
  }
  const server = tls === undefined ? createServer(listener) : createSecureServer(tls, listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { host: `127.0.0.1:${port}`, port, asked }
}

/** A proxy on loopback whose tunnels all lead to one port of this machine, whatever name was asked for. */
export const serveProxy = async (
  t: TestContext,
  behaviour: number | ((socket: Socket) => void),
): Promise<TestServer> => {
  const asked: Asked[] = []
  const sockets = new Set<Socket>()
  const server = createServer()
  server.on('connect', (request, socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined)
    asked.push({ method: 'CONNECT', path: request.url ?? '', headers: request.headers, body: '' })
    if (typeof behaviour === 'function') return behaviour(socket)
    const target = connect(behaviour, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection established\r\n\r\n')
      socket.pipe(target).pipe(socket)
    })
    sockets.add(target)
    target.on('error', () => socket.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    for (const socket of sockets) socket.destroy()
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { host: `127.0.0.1:${port}`, port, asked }
}
