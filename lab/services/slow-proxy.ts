import { Agent, createServer, request } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { close, listen } from './service.ts'

/** A proxy to a registry with the latency and the bandwidth of a network, which counts requests. */
export interface SlowProxy extends AsyncDisposable {
  /** `127.0.0.1:PORT` */
  readonly address: string
  /** Returns the counts since the last call. */
  readonly count: () => { readonly requests: number; readonly connections: number }
}

export interface Slowness {
  /** Milliseconds before each request. Default: 0. */
  readonly latency?: number
  /** Bytes per second, of all responses together. Default: unlimited. */
  readonly bandwidth?: number
}

/** Opens a slow proxy. */
export const openSlowProxy = async (
  registry: string,
  { latency = 0, bandwidth = Number.POSITIVE_INFINITY }: Slowness,
): Promise<SlowProxy> => {
  const [host = '', port = ''] = registry.split(':')
  const agent = new Agent({ keepAlive: true })
  let requests = 0
  let connections = 0
  let freeAt = 0
  const slowly = async function* (bytes: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of bytes) {
      const now = performance.now()
      freeAt = Math.max(freeAt, now) + (chunk.length / bandwidth) * 1000
      // A timer is not more exact than this.
      if (freeAt - now > 5) await delay(freeAt - now)
      yield chunk
    }
  }
  const server = createServer(async (incoming, outgoing) => {
    requests += 1
    if (latency > 0) await delay(latency)
    // Keeps the Host header, so that the registry's Location headers point to the proxy.
    const { url: path, method, headers } = incoming
    const forwarded = request({ host, port, path, method, headers, agent })
    forwarded.on('response', (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.rawHeaders)
      pipeline(answer, slowly, outgoing).catch(() => outgoing.destroy())
    })
    pipeline(incoming, forwarded).catch(() => outgoing.destroy())
  })
  server.on('connection', () => {
    connections += 1
  })
  return {
    address: `127.0.0.1:${await listen(server)}`,
    count: () => {
      const counted = { requests, connections }
      requests = 0
      connections = 0
      return counted
    },
    [Symbol.asyncDispose]: async () => {
      agent.destroy()
      await close(server)
    },
  }
}
