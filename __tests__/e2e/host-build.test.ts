import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
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
} from './build.ts'

const versions = ['0.21.0', '0.17.7'] as const

suite('a build in the job’s own container', () => {
  for (const version of versions) {
    test(`gives the image that a container of Docker gives, lifecycle ${version}`, async (t) => {
      const digests: string[] = []
      for (const form of forms) {
        const workspace = await openWorkspace(t)
        const { inputs, options } = await inForm(t, form, workspace, lab.builders.debian[version])
        const images = { 'run-image': '', env: 'GREETING=hello' }
        const result = await build(workspace, { ...inputs, ...images }, options)
        assert.match(
          result.log,
          new RegExp(`^Builder: .*, lifecycle ${version}, platform API 0\\.1[25]$`, 'm'),
        )
        digests.push((await layoutOf(result)).image.digest)
        if (options.container === undefined) continue
        assert.deepEqual(await leftIn(options.container), [])
      }
      assert.equal(digests[0], digests[1])
    })
  }

  test('builds again in the same container', async (t) => {
    const workspace = await openWorkspace(t)
    const container = await openJobContainer(t, workspace, lab.builders.debian['0.21.0'])
    const first = await build(workspace, { builder: '' }, { container })
    const second = await build(workspace, { builder: '' }, { container })
    assert.equal(first.outputs['digest'], second.outputs['digest'])
  })
})

suite('a container in which no build can be safe or right is refused, and nothing in it is changed', () => {
  const builder = lab.builders.debian['0.21.0']

  test('where the input names a builder', async (t) => {
    const workspace = await openWorkspace(t)
    const container = await openJobContainer(t, workspace, builder)
    const { error } = await failedBuild(workspace, { builder: 'example.com/other' }, { container })
    assert.match(
      error,
      /^The input «builder» is «example\.com\/other», and this job runs in the container of a/,
    )
  })

  test('where the step is not root', async (t) => {
    const workspace = await openWorkspace(t)
    const container = await openJobContainer(t, workspace, builder, { user: '1000:1000' })
    const { error } = await failedBuild(workspace, { builder: '' }, { container })
    assert.match(
      error,
      /^This step runs as user 1000, .* could read the tokens of this step\. Set «options: --user/,
    )
  })

  test('where the builder’s user is root', async (t) => {
    const workspace = await openWorkspace(t)
    const root = await scriptBuilder('host-root', { base: 'debian', uid: 0, gid: 0 })
    const container = await openJobContainer(t, workspace, root)
    const { error } = await failedBuild(workspace, { builder: '' }, { container })
    assert.match(error, /^The builder of the job's container builds as root/)
  })

  test('where somebody’s files are', async (t) => {
    const workspace = await openWorkspace(t)
    const container = await openJobContainer(t, workspace, builder)
    await inside(
      container,
      'mkdir -p /cache/inner && echo thesis > /cache/inner/file && mkdir /workspace/empty',
    )
    const { error } = await failedBuild(workspace, { builder: '' }, { container })
    assert.match(error, /^The build needs \/cache for itself, and it has \/cache\/inner\/file in it/)
    assert.equal(await inside(container, 'cat /cache/inner/file; ls /workspace'), 'thesis\nempty')
  })

  test('where a process of the builder’s user runs', async (t) => {
    const workspace = await openWorkspace(t)
    const container = await openJobContainer(t, workspace, builder)
    const start = 'setpriv --reuid 1000 --clear-groups sleep 1000 >/dev/null 2>&1 & echo $!'
    const pid = await inside(container, start)
    const { error } = await failedBuild(workspace, { builder: '' }, { container })
    assert.ok(
      error.startsWith(`The process ${pid} runs as the builder's user 1000, and the build could read`),
      error,
    )
    assert.match(await inside(container, `cat /proc/${pid}/cmdline`), /^sleep/)
  })
})
