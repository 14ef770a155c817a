import assert from 'node:assert/strict'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { runWorkflow, type WorkflowResult } from '../../lab/driving/act.ts'
import { githubToken } from '../../lab/services/results/token.ts'
import type { ResultsService } from '../../lab/services/results.ts'
import { root } from '../../lab/tools/folder.ts'
import { writeZip } from '../github/zip.ts'
import { openRepository, type TestRepository } from '../scripts/repository.ts'
import { commandFor, standInFor } from './stand-ins.ts'
import { adapted, assertSucceeded, openFolder, openResults } from './workflow.ts'

const expression = (name: string): string => `$\{{ ${name} }}`

/** dist.yml, for a pull request of this author, of the branch that act has. */
const bundleUpdateOf = async (
  t: TestContext,
  login: string,
  results: ResultsService,
): Promise<WorkflowResult> => {
  const workflow = await adapted(
    join(root, '.github', 'workflows', 'dist.yml'),
    await openFolder(t),
    // act has one commit, and checks out that one where the step does not name another.
    `          ref: ${expression('github.event.pull_request.head.sha')}\n`,
    '',
  )
  // Installs nothing, and makes bundles in no time.
  const npm = `
    case "$*" in
      ci) ;;
      'run bundle') rm -rf dist && mkdir dist && echo new > dist/index.js && echo MIT > dist/licenses.txt ;;
      *) exit 1 ;;
    esac`
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
    path: [await commandFor(t, 'npm', npm)],
  })
}

/** The artifact of a results service, as GitHub serves it. */
const downloadFrom = async (t: TestContext, results: ResultsService): Promise<string> => {
  const [artifact] = results.artifacts()
  assert.equal(artifact?.name, 'dist')
  const { GITHUB_API_URL: api = '' } = results.envOf({ run: 1 })
  const answer = await fetch(`${api}/repos/octo/app/actions/artifacts/${artifact.id}/zip`, {
    headers: { authorization: `Bearer ${githubToken}` },
  })
  assert.equal(answer.status, 200)
  const zip = join(await openFolder(t), 'dist.zip')
  await writeFile(zip, new Uint8Array(await answer.arrayBuffer()))
  return zip
}

interface Update {
  readonly repository: TestRepository
  readonly branch: string
  /** The commit that was built. */
  readonly built: string
  /** The commit that the pull request has by now. */
  readonly head: string
  readonly zip: string
}

/** dist-commit.yml, after a run for the commit that was built. GitHub is a bare repository and three answers. */
const commitOf = async (
  t: TestContext,
  { repository, branch, built, head, zip }: Update,
): Promise<WorkflowResult> => {
  const workflow = join(root, '.github', 'workflows', 'dist-commit.yml')
  const answer = join(await openFolder(t), 'pull-request.json')
  const from = { ref: branch, sha: head, repo: { full_name: 'octo/app' } }
  await writeFile(answer, JSON.stringify({ state: 'open', user: { login: 'dependabot[bot]' }, head: from }))
  const gh = `
    case "$*" in
      'api repos/octo/app/actions/runs/5/artifacts?name=dist --jq .artifacts[0].id') echo 6 ;;
      'api repos/octo/app/actions/artifacts/6/zip') cat '${zip}' ;;
      'api repos/octo/app/pulls/7') cat '${answer}' ;;
      'auth setup-git') git config --global 'url.${repository.origin}.insteadOf' https://github.com/octo/app.git ;;
      *) exit 1 ;;
    esac`
  const npm = `test "$*" = 'ci --omit=dev --omit=optional' && ln -s '${join(root, 'node_modules')}' node_modules`
  return runWorkflow({
    workflow,
    repository: Object.fromEntries(
      ['package.json', 'scripts', 'src', 'lab/tools'].map((path) => [path, { copyOf: join(root, path) }]),
    ),
    results: await openResults(t),
    run: 8,
    event: {
      name: 'workflow_run',
      payload: {
        workflow_run: {
          id: 5,
          conclusion: 'success',
          event: 'pull_request',
          head_branch: branch,
          head_sha: built,
          head_repository: { full_name: 'octo/app' },
          pull_requests: [{ number: 7 }],
        },
      },
    },
    actions: {
      ...(await standInFor(t, workflow, 'actions/setup-node')),
      ...(await standInFor(t, workflow, 'actions/create-github-app-token')),
    },
    path: [await commandFor(t, 'gh', gh), await commandFor(t, 'npm', npm)],
  })
}

const branch = 'dependabot/npm_and_yarn/npm-1'

/** A repository with Dependabot's branch, whose `origin` has it too. */
const openUpdate = async (t: TestContext): Promise<Pick<Update, 'repository' | 'built'>> => {
  const repository = await openRepository(t)
  const built = await repository.commit('Bump the npm group', {
    'package.json': '{}',
    'dist/index.js': 'old',
  })
  await repository.git('push', '--quiet', 'origin', `HEAD:refs/heads/${branch}`)
  return { repository, built }
}

test('what Dependabot’s update makes of dist is handed over, and becomes a commit of its branch', async (t) => {
  const results = await openResults(t)
  assertSucceeded(await bundleUpdateOf(t, 'dependabot[bot]', results), 'Bundle')

  const { repository, built } = await openUpdate(t)
  const update = { repository, branch, built, head: built, zip: await downloadFrom(t, results) }
  assertSucceeded(await commitOf(t, update), 'Commit')
  await repository.git('fetch', '--quiet', 'origin', branch)
  assert.equal(await repository.git('rev-parse', 'FETCH_HEAD^'), built)
  assert.equal(await repository.git('show', 'FETCH_HEAD:dist/index.js'), 'new')
  assert.equal(await repository.git('ls-tree', '--name-only', 'FETCH_HEAD:dist'), 'index.js\nlicenses.txt')

  // The push starts both halves again.
  const pushed = await repository.git('rev-parse', 'FETCH_HEAD')
  const again = await commitOf(t, { ...update, built: pushed, head: pushed })
  assertSucceeded(again, 'Commit')
  assert.equal((await repository.git('ls-remote', 'origin', branch)).split('\t')[0], pushed)
})

test('nothing is committed where the pull request has another commit by now', async (t) => {
  const { repository, built } = await openUpdate(t)
  const head = await repository.commit('Bump it once more')
  await repository.git('push', '--quiet', 'origin', `HEAD:refs/heads/${branch}`)
  const zip = await writeZip(join(await openFolder(t), 'dist.zip'), [
    { name: 'index.js', content: Buffer.from('of the commit before') },
  ])
  const result = await commitOf(t, { repository, branch, built, head, zip })
  assert.equal(result.exitCode, 1, result.transcript)
  assert.match(result.transcript, /Nothing is committed to the pull request: its head is/)
  assert.equal((await repository.git('ls-remote', 'origin', branch)).split('\t')[0], head)
})

test('nobody else’s pull request has its bundles made here', async (t) => {
  const results = await openResults(t)
  const result = await bundleUpdateOf(t, 'mallory', results)
  assert.equal(result.exitCode, 0, result.transcript)
  assert.deepEqual([...result.jobs.keys()], [])
  assert.deepEqual(results.artifacts(), [])
})
