import { runMain } from '../lab/tools/main.ts'
import { Failure } from '../src/message/failure.ts'
import { git } from './git.ts'

/** An exact version, which is the name of a tag that never moves. */
export interface ReleaseTag {
  readonly name: string
  /** The tag of its major version, which moves: `v1` of `v1.2.3`. */
  readonly major: string
  readonly numbers: readonly [major: number, minor: number, patch: number]
}

/** Reads a tag such as `v1.2.3`; anything else, a pre-release among it, is undefined. */
export const parseReleaseTag = (name: string): ReleaseTag | undefined => {
  const found = /^v(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})$/.exec(name)
  if (found === null) return undefined
  const [, major = '', minor = '', patch = ''] = found
  return { name, major: `v${major}`, numbers: [Number(major), Number(minor), Number(patch)] }
}

/** As `parseReleaseTag`, but throws a Failure for what is no release. */
export const requireReleaseTag = (name: string): ReleaseTag => {
  const tag = parseReleaseTag(name)
  if (tag !== undefined) return tag
  throw new Failure(`«${name}» is no release: only an exact version is, such as v1.2.3, and no pre-release.`)
}

/** Negative where the first version is the lower one, as `Array.prototype.sort` wants it. */
export const compareReleases = (a: ReleaseTag, b: ReleaseTag): number =>
  a.numbers.map((number, i) => number - (b.numbers[i] ?? 0)).find((difference) => difference !== 0) ?? 0

/** Whether a commit, of which this repository may know nothing, is in the history of another. */
export const isInHistory = async (repository: string, commit: string, of: string): Promise<boolean> =>
  (await git(repository, ['rev-list', of, '--'])).split('\n').includes(commit)

/**
 * Refuses a tag that may not become a release: one that is no exact version, and one on a commit that is not on the
 * main branch, since nobody looked at that commit. The repository has the whole history of `origin/main`.
 */
export const checkReleaseTag = async (repository: string, name: string): Promise<void> => {
  const tag = requireReleaseTag(name)
  const commit = await git(repository, ['rev-parse', `refs/tags/${tag.name}^{commit}`])
  if (await isInHistory(repository, commit, 'refs/remotes/origin/main')) return
  throw new Failure(
    `«${tag.name}» cannot be released: its commit is not on the main branch. ` +
      'Delete the tag, and put the next version on a commit of main.',
  )
}

/** `node scripts/release-tag.ts v1.2.3`: fails where that tag may not become a release. */
if (import.meta.main) {
  await runMain(async ([name = '']) => {
    await checkReleaseTag(process.cwd(), name)
    return 0
  })
}
