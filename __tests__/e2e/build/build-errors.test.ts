import assert from 'node:assert/strict'
import { mkdir, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { suite, test } from 'node:test'
import { smallFileSystem } from '../../layout/file-system.ts'
import { failedBuild, keepEarlierLayout, lab, openWorkspace, runImageFolder } from '../build.ts'

type Inputs = Readonly<Record<string, string>>

suite('an invalid input is refused with its name, the rule and an example', {
  concurrency: 3,
}, () => {
  // One example per kind. The tests of the action's inputs have all of them.
  const cases: readonly (readonly [Inputs, RegExp])[] = [
    [{ path: 'missing' }, /^The input "path" is .*\/missing, which does not exist/],
    [{ env: 'A=1\n=secret' }, /^The input "env" is wrong in line 2: it does not begin with the name/],
  ]
  for (const [inputs, error] of cases) {
    const [[name, value] = []] = Object.entries(inputs)
    test(`${name}: ${JSON.stringify(value)}`, async (t) => {
      const workspace = await openWorkspace(t)
      const result = await failedBuild(workspace, inputs)
      assert.match(result.error, error)
      assert.ok(result.error.includes(` An example: ${name}: `), result.error)
      assert.doesNotMatch(result.log, /secret/)
      assert.deepEqual(await readdir(workspace.folder), ['app'])
    })
  }
})

suite('a target with other content is refused and stays unchanged', { concurrency: 2 }, () => {
  test('a folder with other files', async (t) => {
    const workspace = await openWorkspace(t)
    const target = join(workspace.folder, 'out', 'my-app')
    await mkdir(target, { recursive: true })
    await writeFile(join(target, 'thesis.txt'), 'the only copy')
    const { error } = await failedBuild(workspace)
    assert.match(error, /out\/my-app exists and is not \(only\) an OCI image layout; it has "thesis\.txt"/)
    assert.deepEqual(await readdir(join(workspace.folder, 'out'), { recursive: true }), [
      'my-app',
      'my-app/thesis.txt',
    ])
  })

  test('a file', async (t) => {
    const workspace = await openWorkspace(t)
    await mkdir(join(workspace.folder, 'out'))
    await writeFile(join(workspace.folder, 'out', 'my-app'), 'a file')
    const { error } = await failedBuild(workspace)
    assert.match(error, /Could not use .*\/out\/my-app for the layout: .* is a file or leads through one/)
    assert.deepEqual(await readdir(join(workspace.folder, 'out')), ['my-app'])
  })
})

suite('an unusable engine is an error', { concurrency: 2 }, () => {
  test('no docker command', async (t) => {
    const { error } = await failedBuild(await openWorkspace(t), {}, { env: { PATH: '/nowhere' } })
    assert.match(error, /^There is no docker command on PATH\. Install the Docker command line/)
  })

  test('no engine at its address', async (t) => {
    const host = 'unix:///nowhere/docker.sock'
    const { error } = await failedBuild(await openWorkspace(t), {}, { env: { DOCKER_HOST: host } })
    assert.ok(
      error.startsWith(`No Docker engine answers at ${host}. Start the engine, or set DOCKER_HOST`),
      error,
    )
  })

  test('no permission for its socket', async (t) => {
    const { error } = await failedBuild(await openWorkspace(t), {}, { uid: 54321 })
    assert.match(
      error,
      /^This user is not allowed to use the Docker engine at unix:.*Add the user to the group/,
    )
  })
})

suite('a full disk: the error names the path, and no incomplete file stays', { concurrency: 2 }, () => {
  test('under the layout', async (t) => {
    const disk = smallFileSystem(t)
    if (disk === undefined) return
    const workspace = await openWorkspace(t)
    const untouched = await keepEarlierLayout(workspace, disk)
    const { error } = await failedBuild(workspace, { 'image-path': join(disk, 'my-app') })
    assert.match(
      error,
      /^Could not write .*\/blobs\/sha256\/[0-9a-f]{64}: no space is left there\. Free some/,
    )
    assert.ok(error.includes(disk), error)
    await untouched()
  })

  test('under the layout-repo', async (t) => {
    const disk = smallFileSystem(t)
    if (disk === undefined) return
    const workspace = await openWorkspace(t)
    const untouched = await keepEarlierLayout(workspace)
    const { error } = await failedBuild(workspace, { 'layout-repo': disk })
    assert.match(error, /^Could not write .*: no space is left there\. Free some/)
    assert.ok(error.includes(disk), error)
    await untouched()
    const files = await readdir(join(runImageFolder(disk, lab.registry.address, 'docker'), 'blobs', 'sha256'))
    assert.deepEqual(
      files.filter((name) => name.includes('partial')),
      [],
    )
  })
})
