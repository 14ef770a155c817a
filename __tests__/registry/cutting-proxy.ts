import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import type { TestContext } from 'node:test'

/**
 * A proxy to an address of this machine that closes one connection once, after a number of bytes to the server. Returns
 * its own address.
 */
export const cutAfterBytes = async (t: TestContext, address: string, bytes: number): Promise<string> => {
  const [host = '', port = ''] = address.split(':')
  const sockets = new Set<Socket>()
  let whole = true
  const server = createServer((client) => {
    const target = connect(Number(port), host)
    let passed = 0
    for (const socket of [client, target]) {
      sockets.add(socket)
      socket.on('error', () => undefined)
    }
    client.on('data', (chunk: Buffer) => {
      passed += chunk.length
      if (!whole || passed < bytes) return
      whole = false
      target.end()
      client.destroy()
    })
    client.pipe(target)
    target.pipe(client)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return `127.0.0.1:${(server.address() as AddressInfo).port}`
}
