import { readFile } from 'node:fs/promises'
import * as v from 'valibot'
import { runMain } from '../lab/tools/main.ts'
import { readBundles } from './dist-update/bundles.ts'
import { commitBundles } from './dist-update/commit.ts'
import { checkPullRequest } from './dist-update/pull-request.ts'

const EnvironmentSchema = v.object({
  GITHUB_REPOSITORY: v.string(),
  HEAD_BRANCH: v.string(),
  HEAD_COMMIT: v.pipe(v.string(), v.regex(/^[0-9a-f]{40}$/)),
})

/**
 * `node scripts/dist-update.ts PULL_REQUEST.json DIST.zip`: the half of an update of `dist` that has rights, and runs
 * nothing of the pull request. Prints the hash of the commit to push; nothing where `dist` needs none.
 */
await runMain(async ([pullRequest = '', zip = '']) => {
  const head = v.parse(EnvironmentSchema, process.env)
  checkPullRequest(JSON.parse(await readFile(pullRequest, 'utf8')), {
    repository: head.GITHUB_REPOSITORY,
    branch: head.HEAD_BRANCH,
    commit: head.HEAD_COMMIT,
  })
  const commit = await commitBundles(process.cwd(), head.HEAD_COMMIT, await readBundles(zip))
  if (commit !== undefined) console.log(commit)
  return 0
})
