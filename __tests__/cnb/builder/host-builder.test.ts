import assert from 'node:assert/strict'
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { suite, type TestContext, test } from 'node:test'
import { findHostBuilder, imageEnvironment, isInBuilder } from '../../../src/cnb/builder/host-builder.ts'

/** A lifecycle as real ones answer: other platform APIs than these make it end with 11. */
const creator = (apis: string) => `#!/bin/sh
case " ${apis} " in *" $CNB_PLATFORM_API "*) ;; *) exit 11;; esac
test "$(id -u)" = 1000 && test -z "$SECRET" && echo 0.20.3+abcdef
`

const files = {
  'cnb/lifecycle/creator': creator('0.12 0.13 0.14'),
  'cnb/run.toml': '[[images]]\nimage = "ghcr.io/a/run"\nmirrors = ["b/run"]\n[[images]]\nimage = "c/run"\n',
  'cnb/order.toml': '[[order]]\n[[order.group]]\nid = "a/node"\nversion = "1"\noptional = true\n',
  'cnb/buildpacks/a_node/1/buildpack.toml': 'api = "0.10"\n[buildpack]\nid = "a/node"\nversion = "1"\n',
  'proc/1/environ': 'PATH=/usr/bin:/bin\0CNB_USER_ID=1000\0CNB_GROUP_ID=1000\0CNB_STACK_ID=s\0HOME=/h\0',
}

const openContainer = async (
  t: TestContext,
  changes: Readonly<Record<string, string | undefined>> = {},
  environment: Readonly<Record<string, string>> = {},
) => {
  const root = await mkdtemp(join(tmpdir(), 'host-builder-'))
  t.after(() => rm(root, { recursive: true, force: true }))
  await chmod(root, 0o755)
  for (const [path, text] of Object.entries({ ...files, ...changes })) {
    if (text === undefined) continue
    await mkdir(join(root, dirname(path)), { recursive: true })
    await writeFile(join(root, path), text, { mode: 0o755 })
  }
  return { root, environment: { CNB_USER_ID: '7', PATH: '/usr/bin', SECRET: 'x', ...environment } }
}

const order = { platform: undefined, listsBuildpacks: true }

// A user other than root is refused before anything else is checked.
const skip = process.getuid?.() === 0 ? false : 'it takes root to become another user'

test('files and environment show whether a job runs in a builder’s container', async (t) => {
  const container = await openContainer(t)
  assert.equal(isInBuilder(container), true)
  assert.equal(isInBuilder({ ...container, environment: {} }), false)
  assert.equal(isInBuilder(await openContainer(t, { 'cnb/lifecycle/creator': undefined })), false)
})

suite('the image’s environment', () => {
  const steps = { PATH: '/prepended', HOME: '/github/home', ACTIONS_RUNTIME_TOKEN: 'x', CNB_STACK_ID: 't' }

  test('is that of the container’s first process', async (t) => {
    assert.deepEqual(await imageEnvironment(await openContainer(t, {}, steps)), {
      PATH: '/usr/bin:/bin',
      CNB_USER_ID: '1000',
      CNB_GROUP_ID: '1000',
      CNB_STACK_ID: 's',
    })
  })

  test('is the step’s if that process belongs to another container', async (t) => {
    const container = await openContainer(t, { 'proc/1/environ': 'PATH=/pause\0' }, steps)
    assert.deepEqual(await imageEnvironment(container), {
      PATH: '/prepended',
      CNB_USER_ID: '7',
      CNB_STACK_ID: 't',
    })
  })
})

suite('a builder is read from its files', { skip }, () => {
  test('of today', async (t) => {
    const builder = await findHostBuilder(await openContainer(t), order)
    const { buildpacks, runImages, ...rest } = builder
    assert.deepEqual(
      { ...rest, platform: rest.platform.os },
      { id: '', platform: 'linux', uid: 1000, gid: 1000, platformApi: '0.14', lifecycleVersion: '0.20.3' },
    )
    assert.deepEqual(runImages, [
      { image: 'ghcr.io/a/run', mirrors: ['b/run'] },
      { image: 'c/run', mirrors: [] },
    ])
    assert.deepEqual(buildpacks.all, [{ id: 'a/node', version: '1' }])
    assert.deepEqual(buildpacks.order, [[{ id: 'a/node', version: '1', optional: true }]])
    assert.equal(buildpacks.stackId, 's')
  })

  test('with a stack.toml only', async (t) => {
    const stack = '[run-image]\nimage = "old/run"\n'
    const container = await openContainer(t, { 'cnb/run.toml': undefined, 'cnb/stack.toml': stack })
    const { runImages } = await findHostBuilder(container, order)
    assert.deepEqual(runImages, [{ image: 'old/run', mirrors: [] }])
  })

  test('without the run images that have no name', async (t) => {
    const run = '[[images]]\nimage = ""\n[[images]]\nimage = "c/run"\n'
    const { runImages } = await findHostBuilder(await openContainer(t, { 'cnb/run.toml': run }), order)
    assert.deepEqual(runImages, [{ image: 'c/run', mirrors: [] }])
  })

  test('with a malformed order, which counts as unknown', async (t) => {
    for (const toml of ['[[order]]\n[[order.group]]\nid = 1\n', 'order = "a/node"\n']) {
      const { buildpacks } = await findHostBuilder(await openContainer(t, { 'cnb/order.toml': toml }), order)
      assert.equal(buildpacks.order, undefined)
    }
  })

  const refusals: readonly (readonly [string, Readonly<Record<string, string>>, RegExp])[] = [
    [
      'that builds as root',
      { 'proc/1/environ': 'CNB_USER_ID=0\0CNB_GROUP_ID=0\0' },
      /^Failure: The builder of the job's container builds as root/,
    ],
    [
      'that builds with root’s group',
      { 'proc/1/environ': 'CNB_USER_ID=1000\0CNB_GROUP_ID=0\0' },
      /^Failure: The builder of the job's container builds with root's group/,
    ],
    [
      'whose user has a name only',
      { 'proc/1/environ': 'CNB_USER_ID=cnb\0CNB_GROUP_ID=1000\0' },
      /^Failure: The builder of the job's container does not set the user of the build: CNB_USER_ID is "cnb", but must be a/,
    ],
    [
      'without a group',
      { 'proc/1/environ': 'CNB_USER_ID=1000\0' },
      /^Failure: The builder of the job's container does not set the user of the build: CNB_GROUP_ID is not set, but must/,
    ],
    [
      'whose lifecycle is too old',
      { 'cnb/lifecycle/creator': creator('0.11') },
      /The lifecycle of the builder of the job's container names no platform API/,
    ],
    [
      'whose lifecycle does not run',
      { 'cnb/lifecycle/creator': '#!/bin/sh\nexit 126\n' },
      /The lifecycle of the builder of the job's container does not run/,
    ],
    ['with an invalid run.toml', { 'cnb/run.toml': '[[images' }, /\/cnb\/run\.toml is not TOML: line 1/],
  ]
  for (const [title, changes, error] of refusals) {
    test(`and a builder ${title} is refused`, async (t) => {
      await assert.rejects(findHostBuilder(await openContainer(t, changes), order), error)
    })
  }

  test('and a builder for another platform is refused', async (t) => {
    const platform = { os: 'linux', architecture: 's390x' }
    await assert.rejects(
      findHostBuilder(await openContainer(t), { ...order, platform }),
      /The builder of the job's container is for linux\/\S+, not for linux\/s390x/,
    )
  })
})
