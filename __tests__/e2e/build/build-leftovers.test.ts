import assert from 'node:assert/strict'
import { chmod, mkdir, readdir, stat, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { suite, test } from 'node:test'
import { setTimeout as delay } from 'node:timers/promises'
import { startAction } from '../../../lab/driving/runner.ts'
import { run } from '../../../lab/tools/command.ts'
import { makeFifo } from '../../layout/file-system.ts'
import {
  actionRun,
  build,
  containersOf,
  failedBuild,
  inForm,
  openWorkspace,
  scriptBuilder,
  type Workspace,
} from '../build.ts'

const endless = { 'build.sh': 'echo works; while :; do sleep 1; done' }

/**
 * Pretends to be a separate machine. Otherwise, builds of other tests remove this test's leftovers, because builds clean up
 * after killed builds on their machine.
 */
// A shell that keeps variables with a dash in their names, such as those of inputs.
const through = ['unshare', '--uts', 'bash', '-c', 'hostname leftovers && exec "$@"', 'bash']

const unfinishedLayouts = async ({ folder }: Workspace): Promise<readonly string[]> =>
  (await readdir(join(folder, 'out'))).filter((name) => name.endsWith('.partial'))

suite('the post step removes the leftovers of a killed step and logs that', () => {
  test('killed during the build', async (t) => {
    const builder = await scriptBuilder('leftovers-run')
    const workspace = await openWorkspace(t, endless)
    const action = await startAction(actionRun(workspace, { builder }, { through }))
    await action.logged(/^works$/m)
    assert.equal((await containersOf(builder)).length, 1)
    assert.equal((await unfinishedLayouts(workspace)).length, 1)

    action.kill('SIGKILL')

    const { exitCode, post } = await action.result
    assert.equal(exitCode, null)
    assert.equal(post?.exitCode, 0)
    assert.match(post.log, /^Removed the build container buildpacks-oci-layout-\S+ that the step left/m)
    assert.match(post.log, /^Removed the incomplete directory \S+\/out\/\.\S+\.partial that the step left/m)
    assert.deepEqual(await containersOf(builder), [])
    assert.deepEqual(await unfinishedLayouts(workspace), [])
  })

  test('killed while the engine creates the container', async (t) => {
    const builder = await scriptBuilder('leftovers-create')
    const workspace = await openWorkspace(t, endless)
    const [bin, started] = [join(workspace.folder, 'bin'), join(workspace.folder, 'started')]
    await mkdir(bin)
    makeFifo(started)
    const docker = (await run('sh', ['-c', 'command -v docker'])).trim()
    // Like an engine, it continues without the step.
    const script = `#!/bin/sh\nif [ "$1" = create ]; then echo > '${started}'; sleep 1; fi\nexec '${docker}' "$@"\n`
    await writeFile(join(bin, 'docker'), script)
    await chmod(join(bin, 'docker'), 0o755)
    const env = { PATH: `${bin}${delimiter}${process.env['PATH']}` }
    const action = await startAction(actionRun(workspace, { builder }, { env, through }))
    await run('cat', [started])
    assert.deepEqual(await containersOf(builder), [])

    action.kill('SIGKILL')

    const { post } = await action.result
    assert.match(
      post?.log ?? '',
      /^Removed the build container buildpacks-oci-layout-\S+ that the step left/m,
    )
    assert.deepEqual(await containersOf(builder), [])
    assert.deepEqual(await unfinishedLayouts(workspace), [])
  })
})

suite('in the job’s own container', () => {
  test('the post step removes the leftovers of a killed step and logs that', async (t) => {
    const builder = await scriptBuilder('shared-debian', { base: 'debian' })
    const workspace = await openWorkspace(t, endless)
    const place = await inForm(t, 'in the job’s container', workspace, builder)
    const access = (await stat(workspace.job)).mode
    const action = await startAction(actionRun(workspace, place.inputs, place.options))
    await action.logged(/^works$/m)
    assert.notDeepEqual(await place.left(), [])
    assert.notEqual((await stat(workspace.job)).mode, access)

    action.kill('SIGKILL')

    const { post } = await action.result
    assert.equal(post?.exitCode, 0)
    assert.match(
      post.log,
      /^Removed the build's directories and processes in this container that the step left/m,
    )
    assert.match(post.log, /^Removed the incomplete directory \S+ that the step left\.$/m)
    assert.deepEqual(await place.left(), [])
    assert.equal((await stat(workspace.job)).mode, access)
  })

  test('the next run removes the leftovers of a run that was killed without a post step, but not those of a running one', async (t) => {
    const builder = await scriptBuilder('shared-debian', { base: 'debian' })
    const workspace = await openWorkspace(t, endless)
    const place = await inForm(t, 'in the job’s container', workspace, builder)
    const dead = await startAction(actionRun(workspace, place.inputs, { ...place.options, post: false }))
    await dead.logged(/^works$/m)
    const { error } = await failedBuild(
      workspace,
      { ...place.inputs, 'image-path': 'out/other' },
      place.options,
    )
    assert.match(error, /^Another step is building in this job's container/)
    dead.kill('SIGKILL')
    await dead.result
    assert.notDeepEqual(await place.left(), [])

    await writeFile(join(workspace.app, 'build.sh'), 'echo works')
    await build(workspace, place.inputs, place.options)

    assert.deepEqual(await place.left(), [])
  })
})

test('the next run removes the container of a run that was killed without a post step, but not that of a running one', async (t) => {
  const builder = await scriptBuilder('leftovers-next')
  const dead = await startAction(
    actionRun(await openWorkspace(t, endless), { builder }, { through, post: false }),
  )
  await dead.logged(/^works$/m)
  const [left] = await containersOf(builder)
  dead.kill('SIGKILL')
  await dead.result
  assert.deepEqual(await containersOf(builder), [left])
  const live = await startAction(actionRun(await openWorkspace(t, endless), { builder }, { through }))
  await live.logged(/^works$/m)
  // The running one removed its container itself.
  for (let tries = 0; tries < 100 && (await containersOf(builder)).length > 1; tries += 1) await delay(100)
  const [alive, ...others] = await containersOf(builder)
  assert.notEqual(alive, left)
  assert.deepEqual(others, [])

  const { log } = await build(await openWorkspace(t, { 'build.sh': 'echo works' }), { builder }, { through })

  assert.doesNotMatch(log, /Removed the build container/)
  assert.deepEqual(await containersOf(builder), [alive])
  live.kill('SIGINT')
  const ended = await live.result
  assert.match(
    ended.log,
    /^Removed the build container buildpacks-oci-layout-\S+, which a killed run had left/m,
  )
  assert.deepEqual(await containersOf(builder), [])
})
