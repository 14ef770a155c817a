import { runMain } from '../lab/tools/main.ts'
import { Failure } from '../src/message/failure.ts'
import { git } from './git.ts'
import { compareReleases, isInHistory, parseReleaseTag, requireReleaseTag } from './release-tag.ts'

/**
 * Lets the tag of a major version, `v1`, name the commit of a release of it, `v1.2.3`, in the repository `origin`; true
 * if it did not do so before. The local repository has that commit checked out, with its history.
 *
 * Refuses what no release does: to follow a pre-release, to go back to a lower version or to a commit that the tag left
 * behind, and to follow an exact tag that is not where it was when the release was made.
 */
export const moveMajorTag = async (repository: string, name: string): Promise<boolean> => {
  const tag = requireReleaseTag(name)
  const refuse = (why: string): never => {
    throw new Failure(`«${tag.major}» cannot follow «${tag.name}»: ${why}. It stays where it is.`)
  }
  const commit = await git(repository, ['rev-parse', 'HEAD^{commit}'])
  const tags = await remoteTags(repository)
  if (tags.get(tag.name)?.commit !== commit) refuse(`origin's «${tag.name}» is not the commit ${commit}`)

  const higher = [...tags.keys()]
    .map(parseReleaseTag)
    .find((other) => other?.major === tag.major && compareReleases(other, tag) > 0)
  if (higher !== undefined) refuse(`«${higher.name}» is a higher version`)

  const before = tags.get(tag.major)
  if (before?.commit === commit) return false
  if (before !== undefined && !(await isInHistory(repository, before.commit, commit))) {
    refuse(`its commit ${before.commit} is not in the history of ${commit}`)
  }
  // Only if it still is where it was seen, or still is not there at all: another release may be under way.
  const lease = `--force-with-lease=refs/tags/${tag.major}:${before?.object ?? ''}`
  await git(repository, ['push', '--quiet', lease, 'origin', `${commit}:refs/tags/${tag.major}`])
  return true
}

/** Of each tag, what its reference names, and the commit behind that; they differ for an annotated tag. */
const remoteTags = async (
  repository: string,
): Promise<ReadonlyMap<string, { readonly object: string; readonly commit: string }>> => {
  const lines = (await git(repository, ['ls-remote', '--tags', 'origin'])).split('\n')
  const tags = new Map<string, { readonly object: string; readonly commit: string }>()
  for (const line of lines) {
    const [, id = '', name = '', peeled] = /^([0-9a-f]+)\trefs\/tags\/(.+?)(\^\{\})?$/.exec(line) ?? []
    if (name === '') continue
    // The peeled one follows the tag's own line.
    tags.set(name, { object: peeled === undefined ? id : (tags.get(name)?.object ?? id), commit: id })
  }
  return tags
}

/** `node scripts/major-tag.ts v1.2.3`: moves the major version's tag of `origin`. */
if (import.meta.main) {
  await runMain(async ([name = '']) => {
    const moved = await moveMajorTag(process.cwd(), name)
    console.log(moved ? `The major version's tag follows ${name}.` : `It followed ${name} already.`)
    return 0
  })
}
