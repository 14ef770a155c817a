import assert from 'node:assert/strict'
import { chmod, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { runWorkflow, type WorkflowResult } from '../../lab/driving/act.ts'
import { githubToken } from '../../lab/services/results/token.ts'
import type { ResultsService } from '../../lab/services/results.ts'
import { root } from '../../lab/tools/folder.ts'
import { readBundles } from '../../scripts/dist-update/bundles.ts'
import { commitBundles } from '../../scripts/dist-update/commit.ts'
import { openRepository } from '../scripts/repository.ts'
import { standInFor } from './stand-ins.ts'
import { adapted, assertSucceeded, openFolder, openResults } from './workflow.ts'

/** Installs nothing, and makes bundles in no time. */
const npm = `#!/bin/sh
case "$*" in
  ci) ;;
  'run bundle') rm -rf dist && mkdir dist && echo new > dist/index.js && echo licences > dist/licenses.txt ;;
  *) exit 1 ;;
esac
`

/** dist.yml, for a pull request of this author, of the branch that act has. */
const bundleUpdateOf = async (
  t: TestContext,
  login: string,
  results: ResultsService,
): Promise<WorkflowResult> => {
  const commands = await openFolder(t)
  await writeFile(join(commands, 'npm'), npm)
  await chmod(join(commands, 'npm'), 0o755)
  const workflow = await adapted(
    join(root, '.github', 'workflows', 'dist.yml'),
    await openFolder(t),
    // act has one commit, and checks out that one where the step does not name another.
    '          ref: $' + '{{ github.event.pull_request.head.sha }}\n',
    '',
  )
  return runWorkflow({
    workflow,
    repository: {
      'package.json': '{}',
      'package-lock.json': '{}',
      'dist/index.js': 'old',
      'dist/9.js': 'gone',
    },
    results,
    run: 1,
    event: { name: 'pull_request', payload: { pull_request: { user: { login }, head: { sha: 'any' } } } },
    actions: {
      ...(await standInFor(t, workflow, 'actions/setup-node')),
      ...(await standInFor(t, workflow, 'actions/upload-artifact')),
    },
    path: [commands],
  })
}

test('what Dependabot’s update makes of dist is handed over, and becomes a commit in the other half', async (t) => {
  const results = await openResults(t)
  assertSucceeded(await bundleUpdateOf(t, 'dependabot[bot]', results), 'Bundle')
  const [artifact] = results.artifacts()
  assert.equal(artifact?.name, 'dist')

  // As the other half does it, which needs GitHub's command and GitHub itself.
  const { GITHUB_API_URL: api = '' } = results.envOf({ run: 1 })
  const answer = await fetch(`${api}/repos/octo/app/actions/artifacts/${artifact.id}/zip`, {
    headers: { authorization: `Bearer ${githubToken}` },
  })
  assert.equal(answer.status, 200)
  const zip = join(await openFolder(t), 'dist.zip')
  await writeFile(zip, new Uint8Array(await answer.arrayBuffer()))
  const bundles = await readBundles(zip)
  assert.deepEqual([...bundles.keys()].toSorted(), ['index.js', 'licenses.txt'])

  const { folder, git, commit } = await openRepository(t)
  const head = await commit('Bump the npm group', { 'package.json': '{}', 'dist/index.js': 'old' })
  const hash = await commitBundles(folder, head, bundles)
  assert.ok(hash)
  assert.equal(await git('show', `${hash}:dist/index.js`), 'new')
})

test('nobody else’s pull request has its bundles made here', async (t) => {
  const results = await openResults(t)
  const result = await bundleUpdateOf(t, 'mallory', results)
  assert.equal(result.exitCode, 0, result.transcript)
  assert.deepEqual([...result.jobs.keys()], [])
  assert.deepEqual(results.artifacts(), [])
})
