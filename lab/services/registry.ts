import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { debianCommands } from '../tools/debian.ts'
import { actor } from './results/token.ts'
import { startService } from './service.ts'
import { credentials, startTokenServer, type TokenRequest } from './token-server.ts'

/**
 * How a registry knows its clients: by the user and password in `credentials`. With `basic`, who starts a workflow may use
 * it as well, with the job's token.
 */
export type RegistryAuthentication = 'none' | 'basic' | 'token'

export interface Registry extends AsyncDisposable {
  /** `127.0.0.1:PORT`, plain HTTP. */
  readonly address: string
  /** The file that `readRequests` reads. */
  readonly accessLog: string
  /** What was asked of it so far, in the order of its answers. */
  readonly requests: () => Promise<readonly RegistryRequest[]>
  /** What was asked of its token server. */
  readonly tokenRequests: () => readonly TokenRequest[]
}

export interface RegistryRequest {
  readonly method: string
  readonly path: string
  readonly status: number
  /** Of the answer's body. */
  readonly bytes: number
}

export interface RegistryOptions {
  /** What it stores, its configuration and its logs; kept. */
  readonly folder: string
  readonly authentication?: RegistryAuthentication
}

/** A real registry, Debian's `docker-registry`, on loopback. It comes back on the same port if that is still free. */
export const startRegistry = async (options: RegistryOptions): Promise<Registry> => {
  const { folder, authentication = 'none' } = options
  await debianCommands('docker-registry')
  await mkdir(folder, { recursive: true })
  const port = await rememberedPort(join(folder, 'port'))
  const address = `127.0.0.1:${port}`
  const tokens = authentication === 'token' ? await startTokenServer(folder) : undefined
  const auth = {
    none: undefined,
    basic: { htpasswd: { realm: 'lab', path: join(folder, 'htpasswd') } },
    token: tokens && { token: tokens.registryConfig },
  }[authentication]
  const users = [`${credentials.user}:${credentials.bcrypt}`, `${actor.name}:${actor.tokenBcrypt}`]
  await writeFile(join(folder, 'htpasswd'), `${users.join('\n')}\n`)
  // The configuration is YAML, of which JSON is a part.
  const config = join(folder, 'config.json')
  await writeFile(
    config,
    JSON.stringify({ ...configOf(folder, address), ...(auth && { auth }) }, undefined, 2),
  )
  const accessLog = join(folder, 'access.log')
  const service = await startService({
    name: 'The registry (docker-registry)',
    command: 'docker-registry',
    args: ['serve', config],
    output: accessLog,
    errors: join(folder, 'registry.log'),
    // Not /v2/: an answer to that would be in the access log and would not be a test's.
    ready: () => answers(`http://${address}/`),
  })
  const stop = async () => {
    await service.stop()
    await tokens?.stop()
  }
  return {
    address,
    accessLog,
    requests: () => readRequests(accessLog),
    tokenRequests: () => tokens?.requests ?? [],
    [Symbol.asyncDispose]: stop,
  }
}

/** What a registry was asked, from its access log; its own readiness check is left out. */
export const readRequests = async (accessLog: string): Promise<readonly RegistryRequest[]> => {
  const lines = (await readFile(accessLog, 'utf8')).split('\n')
  return lines.flatMap((line) => {
    const [, method, path, status, bytes] = /"([A-Z]+) (\S+) HTTP\/[\d.]+" (\d+) (\d+)/.exec(line) ?? []
    if (method === undefined || path === undefined || path === '/') return []
    return [{ method, path, status: Number(status), bytes: Number(bytes) }]
  })
}

const configOf = (folder: string, address: string) => ({
  version: 0.1,
  log: { level: 'warn', accesslog: { disabled: false } },
  storage: { filesystem: { rootdirectory: join(folder, 'storage') }, delete: { enabled: true } },
  http: { addr: address },
})

export const answers = (url: string): Promise<boolean> =>
  fetch(url).then(
    (response) => response.ok,
    () => false,
  )

// References name the port, and digests depend on references: a fresh port each time would change every image.
export const rememberedPort = async (file: string): Promise<number> => {
  const remembered = Number(await readFile(file, 'utf8').catch(() => '0'))
  const port = await freePort(remembered).catch(() => freePort(0))
  await writeFile(file, String(port))
  return port
}

const freePort = (wanted: number): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer().once('error', reject)
    server.listen(wanted, '127.0.0.1', () => {
      const address = server.address()
      const port = typeof address === 'object' && address !== null ? address.port : 0
      server.close(() => resolve(port))
    })
  })
