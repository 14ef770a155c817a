import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { TestContext } from 'node:test'
import { run } from '../../lab/tools/command.ts'
import { git } from '../../scripts/git.ts'
import { Failure } from '../../src/message/failure.ts'

/** A clone with one branch, `main`, and the bare repository `origin` that it was cloned from, which is empty at first. */
export interface TestRepository {
  readonly folder: string
  readonly origin: string
  readonly git: (...args: readonly string[]) => Promise<string>
  /** Makes a commit with these files added, or with nothing new in it, and resolves with its hash. */
  readonly commit: (subject: string, files?: Readonly<Record<string, string>>) => Promise<string>
}

const identity = { name: 'Ann', email: 'ann@localhost' }

/** Makes a real repository, which is removed after the test. */
export const openRepository = async (t: TestContext): Promise<TestRepository> => {
  const root = await mkdtemp(join(tmpdir(), 'scripts-'))
  t.after(() => rm(root, { recursive: true, force: true }))
  const [folder, origin] = [join(root, 'clone'), join(root, 'origin.git')]
  await run('git', ['init', '--quiet', '--bare', '--initial-branch', 'main', origin])
  await run('git', ['init', '--quiet', '--initial-branch', 'main', folder])
  const own = (...args: readonly string[]) => telling(git(folder, args))
  await own('remote', 'add', 'origin', origin)
  await own('config', 'user.name', identity.name)
  await own('config', 'user.email', identity.email)
  await own('config', 'commit.gpgsign', 'false')
  await own('config', 'tag.gpgsign', 'false')
  const commit = async (subject: string, files: Readonly<Record<string, string>> = {}) => {
    for (const [path, content] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true })
      await writeFile(join(folder, path), content)
    }
    await own('add', '--all')
    await own('commit', '--quiet', '--allow-empty', '--message', subject)
    return own('rev-parse', 'HEAD')
  }
  return { folder, origin, git: own, commit }
}

/** Runs a script of this repository as a workflow does, in another repository. */
export const runScript = async (
  repository: TestRepository,
  script: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<string> => {
  const path = join(import.meta.dirname, '..', '..', 'scripts', script)
  return telling(run(process.execPath, [path, ...args], { cwd: repository.folder, env }))
}

/** With all that a command wrote in its error's message, so that a test can tell why it failed. */
const telling = async (output: Promise<string>): Promise<string> => {
  try {
    return await output
  } catch (cause) {
    if (!(cause instanceof Failure)) throw cause
    throw new Error([cause.message, ...cause.detail].join('\n'), { cause })
  }
}
