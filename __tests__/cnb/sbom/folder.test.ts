import assert from 'node:assert/strict'
import { mkdir, readdir, readFile, readlink, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { type TestContext, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { type Header, pack } from 'tar-stream'
import { checkSbomFolder, completeSbom, placeSbom, receiveSbom } from '../../../src/cnb/sbom/folder.ts'
import { parseImageConfig } from '../../../src/image/config.ts'
import { type Digest, digestOf } from '../../../src/image/digest.ts'
import type { Image } from '../../../src/image/image.ts'
import { blobPath, writeBlob } from '../../../src/layout/blob.ts'
import { createLayout } from '../../../src/layout/write.ts'
import { temporaryFolder } from '../../image/image.ts'
import { descriptorOf, failureOf } from '../../registry/registry-client.ts'

type Entry = Partial<Header> & Pick<Header, 'name'> & { readonly content?: string }

const tarWith = async (entries: readonly Entry[]): Promise<Buffer> => {
  const archive = pack()
  for (const { content, ...header } of entries) archive.entry(header, content ?? '')
  archive.finalize()
  const chunks = await Array.fromAsync(archive)
  return Buffer.concat(chunks.filter((chunk) => chunk instanceof Uint8Array))
}

const bom = (name: string): string =>
  JSON.stringify({
    bomFormat: 'CycloneDX',
    components: [{ type: 'library', name, purl: `pkg:npm/${name}@1` }],
  })

/** Entries in the form in which the lifecycle writes the layer: absolute names, and parents first. */
const layerEntries = (files: Readonly<Record<string, string>>): readonly Entry[] => [
  ...['/layers', '/layers/sbom', '/layers/sbom/launch'].map((name) => ({ name, type: 'directory' as const })),
  ...Object.entries(files).map(([name, content]) => ({ name: `/layers/sbom/launch/${name}`, content })),
]

/** Creates an image in a layout. Its last layer contains the SBOMs. The label can name another diff ID. */
const imageWith = async (t: TestContext, entries: readonly Entry[], label?: Digest) => {
  const layout = await temporaryFolder(t)
  await createLayout(layout)
  const tar = await tarWith(entries)
  const blob = gzipSync(tar)
  const [base, sbom] = [descriptorOf(Buffer.from('base')), descriptorOf(blob)]
  await writeBlob(layout, sbom, [blob])
  const metadata = JSON.stringify({ sbom: { sha: label ?? digestOf(tar) } })
  const config = {
    os: 'linux',
    architecture: 'amd64',
    config: { Labels: { 'io.buildpacks.lifecycle.metadata': metadata } },
    rootfs: { type: 'layers', diff_ids: [digestOf(Buffer.from('base')), digestOf(tar)] },
  }
  const image: Image = {
    descriptor: descriptorOf(Buffer.from('manifest')),
    manifest: { config: descriptorOf(Buffer.from('config')), layers: [base, sbom] },
    config: parseImageConfig(Buffer.from(JSON.stringify(config))),
  }
  return { layout, image, name: 'my-app' }
}

const completed = async (t: TestContext, entries: readonly Entry[], label?: Digest) => {
  const folder = await temporaryFolder(t)
  const [infos, warnings]: [string[], string[]] = [[], []]
  const log = { info: (line: string) => infos.push(line), warning: (line: string) => warnings.push(line) }
  await completeSbom(folder, await imageWith(t, entries, label), log)
  const document = JSON.parse(await readFile(join(folder, 'sbom.cdx.json'), 'utf8'))
  const names = document.components.map(({ name }: { name: string }) => name)
  return { folder, infos, warnings, names }
}

test('the folder contains the files of the image’s SBOM layer, and one merged document', async (t) => {
  const entries = layerEntries({
    'acme_x/deps/sbom.cdx.json': bom('left'),
    'acme_x/deps/sbom.syft.json': '{}',
    'acme_x/sbom.cdx.json': bom('right'),
    'sbom.legacy.json': '[]',
  })
  const { folder, warnings, names } = await completed(t, entries)
  assert.deepEqual(names, ['left', 'right'])
  assert.deepEqual(warnings, [])
  assert.equal(await readFile(join(folder, 'launch/acme_x/deps/sbom.cdx.json'), 'utf8'), bom('left'))
  assert.deepEqual((await readdir(join(folder, 'launch'))).sort(), ['acme_x', 'sbom.legacy.json'])
})

test('a layer with a Syft document is merged if its CycloneDX document is missing or malformed', async (t) => {
  const syft = (name: string) => JSON.stringify({ artifacts: [{ name, purl: `pkg:generic/${name}@1` }] })
  const { infos, warnings, names } = await completed(
    t,
    layerEntries({
      'acme_x/both/sbom.cdx.json': bom('left'),
      'acme_x/both/sbom.syft.json': syft('other'),
      'acme_x/jre/sbom.syft.json': syft('jre'),
      'acme_x/malformed/sbom.cdx.json': '{',
      'acme_x/malformed/sbom.syft.json': syft('right'),
    }),
  )
  assert.deepEqual(names, ['jre', 'right', 'left'])
  assert.deepEqual([infos, warnings], [[], []])
})

test('a warning lists the layers with a malformed SBOM, and an info line lists those with SPDX only', async (t) => {
  const many = Array.from({ length: 6 }, (_, nth) => [`acme_y/${nth}/sbom.spdx.json`, '{}'])
  const { infos, warnings, names } = await completed(
    t,
    layerEntries({
      'acme_x/one/sbom.cdx.json': '{',
      'acme_x/sbom.syft.json': '[]',
      'acme_x/two/sbom.cdx.json': bom('left'),
      ...Object.fromEntries(many),
    }),
  )
  assert.deepEqual(names, ['left'])
  assert.deepEqual(warnings, [
    'sbom.cdx.json lacks 2 layers whose SBOM is malformed or too large: launch/acme_x/one, launch/acme_x.',
  ])
  assert.deepEqual(infos, [
    'sbom.cdx.json lacks 6 layers with an SBOM in SPDX only: launch/acme_y/0, launch/acme_y/1, launch/acme_y/2, ' +
      'launch/acme_y/3, launch/acme_y/4 and 1 more.',
  ])
})

test('an image without an SBOM layer has an empty document, and a warning', async (t) => {
  const { warnings, names } = await completed(t, [], digestOf(Buffer.from('none')))
  assert.deepEqual(names, [])
  assert.match(warnings[0] ?? '', /is empty, because no buildpack wrote an SBOM/)
})

test('other files in the layer are ignored', async (t) => {
  const { folder } = await completed(t, [
    { name: '/layers/sbom/launch/x/sbom.cdx.json', content: bom('left') },
    { name: '/etc/passwd/x', content: 'x' },
    { name: '/layers/sbom/other/x', content: 'x' },
    { name: '/layers/sbom/launch', type: 'directory' },
  ])
  assert.deepEqual((await readdir(folder)).sort(), ['launch', 'sbom.cdx.json'])
})

for (const [title, entry, reason] of [
  [
    'a link',
    { name: '/layers/sbom/launch/x', type: 'symlink', linkname: '/etc' },
    /is not a file or a directory/,
  ],
  ['a name that leads out', { name: '/layers/sbom/launch/../../x', content: 'x' }, /is outside the archive/],
  ['a device', { name: '/layers/sbom/launch/x', type: 'character-device' }, /is not a file or a directory/],
] as const) {
  test(`a layer with ${title} is refused`, async (t) => {
    assert.match(await failureOf(completed(t, [entry])), reason)
  })
}

test('a layer with another digest is refused, although it can be unpacked', async (t) => {
  const tar = await tarWith(layerEntries({ 'acme_x/sbom.cdx.json': bom('left') }))
  const other = await tarWith(layerEntries({ 'acme_x/sbom.cdx.json': bom('evil') }))
  const source = await imageWith(t, layerEntries({ 'acme_x/sbom.cdx.json': bom('left') }))
  const { layout, image } = source
  const layer = descriptorOf(gzipSync(tar, { level: 0 }))
  const forged = gzipSync(other, { level: 0 })
  assert.equal(forged.length, layer.size)
  await writeFile(blobPath(layout, layer.digest), forged)
  const [base] = image.manifest.layers
  assert.ok(base)
  const damaged = { ...image, manifest: { ...image.manifest, layers: [base, layer] } }
  const failure = await failureOf(
    completeSbom(await temporaryFolder(t), { ...source, image: damaged }, { info() {}, warning() {} }),
  )
  assert.match(failure, new RegExp(`${layer.digest} .* is corrupt`))
})

test('a layer that unpacks to far more than its size is refused before all of it is unpacked', async (t) => {
  const entries = layerEntries({ 'acme_x/sbom.cdx.json': ' '.repeat(66 * 1024 ** 2) })
  assert.match(await failureOf(completed(t, entries)), /unpack/)
})

test('SBOMs of more than 256 MiB are refused', async (t) => {
  const folder = await temporaryFolder(t)
  // The header is enough.
  const archive = pack()
  archive.entry({ name: 'sbom/build/x', size: 300 * 1024 ** 2 })
  const header = async function* () {
    for await (const chunk of archive) {
      if (chunk instanceof Uint8Array) yield chunk
      return
    }
  }
  const failure = await failureOf(receiveSbom(header(), folder, ['build'], 'sbom'))
  assert.match(failure, /invalid: they have more than 268435456 bytes/)
})

test('only the requested parts are received', async (t) => {
  const folder = await temporaryFolder(t)
  const tar = await tarWith([
    { name: 'sbom/build/x/sbom.cdx.json', content: 'b' },
    { name: 'sbom/launch/x/sbom.cdx.json', content: 'l' },
  ])
  await receiveSbom(Readable.from([tar]), folder, ['build', 'cache'], 'sbom')
  assert.deepEqual(await readdir(folder), ['build'])
})

test('the folder can be new, empty, or from a previous build; nothing else is replaced', async (t) => {
  const parent = await temporaryFolder(t)
  const folder = join(parent, 'sboms')
  await checkSbomFolder(folder)
  await mkdir(folder)
  await checkSbomFolder(folder)
  await writeFile(join(folder, 'sbom.cdx.json'), 'old')
  await mkdir(join(folder, 'launch'))
  await checkSbomFolder(folder)

  const staging = join(parent, 'staging')
  await mkdir(staging)
  await writeFile(join(staging, 'sbom.cdx.json'), 'new')
  await placeSbom(staging, folder)
  assert.deepEqual(await readdir(folder), ['sbom.cdx.json'])
  assert.equal(await readFile(join(folder, 'sbom.cdx.json'), 'utf8'), 'new')
  assert.deepEqual(await readdir(parent), ['sboms'])

  await writeFile(join(folder, 'notes'), '')
  assert.match(await failureOf(checkSbomFolder(folder)), /is not \(only\) a folder of SBOMs; it has "notes"/)
  const source = join(parent, 'source')
  await mkdir(join(source, 'build'), { recursive: true })
  assert.match(await failureOf(checkSbomFolder(source)), /it has "build"/)
})

test('if the folder is a link, its target is replaced', async (t) => {
  const parent = await temporaryFolder(t)
  const [real, link, staging] = ['real', 'link', 'staging'].map((name) => join(parent, name))
  assert.ok(real && link && staging)
  await mkdir(real)
  await symlink(real, link)
  await mkdir(staging)
  await writeFile(join(staging, 'sbom.cdx.json'), 'new')
  assert.equal(await checkSbomFolder(link), real)
  await placeSbom(staging, link)
  assert.equal(await readlink(link), real)
  assert.deepEqual(await readdir(real), ['sbom.cdx.json'])
})

test('if the folder cannot be moved into place, the previous one stays', async (t) => {
  const parent = await temporaryFolder(t)
  const folder = join(parent, 'sboms')
  await mkdir(folder)
  await writeFile(join(folder, 'sbom.cdx.json'), 'old')
  await assert.rejects(placeSbom(join(parent, 'gone'), folder), { code: 'ENOENT' })
  assert.equal(await readFile(join(folder, 'sbom.cdx.json'), 'utf8'), 'old')
})

test('documents that are too large together are omitted, with a warning', async (t) => {
  const large = (name: string) => JSON.stringify({ ...JSON.parse(bom(name)), x: 'x'.repeat(17 * 1024 ** 2) })
  const { warnings, names } = await completed(
    t,
    layerEntries({ 'a/sbom.cdx.json': large('left'), 'b/sbom.cdx.json': large('right') }),
  )
  assert.deepEqual(names, ['left'])
  assert.match(
    warnings.join(),
    /^sbom\.cdx\.json lacks 1 layer whose SBOM is malformed or too large: launch\/b\.$/,
  )
})
