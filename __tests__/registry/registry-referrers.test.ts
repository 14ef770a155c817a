import assert from 'node:assert/strict'
import { test } from 'node:test'
import { digestOf } from '../../src/image/digest.ts'
import { type Fault, servePushes } from './push-server.ts'
import { client, descriptorOf, failureOf, imageAt } from './registry-client.ts'

const subject = {
  ...descriptorOf(Buffer.from('{}')),
  mediaType: 'application/vnd.oci.image.manifest.v1+json',
}
const list = subject.digest.replace(':', '-')

const referrerOf = (fields: object) => {
  const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, layers: [], ...fields }))
  return { bytes, descriptor: { ...subject, digest: digestOf(bytes), size: bytes.length } }
}
const signature = referrerOf({
  subject,
  config: { ...subject, mediaType: 'application/vnd.example.signature' },
  annotations: { by: 'me' },
})
const sbom = referrerOf({ subject, artifactType: 'text/spdx', config: { ...subject, mediaType: 'x/empty' } })

/** Serves manifests, which the push server does not. */
const open = async (t: Parameters<typeof servePushes>[0], fault: Fault = () => false) => {
  const server = await servePushes(t, async (exchange) => {
    if (await fault(exchange)) return true
    const { asked, response } = exchange
    const bytes = server.manifests.get(asked.path.replace('manifests/', ''))
    if (asked.method !== 'GET' || bytes === undefined) return false
    response.writeHead(200, { 'content-type': 'application/vnd.oci.image.index.v1+json' }).end(bytes)
    return true
  })
  return { server, repository: client().registry.repository(imageAt(server.host)) }
}

test('a registry without the referrers API gets a growing list of referrers under a tag', async (t) => {
  const { server, repository } = await open(t)
  for (const { descriptor, bytes } of [signature, sbom, signature]) {
    await repository.push(descriptor, () => [bytes])
  }
  assert.deepEqual(JSON.parse(String(server.manifests.get(list))), {
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.index.v1+json',
    manifests: [
      {
        ...signature.descriptor,
        artifactType: 'application/vnd.example.signature',
        annotations: { by: 'me' },
      },
      { ...sbom.descriptor, artifactType: 'text/spdx' },
    ],
  })
  const puts = server.asked.filter(({ method, path }) => method === 'PUT' && path.endsWith(list))
  assert.deepEqual(
    puts.map(({ type }) => type),
    ['application/vnd.oci.image.index.v1+json', 'application/vnd.oci.image.index.v1+json'],
  )
})

test('the entries of other clients stay in the list', async (t) => {
  const { server, repository } = await open(t)
  const other = { ...subject, digest: digestOf('other'), artifactType: 'x', 'org.example': 1 }
  const before = { schemaVersion: 2, annotations: { a: 'b' }, manifests: [other] }
  server.manifests.set(list, Buffer.from(JSON.stringify(before)))
  await repository.push(sbom.descriptor, () => [sbom.bytes])
  assert.deepEqual(JSON.parse(String(server.manifests.get(list))), {
    ...before,
    manifests: [other, { ...sbom.descriptor, artifactType: 'text/spdx' }],
  })
})

test('a registry that acknowledges the subject gets no list', async (t) => {
  const { server, repository } = await open(t, async ({ asked, request, response }) => {
    if (asked.method !== 'PUT') return false
    for await (const _ of request);
    response.writeHead(201, { 'oci-subject': subject.digest }).end()
    return true
  })
  await repository.push(sbom.descriptor, () => [sbom.bytes])
  assert.deepEqual(server.requests(), [`PUT manifests/${sbom.descriptor.digest}`])
})

test('a manifest without a subject is not listed', async (t) => {
  const { server, repository } = await open(t)
  for (const fields of [{}, { subject: null }]) {
    const { descriptor, bytes } = referrerOf(fields)
    await repository.push(descriptor, () => [bytes])
  }
  assert.equal(server.asked.length, 2)
})

test('a tag that is not a list of referrers is not overwritten', async (t) => {
  const { server, repository } = await open(t)
  server.manifests.set(list, signature.bytes)
  assert.match(
    await failureOf(repository.push(sbom.descriptor, () => [sbom.bytes])),
    new RegExp(`list of referrers .*team/app:${list}`),
  )
  assert.equal(server.manifests.get(list), signature.bytes)
})

for (const status of [200, 201, 202]) {
  test(`a manifest is pushed if the registry responds with ${status}`, async (t) => {
    const { repository } = await open(t, async ({ request, response }) => {
      for await (const _ of request);
      response.writeHead(status).end()
      return true
    })
    await repository.tag(sbom.descriptor, sbom.bytes, '1')
  })
}
