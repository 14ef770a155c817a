import assert from 'node:assert/strict'
import { chmod, mkdir, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { lifecycleVersion } from '../../../lab/tools/go-tools.ts'
import { makeFifo } from '../../layout/file-system.ts'
import {
  build,
  failedBuild,
  forms,
  inForm,
  inside,
  lab,
  layoutOf,
  leftIn,
  openJobContainer,
  openWorkspace,
  scriptBuilder,
} from '../build.ts'
import { buildpackOf, launchLayer, writeFiles } from '../project.ts'
import { dependencyBuilder, dependentApp } from '../reuse.ts'
import { readAsRunner } from '../runner-commands.ts'

suite("a build in the job's container", () => {
  test('reproduces the image of a build with Docker', async (t) => {
    const digests: string[] = []
    for (const form of forms) {
      const workspace = await openWorkspace(t)
      const { inputs, options } = await inForm(t, form, workspace, lab.builders.debian.newest)
      const images = { 'run-image': '', env: 'GREETING=hello', reproduces: digests[0] ?? '' }
      const result = await build(workspace, { ...inputs, ...images }, options)
      assert.equal(result.outputs['reproduced'], digests.length === 0 ? undefined : 'true')
      assert.match(
        result.log,
        new RegExp(`^Builder: .*, lifecycle ${lifecycleVersion.newest}, platform API 0\\.1[25]$`, 'm'),
      )
      digests.push((await layoutOf(result)).image.digest)
      if (options.container === undefined) continue
      assert.deepEqual(await leftIn(options.container), [])
      await t.test('and again in the same container', async () => {
        const again = await build(workspace, { ...inputs, ...images }, options)
        assert.equal(again.outputs['digest'], digests[0])
      })
    }
    assert.equal(digests[0], digests[1])
  })

  test('creates the same image of an app with links, pipes and modes, and with a buildpack that the builder lacks', async (t) => {
    const digests: string[] = []
    for (const form of forms) {
      const workspace = await openWorkspace(t)
      const { app, folder } = workspace
      await mkdir(join(app, 'empty', 'inner'), { recursive: true })
      await symlink('/nowhere/at/all', join(app, 'dangling'))
      await writeFile(join(app, 'Grüße 🌍'), 'Grüße')
      await writeFile(join(app, 'set-uid'), '')
      await chmod(join(app, 'set-uid'), 0o4755)
      await mkdir(join(app, 'sticky'))
      await chmod(join(app, 'sticky'), 0o1777)
      makeFifo(join(app, 'pipe'))
      await chmod(join(app, 'pipe'), 0o640)
      await writeFiles(join(folder, 'own'), buildpackOf('own/folder', launchLayer('own', 'text')))
      const { inputs, options, left } = await inForm(t, form, workspace, lab.builders.debian.newest)
      const { container } = options
      const content = 'find /cnb -printf "%p %U %m\\n" | sort'
      const before = container && (await inside(container, content))
      const result = await build(workspace, { ...inputs, 'pre-buildpacks': './own' }, options)
      assert.match(result.log, /^own\/folder builds$/m)
      digests.push((await layoutOf(result)).image.digest)
      assert.deepEqual(await left(), [])
      assert.equal(container && (await inside(container, content)), before)
    }
    assert.equal(digests[0], digests[1])
  })

  test('reuses the build cache of a previous job, with a binding and SBOMs', async (t) => {
    const builder = await dependencyBuilder('host', { base: 'debian' })
    const digests: (string | undefined)[] = []
    for (const form of forms) {
      const workspace = await openWorkspace(t, dependentApp)
      await writeFiles(join(workspace.folder, 'bindings', 'db'), { type: 'postgresql', password: 'secret' })
      const store = join(workspace.job, 'kept')
      const job = async () => {
        const { inputs, options, left } = await inForm(t, form, workspace, builder)
        const more = { 'build-cache': store, bindings: 'bindings', sbom: 'bills' }
        const { outputs } = await build(workspace, { ...inputs, ...more }, options)
        assert.deepEqual(await left(), [])
        return outputs
      }
      const first = await job()
      const second = await job()
      assert.deepEqual([first['reused-layers'], second['reused-layers']], ['0', '6'])
      assert.equal(second['sbom-path'], join(workspace.folder, 'bills', 'sbom.cdx.json'))
      digests.push(first['digest'], second['digest'])
    }
    assert.deepEqual([...new Set(digests)], digests.slice(0, 1))
  })

  test("creates the same image with any umask of the container's processes", async (t) => {
    const digests: string[] = []
    for (const umask of ['000', '077']) {
      const workspace = await openWorkspace(t)
      const container = await openJobContainer(t, workspace, lab.builders.debian.newest, { umask })
      const result = await build(workspace, { builder: '' }, { container })
      digests.push((await layoutOf(result)).image.digest)
      assert.deepEqual(await leftIn(container), [])
    }
    assert.deepEqual([...new Set(digests)], digests.slice(0, 1))
  })

  test('fails like a build with Docker', async (t) => {
    const script = 'echo "missing semicolon" >&2; echo "::set-output name=digest::forged"; exit 7'
    const errors: string[] = []
    for (const form of forms) {
      const workspace = await openWorkspace(t, { 'build.sh': script })
      const builder = await scriptBuilder('host-fails', { base: 'debian' })
      const { inputs, options, left } = await inForm(t, form, workspace, builder)
      const { error, log } = await failedBuild(workspace, inputs, options)
      errors.push(error)
      assert.match(log, /^ {2}missing semicolon$/m)
      assert.ok(readAsRunner(log).shown.includes('::set-output name=digest::forged'), log)
      assert.deepEqual(await left(), [])
    }
    assert.match(
      errors[0] ?? '',
      /^The build failed while building: a buildpack's build failed \(exit code 51\)/,
    )
    assert.equal(errors[0], errors[1])
  })
})

suite('an unsafe or unsuitable container is refused, and stays unchanged', () => {
  const builder = lab.builders.debian.newest

  test('if the input "builder" is set', async (t) => {
    const workspace = await openWorkspace(t)
    const container = await openJobContainer(t, workspace, builder)
    const { error } = await failedBuild(workspace, { builder: 'example.com/other' }, { container })
    assert.match(
      error,
      /^The input "builder" is "example\.com\/other", but this job runs in the container of a/,
    )
  })

  test('if the step does not run as root', async (t) => {
    const workspace = await openWorkspace(t)
    const container = await openJobContainer(t, workspace, builder, { user: '1000:1000' })
    const { error } = await failedBuild(workspace, { builder: '' }, { container })
    assert.match(
      error,
      /^This step runs as user 1000, .* could read the tokens of this step\. Set "options: --user/,
    )
  })

  test("if the builder's user is root", async (t) => {
    const workspace = await openWorkspace(t)
    const root = await scriptBuilder('host-root', { base: 'debian', uid: 0, gid: 0 })
    const container = await openJobContainer(t, workspace, root)
    const { error } = await failedBuild(workspace, { builder: '' }, { container })
    assert.match(error, /^The builder of the job's container builds as root/)
  })

  test("if the build's directories contain files", async (t) => {
    const workspace = await openWorkspace(t)
    const container = await openJobContainer(t, workspace, builder)
    await inside(
      container,
      'mkdir -p /cache/inner && echo thesis > /cache/inner/file && mkdir /workspace/empty',
    )
    const { error } = await failedBuild(workspace, { builder: '' }, { container })
    assert.match(
      error,
      /^The build requires an empty directory \/cache, but it contains \/cache\/inner\/file/,
    )
    assert.equal(await inside(container, 'cat /cache/inner/file; ls /workspace'), 'thesis\nempty')
  })

  test("if a process of the builder's user is running", async (t) => {
    const workspace = await openWorkspace(t)
    const container = await openJobContainer(t, workspace, builder)
    const start = 'setpriv --reuid 1000 --clear-groups sleep 1000 >/dev/null 2>&1 & echo $!'
    const pid = await inside(container, start)
    const { error } = await failedBuild(workspace, { builder: '' }, { container })
    assert.ok(
      error.startsWith(`The process ${pid} runs as the builder's user 1000, so the build could read`),
      error,
    )
    assert.match(await inside(container, `cat /proc/${pid}/cmdline`), /^sleep/)
  })
})
