import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { digestOf } from '../../src/image/digest.ts'
import { temporaryFolder } from '../image/image.ts'
import { selfSigned } from './certificate.ts'
import { type Handler, serve, serveProxy } from './http-server.ts'

const manifest = JSON.stringify({ schemaVersion: 2 })
const digest = digestOf(Buffer.from(manifest))

const giving: Handler = (_, response) => {
  response.setHeader('content-type', 'application/vnd.oci.image.manifest.v1+json')
  response.setHeader('content-length', manifest.length)
  response.setHeader('docker-content-digest', digest)
  response.end(manifest)
}

const program = `
import { parseReference } from '${import.meta.resolve('../../src/image/reference.ts')}'
import { createRegistry } from '${import.meta.resolve('../../src/registry/registry.ts')}'
const { signal } = new AbortController()
const registry = createRegistry({ credentials: { of: async () => undefined }, proxy: process.env, warn: () => {}, signal })
const found = await registry.resolve(parseReference('registry.internal/team/app:1')).then(({ digest }) => digest, String)
process.stdout.write(found)
process.exit()
`

test('a private CA in NODE_EXTRA_CA_CERTS is trusted', async (t) => {
  const tls = selfSigned('registry.internal')
  const file = join(await temporaryFolder(t), 'authority.pem')
  await writeFile(file, tls.cert)
  const server = await serve(t, giving, tls)
  const proxy = await serveProxy(t, server.port)
  const resolvedWith = async (environment: Readonly<Record<string, string>>): Promise<string> => {
    const env = { HTTPS_PROXY: `http://${proxy.host}`, ...environment }
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--input-type=module', '--eval', program],
      { env },
    )
    return stdout
  }
  assert.match(await resolvedWith({}), /is not trusted: .*set NODE_EXTRA_CA_CERTS/)
  assert.equal(await resolvedWith({ NODE_EXTRA_CA_CERTS: file }), digest)
})
