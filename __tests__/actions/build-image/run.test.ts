import assert from 'node:assert/strict'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import type { Inputs } from '../../../src/actions/build-image/inputs/inputs.ts'
import { run as runIn } from '../../../src/actions/build-image/run.ts'
import type { Services } from '../../../src/actions/build-image/services.ts'
import { openLog } from '../../../src/github/step/log.ts'
import { stepContext } from '../../../src/github/step/step-context.ts'
import { parseImageConfig } from '../../../src/image/config.ts'
import { withConfig, withLabels } from '../../../src/image/conversion.ts'
import type { Descriptor } from '../../../src/image/descriptor.ts'
import { type Digest, hexOf } from '../../../src/image/digest.ts'
import { parseManifest } from '../../../src/image/image.ts'
import { parsePlatform } from '../../../src/image/platform.ts'
import { parseReference } from '../../../src/image/reference.ts'
import { layoutContent } from '../../../src/layout/content.ts'
import { readLayout } from '../../../src/layout/read.ts'
import { Failure } from '../../../src/message/failure.ts'
import type { Sandbox, SandboxCommand } from '../../../src/sandbox/sandbox.ts'
import { BuildCaches } from '../../../src/store/build-caches.ts'
import { tarOf } from '../../../src/tar/write.ts'
import { runTasks, type Timing } from '../../../src/task/task-group.ts'
import { imageOf, type TestImage, temporaryFolder, writeImage } from '../../image/image.ts'
import { descriptorOf } from '../../registry/registry-client.ts'
import { serveImage } from '../../store/image-server.ts'
import { storeIn } from '../../store/set-up.ts'
import { readTar } from '../../tar/tar-reader.ts'

const runImage = imageOf(['base 1', 'base 2'])
const app = imageOf(['base 1', 'base 2', 'app'])
const builder = {
  id: runImage.config.digest,
  platform: parsePlatform('linux/amd64'),
  uid: 1001,
  gid: 1000,
  platformApi: '0.15',
  lifecycleVersion: '0.21.0',
  buildpacks: { all: [], order: undefined, diffIds: new Map(), apis: [], stackId: '' },
} as const

/** The layout that the creator writes, without the layers that are not in the container. */
const layoutTar = (image: TestImage, without: readonly string[]): AsyncIterable<Uint8Array> => {
  const file = (name: string, content: Uint8Array | string) =>
    ({ name: `latest/${name}`, mode: 0o644, type: 'file', content: Buffer.from(content) }) as const
  const index = { schemaVersion: 2, manifests: [image.descriptor] }
  const blobs = [...image.blobs].filter(([digest]) => !without.includes(digest))
  return tarOf(
    [
      file('oci-layout', '{"imageLayoutVersion":"1.0.0"}'),
      file('index.json', JSON.stringify(index)),
      ...blobs.map(([digest, bytes]) => file(`blobs/sha256/${hexOf(digest)}`, bytes)),
    ],
    { uid: 1001, gid: 1000 },
  )
}

/** Runs a build in a task group, like a step. */
const run = async (
  inputs: Inputs,
  services: Omit<Services, 'tasks'>,
  { signal: cancelled } = new AbortController(),
): Promise<readonly Timing[]> => {
  const work = async (tasks: Services['tasks']) => {
    await runIn(inputs, { ...services, tasks })
    return tasks.timings
  }
  return runTasks(work, { cancelled, warn: services.log.warning })
}

/** A build in which only the container, the creator and GitHub are doubles. */
const setUp = async (t: TestContext) => {
  const folder = await temporaryFolder(t)
  const server = await serveImage(t, runImage)
  const path = join(folder, 'app')
  const target = join(folder, 'out', 'my-app')
  await mkdir(path)
  await writeFile(join(path, 'main.sh'), 'echo')

  const put: string[] = []
  const state = { disposed: 0, exit: 0, error: '', image: app, lines: '', outputs: {}, summary: '' }
  const sandbox: Sandbox = {
    put: async (tar) => {
      put.push(...(await readTar(tar)).map(({ header }) => header.name))
    },
    run: async (onOutput) => {
      onOutput('stdout', Buffer.from('\u001b[36m===> BUILDING\u001b[0m\n::error::forged\n'))
      onOutput('stderr', Buffer.from(state.error))
      return { code: state.exit, ranOutOfMemory: false }
    },
    get: (_path, read) =>
      read(
        layoutTar(
          state.image,
          runImage.layers.map(({ digest }) => digest),
        ),
      ),
    dispose: async () => {
      state.disposed += 1
    },
  }
  const log = openLog((text) => {
    state.lines += text
  }, false)
  const uploaded: (readonly Descriptor[])[] = []
  const services: Omit<Services, 'tasks'> = {
    findBuilder: async () => ({
      builder: { ...builder, runImages: [{ image: `${server.host}/team/run:1`, mirrors: [] }] },
    }),
    findBuildpacks: () => assert.fail(),
    openSandbox: async () => sandbox,
    noteStaging: () => {},
    runImages: storeIn(join(folder, 'layout-repo'), { warn: log.warning, info: log.info }),
    buildCaches: new BuildCaches({
      root: join(folder, 'build-cache'),
      cache: undefined,
      warn: log.warning,
      noteStaging: () => {},
    }),
    openPreviousImage: () => assert.fail(),
    findPublishedImage: () => assert.fail(),
    uploadArtifact: async ({ name, blobs }) => {
      uploaded.push(blobs)
      return { id: 7, name, digest: app.descriptor.digest, size: 5, url: 'https://github.example/7' }
    },
    setOutputs: (outputs) => {
      state.outputs = { ...state.outputs, ...outputs }
    },
    writeSummary: async (markdown) => {
      state.summary += markdown
    },
    context: stepContext({ RUNNER_TEMP: folder, GITHUB_REPOSITORY: 'octo/app', GITHUB_RUN_ID: '1' }),
    debug: false,
    log,
  }
  const inputs: Inputs = {
    imagePath: { folder: target, name: 'my-app', tag: '1.2' },
    builder: parseReference('builder'),
    path,
    project: {
      source: undefined,
      files: { include: undefined, exclude: [] },
      buildpacks: { buildpacks: [], pre: [], post: [] },
    },
    sparse: false,
    runImage: undefined,
    platform: undefined,
    pullPolicy: 'if-not-present',
    environment: new Map([['GREETING', 'hello']]),
    mediaTypes: 'oci',
    sbom: undefined,
    insecureRegistries: new Set(),
    bindings: [],
    bindingFolders: [],
    network: undefined,
    defaultProcess: undefined,
    creationTime: undefined,
    executionEnvironment: 'production',
    labels: new Map(),
    layoutRepo: join(folder, 'layout-repo'),
    workspace: folder,
    reproduces: undefined,
    cache: {
      runImageInActionsCache: false,
      buildCache: { off: '"cache" is "false"' },
      namedFolder: undefined,
      previousImage: undefined,
      clear: false,
    },
    artifact: { name: 'my-app', retentionDays: undefined, overwrite: false, compressionLevel: 0 },
    summary: true,
  }
  return { folder, target, server, state, put, uploaded, services, inputs }
}

const nothingBeside = async (target: string, expected: readonly string[]): Promise<void> => {
  assert.deepEqual(await readdir(dirname(target)).catch(() => []), expected)
}

test('buildpacks and file patterns of the project are used', async (t) => {
  const { put, services, inputs } = await setUp(t)
  const named = { buildpack: './own', folder: '/workspace' }
  const project = {
    ...inputs.project,
    files: { include: undefined, exclude: ['*.sh'] },
    buildpacks: { buildpacks: [named], pre: [], post: [] },
  }
  await mkdir(join(inputs.path, 'src'))
  const asked: unknown[] = []
  await run(
    { ...inputs, project },
    {
      ...services,
      findBuildpacks: async ({ buildpacks }, { lifecycleVersion }) => {
        asked.push(buildpacks, lifecycleVersion)
        return { order: [[{ id: 'acme/own', version: '1.0.0' }]], layers: [], images: [] }
      },
    },
  )
  assert.deepEqual(asked, [[named], '0.21.0'])
  assert.ok(put.includes('platform/order.toml'))
  assert.deepEqual(
    put.filter((name) => name.startsWith('workspace/')),
    ['workspace/src'],
  )
})

test('a build creates a complete layout, outputs, an artifact and a summary', async (t) => {
  const { folder, target, server, state, put, uploaded, services, inputs } = await setUp(t)
  const timings = await run(inputs, services)
  const { descriptor, manifest } = await readLayout(target)
  assert.deepEqual(manifest.layers, app.layers)
  await nothingBeside(target, ['my-app'])
  assert.ok(put.includes('workspace/main.sh'))
  assert.ok(put.includes('platform/env/GREETING'))
  assert.equal(uploaded[0]?.length, 2 + app.layers.length)
  assert.deepEqual(state.outputs, {
    'layout-path': target,
    'image-name': 'my-app:1.2',
    digest: descriptor.digest,
    'image-id': app.config.digest,
    platform: 'linux/amd64',
    size: [...app.blobs.values()].reduce((sum, { length }) => sum + length, 0),
    'run-image': `${server.host}/team/run:1`,
    'run-image-digest': runImage.descriptor.digest,
    'cache-hit': false,
    'reused-layers': 0,
    'build-cache-hit': false,
    'lifecycle-version': '0.21.0',
    'builder-digest': '',
    'provenance-path': join(folder, 'buildpacks-provenance', hexOf(descriptor.digest), 'provenance.json'),
    'artifact-id': 7,
    'artifact-name': 'my-app',
    'artifact-url': 'https://github.example/7',
    'artifact-digest': app.descriptor.digest,
  })
  assert.match(state.summary, /my-app:1\.2/)
  assert.ok(state.disposed > 0)
  assert.deepEqual(
    timings.map(({ name }) => name),
    [
      'find the builder',
      'resolve the run image',
      'find the run image',
      'copy the run image’s layers',
      'find the previous build',
      'create the container',
      'fill the container',
      'verify the reusable layers',
      'build',
      'complete the layout',
      'upload the artifact',
    ],
  )
})

test('a sparse layout lacks the run image’s layers, and has the digest of the full layout', async (t) => {
  const full = await setUp(t)
  await run(full.inputs, full.services)
  const { target, server, services, inputs, state } = await setUp(t)
  await run({ ...inputs, sparse: true }, services)
  const blobs = (await readdir(join(target, 'blobs', 'sha256'))).sort()
  assert.deepEqual(
    blobs,
    [app.descriptor, app.config, ...app.layers.slice(2)].map(({ digest }) => hexOf(digest)).sort(),
  )
  assert.ok(!server.asked.some(({ path }) => runImage.layers.some(({ digest }) => path.endsWith(digest))))
  assert.equal(
    (await readLayout(target)).descriptor.digest,
    (await readLayout(full.target)).descriptor.digest,
  )
  assert.match(state.lines, /3 layers|1 layer of its own and 2 from the run image, left out/)
})

test('a build that fails names the phase, leaves nothing, and keeps the previous layout', async (t) => {
  const { target, state, services, inputs, uploaded } = await setUp(t)
  const earlier = imageOf(['earlier'])
  await writeImage(target, earlier)
  state.exit = 51
  await assert.rejects(run(inputs, services), /The build failed while building: a buildpack's build failed/)
  await nothingBeside(target, ['my-app'])
  assert.equal((await readLayout(target)).descriptor.digest, earlier.descriptor.digest)
  assert.deepEqual([state.outputs, state.summary, uploaded], [{}, '', []])
  assert.ok(state.disposed > 0)
})

/** The image of a previous build in a registry, with the lifecycle's label. */
const previousImage = async () => {
  const document = (digest: Digest) => Buffer.from(app.blobs.get(digest) ?? assert.fail())
  const label = new Map([['io.buildpacks.lifecycle.metadata', '{}']])
  const configBytes = withLabels(document(app.config.digest), label)
  const manifestBytes = withConfig(document(app.descriptor.digest), descriptorOf(configBytes))
  const image = {
    descriptor: { ...descriptorOf(manifestBytes), mediaType: app.descriptor.mediaType },
    manifest: parseManifest(manifestBytes),
    config: parseImageConfig(configBytes),
    ...{ manifestBytes, configBytes },
  }
  return { image, content: layoutContent('/none') }
}

for (const [what, error, message, times] of [
  ['for an unknown reason is repeated', 'ERROR: failed to export\n', /writing the image failed/, 2],
  [
    'for a known reason is not repeated',
    "ERROR: failed to export: tried to set wbe to default but it doesn't exist\n",
    /no process of the type "wbe"/,
    1,
  ],
] as const) {
  test(`a build with a previous image that fails ${what}`, async (t) => {
    const { state, services, inputs } = await setUp(t)
    const cache = { ...inputs.cache, previousImage: parseReference('previous') }
    Object.assign(state, { exit: 62, error })
    const building = run(
      { ...inputs, cache, sparse: true },
      { ...services, openPreviousImage: previousImage },
    )
    await assert.rejects(building, message)
    assert.equal(state.lines.split('::group::BUILDING').length - 1, times)
  })
}

test('an inaccessible run image is replaced by its next mirror', async (t) => {
  const { server, state, services, inputs } = await setUp(t)
  const mirror = `${server.host}/team/run:1`
  const runImages = [{ image: `${server.host}/gone/run:1`, mirrors: ['Not A Name', mirror] }]
  const commands: SandboxCommand[] = []
  await run(inputs, {
    ...services,
    findBuilder: async () => ({ builder: { ...builder, runImages } }),
    openSandbox: async (found, command) => {
      commands.push(command)
      return services.openSandbox(found, command)
    },
  })
  const [command] = commands
  assert.equal(command?.command[command.command.indexOf('-run-image') + 1], mirror)
  assert.match(
    state.lines,
    /Skipped the run image "\S+\/gone\/run:1": .*\n.*Skipped the run image "Not A Name"/,
  )
})

test('while the engine pulls the builder, the run image is fetched', async (t) => {
  const { server, services, inputs } = await setUp(t)
  const wanted = runImage.layers.map(({ digest }) => digest)
  const described = await services.findBuilder(inputs)
  const finishPull = async () => {
    while (!wanted.every((digest) => server.asked.some(({ path }) => path.endsWith(digest)))) await delay(5)
    return described.builder
  }
  const opened: string[] = []
  await run(inputs, {
    ...services,
    findBuilder: async () => ({ builder: { ...described.builder, id: '' }, finishPull }),
    openSandbox: async (found, command) => {
      opened.push(found.id)
      return services.openSandbox(found, command)
    },
  })
  assert.deepEqual(opened, [builder.id])
})

test('a pulled builder that differs from its description in the registry is used', async (t) => {
  const { target, server, state, services, inputs } = await setUp(t)
  const former = await serveImage(t, imageOf(['former base']))
  const { builder: pulled } = await services.findBuilder(inputs)
  const described = { ...pulled, runImages: [{ image: `${former.host}/team/run:1`, mirrors: [] }] }
  await run(inputs, {
    ...services,
    findBuilder: async () => ({ builder: described, finishPull: async () => pulled }),
  })
  assert.match(state.lines, /The engine pulled another builder than the one in its registry/)
  assert.doesNotMatch(state.lines, /Ignored/)
  assert.equal(
    Object.entries(state.outputs).find(([name]) => name === 'run-image')?.[1],
    `${server.host}/team/run:1`,
  )
  const layout = await readLayout(target)
  assert.deepEqual(
    (await readdir(join(target, 'blobs', 'sha256'))).sort(),
    [layout.descriptor, layout.manifest.config, ...layout.manifest.layers]
      .map(({ digest }) => hexOf(digest))
      .sort(),
  )
  await nothingBeside(target, ['my-app'])
})

/** Ends a pull when the log shows a failure of the preparation. */
const pullAfterFailure = async (state: { readonly lines: string }): Promise<void> => {
  while (!state.lines.includes('The step fails unless the engine pulls another builder.')) await delay(5)
}

test('what was pulled wins: a failure of the described builder does not count if another one was pulled', async (t) => {
  const { server, state, services, inputs } = await setUp(t)
  const { builder: pulled } = await services.findBuilder(inputs)
  for (const runImages of [[], [{ image: `${server.host}/gone/run:1`, mirrors: [] }]]) {
    state.outputs = {}
    state.lines = ''
    const finishPull = () => pullAfterFailure(state).then(() => pulled)
    await run(inputs, {
      ...services,
      findBuilder: async () => ({ builder: { ...pulled, runImages }, finishPull }),
    })
    assert.ok('run-image' in state.outputs)
    assert.equal(state.outputs['run-image'], `${server.host}/team/run:1`)
  }
})

test('a failure during the pull is shown at once, and counts if the described builder was pulled', async (t) => {
  const { target, server, state, services, inputs } = await setUp(t)
  const { builder: present } = await services.findBuilder(inputs)
  const described = { ...present, runImages: [{ image: `${server.host}/gone/run:1`, mirrors: [] }] }
  const refusal = new Failure('The engine did not pull the builder.')
  for (const [pull, message] of [
    [async () => described, /has no such image/],
    [() => Promise.reject(refusal), /did not pull the builder/],
  ] as const) {
    state.lines = ''
    const findBuilder = async () => ({
      builder: described,
      finishPull: () => pullAfterFailure(state).then(pull),
    })
    const openSandbox = () => assert.fail('A container was created.')
    await assert.rejects(run(inputs, { ...services, findBuilder, openSandbox }), message)
    assert.match(state.lines, /has no such image.* The step fails unless the engine pulls another builder\./)
    await nothingBeside(target, [])
  }
})

test('the directory of the input build-cache is never part of the app', async (t) => {
  const { put, services, inputs } = await setUp(t)
  const namedFolder = join(inputs.path, 'kept')
  await mkdir(namedFolder)
  await writeFile(join(namedFolder, 'layer'), '')
  await run({ ...inputs, cache: { ...inputs.cache, namedFolder } }, services)
  assert.deepEqual(
    put.filter((name) => name.startsWith('workspace/')),
    ['workspace/main.sh'],
  )
})

test('an image that is not built on its run image is refused', async (t) => {
  const { target, state, services, inputs } = await setUp(t)
  state.image = imageOf(['another base', 'base 2', 'app'])
  await assert.rejects(run(inputs, services), /is refused: the image is not built on the run image/)
  await nothingBeside(target, [])
})

test('if the run image is not available, the build fails with that reason and leaves no container', async (t) => {
  const { target, server, state, services, inputs } = await setUp(t)
  server.image = { ...runImage, blobs: new Map() }
  await assert.rejects(run(inputs, services), /has no such image/)
  await nothingBeside(target, [])
  assert.ok(state.disposed > 0)
})

test('if the upload fails, the new layout and its outputs remain', async (t) => {
  const { target, state, services, inputs } = await setUp(t)
  const uploadArtifact = async () => {
    throw new Failure('The artifact "my-app" could not be uploaded.')
  }
  await assert.rejects(run(inputs, { ...services, uploadArtifact }), /could not be uploaded/)
  const { descriptor } = await readLayout(target)
  assert.equal(Object.entries(state.outputs).find(([name]) => name === 'digest')?.[1], descriptor.digest)
  assert.equal(state.summary, '')
})

test('an abort ends the build with its reason and leaves nothing', async (t) => {
  const { target, state, services, inputs } = await setUp(t)
  const cancel = new AbortController()
  const reason = new Failure('The step was cancelled (SIGINT).')
  const openSandbox: Services['openSandbox'] = async (...wanted) => ({
    ...(await services.openSandbox(...wanted)),
    run: () =>
      new Promise((_, reject) => {
        setImmediate(() => reject(new Failure('The container was killed.')))
        cancel.abort(reason)
      }),
  })
  await assert.rejects(run(inputs, { ...services, openSandbox }, cancel), reason)
  await nothingBeside(target, [])
  assert.ok(state.disposed > 0)
})

test('a slow removal of the container does not delay the removal of directories of a cancelled build', async (t) => {
  const { target, services, inputs } = await setUp(t)
  const cancel = new AbortController()
  const { promise: removed, resolve: remove } = Promise.withResolvers<void>()
  const openSandbox: Services['openSandbox'] = async (...wanted) => ({
    ...(await services.openSandbox(...wanted)),
    run: async () => {
      cancel.abort(new Failure('The step was cancelled (SIGTERM).'))
      throw new Failure('The container was killed.')
    },
    dispose: () => removed,
  })
  const running = run(inputs, { ...services, openSandbox }, cancel)
  running.catch(() => {})
  while ((await readdir(dirname(target)).catch(() => [])).length > 0 || !cancel.signal.aborted) await delay(5)
  remove()
  await assert.rejects(running, /was cancelled \(SIGTERM\)/)
})

test('the run image’s layers are fetched while the container is created', async (t) => {
  const { server, services, inputs } = await setUp(t)
  const wanted = runImage.layers.map(({ digest }) => digest)
  const openSandbox: Services['openSandbox'] = async (...command) => {
    while (!wanted.every((digest) => server.asked.some(({ path }) => path.endsWith(digest)))) await delay(5)
    return services.openSandbox(...command)
  }
  await run(inputs, { ...services, openSandbox })
})

test('a target that is not a layout is refused before the build', async (t) => {
  const { target, services, inputs, state } = await setUp(t)
  await mkdir(target, { recursive: true })
  await writeFile(join(target, 'notes.txt'), 'mine')
  await assert.rejects(run(inputs, services), /is not \(only\) an OCI image layout; it has "notes.txt"/)
  assert.equal(await readFile(join(target, 'notes.txt'), 'utf8'), 'mine')
  assert.equal(state.disposed, 0)
})

test('without upload and summary, the build uploads nothing and writes no summary', async (t) => {
  const { services, inputs, uploaded, state } = await setUp(t)
  await run({ ...inputs, artifact: undefined, summary: false }, services)
  assert.deepEqual([uploaded, state.summary], [[], ''])
  assert.ok(!('artifact-id' in state.outputs))
})

test('a build that does not reproduce an image leaves its layout and uploads nothing', async (t) => {
  const { target, services, inputs, uploaded, state } = await setUp(t)
  const reproduces = { digest: runImage.descriptor.digest }
  await assert.rejects(run({ ...inputs, reproduces }, services), /The build did not reproduce sha256:/)
  const { descriptor } = await readLayout(target)
  const { outputs } = state
  assert.ok('layout-path' in outputs && 'digest' in outputs && 'reproduced' in outputs)
  assert.deepEqual(
    [outputs['layout-path'], outputs.digest, outputs.reproduced],
    [target, descriptor.digest, false],
  )
  assert.deepEqual(uploaded, [])
  assert.match(state.summary, /was not reproduced/)
})

test('a build that reproduces an image says so in its outputs and its summary', async (t) => {
  const { services, inputs, uploaded, state } = await setUp(t)
  const reproduces = { digest: app.descriptor.digest }
  await run({ ...inputs, reproduces }, services)
  assert.ok('reproduced' in state.outputs && state.outputs.reproduced === true)
  assert.equal(uploaded.length, 1)
  assert.match(state.summary, /<b>Reproduced<\/b><\/td><td>✅ <code>sha256/)
})
