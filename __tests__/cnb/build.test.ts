import assert from 'node:assert/strict'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { buildImage, putInputs } from '../../src/cnb/build.ts'
import { type Digest, digestOf, hexOf } from '../../src/image/digest.ts'
import { parseReference } from '../../src/image/reference.ts'
import { readLayout } from '../../src/layout/read.ts'
import type { OutputStream, Sandbox } from '../../src/sandbox/sandbox.ts'
import { tarOf } from '../../src/tar/write.ts'
import { imageOf, type TestImage, temporaryFolder, writeImage } from '../image/image.ts'
import { failureOf } from '../registry/registry-client.ts'
import { type ReadEntry, readTar } from '../tar/tar-reader.ts'

const owner = { uid: 1001, gid: 1000 }
const base = imageOf(['base'])
const app = imageOf(['base', 'app'])

interface Behaviour {
  readonly output?: readonly (readonly [OutputStream, string])[]
  readonly code?: number
}

/** A sandbox in memory: remembers what was put in, says what it was told to say, and gives the app's image. */
const sandboxOf = ({ output = [], code = 0 }: Behaviour = {}) => {
  const put: ReadEntry[] = []
  const asked: string[] = []
  const sandbox: Sandbox = {
    put: async (tar) => {
      put.push(...(await readTar(tar)))
    },
    run: async (onOutput) => {
      for (const [stream, text] of output) onOutput(stream, Buffer.from(text))
      return { code, outOfMemory: false }
    },
    get: (path) => {
      asked.push(path)
      return layoutTar(app, base.layers[0]?.digest)
    },
    dispose: async () => {},
  }
  return { sandbox, put, asked }
}

const layoutTar = (image: TestImage, without?: Digest): AsyncIterable<Uint8Array> => {
  const file = (name: string, content: Uint8Array | string) =>
    ({ name: `latest/${name}`, mode: 0o644, type: 'file', content: Buffer.from(content) }) as const
  const blobs = [...image.blobs].filter(([digest]) => digest !== without)
  return tarOf(
    [
      file('oci-layout', '{"imageLayoutVersion":"1.0.0"}'),
      file('index.json', JSON.stringify({ schemaVersion: 2, manifests: [image.descriptor] })),
      ...blobs.map(([digest, bytes]) => file(`blobs/sha256/${hexOf(digest)}`, bytes)),
    ],
    owner,
  )
}

const bytesIn = (image: TestImage, digest: Digest): Uint8Array => image.blobs.get(digest) ?? new Uint8Array()

const orderOf = async (t: TestContext, reference = 'localhost:5000/acme/run:base') => {
  const folder = await temporaryFolder(t)
  await writeImage(join(folder, 'run'), base)
  return {
    image: { name: 'my-app', tag: 'latest' },
    runImage: {
      ...(await readLayout(join(folder, 'run'))),
      reference: parseReference(reference),
      manifestBytes: bytesIn(base, base.descriptor.digest),
      configBytes: bytesIn(base, base.config.digest),
    },
    staging: join(folder, 'staging'),
  }
}

const recordingLog = () => {
  const lines: string[] = []
  return {
    lines,
    log: {
      phase: (phase: string) => lines.push(`phase ${phase}`),
      write: (text: string) => lines.push(text),
      warning: (message: string) => lines.push(`warning ${message}`),
    },
  }
}

const { log } = recordingLog()

const appOf = async (t: TestContext) => {
  const path = await temporaryFolder(t)
  await mkdir(join(path, 'src'))
  await writeFile(join(path, 'src/main'), 'code')
  const folder = { path, exclude: [], warn: () => {} }
  return { folder, environment: { BP_MODE: 'a=b\nc', EMPTY: '' } }
}

const runImageOf = async (t: TestContext, reference?: string) => (await orderOf(t, reference)).runImage

const isOfRunImage = ({ header }: ReadEntry) => header.name.startsWith('layout-repo')

test('the app goes in with its environment and the folders that the creator writes to', async (t) => {
  const { sandbox, put } = sandboxOf()
  await putInputs(sandbox, await appOf(t), () => runImageOf(t), owner)
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

test('the run image goes in without its layers, where the lifecycle looks for it', async (t) => {
  const { sandbox, put } = sandboxOf()
  await putInputs(sandbox, await appOf(t), () => runImageOf(t), owner)
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

test('a run image that is pinned goes in under its digest', async (t) => {
  const { sandbox, put } = sandboxOf()
  const pinned = `ghcr.io/acme/run:base@${base.descriptor.digest}`
  await putInputs(sandbox, await appOf(t), () => runImageOf(t, pinned), owner)
  const folder = `layout-repo/ghcr.io/acme/run/sha256/${hexOf(base.descriptor.digest)}`
  assert.ok(put.some(({ header }) => header.name === `${folder}/index.json`))
})

test('a run image that cannot be found ends what is put in with its failure', async (t) => {
  const { sandbox } = sandboxOf()
  const missing = new Error('no such image')
  const putting = putInputs(sandbox, await appOf(t), () => Promise.reject(missing), owner)
  await assert.rejects(putting, missing)
})

test('the image that the creator wrote comes out', async (t) => {
  const { sandbox, asked } = sandboxOf()
  const built = await buildImage(sandbox, await orderOf(t), log)
  assert.deepEqual(asked, ['/layout-repo/index.docker.io/library/my-app/latest'])
  assert.deepEqual(built.image.descriptor, app.descriptor)
  assert.ok(built.seconds >= 0)
})

test('phases are told apart from the lines of the build, which are passed on as they are', async (t) => {
  const { sandbox } = sandboxOf({
    output: [
      ['stdout', '\u001b[36m===> DETECTING\u001b[0m\nlab/hello 1.0.0\n===> BUI'],
      ['stderr', '\u001b[31mred\u001b[0m\n'],
      ['stdout', 'LDING\nno end'],
    ],
  })
  const recording = recordingLog()
  await buildImage(sandbox, await orderOf(t), recording.log)
  assert.deepEqual(recording.lines, [
    'phase DETECTING',
    'lab/hello 1.0.0\n',
    '\u001b[31mred\u001b[0m\n',
    'phase BUILDING',
    'no end',
    '\n',
  ])
})

test('a creator that fails is explained, and nothing is read from its sandbox', async (t) => {
  const { sandbox, asked } = sandboxOf({
    output: [
      ['stdout', '===> BUILDING\nnpm install\n'],
      ['stderr', '\u001b[31mERROR: \u001b[0mno such package'],
    ],
    code: 51,
  })
  const building = buildImage(sandbox, await orderOf(t), log)
  await assert.rejects(building, {
    name: 'Failure',
    message: /^The build failed while building: a buildpack's build failed \(exit code 51\)/,
    detail: ['npm install', 'ERROR: no such package'],
  })
  assert.deepEqual(asked, [])
  assert.match(await failureOf(building), /exit code 51/)
})
