import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { checkPullRequest } from '../../../scripts/dist-update/pull-request.ts'

const commit = '1'.repeat(40)
const built = { repository: 'octo/app', branch: 'dependabot/npm_and_yarn/npm-1', commit }

const pullRequest = (change: { user?: object; state?: string; head?: object } = {}): object => ({
  number: 7,
  state: 'open',
  user: { login: 'dependabot[bot]' },
  ...change,
  head: { ref: built.branch, sha: commit, repo: { full_name: 'octo/app' }, ...change.head },
})

suite('a pull request that dist is committed to', () => {
  test('is Dependabot’s, open, of this repository, and still at the commit that was built', () => {
    checkPullRequest(pullRequest(), built)
  })

  const others: Readonly<Record<string, readonly [object, RegExp]>> = {
    'is nobody else’s': [
      { user: { login: 'dependabot' } },
      /it is «dependabot»'s and not dependabot\[bot\]'s/,
    ],
    'is open': [{ state: 'closed' }, /it is closed/],
    'comes from no fork': [{ head: { repo: { full_name: 'mallory/app' } } }, /it comes from «mallory\/app»/],
    'comes from no fork that is gone': [{ head: { repo: null } }, /a repository that is gone/],
    'has the branch that was built': [{ head: { ref: 'main' } }, /its branch is «main»/],
    'has no newer commit': [
      { head: { sha: '2'.repeat(40) } },
      /its head is «2{40}» by now, .* built of «1{40}»/,
    ],
  }
  for (const [name, [change, message]] of Object.entries(others)) {
    test(name, () => {
      assert.throws(() => checkPullRequest(pullRequest(change), built), message)
    })
  }

  test('is one at all', () => {
    for (const answer of [{ message: 'Not Found' }, null, []]) {
      assert.throws(() => checkPullRequest(answer, built), /GitHub did not answer with a pull request/)
    }
  })
})
