import { once } from 'node:events'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { debianCommands } from '../tools/debian.ts'
import { goTool } from '../tools/go-tools.ts'
import { actor } from './results/token.ts'
import { listen, startService } from './service.ts'
import { credentials, startTokenServer, type TokenRequest } from './token-server.ts'

/**
 * How a registry authenticates its clients: with the user and password in `credentials`. With `basic`, it also accepts the
 * workflow's actor with the job's token.
 */
export type RegistryAuthentication = 'none' | 'basic' | 'token'

export interface Registry extends AsyncDisposable {
  /** `127.0.0.1:PORT`, plain HTTP. */
  readonly address: string
  /** The file for `readRequests`. */
  readonly accessLog: string
  /** Reads the requests so far, in the order of the responses. */
  readonly requests: () => Promise<readonly RegistryRequest[]>
  /** The requests to its token server. */
  readonly tokenRequests: () => readonly TokenRequest[]
}

export interface RegistryRequest {
  readonly method: string
  readonly path: string
  readonly status: number
  /** The size of the response's body. */
  readonly bytes: number
}

export interface RegistryOptions {
  /** The directory of its data, configuration and logs, which is kept. */
  readonly folder: string
  readonly authentication?: RegistryAuthentication
}

/** Starts Debian's `docker-registry` on loopback, on the same port as before if that is free. */
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
  // The configuration is YAML, which includes JSON.
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
    // Not /v2/, because the access log must contain only requests of tests.
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

/** Reads a registry's requests from its access log, without the readiness check. */
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
  // Without it, distribution refuses manifests with foreign layers.
  validation: { manifests: { urls: { allow: ['^https?://'] } } },
})

export const answers = (url: string): Promise<boolean> =>
  fetch(url).then(
    (response) => response.ok,
    () => false,
  )

// References contain the port, and digests depend on references. A new port would change every image.
export const rememberedPort = async (file: string): Promise<number> => {
  const remembered = Number(await readFile(file, 'utf8').catch(() => '0'))
  const port = await freePort(remembered).catch(() => freePort(0))
  await writeFile(file, String(port))
  return port
}

const freePort = async (wanted: number): Promise<number> => {
  const server = createServer()
  const port = await listen(server, { port: wanted })
  server.close()
  await once(server, 'close')
  return port
}

/** Starts the registry that crane includes: a second implementation, without authentication, in memory. */
export const startCraneRegistry = async (
  folder: string,
): Promise<AsyncDisposable & { readonly address: string }> => {
  await mkdir(folder, { recursive: true })
  const address = `127.0.0.1:${await rememberedPort(join(folder, 'port'))}`
  const service = await startService({
    name: 'The registry in crane',
    command: await goTool('crane'),
    args: ['registry', 'serve', '--address', address],
    output: join(folder, 'registry.log'),
    ready: () => answers(`http://${address}/v2/`),
  })
  return { address, [Symbol.asyncDispose]: service.stop }
}
