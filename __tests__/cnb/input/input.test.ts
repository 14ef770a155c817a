import assert from 'node:assert/strict'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { inlinePackage } from '../../../src/cnb/buildpacks/find-package.ts'
import { type BuildInput, fillSandbox } from '../../../src/cnb/input/input.ts'
import { fileFilter } from '../../../src/cnb/project/file-filter.ts'
import { type Digest, digestOf, hexOf } from '../../../src/image/digest.ts'
import type { NamedImage } from '../../../src/image/image.ts'
import { parseReference } from '../../../src/image/reference.ts'
import { readLayout } from '../../../src/layout/read.ts'
import type { Sandbox } from '../../../src/sandbox/sandbox.ts'
import { imageOf, temporaryFolder, writeImage } from '../../image/image.ts'
import { type ReadEntry, readTar } from '../../tar/tar-reader.ts'

const base = imageOf(['base'])

/** The entries that a sandbox receives. */
const entriesPut = async (input: BuildInput): Promise<readonly ReadEntry[]> => {
  const put: ReadEntry[] = []
  const sandbox: Sandbox = {
    put: async (tar) => {
      put.push(...(await readTar(tar)))
    },
    run: () => assert.fail(),
    get: () => assert.fail(),
    dispose: () => assert.fail(),
  }
  await fillSandbox(sandbox, input, { uid: 1001, gid: 1000 })
  return put
}

const inputOf = async (t: TestContext) => {
  const path = await temporaryFolder(t)
  await mkdir(join(path, 'src'))
  await writeFile(join(path, 'src/main'), 'code')
  const log = { info: () => {}, warning: () => {} }
  const app = { path, exclude: [], filter: fileFilter({ exclude: [] }), log }
  return { app, environment: { BP_MODE: 'a=b\nc', EMPTY: '' } }
}

const inlineLayer = ({ id, version }: { readonly id: string; readonly version: string }) => {
  const inline = { id, version, api: '0.10', shell: '/bin/sh', script: 'true' }
  const [layer] = inlinePackage(inline, '').layers
  assert.ok(layer)
  return layer
}

const bytesIn = (digest: Digest): Uint8Array => base.blobs.get(digest) ?? new Uint8Array()

const runImageOf = async (
  t: TestContext,
  reference = 'localhost:5000/acme/run:base',
): Promise<NamedImage> => {
  const folder = await temporaryFolder(t)
  await writeImage(folder, base)
  return {
    ...(await readLayout(folder)),
    reference: parseReference(reference),
    manifestBytes: bytesIn(base.descriptor.digest),
    configBytes: bytesIn(base.config.digest),
  }
}

const isOfRunImage = ({ header }: ReadEntry) => header.name.startsWith('layout-repo')

test('the sandbox receives the app, its environment and the folders that the creator writes to', async (t) => {
  const put = await entriesPut({ ...(await inputOf(t)), openRunImage: () => runImageOf(t) })
  assert.deepEqual(
    put
      .filter((entry) => !isOfRunImage(entry))
      .map(({ header, content }) => [header.name, header.type, header.mode, content]),
    [
      ['layers', 'directory', 0o755, ''],
      ['cache', 'directory', 0o755, ''],
      ['platform', 'directory', 0o755, ''],
      ['platform/env', 'directory', 0o755, ''],
      ['platform/env/BP_MODE', 'file', 0o644, 'a=b\nc'],
      ['platform/env/EMPTY', 'file', 0o644, ''],
      ['workspace', 'directory', 0o777, ''],
      ['workspace/src', 'directory', 0o755, ''],
      ['workspace/src/main', 'file', 0o644, 'code'],
    ],
  )
  assert.ok(put.every(({ header }) => header.uid === 1001 && header.gid === 1000))
})

test('the sandbox receives a run.toml if the builder’s run.toml does not fit', async (t) => {
  const runImageLabel = { image: 'acme/other', mirrors: ['ghcr.io/acme/other'] }
  const put = await entriesPut({ ...(await inputOf(t)), runImageLabel, openRunImage: () => runImageOf(t) })
  const runToml = put.find(({ header }) => header.name === 'platform/run.toml')
  assert.equal(runToml?.header.mode, 0o644)
  assert.equal(runToml?.content, '[[images]]\nimage = "acme/other"\nmirrors = [ "ghcr.io/acme/other" ]\n')
})

test('buildpacks, their order and the source for the label go in', async (t) => {
  const buildpacks = {
    order: [[{ id: 'acme/one', version: '1.0.0' }]],
    layers: [inlineLayer({ id: 'acme/one', version: '1.0.0' })],
    images: [],
  }
  const source = { version: '1.2', url: 'https://me:token@example.com/app' }
  const put = await entriesPut({
    ...(await inputOf(t)),
    buildpacks,
    source,
    openRunImage: () => runImageOf(t),
  })
  const found = new Map(put.map(({ header, content }) => [header.name, { header, content }]))
  assert.match(found.get('platform/order.toml')?.content ?? '', /id = "acme\/one"\nversion = "1\.0\.0"/)
  const build = found.get('cnb/buildpacks/acme_one/1.0.0/bin/build')
  assert.deepEqual([build?.header.uid, build?.header.gid, build?.header.mode], [0, 0, 0o755])
  const metadata = found.get('layers/project-metadata.toml')
  assert.equal(metadata?.header.uid, 1001)
  assert.match(metadata?.content ?? '', /url = "https:\/\/example\.com\/app"/)
})

test('the layout-repo receives the run image without its layers', async (t) => {
  const put = await entriesPut({ ...(await inputOf(t)), openRunImage: () => runImageOf(t) })
  const entries = put.filter(isOfRunImage)
  const folder = 'layout-repo/localhost:5000/acme/run/base'
  assert.deepEqual(
    entries.filter(({ header }) => header.type === 'directory').map(({ header }) => header.name),
    [
      'layout-repo',
      'layout-repo/index.docker.io',
      'layout-repo/index.docker.io/library',
      'layout-repo/localhost:5000',
      'layout-repo/localhost:5000/acme',
      'layout-repo/localhost:5000/acme/run',
      folder,
      `${folder}/blobs`,
      `${folder}/blobs/sha256`,
    ],
  )
  const files = new Map(
    entries
      .filter(({ header }) => header.type === 'file')
      .map(({ header, content }) => [header.name, content]),
  )
  assert.deepEqual(
    [...files.keys()],
    [
      `${folder}/oci-layout`,
      `${folder}/index.json`,
      `${folder}/blobs/sha256/${hexOf(base.descriptor.digest)}`,
      `${folder}/blobs/sha256/${hexOf(base.config.digest)}`,
    ],
  )
  assert.deepEqual(JSON.parse(files.get(`${folder}/index.json`) ?? '').manifests, [base.descriptor])
  for (const { digest } of [base.descriptor, base.config]) {
    assert.equal(digestOf(files.get(`${folder}/blobs/sha256/${hexOf(digest)}`) ?? ''), digest)
  }
})

test('a pinned run image has its digest as its name in the layout-repo', async (t) => {
  const pinned = `ghcr.io/acme/run:base@${base.descriptor.digest}`
  const put = await entriesPut({ ...(await inputOf(t)), openRunImage: () => runImageOf(t, pinned) })
  const folder = `layout-repo/ghcr.io/acme/run/sha256/${hexOf(base.descriptor.digest)}`
  assert.ok(put.some(({ header }) => header.name === `${folder}/index.json`))
})

test('filling the sandbox fails if the run image cannot be found', async (t) => {
  const missing = new Error('no such image')
  const putting = entriesPut({ ...(await inputOf(t)), openRunImage: () => Promise.reject(missing) })
  await assert.rejects(putting, missing)
})
