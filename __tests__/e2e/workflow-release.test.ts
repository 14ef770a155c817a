import assert from 'node:assert/strict'
import { cp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { runWorkflow, type WorkflowResult } from '../../lab/driving/act.ts'
import { root } from '../../lab/tools/folder.ts'
import { openRepository, type TestRepository } from '../scripts/repository.ts'
import { commandFor, standInFor } from './stand-ins.ts'
import { openFolder, openResults, stepOf } from './workflow.ts'

const workflow = join(root, '.github', 'workflows', 'release.yml')
const sources = ['package.json', 'scripts', 'src', 'lab/tools'] as const

/** What CI comes to is not the subject here. */
const ci =
  'name: CI\non: workflow_call\njobs:\n  check:\n    name: Check\n    runs-on: ubuntu-24.04\n    steps: [run: "true"]\n'

/** A repository of this project's scripts, with the release v1.0.0 and its major tag in `origin`. */
const openReleased = async (t: TestContext): Promise<TestRepository> => {
  const repository = await openRepository(t)
  for (const path of sources) await cp(join(root, path), join(repository.folder, path), { recursive: true })
  await repository.commit('Begin', { 'dist/index.js': 'bundle' })
  for (const tag of ['v1.0.0', 'v1']) await repository.git('tag', tag)
  await repository.git('push', '--quiet', 'origin', 'main', '--tags')
  return repository
}

/** release.yml after the push of a tag. GitHub is a bare repository, which act's checkout knows nothing of. */
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
      'release create '*) echo "$*" | sed 's, /.*/, ,' > '${published}' && cat "$8" >> '${published}' ;;
      *) exit 1 ;;
    esac`
  const [setUpNode = ''] = Object.keys(await standInFor(t, workflow, 'actions/setup-node'))
  const checkout = await openFolder(t)
  // What checkout leaves with «fetch-depth: 0».
  const fetched = [
    `git remote set-url origin '${repository.origin}'`,
    "git fetch --quiet --tags origin '+refs/heads/*:refs/remotes/origin/*'",
    `git reset --quiet --hard 'refs/tags/${tag}'`,
  ].join(' && ')
  await writeFile(
    join(checkout, 'action.yml'),
    `name: Checkout\nruns: { using: composite, steps: [{ shell: sh, run: ${JSON.stringify(fetched)} }] }\n`,
  )
  const result = await runWorkflow({
    workflow,
    repository: { '.github/workflows/ci.yml': ci, 'dist/index.js': 'bundle' },
    results: await openResults(t),
    run: 1,
    event: { name: 'push', payload: { ref: `refs/tags/${tag}` } },
    actions: {
      [setUpNode]: checkout,
      ...(await standInFor(t, workflow, 'actions/attest')),
      ...(await standInFor(t, workflow, 'actions/create-github-app-token')),
    },
    path: [await commandFor(t, 'gh', gh)],
  })
  return { result, published: await readFile(published, 'utf8') }
}

test('a tag on main becomes a release with its changes, attested, and the major tag follows', async (t) => {
  const repository = await openReleased(t)
  const commit = await repository.commit('Say what is different')
  await repository.git('tag', 'v1.1.0')
  await repository.git('push', '--quiet', 'origin', 'main', 'v1.1.0')

  const { result, published } = await releaseOf(t, repository, 'v1.1.0')
  assert.equal(result.exitCode, 0, result.transcript)
  assert.equal(
    published,
    'release create v1.1.0 --verify-tag --title v1.1.0 --notes-file changes.md\n' +
      `Changes since v1.0.0:\n\n- Say what is different (${commit})\n`,
  )
  assert.match(stepOf(result, 'Attest the bundles', '1').log, /provenance, of dist\/\*/)
  assert.equal((await repository.git('ls-remote', 'origin', 'refs/tags/v1')).split('\t')[0], commit)
})

test('a tag on another branch becomes nothing', async (t) => {
  const repository = await openReleased(t)
  const released = await repository.git('rev-parse', 'v1.0.0')
  await repository.commit('Nobody looked at this')
  await repository.git('tag', 'v1.1.0')
  await repository.git('push', '--quiet', 'origin', 'v1.1.0')

  const { result, published } = await releaseOf(t, repository, 'v1.1.0')
  assert.equal(result.exitCode, 1, result.transcript)
  assert.match(result.transcript, /«v1\.1\.0» cannot be released/)
  assert.deepEqual([...result.jobs.keys()], ["The tag is a release's"])
  assert.equal(published, '')
  assert.equal((await repository.git('ls-remote', 'origin', 'refs/tags/v1')).split('\t')[0], released)
})
