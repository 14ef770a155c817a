import assert from 'node:assert/strict'
import { cp, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, suite, type TestContext, test } from 'node:test'
import { startAction } from '../../../lab/driving/runner.ts'
import { pushRunImage } from '../../../lab/images/run-images.ts'
import { startDependencyServer } from '../../../lab/services/dependencies.ts'
import { labFolder, root } from '../../../lab/tools/folder.ts'
import { temporaryFolder } from '../../image/image.ts'
import { actionRun, build, failedBuild, failure, lab, layoutOf, openWorkspace, warningsIn } from '../build.ts'
import { pushRunImage as pushOtherRunImage } from '../rebase.ts'
import { dependencyBuilder, dependentApp } from '../reuse.ts'

const builder = await dependencyBuilder('shared')

type Inputs = Readonly<Record<string, string>>

/** The first build of the app. It has nothing to reuse, and leaves a build cache. */
const origin = await openWorkspace({ after }, dependentApp)
const firstStore = join(origin.job, 'build-cache')
const first = await build(origin, { builder, 'build-cache': firstStore })

/** A workspace with the app and what its first build left. */
const openApp = async (t: TestContext) => {
  const workspace = await openWorkspace(t, dependentApp)
  const store = join(workspace.job, 'build-cache')
  await cp(firstStore, store, { recursive: true })
  const inputs = { builder, 'build-cache': store }
  return {
    store,
    workspace,
    build: (more: Inputs = {}) => build(workspace, { ...inputs, ...more }),
    failed: (more: Inputs = {}) => failedBuild(workspace, { ...inputs, ...more }),
    /** The digest of the same build without a previous one. */
    again: async (more: Inputs = {}) => {
      const inputs = { builder, 'image-path': 'again/my-app', ...more }
      const { outputs } = await build(workspace, inputs)
      return outputs['digest']
    },
    inputs,
  }
}

const names = ['tool is there', 'deps are there', 'static stays']
const all = { tool: names[0] ?? '', deps: names[1] ?? '', static: names[2] ?? '' }

/** What the buildpack did not make again. */
const kept = ({ log }: { readonly log: string }): readonly string[] =>
  names.filter((line) => log.includes(`Dependencies buildpack: ${line}`))

interface Change {
  readonly title: string
  readonly make: (app: Awaited<ReturnType<typeof openApp>>) => Promise<Inputs>
  readonly kept: readonly string[]
  readonly reusedLayers: number
}

const changes: readonly Change[] = [
  {
    title: 'the app',
    make: async ({ workspace }) => {
      await writeFile(join(workspace.app, 'main.txt'), 'second\n')
      return {}
    },
    kept: names,
    reusedLayers: 5,
  },
  {
    title: 'what a layer is made of',
    make: async ({ workspace }) => {
      await writeFile(join(workspace.app, 'assets/page'), 'other\n')
      return {}
    },
    kept: [all.tool, all.deps],
    reusedLayers: 4,
  },
  {
    title: 'the version of a dependency',
    make: async () => ({ env: 'BP_DEPENDENCY_VERSION=2.0' }),
    kept: [],
    reusedLayers: 4,
  },
  {
    title: 'the run image',
    make: async () => ({ 'run-image': await pushOtherRunImage('reuse-other', { version: '2' }) }),
    kept: names,
    reusedLayers: 6,
  },
  {
    title: 'the builder, whose buildpack has another version',
    make: async () => ({ builder: await nextBuilder() }),
    kept: names,
    // The lifecycle's own layer names the versions of the buildpacks.
    reusedLayers: 5,
  },
]

/** The builder under its name after it moved on, to a new version of its buildpack. */
const nextBuilder = async (): Promise<string> => {
  const folder = join(root, 'lab', 'buildpacks', 'dependencies')
  const next = join(labFolder, 'buildpacks', 'dependencies-1.0.1')
  await cp(folder, next, { recursive: true })
  const toml = join(next, 'buildpack.toml')
  const text = await readFile(toml, 'utf8')
  await writeFile(toml, text.replace('version = "1.0.0"', 'version = "1.0.1"'))
  return dependencyBuilder('next', { buildpacks: [next] })
}

suite('a build that reuses layers creates the same image as a build that does not', {
  concurrency: 2,
}, () => {
  test('nothing changed', async (t) => {
    assert.equal(first.outputs['build-cache-hit'], 'false')
    assert.equal(first.outputs['reused-layers'], '0')
    const second = await (await openApp(t)).build()
    assert.deepEqual(kept(second), names)
    assert.deepEqual(warningsIn(second), [])
    assert.equal(second.outputs['digest'], first.outputs['digest'])
    assert.equal(second.outputs['reused-layers'], '6')
    assert.equal(second.outputs['build-cache-hit'], 'true')
    await layoutOf(second)
  })

  for (const change of changes) {
    test(`${change.title} changed`, async (t) => {
      const app = await openApp(t)
      const inputs = await change.make(app)

      const second = await app.build(inputs)
      assert.deepEqual(kept(second), change.kept)
      assert.deepEqual(warningsIn(second), [])
      assert.equal(second.outputs['digest'], await app.again(inputs))
      assert.equal(second.outputs['reused-layers'], String(change.reusedLayers))
      assert.equal(second.outputs['build-cache-hit'], 'true')
      await layoutOf(second)

      if (change.title !== 'the app') return
      const third = await app.build(inputs)
      assert.deepEqual(kept(third), names)
      assert.equal(third.outputs['digest'], second.outputs['digest'])
    })
  }

  test('the media types of the run image change, and the lifecycle adopts them', async (t) => {
    const repository = { registry: lab.registry.address, name: 'reuse-moved' }
    const inputs = {
      'run-image': `${repository.registry}/${repository.name}:moved`,
      'media-types': 'preserve',
    }
    const app = await openApp(t)
    const move = (kind: 'docker' | 'oci') => pushRunImage(repository, 'tiny', kind, 'moved')
    const digest = async () => (await app.build(inputs)).outputs['digest']
    await move('docker')
    const withDocker = await app.again(inputs)
    assert.equal(await digest(), withDocker)
    await move('oci')
    assert.equal(await digest(), await app.again(inputs))
    await move('docker')
    assert.equal(await digest(), withDocker)
  })
})

test('dependencies are downloaded once', async (t) => {
  await using server = await startDependencyServer()
  const app = await openApp(t)
  const env = `BP_DEPENDENCY_SERVER=${server.url}\nBP_DEPENDENCY_SIZE=8`
  await app.build({ env })
  assert.equal(server.downloads(), 1)
  await app.build({ env })
  assert.equal(server.downloads(), 1)
})

test('clear-cache rebuilds everything, and the next build reuses the result', async (t) => {
  const app = await openApp(t)
  const cleared = await app.build({ 'clear-cache': 'true' })
  assert.deepEqual(kept(cleared), [])
  assert.equal(cleared.outputs['build-cache-hit'], 'false')
  assert.deepEqual(kept(await app.build()), names)
})

test('a build for another execution environment does not reuse the build cache', async (t) => {
  const app = await openApp(t)
  const forTests = { 'execution-environment': 'test' }
  const firstForTests = await app.build(forTests)
  assert.deepEqual(kept(firstForTests), [])
  assert.equal(firstForTests.outputs['build-cache-hit'], 'false')
  const second = await app.build(forTests)
  assert.deepEqual(kept(second), names)
  assert.equal(second.outputs['digest'], firstForTests.outputs['digest'])
  assert.deepEqual(kept(await app.build()), names, 'the build cache of the other environment is still there')
})

const namesIn = async (folder: string): Promise<readonly string[]> =>
  (await readdir(folder, { recursive: true })).toSorted()

test('builds that fail or are cancelled keep the build cache of the previous build', async (t) => {
  const app = await openApp(t)
  const before = await namesIn(app.store)
  await app.failed({ env: 'BP_DEPENDENCY_VERSION=2.0\nBP_FAIL=1' })
  assert.deepEqual(await namesIn(app.store), before)

  const env = 'BP_DEPENDENCY_VERSION=2.0\nBP_PAUSE=60'
  const action = await startAction(actionRun(app.workspace, { ...app.inputs, env }))
  await action.logged(/Dependencies buildpack: waits/)
  action.kill('SIGINT')
  const { error } = failure(await action.result)
  assert.equal(error, 'The step was cancelled (SIGINT).')
  assert.deepEqual(await namesIn(app.store), before)
  assert.deepEqual(kept(await app.build()), names)
})

test('builds that share a build cache directory do not affect each other', async (t) => {
  const store = await temporaryFolder(t)
  const workspaces = await Promise.all([1, 2].map(() => openWorkspace(t, dependentApp)))
  const buildAll = () =>
    Promise.all(
      workspaces.map((workspace, nth) =>
        build(workspace, { builder, 'build-cache': store, env: `BP_DEPENDENCY_VERSION=${nth + 1}` }),
      ),
    )
  const digests = (await buildAll()).map(({ outputs }) => outputs['digest'])
  assert.equal(new Set(digests).size, 2)
  const again = await buildAll()
  assert.deepEqual(
    again.map(({ outputs }) => outputs['digest']),
    digests,
  )
  for (const result of again) assert.deepEqual(warningsIn(result), [])
})

test('two apps with the same name have separate build caches', async (t) => {
  const app = await openApp(t)
  await cp(app.workspace.app, join(app.workspace.folder, 'other'), { recursive: true })
  assert.deepEqual(kept(await app.build({ path: 'other' })), [])
})
