import { randomUUID, sign, X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { run } from '../tools/command.ts'
import { debianCommands } from '../tools/debian.ts'
import { exists } from '../tools/folder.ts'
import { close, listen } from './service.ts'

/** The credentials of registries with authentication, for tests on loopback only. */
export const credentials = {
  user: 'lab',
  password: 'secret',
  bcrypt: '$2b$05$j8sUZ23KBjAPlYj3McX8Lu4s87ukzyXC0ZzZjF/3vP2gyGQhOrPsG',
} as const

export interface TokenRequest {
  readonly user: string | undefined
  readonly scopes: readonly string[]
  readonly status: number
}

export interface TokenServer {
  /** The registry's configuration under `auth.token`. */
  readonly registryConfig: Readonly<Record<string, string>>
  readonly requests: readonly TokenRequest[]
  readonly stop: () => Promise<void>
}

const issuer = 'lab-tokens'
const service = 'lab-registry'
const lifetime = 300

/**
 * Starts the authorization service of a registry, which issues tokens in exchange for the password.
 * https://distribution.github.io/distribution/spec/auth/token/
 */
export const startTokenServer = async (folder: string): Promise<TokenServer> => {
  const { key, certificate, rootcertbundle } = await keyPair(folder)
  const requests: TokenRequest[] = []
  const server = createServer((request, response) => {
    const scopes = new URL(request.url ?? '/', 'http://localhost').searchParams.getAll('scope')
    const user = userOf(request)
    const status = user === credentials.user ? 200 : 401
    requests.push({ user, scopes, status })
    response.writeHead(status, { 'content-type': 'application/json' })
    const body =
      status === 200
        ? { token: tokenFor({ scopes, key, certificate }), expires_in: lifetime }
        : { errors: [{ code: 'UNAUTHORIZED', message: 'incorrect user or password' }] }
    response.end(JSON.stringify(body))
  })
  const realm = `http://127.0.0.1:${await listen(server)}/token`
  return {
    registryConfig: { realm, service, issuer, rootcertbundle },
    requests,
    stop: () => close(server),
  }
}

/** Returns the user of a request with the correct password, or undefined. */
const userOf = (request: IncomingMessage): string | undefined => {
  const [scheme, encoded = ''] = request.headers.authorization?.split(' ') ?? []
  const [user, password] = Buffer.from(encoded, 'base64').toString('utf8').split(':')
  return scheme?.toLowerCase() === 'basic' && password === credentials.password ? user : undefined
}

interface TokenOptions {
  readonly scopes: readonly string[]
  readonly key: string
  readonly certificate: string
}

const tokenFor = ({ scopes, key, certificate }: TokenOptions): string => {
  const now = Math.floor(Date.now() / 1000)
  const access = scopes.flatMap((scope) => {
    const [, type, name, actions] = /^([a-z]+):(.+):([a-z,*]*)$/.exec(scope) ?? []
    return type === undefined ? [] : [{ type, name, actions: actions?.split(',') ?? [] }]
  })
  const header = { typ: 'JWT', alg: 'RS256', x5c: [certificate] }
  const times = { iat: now, nbf: now - 10, exp: now + lifetime }
  const claims = { iss: issuer, sub: credentials.user, aud: service, ...times, jti: randomUUID(), access }
  const signed = [header, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.')
  return `${signed}.${sign('sha256', Buffer.from(signed), key).toString('base64url')}`
}

const keyPair = async (folder: string) => {
  const [keyFile, rootcertbundle] = [join(folder, 'token-key.pem'), join(folder, 'token-certificate.pem')]
  if (!(await exists(rootcertbundle))) {
    await debianCommands('openssl')
    const request = ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '3650', '-subj', '/CN=lab']
    await run('openssl', [...request, '-keyout', keyFile, '-out', rootcertbundle])
  }
  const [key, pem] = await Promise.all([readFile(keyFile, 'utf8'), readFile(rootcertbundle)])
  return { key, certificate: new X509Certificate(pem).raw.toString('base64'), rootcertbundle }
}
