import assert from 'node:assert/strict'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after } from 'node:test'
import fc from 'fast-check'
import { bindingEntries, readBindings } from '../../src/cnb/input/bindings.ts'
import {
  defaultProcessType,
  ownLayersOf,
  readBuildMetadata,
  readLifecycleMetadata,
  sbomLayerOf,
} from '../../src/cnb/labels.ts'
import { labelsAfterRebase } from '../../src/cnb/rebase/rebase-config.ts'
import {
  formatRunImageRecord,
  layerOrigins,
  readRunImageRecord,
} from '../../src/cnb/rebase/run-image-record.ts'
import { cachedFolders, parseCacheMetadata, withOnly } from '../../src/cnb/reuse/cached-layers.ts'
import { preparePreviousImage } from '../../src/cnb/reuse/previous-image.ts'
import { parseImageConfig } from '../../src/image/config.ts'
import { digestOf } from '../../src/image/digest.ts'
import { parseManifest } from '../../src/image/image.ts'
import { imageOf } from '../image/image.ts'
import { acceptedOrRefused, holds, hostileText, spoiltJson } from '../property.ts'

const image = imageOf(['base', 'app', 'layer'])
const [base = digestOf('base'), app, layer] = ['base', 'app', 'layer'].map(digestOf)
const metadata = {
  app: [{ sha: app }],
  buildpacks: [
    { key: 'acme/node', version: '1', layers: { modules: { sha: layer, data: { a: [1] }, launch: true } } },
  ],
  config: { sha: app },
  runImage: { topLayer: base, reference: 'x', image: 'acme/run', mirrors: ['a/b'] },
}
const build = {
  buildpacks: [{ id: 'a', version: '1', homepage: 'x' }],
  launcher: { version: '1' },
  processes: [{ type: 'web', command: ['x'], args: [], direct: true, buildpackID: 'a' }],
}

const configWith = (labels: Readonly<Record<string, string>>) =>
  parseImageConfig(
    Buffer.from(
      JSON.stringify({
        ...{
          os: 'linux',
          architecture: 'amd64',
          config: { Labels: labels, Entrypoint: ['/cnb/process/web'] },
        },
        rootfs: { type: 'layers', diff_ids: [base, app, layer] },
      }),
    ),
  )
const manifest = parseManifest(image.blobs.get(image.descriptor.digest) ?? Buffer.of())
const lifecycle = 'io.buildpacks.lifecycle.metadata'

holds(
  'labels of any content are read without an error, and layers come of them that there are',
  [spoiltJson(metadata), spoiltJson(build)],
  (of, ofBuild) => {
    const config = configWith({ [lifecycle]: of, 'io.buildpacks.build.metadata': ofBuild })
    const read = { descriptor: image.descriptor, manifest, config }
    assert.ok(Array.isArray(readLifecycleMetadata(config).buildpacks))
    assert.ok(Array.isArray(readBuildMetadata(config).processes))
    for (const own of ownLayersOf(read)) assert.ok(manifest.layers.includes(own))
    const sbom = sbomLayerOf(read)
    assert.ok(sbom === undefined || manifest.layers.includes(sbom))
    assert.equal(typeof (defaultProcessType(config) ?? ''), 'string')
  },
)

holds(
  'an earlier image with a spoilt label goes without, or has none but its own layers in it',
  [spoiltJson(metadata)],
  async (of) => {
    const config = configWith({ [lifecycle]: of })
    const previous = {
      descriptor: image.descriptor,
      manifest,
      config,
      missing: new Set<never>(),
      sbom: undefined,
    }
    const prepared = await acceptedOrRefused(() => preparePreviousImage(previous))
    if (prepared === undefined) return
    const said = String(JSON.parse(String(prepared.image.configBytes)).config.Labels[lifecycle])
    for (const [digest] of said.matchAll(/sha256:[0-9a-f]{64}/g)) {
      assert.ok([base, app, layer].some((one) => one === digest) || said.includes('"data"'))
    }
    assert.ok(!said.includes('runImage'))
  },
)

holds(
  'a spoilt list of cached layers is refused, or each is unpacked in a folder of its buildpack',
  [spoiltJson(metadata)],
  async (text) => {
    const read = await acceptedOrRefused(() => parseCacheMetadata(text))
    if (read === undefined) return
    const folders = cachedFolders(read)
    for (const folder of folders.values()) {
      if (folder !== undefined) assert.match(folder, /^\/layers(?:\/(?!\.{1,2}(?:\/|$))[^/\0]+){2}$/)
    }
    assert.deepEqual([...cachedFolders(withOnly(read, new Set())).keys()], [])
  },
)

holds(
  'a buildpack or a layer of any name is unpacked in a folder below /layers, or nowhere',
  [hostileText, hostileText],
  async (key, name) => {
    const read = parseCacheMetadata(
      JSON.stringify({ buildpacks: [{ key, layers: { [name]: { sha: layer } } }] }),
    )
    for (const folder of cachedFolders(read).values()) {
      if (folder !== undefined) assert.match(folder, /^\/layers(?:\/(?!\.{1,2}(?:\/|$))[^/\0]+){2}$/)
    }
  },
)

const names = fc.array(hostileText, { maxLength: 3 })

holds(
  'a run image’s record is read as it was written, and a rebase changes nothing before it',
  [hostileText, names, hostileText],
  (name, mirrors, reference) => {
    const written = formatRunImageRecord(
      {
        before: '{"app":[1],',
        topLayer: base,
        reference: 'x',
        own: { image: name, mirrors },
        stack: undefined,
        image: name,
        mirrors,
      },
      { topLayer: digestOf('new'), reference },
    )
    const read = readRunImageRecord(configWith({ [lifecycle]: written }))
    assert.equal(read?.before, '{"app":[1],')
    assert.equal(read?.topLayer, digestOf('new'))
    assert.equal(read?.image, JSON.parse(JSON.stringify(name)))
    assert.deepEqual(read?.mirrors, mirrors)
  },
)

holds(
  'a spoilt record of a run image is none, or is written again as it was',
  [spoiltJson(metadata)],
  (text) => {
    const read = readRunImageRecord(configWith({ [lifecycle]: text }))
    if (read !== undefined) assert.equal(formatRunImageRecord(read, read), text)
  },
)

const labels = fc.dictionary(hostileText, hostileText, { maxKeys: 4 })

holds(
  'a rebased image has all of its new run image’s labels but those that the app changed',
  [labels, labels, labels],
  (own, run, former) => {
    const after = labelsAfterRebase({ app: own, runImage: run, former, metadata: 'm' })
    assert.equal(after.get(lifecycle), 'm')
    for (const [name, text] of Object.entries(run))
      if (!Object.hasOwn(own, name)) assert.equal(after.get(name), text)
    for (const [name, text] of Object.entries(own)) {
      if (!Object.hasOwn(former, name) && !Object.hasOwn(run, name)) assert.equal(after.get(name), text)
    }
    for (const name of after.keys())
      assert.ok(name === lifecycle || Object.hasOwn(own, name) || Object.hasOwn(run, name))
  },
)

const folder = await mkdtemp(join(tmpdir(), 'bindings-'))
after(() => rm(folder, { recursive: true }))

const fileName = fc
  .oneof(hostileText, fc.stringMatching(/^[A-Za-z0-9._-]{1,8}$/))
  .filter((name) => !/[/\0]|^\.{0,2}$/.test(name) && name.isWellFormed() && Buffer.byteLength(name) < 200)

holds(
  'bindings are files below their folder, and a refusal has nothing of what is in them',
  [fileName, fileName],
  async (name, file) => {
    const own = await mkdtemp(join(folder, 'x-'))
    await mkdir(join(own, name))
    await writeFile(join(own, name, 'type'), 'maven')
    if (file !== 'type') await writeFile(join(own, name, file), 's3cr3t')
    try {
      const read = await acceptedOrRefused(() => readBindings([own]))
      for (const entry of bindingEntries(read ?? [])) {
        assert.match(entry.name, /^platform\/bindings(?:\/(?!\.{1,2}(?:\/|$))[A-Za-z0-9._-]+){0,2}$/)
        if (entry.type === 'file') assert.equal(entry.mode, 0o400)
      }
    } catch (error) {
      assert.doesNotMatch(String(error), /s3cr3t/)
      throw error
    } finally {
      await rm(own, { recursive: true })
    }
  },
)

holds('layers are looked for where a reference says, or an error does', [hostileText], async (name) => {
  const descriptor = { ...image.descriptor, annotations: { 'org.opencontainers.image.base.name': name } }
  const read = { descriptor, manifest, config: configWith({}) }
  const origin = await acceptedOrRefused(() => layerOrigins(read, descriptor)(0))
  if (origin !== undefined) assert.equal(origin.owner, 'base')
})
