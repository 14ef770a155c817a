import assert from 'node:assert/strict'
import { chmod } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { exampleWorkflow, runWorkflow } from '../../../lab/driving/act.ts'
import { runAction } from '../../../lab/driving/runner.ts'
import { run } from '../../../lab/tools/command.ts'
import { readLayout } from '../../../src/layout/read.ts'
import { actionRun, build, expectedError, openWorkspace } from '../build.ts'
import { loggedIn, openRegistry } from '../push.ts'
import { pushBuilt } from '../rebase.ts'
import { standInFor } from '../stand-ins.ts'
import {
  adapted,
  assertSucceeded,
  hello,
  lab,
  openFolder,
  openResults,
  stepOf,
  withLostOutputs,
} from '../workflow.ts'

const { runImages, tools } = lab

test('two-builds.yml pushes what two builds agree on, and verify-release.yml of another repository reproduces it', async (t) => {
  const { address } = await openRegistry(t, 'basic')
  const env = await loggedIn(t, address)
  const variables = {
    BUILDER: lab.builders.tiny.newest,
    RUN_IMAGE: runImages.tiny.docker,
    REGISTRY: address,
    IMAGE: 'octo/app',
  }
  const example = exampleWorkflow('two-builds')
  // act runs each workflow in a repository that has only this workflow, so the builds exclude it.
  const repository = {
    ...hello(),
    'project.toml': '[_]\nschema-version = "0.2"\n[io.buildpacks]\nexclude = [".github"]\n',
  }
  const agreed = await runWorkflow({
    // act gives the outputs of one job of a matrix. The digests of both are compared below.
    workflow: await adapted(
      await adapted(
        await withLostOutputs(example, await openFolder(t)),
        await openFolder(t),
        "digest-one || 'any'",
        'digest-one || needs.build.outputs.digest-two',
      ),
      await openFolder(t),
      "digest-two || 'any'",
      'digest-two || needs.build.outputs.digest-one',
    ),
    repository,
    results: await openResults(t),
    run: 1,
    actions: await standInFor(t, example, 'docker/login-action'),
    variables,
  })
  assertSucceeded(agreed, 'Build (one)', 'Build (two)', 'Compare', 'Push')
  const [one, two] = ['Build (one)', 'Build (two)'].map((job) => stepOf(agreed, job, 'image').outputs)
  assert.match(one?.['digest'] ?? '', /^sha256:/)
  assert.equal(two?.['digest'], one?.['digest'])
  const digest = (await run(tools.crane, ['digest', `${address}/octo/app:main`], { env })).trim()
  assert.equal(digest, one?.['digest'])

  const release = exampleWorkflow('verify-release')
  const verified = await runWorkflow({
    // act takes the checkout from the disk only if it is that of the event.
    workflow: await adapted(
      await adapted(release, await openFolder(t), ' repository: ', ' # repository: '),
      await openFolder(t),
      ' ref: ',
      ' # ref: ',
    ),
    repository,
    results: await openResults(t),
    run: 2,
    event: { name: 'schedule', payload: {} },
    actions: await standInFor(t, release, 'docker/login-action'),
    variables: { ...variables, RELEASE: 'main' },
  })
  assertSucceeded(verified, 'Verify')
  const { outputs, log, summary } = stepOf(verified, 'Verify', 'image')
  assert.equal(outputs['reproduced'], 'true')
  assert.equal(outputs['digest'], digest)
  assert.match(
    log,
    new RegExp(`^Reproduced: ${address}/octo/app:main has the digest of this build, ${digest}`, 'm'),
  )
  assert.match(summary, /<b>Reproduced<\/b>/)
})

// The workflow above uses the newest lifecycle.
test('a build from another checkout reproduces a pushed image, oldest lifecycle', async (t) => {
  const builder = lab.builders.tiny.oldest
  const first = await build(await openWorkspace(t), { builder })
  const reproduces = await pushBuilt(first.outputs['layout-path'] ?? '', 'reproduce-oldest', '1.0')
  const same = await build(await openWorkspace(t), { builder, reproduces })
  assert.equal(same.outputs['reproduced'], 'true')
  assert.equal(same.outputs['digest'], first.outputs['digest'])
})

test('a build of another app explains the difference to a pushed image', async (t) => {
  const expected = (await readLayout(lab.layouts.full)).descriptor.digest
  const reproduces = await pushBuilt(lab.layouts.full, 'reproduce', '1.0')

  const workspace = await openWorkspace(t)
  await chmod(join(workspace.app, 'hello.sh'), 0o600)
  const different = expectedError(
    await runAction(actionRun(workspace, { reproduces, labels: 'title=Other', summary: 'true' })),
  )
  const { outputs, error, log, summary } = different
  const { descriptor } = await readLayout(outputs['layout-path'] ?? '')
  assert.equal(outputs['reproduced'], 'false')
  assert.equal(outputs['digest'], descriptor.digest)
  assert.ok(!Object.keys(outputs).some((name) => name.startsWith('artifact')))
  assert.ok(error.includes(`expected ${expected}, built ${descriptor.digest}`), error)
  assert.match(log, /^ +application layer: its content differs$/m)
  assert.match(log, /^ +changed: \/?workspace\/hello\.sh \(mode 0\d+ → 0600\)$/m)
  assert.match(log, /^ +Likely cause: only file modes differ/m)
  assert.match(log, /^ +label title: nothing → "Other"/m)
  assert.match(summary, /was not reproduced/)
})
