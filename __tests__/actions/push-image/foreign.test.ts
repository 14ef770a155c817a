import assert from 'node:assert/strict'
import { cp, readdir, readFile, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { digestOf, digestOfHex } from '../../../src/image/digest.ts'
import { blobFolder, blobPath } from '../../../src/layout/blob.ts'
import { readGraph } from '../../../src/layout/graph.ts'
import { writeForeign } from '../../foreign/foreign.ts'
import { dockerTypes, imageOf, temporaryFolder } from '../../image/image.ts'
import { failureOf } from '../../registry/registry-client.ts'
import { meaningOf, openLayout, openRegistry, push, skip } from './push.ts'
import { openWay } from './registry-way.ts'

/** The files of a repository whose names are digests, as the registry serves them. */
const servedBy = async (address: string, digests: readonly string[]) => {
  const headers = {
    accept: 'application/vnd.oci.image.manifest.v1+json, application/vnd.oci.image.index.v1+json',
  }
  const found = await Promise.all(
    digests.map(async (digest) => {
      const [blob, document] = await Promise.all([
        fetch(`http://${address}/v2/team/app/blobs/${digest}`),
        fetch(`http://${address}/v2/team/app/manifests/${digest}`, { headers }),
      ])
      return blob.ok ? 'blob' : document.ok ? 'document' : 'nothing'
    }),
  )
  return new Map(digests.map((digest, nth) => [digest, found[nth]]))
}

const filesOf = async (folder: string): Promise<readonly string[]> =>
  (await readdir(blobFolder(folder))).map(digestOfHex)

const whole: Readonly<Record<string, RegExp>> = {
  'buildkit-scratch': /: an image\.$/,
  'buildkit-provenance': /: an index of 1 image, 1 attestation or other artifact\.$/,
  'buildkit-old-provenance': /: an index of 1 image, 1 attestation or other artifact\.$/,
  'buildah-scratch': /: an image\.$/,
  'crane-index': /: an index of 2 images\.$/,
  'crane-twice': /: an image\.$/,
  'skopeo-two-names': /: an image\.$/,
  'oras-index': /: an index of 2 images\.$/,
  'oras-referrers': /: an index of 2 images, 1 attestation or other artifact\.$/,
  'oras-artifact': /: an artifact\.$/,
  'oras-chart': /: an artifact\.$/,
  'umoci-empty': /: an image\.$/,
}

for (const [name, line] of Object.entries(whole)) {
  test(`the layout "${name}" is pushed as it is`, { skip }, async (t) => {
    const { address } = await openRegistry(t)
    const path = await writeForeign(t, name)
    const { outputs, lines, warnings, summary } = await push({ path, to: [`${address}/team/app:1`] })
    assert.equal(await meaningOf(`${address}/team/app:1`), outputs.digest)
    assert.match(lines[1] ?? '', line)
    assert.deepEqual(warnings, [])
    assert.doesNotMatch(summary, /unknown/)
    const served = await servedBy(address, await filesOf(path))
    assert.deepEqual(
      [...served].filter(([, kind]) => kind === 'nothing'),
      [],
    )
  })
}

test('referrers are pushed after their subject, and listed by the tag schema if the registry has no referrers API', {
  skip,
}, async (t) => {
  for (const name of ['oras-referrers', 'regctl-referrers']) {
    const { address } = await openRegistry(t)
    const way = await openWay(t, address)
    const path = await writeForeign(t, name)
    const { artifacts } = await readGraph(path, 'any')
    const sbom = artifacts.find(({ manifest }) => manifest.subject) ?? assert.fail()
    const subject = sbom.manifest.subject ?? assert.fail()
    await push({ path, to: [`${way.address}/team/app:1`] })
    const tag = subject.digest.replace(':', '-')
    const list = await fetch(`http://${address}/v2/team/app/manifests/${tag}`, {
      headers: { accept: 'application/vnd.oci.image.index.v1+json' },
    })
    const { manifests } = JSON.parse(await list.text())
    assert.deepEqual(
      [manifests[0].digest, manifests[0].artifactType],
      [sbom.descriptor.digest, 'application/spdx+json'],
    )
    assert.ok(way.asked.includes(`PUT /v2/team/app/manifests/${tag}`.replace(/sha256.*/, tag)))
  }
})

test('a second push of an image with referrers checks no blobs, and repairs the list of referrers', {
  skip,
}, async (t) => {
  const { address } = await openRegistry(t)
  const way = await openWay(t, address)
  const path = await writeForeign(t, 'buildkit-provenance')
  const { artifacts } = await readGraph(path, 'any')
  const { digest } = artifacts[0]?.manifest.subject ?? assert.fail()
  const to = [`${way.address}/team/app:1`]
  await push({ path, to })
  const list = `${address}/team/app:${digest.replace(':', '-')}`
  const removed = await fetch(`http://${address}/v2/team/app/manifests/${await meaningOf(list)}`, {
    method: 'DELETE',
  })
  assert.ok(removed.ok)
  const before = way.asked.length
  const { lines } = await push({ path, to })
  assert.notEqual(await meaningOf(list), undefined)
  assert.deepEqual(
    way.asked.slice(before).filter((asked) => asked.includes('/blobs/')),
    [],
  )
  assert.match(lines.join('\n'), /, so \d blobs were not checked\./)
})

test('an artifact that its tag relates to an image travels with it, under that tag', { skip }, async (t) => {
  const { address } = await openRegistry(t)
  const path = await writeForeign(t, 'regctl-referrers')
  const { artifactTags, root } = await readGraph(path, 'any')
  const [signature] = artifactTags
  assert.match(signature?.tag ?? '', /^sha256-[0-9a-f]{64}\.sig$/)
  const { lines } = await push({ path, to: [`${address}/team/app:1`] })
  assert.match(lines[1] ?? '', /: an index of 2 images, 2 attestations or other artifacts\.$/)
  assert.equal(await meaningOf(`${address}/team/app:1`), root.digest)
  assert.equal(await meaningOf(`${address}/team/app:${signature?.tag}`), signature?.descriptor.digest)
})

test('an index without all of its manifests is pushed if the registry has the others', {
  skip,
}, async (t) => {
  for (const name of ['regctl-one-platform', 'skopeo-index-only']) {
    const { address } = await openRegistry(t)
    const to = [`${address}/team/app:1`]
    const path = await writeForeign(t, name)
    const message = await failureOf(push({ path, to }))
    assert.match(
      message,
      /^Could not push the index sha256:\w+ to .*: it lists \d manifests? that neither the layout nor/,
    )
    assert.equal(await meaningOf(to[0] ?? ''), undefined)
    // The same image, with all platforms.
    await push({ path: await writeForeign(t, 'crane-index'), to: [`${address}/team/app:all`] })
    const { lines } = await push({ path, to })
    assert.match(lines[1] ?? '', /, without \d manifests? that its index lists\.$/)
    assert.equal(await meaningOf(to[0] ?? ''), (await readGraph(path, 'any')).root.digest)
  }
})

test('content that a descriptor embeds needs no blob file', { skip }, async (t) => {
  const { address } = await openRegistry(t)
  const path = await writeForeign(t, 'oras-artifact')
  const empty = digestOfHex('44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a')
  await rm(blobPath(path, empty))
  await push({ path, to: [`${address}/team/app:1`] })
  assert.deepEqual((await servedBy(address, [empty])).get(empty), 'blob')
})

// As skopeo copies Windows base images: their license forbids registries to distribute the layer.
test('a foreign layer that the layout lacks is not pushed, and the registry accepts the manifest', {
  skip,
}, async (t) => {
  const { address } = await openRegistry(t)
  const { config, blobs } = imageOf(['foreign', 'own'])
  const urls = ['https://mcr.microsoft.com/v2/windows/blobs/foreign']
  const layerOf = (text: string, mediaType: string) => ({
    mediaType,
    digest: digestOf(text),
    size: Buffer.byteLength(text),
  })
  const { foreignLayer, layer, manifest: mediaType } = dockerTypes
  const layers = [{ ...layerOf('foreign', foreignLayer), urls }, layerOf('own', layer)]
  const bytes = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType,
      config: { ...config, mediaType: dockerTypes.config },
      layers,
    }),
  )
  const descriptor = { mediaType, digest: digestOf(bytes), size: bytes.length }
  const image = { descriptor, blobs: new Map([...blobs, [descriptor.digest, bytes]]) }
  const path = await openLayout(t, image, { without: ['foreign'] })
  const { lines } = await push({ path, to: [`${address}/team/app:1`] })
  assert.match(lines[1] ?? '', /: an image, without 1 foreign layer, which clients get from elsewhere\.$/)
  assert.equal(await meaningOf(`${address}/team/app:1`), descriptor.digest)
  assert.deepEqual(
    [...(await servedBy(address, [digestOf('foreign'), digestOf('own')])).values()],
    ['nothing', 'blob'],
  )
})

/** One index.json for the images of two layouts. */
const joined = async (t: TestContext): Promise<string> => {
  const path = await writeForeign(t, 'skopeo-two-names')
  const other = await writeForeign(t, 'buildkit-scratch')
  await cp(join(other, 'blobs'), join(path, 'blobs'), { recursive: true })
  const [first, second] = await Promise.all(
    [path, other].map(async (folder) => JSON.parse(await readFile(join(folder, 'index.json'), 'utf8'))),
  )
  const manifests = [...first.manifests, ...second.manifests]
  await writeFile(join(path, 'index.json'), JSON.stringify({ schemaVersion: 2, manifests }))
  return path
}

test('if a layout contains several images, "digest" selects one; otherwise the error lists them', {
  skip,
}, async (t) => {
  const { address } = await openRegistry(t)
  const path = await joined(t)
  const to = [`${address}/team/app:1`]
  await assert.rejects(push({ path, to }), (error) => {
    assert.ok(error instanceof Error && 'detail' in error)
    assert.match(error.message, /contains 2 images\. Set the input "digest" to one of these:$/)
    assert.deepEqual(
      String(error.detail).replace(/[0-9a-f]{64}/g, '…'),
      '  sha256:… (1, 2),  sha256:… (example.com/a:1, example.com/a:2)',
    )
    return true
  })
  const none = `sha256:${'0'.repeat(64)}` as const
  assert.match(
    await failureOf(push({ path, to, digest: none })),
    /contains 2 images, and none of them is sha256:0+\. Set/,
  )
  const { root } = await readGraph(await writeForeign(t, 'buildkit-scratch'), 'any')
  await push({ path, to, digest: root.digest })
  assert.equal(await meaningOf(to[0] ?? ''), root.digest)
})

// rules_oci links the blobs of a base: https://github.com/bazel-contrib/rules_oci/blob/v2.2.6/oci/private/image.bzl
test('a blob that is a symbolic link is refused by name, with the command that copies it', async (t) => {
  const path = await writeForeign(t, 'crane-index')
  const elsewhere = await temporaryFolder(t)
  for (const hex of await readdir(blobFolder(path))) {
    const file = join(blobFolder(path), hex)
    await rename(file, join(elsewhere, hex))
    await symlink(join(elsewhere, hex), file)
    const message = await failureOf(push({ path, to: ['127.0.0.1:9/team/app:1'] }))
    assert.match(message, new RegExp(`The blob sha256:${hex} in .* is a symbolic link, .*"cp -rL"`))
    await rm(file)
    await rename(join(elsewhere, hex), file)
  }
})

test('a path that is an archive or does not exist is a failure that says so', async (t) => {
  const folder = await temporaryFolder(t)
  await writeFile(join(folder, 'image.tar'), '')
  const to = ['127.0.0.1:9/team/app:1']
  assert.match(
    await failureOf(push({ path: join(folder, 'image.tar'), to })),
    /image\.tar is not an OCI image layout: it is a file\. If it is an archive of a layout, unpack it first \("tar -xf"\)/,
  )
  assert.match(
    await failureOf(push({ path: join(folder, 'typo'), to })),
    /typo is not an OCI image layout: it does not exist\. Check the path\.$/,
  )
})
