import { once } from 'node:events'
import { createServer } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { setTimeout as delay } from 'node:timers/promises'
import { pack } from 'tar-stream'
import { Failure } from '../../src/message/failure.ts'
import { randomBytes } from '../bench/random-layer.ts'
import { run } from '../tools/command.ts'

/** A server that builds download the dependencies of the lab's buildpack from. */
export interface DependencyServer extends AsyncDisposable {
  /** As a build reaches it, on the engine's bridge: for BP_DEPENDENCY_SERVER. */
  readonly url: string
  /** How many downloads began. */
  readonly downloads: () => number
}

const mebibyte = 1024 * 1024
/** As dependencies of scripting languages are: several to a mebibyte, and as compressible as code is. */
const file = { random: 64 * 1024, text: 96 * 1024 }

/** Serves `/VERSION/MEBIBYTES` as a tar, at most so many bytes in a second. */
export const startDependencyServer = async (
  bytesPerSecond = Number.POSITIVE_INFINITY,
): Promise<DependencyServer> => {
  let downloads = 0
  const server = createServer((request, response) => {
    const [, version = '', size = ''] = /^\/([\w.-]+)\/(\d+)$/.exec(request.url ?? '') ?? []
    if (version === '') return void response.writeHead(404).end()
    downloads += 1
    const tar = dependencies(version, Number(size))
    // Who breaks off has no use for an error.
    pipeline(Readable.from(atRate(tar, bytesPerSecond)), response).catch(() => {})
  })
  const host = await bridgeAddress()
  server.listen(0, host)
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    url: `http://${host}:${port}`,
    downloads: () => downloads,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      const closed = once(server, 'close')
      server.close()
      await closed
    },
  }
}

/** The address of this machine on the bridge of the engine's containers. */
const bridgeAddress = async (): Promise<string> => {
  const format = '{{range .IPAM.Config}}{{.Gateway}}{{end}}'
  const gateway = (
    await run('docker', ['network', 'inspect', '--format', format, 'bridge']).catch(() => '')
  ).trim()
  if (gateway === '')
    throw new Failure('The engine’s containers have no network, so that no build can download anything.')
  return gateway
}

const dependencies = (version: string, mebibytes: number): AsyncIterable<Uint8Array> => {
  const archive = pack()
  const fill = async (): Promise<void> => {
    const text = Buffer.alloc(file.text, `${version}\n`)
    const random = (mebibytes * mebibyte * file.random) / (file.random + file.text)
    let nth = 0
    for (const bytes of randomBytes(Math.ceil(random), version)) {
      for (let at = 0; at < bytes.length; at += file.random, nth += 1) {
        const content = Buffer.concat([bytes.subarray(at, at + file.random), text])
        await new Promise<void>((resolve, reject) => {
          const header = { name: `lib/${Math.trunc(nth / 100)}/${nth}`, mode: 0o644 }
          archive.entry(header, content, (error) => (error ? reject(error) : resolve()))
        })
      }
    }
    archive.finalize()
  }
  fill().catch((error: unknown) => archive.destroy(error instanceof Error ? error : new Error(String(error))))
  return Readable.from(archive)
}

async function* atRate(bytes: AsyncIterable<Uint8Array>, bytesPerSecond: number): AsyncGenerator<Uint8Array> {
  const began = performance.now()
  let sent = 0
  for await (const chunk of bytes) {
    sent += chunk.length
    const early = (sent / bytesPerSecond) * 1000 - (performance.now() - began)
    if (early > 5) await delay(early)
    yield chunk
  }
}
