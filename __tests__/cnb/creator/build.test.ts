import assert from 'node:assert/strict'
import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { buildImage, readProcessTypes } from '../../../src/cnb/creator/build.ts'
import { type Digest, hexOf } from '../../../src/image/digest.ts'
import { readLayout } from '../../../src/layout/read.ts'
import { NotInSandbox, type OutputStream, type Sandbox } from '../../../src/sandbox/sandbox.ts'
import { type TarEntry, tarOf } from '../../../src/tar/write.ts'
import { imageOf, type TestImage, temporaryFolder, writeImage } from '../../image/image.ts'
import { failureOf } from '../../registry/registry-client.ts'

const owner = { uid: 1001, gid: 1000 }
const base = imageOf(['base'])
const app = imageOf(['base', 'app'])

interface Behaviour {
  readonly output?: readonly (readonly [OutputStream, string])[]
  readonly code?: number
}

/** A sandbox in memory with the given output and exit code, and the app's image. */
const sandboxOf = ({ output = [], code = 0 }: Behaviour = {}) => {
  const asked: string[] = []
  const sandbox: Sandbox = {
    put: async () => {},
    run: async (onOutput) => {
      for (const [stream, text] of output) onOutput(stream, Buffer.from(text))
      return { code, ranOutOfMemory: false }
    },
    get: (path, receive) => {
      asked.push(path)
      return receive(layoutTar(app, base.layers[0]?.digest))
    },
    dispose: async () => {},
  }
  return { sandbox, asked }
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

const orderOf = async (t: TestContext) => {
  const folder = await temporaryFolder(t)
  await writeImage(join(folder, 'run'), base)
  return {
    image: { name: 'my-app', tag: 'latest' },
    runImage: await readLayout(join(folder, 'run')),
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

test('the image that the creator wrote is received', async (t) => {
  const { sandbox, asked } = sandboxOf()
  const built = await buildImage(sandbox, await orderOf(t), log)
  assert.deepEqual(asked, ['/layout-repo/index.docker.io/library/my-app/latest'])
  assert.deepEqual(built.image.descriptor, app.descriptor)
})

test('phase announcements are separated from the output of the build, which is unchanged', async (t) => {
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

test('an unknown process type is explained with the existing ones', async (t) => {
  const { sandbox } = sandboxOf({
    output: [['stderr', "ERROR: failed to export: tried to set cron to default but it doesn't exist\n"]],
    code: 62,
  })
  const asked: string[] = []
  const toml = Buffer.from('[[processes]]\ntype = "web"\n[[processes]]\ntype = "worker"\n')
  const withTypes: Sandbox = {
    ...sandbox,
    get: (path, receive) => {
      asked.push(path)
      return receive(tarOf([{ name: 'metadata.toml', mode: 0o644, type: 'file', content: toml }], owner))
    },
  }
  const building = buildImage(withTypes, await orderOf(t), log)
  assert.match(await failureOf(building), /type "cron", .* to one that they created \("web, worker"\)/)
  assert.deepEqual(asked, ['/layers/config/metadata.toml'])
})

test('nothing is read from the sandbox if an export failed for another reason', async (t) => {
  const { sandbox, asked } = sandboxOf({
    output: [['stderr', 'ERROR: failed to export: write /layout-repo/x: no space left on device\n']],
    code: 62,
  })
  assert.match(await failureOf(buildImage(sandbox, await orderOf(t), log)), /The disk of the Docker engine/)
  assert.deepEqual(asked, [])
})

test('a failed creator is explained, and nothing is read from its sandbox', async (t) => {
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

test('if no group passes detection, the failure has the result of each buildpack', async (t) => {
  const { sandbox } = sandboxOf({
    output: [
      ['stdout', 'fail: not/detected@1.0.0\n'],
      ['stdout', '\u001b[36m===> DETECTING\u001b[0m\nfail: acme/npm@2.0.0\n'],
      ['stderr', 'ERROR: No buildpack groups passed detection.\n'],
    ],
    code: 20,
  })
  await assert.rejects(buildImage(sandbox, await orderOf(t), log), {
    result: {
      exitCode: 20,
      phase: 'detecting buildpacks',
      meaning: 'no group of buildpacks passed detection',
      isExplained: false,
      detectResults: [{ buildpack: 'acme/npm@2.0.0', result: 'failed', reason: '' }],
    },
  })
})

test('a repeated build has no SBOMs of the first one', async (t) => {
  const order = await orderOf(t)
  const sbom = join(order.staging, '..', 'bills')
  await mkdir(join(sbom, 'build', 'acme_x'), { recursive: true })
  const { sandbox } = sandboxOf()
  const get: Sandbox['get'] = async (path, receive) => {
    if (path.endsWith('/sbom')) throw new NotInSandbox('none')
    return sandbox.get(path, receive)
  }
  await buildImage({ ...sandbox, get }, { ...order, sbom }, log)
  assert.deepEqual(await readdir(sbom), [])
})

const never = () => assert.fail('was called')

/** A sandbox that supports only `get`. */
const sandboxWith = (get: Sandbox['get']): Sandbox => ({ put: never, run: never, dispose: never, get })

const typesIn = (...entries: readonly TarEntry[]) =>
  readProcessTypes(sandboxWith((_path, receive) => receive(tarOf(entries, { uid: 1001, gid: 1000 }))))

const file = (text: string): TarEntry => ({
  name: 'metadata.toml',
  mode: 0o644,
  type: 'file',
  content: Buffer.from(text),
})

test('the process types are read from the file that the build phase writes', async () => {
  const toml = [
    'buildpacks = []',
    ...['web', 'worker'].map((type) => `[[processes]]\ntype = "${type}"\ncommand = ["sh"]`),
    '[[processes]]\ncommand = ["without a type"]',
  ]
  assert.deepEqual(await typesIn(file(toml.join('\n'))), ['web', 'worker'])
})

const unreadable: Readonly<Record<string, readonly TarEntry[]>> = {
  nothing: [],
  'no TOML': [file('::error::')],
  'no list': [file('processes = "web"')],
  'too much': [file(`# ${'x'.repeat(9 * 1024 * 1024)}`)],
  'a link': [{ name: 'metadata.toml', mode: 0o777, type: 'symlink', linkname: '/etc/passwd' }],
}

for (const [what, entries] of Object.entries(unreadable)) {
  test(`${what} in place of the file is no process type`, async () => {
    assert.deepEqual(await typesIn(...entries), [])
  })
}

test('without the file there are no process types', async () => {
  const sandbox = sandboxWith(async () => {
    throw new NotInSandbox('It is not there.')
  })
  assert.deepEqual(await readProcessTypes(sandbox), [])
})

test('an unexpected error is not hidden', async () => {
  const bug = new TypeError('bug')
  const sandbox = sandboxWith(async () => {
    throw bug
  })
  await assert.rejects(readProcessTypes(sandbox), bug)
})
