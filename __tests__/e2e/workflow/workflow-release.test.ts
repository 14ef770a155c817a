import assert from 'node:assert/strict'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { runWorkflow, type WorkflowResult } from '../../../lab/driving/act.ts'
import { root } from '../../../lab/tools/folder.ts'
import { openRepository, release, type TestRepository, tagInOrigin } from '../../scripts/repository.ts'
import { commandFor, standInFor } from '../stand-ins.ts'
import { adapted, openFolder, openResults, stepOf } from '../workflow.ts'

/** The result of CI is not the subject here. */
const ci =
  'name: CI\non: workflow_call\njobs:\n  check:\n    name: Check\n    runs-on: ubuntu-24.04\n    steps: [run: "true"]\n'

/** A repository with the release v1.0.0 and its major tag in `origin`. */
const openReleased = async (t: TestContext): Promise<TestRepository> => {
  const repository = await openRepository(t)
  await repository.commit('Begin', { 'dist/index.js': 'bundle' })
  await release(repository, 'v1.0.0')
  await repository.git('tag', 'v1')
  await repository.git('push', '--quiet', 'origin', 'v1')
  return repository
}

/** release.yml after the push of a tag. GitHub is a bare repository; act's own checkout does not know it. */
const releaseOf = async (
  t: TestContext,
  repository: TestRepository,
  tag: string,
): Promise<{ result: WorkflowResult; published: string }> => {
  const published = join(await openFolder(t), 'published')
  await writeFile(published, '')
  const gh = `
    case "$*" in
      'auth setup-git') test "$GH_TOKEN" = app-token ;;
      'release create '*) echo "$*" > '${published}' ;;
      *) exit 1 ;;
    esac`
  // act skips actions/checkout for the repository that it runs in: this is what it does with "fetch-depth: 0".
  const checkedOut = [
    `git remote set-url origin '${repository.origin}'`,
    "git fetch --quiet --tags origin '+refs/heads/*:refs/remotes/origin/*'",
    `git reset --quiet --hard 'refs/tags/${tag}'`,
  ].join(' && ')
  const inputs = '          fetch-depth: 0\n          persist-credentials: false\n'
  const workflow = await adapted(
    join(root, '.github', 'workflows', 'release.yml'),
    await openFolder(t),
    inputs,
    `${inputs}      - run: ${JSON.stringify(checkedOut)}\n`,
  )
  const result = await runWorkflow({
    workflow,
    repository: { '.github/workflows/ci.yml': ci, 'dist/index.js': 'bundle' },
    results: await openResults(t),
    run: 1,
    event: { name: 'push', payload: { ref: `refs/tags/${tag}` } },
    actions: {
      ...(await standInFor(t, workflow, 'actions/attest')),
      ...(await standInFor(t, workflow, 'actions/create-github-app-token')),
    },
    path: [await commandFor(t, 'gh', gh)],
  })
  return { result, published: await readFile(published, 'utf8') }
}

test('a tag on main becomes an attested release with notes, and the major tag follows', async (t) => {
  const repository = await openReleased(t)
  const commit = await release(repository, 'v1.1.0')

  const { result, published } = await releaseOf(t, repository, 'v1.1.0')
  assert.equal(result.exitCode, 0, result.transcript)
  assert.equal(published, 'release create v1.1.0 --verify-tag --title v1.1.0 --generate-notes\n')
  assert.match(stepOf(result, 'Attest the bundles', '1').log, /provenance, of dist\/\*/)
  assert.equal(await tagInOrigin(repository, 'v1'), commit)
})

test('a tag on another branch starts none of the other jobs', async (t) => {
  const repository = await openReleased(t)
  const before = await tagInOrigin(repository, 'v1')
  await repository.commit('Not reviewed')
  await repository.git('tag', 'v1.1.0')
  await repository.git('push', '--quiet', 'origin', 'v1.1.0')

  const { result, published } = await releaseOf(t, repository, 'v1.1.0')
  assert.equal(result.exitCode, 1, result.transcript)
  assert.deepEqual([...result.jobs.keys()], ['Check the tag'])
  assert.equal(published, '')
  assert.equal(await tagInOrigin(repository, 'v1'), before)
})
