import * as v from 'valibot'
import { Failure } from '../../src/message/failure.ts'
import { printable } from '../../src/message/printable.ts'

/** What a run says of the commit that it built `dist` of. */
export interface BuiltCommit {
  /** Such as `octo/app`. */
  readonly repository: string
  readonly branch: string
  readonly commit: string
}

// https://docs.github.com/rest/pulls/pulls#get-a-pull-request
const PullRequestSchema = v.object({
  state: v.string(),
  user: v.object({ login: v.string() }),
  head: v.object({
    ref: v.string(),
    sha: v.string(),
    // Null where the fork was deleted.
    repo: v.nullable(v.object({ full_name: v.string() })),
  }),
})

/** No person can have this name: a login has no brackets. */
const dependabot = 'dependabot[bot]'

/**
 * Refuses to commit to any pull request but Dependabot's own, open and in this repository, and to any commit of it but
 * the one that was built. Throws a Failure that says which of these it is.
 */
export const checkPullRequest = (answer: unknown, built: BuiltCommit): void => {
  const result = v.safeParse(PullRequestSchema, answer)
  if (!result.success) throw refusal('GitHub did not answer with a pull request')
  const { state, user, head } = result.output
  const from = head.repo?.full_name ?? 'a repository that is gone'
  if (user.login !== dependabot) throw refusal(`it is «${printable(user.login)}»'s and not ${dependabot}'s`)
  if (state !== 'open') throw refusal(`it is ${printable(state)}`)
  if (from !== built.repository) throw refusal(`it comes from «${printable(from)}»`)
  if (head.ref !== built.branch) throw refusal(`its branch is «${printable(head.ref)}»`)
  if (head.sha !== built.commit) {
    throw refusal(`its head is «${printable(head.sha)}» by now, and dist was built of «${built.commit}»`)
  }
}

const refusal = (why: string): Failure =>
  new Failure(`Nothing is committed to the pull request: ${why}. Its next commit starts this anew.`)
