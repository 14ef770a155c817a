import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { TestContext } from 'node:test'
import { run } from '../../lab/tools/command.ts'

/** A clone with one branch, `main`, and the bare repository `origin`, which is empty at first. */
export interface TestRepository {
  readonly folder: string
  readonly origin: string
  readonly git: (...args: readonly string[]) => Promise<string>
  /** Makes a commit with these files, which may be none, and resolves with its hash. */
  readonly commit: (subject: string, files?: Readonly<Record<string, string>>) => Promise<string>
}

/** Makes a real repository, which is removed after the test. */
export const openRepository = async (t: TestContext): Promise<TestRepository> => {
  const root = await mkdtemp(join(tmpdir(), 'scripts-'))
  t.after(() => rm(root, { recursive: true, force: true }))
  const [folder, origin] = [join(root, 'clone'), join(root, 'origin.git')]
  await run('git', ['init', '--quiet', '--bare', '--initial-branch', 'main', origin])
  await run('git', ['init', '--quiet', '--initial-branch', 'main', folder])
  const git = async (...args: readonly string[]) => (await run('git', args, { cwd: folder })).trimEnd()
  await git('remote', 'add', 'origin', origin)
  await git('config', 'user.name', 'Ann')
  await git('config', 'user.email', 'ann@localhost')
  await git('config', 'commit.gpgsign', 'false')
  await git('config', 'tag.gpgsign', 'false')
  const commit = async (subject: string, files: Readonly<Record<string, string>> = {}) => {
    for (const [path, content] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true })
      await writeFile(join(folder, path), content)
    }
    await git('add', '--all')
    await git('commit', '--quiet', '--allow-empty', '--message', subject)
    return git('rev-parse', 'HEAD')
  }
  return { folder, origin, git, commit }
}

/** A commit on main with this tag, both in `origin`. */
export const release = async (
  { commit, git }: TestRepository,
  tag: string,
  ...options: readonly string[]
): Promise<string> => {
  const hash = await commit(`Make ${tag}`)
  await git('tag', ...options, tag)
  await git('push', '--quiet', 'origin', 'main', `refs/tags/${tag}`)
  return hash
}

/** The commit or tag object that a tag of `origin` names; empty without such a tag. */
export const tagInOrigin = async ({ origin, git }: TestRepository, tag: string): Promise<string> =>
  (await git('ls-remote', origin, `refs/tags/${tag}`)).split('\t')[0] ?? ''
