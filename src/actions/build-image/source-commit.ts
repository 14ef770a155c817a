import { dirname, join } from 'node:path'
import { withoutCredentials } from '../../cnb/project/source.ts'
import { readSmallFile } from '../../layout/read.ts'

/** The commit that a directory was checked out from. */
export interface SourceCommit {
  /** The address of the remote `origin`, without credentials. Empty if it is unknown. */
  readonly repository: string
  /** The SHA-1 or SHA-256 of the commit. */
  readonly commit: string
}

const commitPattern = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/

/**
 * Finds the commit that the app was checked out from: in `.git` of its directory or of a directory above it, up to the
 * workspace. Undefined if there is none. Changes that are not committed do not show.
 */
export const findSourceCommit = async (app: string, workspace: string): Promise<SourceCommit | undefined> => {
  for (let folder = app; ; folder = dirname(folder)) {
    const git = join(folder, '.git')
    const commit = await headCommit(git)
    if (commit !== undefined) return { repository: await originOf(git), commit }
    if (folder === workspace || folder === dirname(folder)) return undefined
  }
}

const readText = async (path: string): Promise<string> =>
  readSmallFile(path).then(
    (bytes) => bytes.toString('utf8'),
    () => '',
  )

/** https://git-scm.com/docs/gitrepository-layout */
const headCommit = async (git: string): Promise<string | undefined> => {
  const head = (await readText(join(git, 'HEAD'))).trim()
  if (commitPattern.test(head)) return head
  const [, reference] = /^ref: (refs\/[\w./-]+)$/.exec(head) ?? []
  if (reference === undefined || reference.includes('..')) return undefined
  const loose = (await readText(join(git, reference))).trim()
  if (commitPattern.test(loose)) return loose
  const packed = (await readText(join(git, 'packed-refs'))).split('\n')
  const commit = packed.find((line) => line.endsWith(` ${reference}`))?.split(' ')[0] ?? ''
  return commitPattern.test(commit) ? commit : undefined
}

/** https://git-scm.com/docs/git-config#_syntax */
const originOf = async (git: string): Promise<string> => {
  const lines = (await readText(join(git, 'config'))).split('\n').map((line) => line.trim())
  const start = lines.indexOf('[remote "origin"]')
  if (start === -1) return ''
  const section = lines.slice(start + 1)
  const end = section.findIndex((line) => line.startsWith('['))
  const url = section.slice(0, end === -1 ? undefined : end).find((line) => /^url\s*=/.test(line)) ?? ''
  return withoutCredentials(url.replace(/^url\s*=\s*/, ''))
}
