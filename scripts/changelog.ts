import { runMain } from '../lab/tools/main.ts'
import { text } from '../src/github/markdown.ts'
import { git } from './git.ts'
import { compareReleases, parseReleaseTag, type ReleaseTag } from './release-tag.ts'

const subjectLimit = 200

/**
 * What changed up to a commit since the release before it, as Markdown: the subjects of the commits, newest first.
 * They are written to be read (see CONTRIBUTING.md), so nothing sorts or rewrites them. Merges say nothing of their own.
 */
export const changelog = async (repository: string, commit: string): Promise<string> => {
  const last = await lastRelease(repository, commit)
  if (last === undefined) return 'The first release.\n'
  const range = [commit, '--not', `refs/tags/${last.name}`]
  const log = await git(repository, ['log', '--no-merges', '--format=%H %s', ...range, '--'])
  const lines = log.split('\n').filter((line) => line !== '')
  const changes = lines.map((line) => {
    const [hash = '', ...words] = line.split(' ')
    return `- ${text(words.join(' '), subjectLimit)} (${hash})`
  })
  return [`Changes since ${last.name}:`, '', ...changes, ''].join('\n')
}

/** The highest version before the commit; not its own, so that a released commit still says what came with it. */
const lastRelease = async (repository: string, commit: string): Promise<ReleaseTag | undefined> => {
  const own = await tags(repository, '--points-at', commit)
  const before = await tags(repository, '--merged', commit)
  return before
    .filter(({ name }) => !own.some((tag) => tag.name === name))
    .toSorted(compareReleases)
    .at(-1)
}

const tags = async (repository: string, ...which: readonly string[]): Promise<readonly ReleaseTag[]> => {
  const names = (await git(repository, ['tag', ...which])).split('\n')
  return names.map(parseReleaseTag).filter((tag) => tag !== undefined)
}

/** `node scripts/changelog.ts [v1.2.3]`: what a release brought, or what the next one will. */
if (import.meta.main) {
  await runMain(async ([tag]) => {
    process.stdout.write(await changelog(process.cwd(), tag === undefined ? 'HEAD' : `refs/tags/${tag}`))
    return 0
  })
}
