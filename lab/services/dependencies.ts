import { createServer } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { pack } from 'tar-stream'
import { Failure } from '../../src/message/failure.ts'
import { randomBytes } from '../images/random-layer.ts'
import { run } from '../tools/command.ts'
import { close, listen } from './service.ts'

/** A server for the dependencies of the lab's buildpack. */
export interface DependencyServer extends AsyncDisposable {
  /** The server's URL on the engine's bridge, for BP_DEPENDENCY_SERVER. */
  readonly url: string
  /** How many downloads started. */
  readonly downloads: () => number
}

const mebibyte = 1024 * 1024
/** Between the small files of scripting languages and the large files of others. */
const fileSize = 64 * 1024

/** Serves `/VERSION/MEBIBYTES` as a tar. */
export const startDependencyServer = async (): Promise<DependencyServer> => {
  let downloads = 0
  const server = createServer((request, response) => {
    const [, version = '', size = ''] = /^\/([\w.-]+)\/(\d+)$/.exec(request.url ?? '') ?? []
    if (version === '') return void response.writeHead(404).end()
    downloads += 1
    // A client that disconnects needs no error.
    pipeline(dependencies(version, Number(size)), response).catch(() => {})
  })
  const host = await bridgeAddress()
  return {
    url: `http://${host}:${await listen(server, { host })}`,
    downloads: () => downloads,
    [Symbol.asyncDispose]: () => close(server),
  }
}

/** Returns the address of this machine on the bridge of the engine's containers. */
const bridgeAddress = async (): Promise<string> => {
  const format = '{{range .IPAM.Config}}{{.Gateway}}{{end}}'
  const gateway = (
    await run('docker', ['network', 'inspect', '--format', format, 'bridge']).catch(() => '')
  ).trim()
  if (gateway === '')
    throw new Failure('The engine’s containers have no network, so builds cannot download dependencies.')
  return gateway
}

const dependencies = (version: string, mebibytes: number): Readable => {
  const archive = pack()
  const fill = async (): Promise<void> => {
    const text = proseOf(version)
    for (let nth = 0; nth < (mebibytes * mebibyte) / fileSize; nth += 1) {
      // Each file differs from all others, so that gzip cannot compress one with the content of another.
      const at = (nth * (fileSize + 1)) % (text.length - fileSize)
      const header = { name: `lib/${Math.trunc(nth / 100)}/${nth}`, mode: 0o644 }
      await new Promise<void>((resolve, reject) => {
        const content = text.subarray(at, at + fileSize)
        archive.entry(header, content, (error) => (error ? reject(error) : resolve()))
      })
    }
    archive.finalize()
  }
  fill().catch((error: unknown) => archive.destroy(error instanceof Error ? error : new Error(String(error))))
  return Readable.from(archive)
}

const wordCount = 4096

/** Random words, the same for the same seed. They compress about as well and as fast as code. */
const proseOf = (seed: string): Buffer => {
  const letters = Buffer.concat([...randomBytes(wordCount * 12, seed)])
  const words = Array.from({ length: wordCount }, (_, nth) => {
    const some = letters.subarray(nth * 12, nth * 12 + 12)
    const word = Array.from(some.subarray(0, 3 + ((some[11] ?? 0) % 9)), (byte) => 97 + (byte % 26))
    return `${String.fromCharCode(...word)}${(some[10] ?? 0) < 32 ? '\n' : ' '}`
  })
  const choice = Buffer.concat([...randomBytes(4 * mebibyte, `${seed} choice`)])
  const chosen: string[] = []
  for (let at = 0; at < choice.length; at += 2) chosen.push(words[choice.readUInt16LE(at) % wordCount] ?? '')
  return Buffer.from(chosen.join(''))
}
