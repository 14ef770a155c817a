import { Readable } from 'node:stream'
import { git } from '../git.ts'

// https://docs.github.com/rest/users/users says so of this login, and so GitHub shows the commit as this account's.
const committer = {
  name: 'github-actions[bot]',
  email: '41898282+github-actions[bot]@users.noreply.github.com',
}

/** With the words in brackets Dependabot still rebases its branch, and drops this commit by it. */
const message = 'Bundle what the update changes in dist [dependabot skip]'

/**
 * Makes a commit on `parent` in which `dist` holds these files and nothing else, and resolves with its hash; with
 * undefined where `dist` holds them already. It is in no branch yet.
 *
 * The parent is never checked out: a hostile tree then has no links to follow, no filters, no hooks, nothing to run.
 */
export const commitBundles = async (
  repository: string,
  parent: string,
  files: ReadonlyMap<string, Uint8Array>,
): Promise<string | undefined> => {
  const plumb = (args: readonly string[], input?: Uint8Array | string): Promise<string> =>
    git(repository, ['-c', 'core.quotePath=true', ...args], {
      env,
      ...(input === undefined ? {} : { input: Readable.from([Buffer.from(input)]) }),
    })

  const entries: string[] = []
  for (const [name, content] of files) {
    const blob = await plumb(['hash-object', '-w', '--no-filters', '--stdin'], content)
    entries.push(`100644 blob ${blob}\t${name}`)
  }
  const dist = await plumb(['mktree'], lines(entries))
  // Names other than plain ones are quoted in the list, and mktree reads them as they are quoted.
  const top = (await plumb(['ls-tree', '--full-tree', parent])).split('\n')
  const others = top.filter((line) => line !== '' && !line.endsWith('\tdist'))
  const tree = await plumb(['mktree'], lines([...others, `040000 tree ${dist}\tdist`]))
  if (tree === (await plumb(['rev-parse', `${parent}^{tree}`]))) return undefined
  return plumb(['commit-tree', tree, '-p', parent], `${message}\n`)
}

const lines = (entries: readonly string[]): string => entries.map((entry) => `${entry}\n`).join('')

const env = {
  GIT_AUTHOR_NAME: committer.name,
  GIT_AUTHOR_EMAIL: committer.email,
  GIT_COMMITTER_NAME: committer.name,
  GIT_COMMITTER_EMAIL: committer.email,
}
