import { randomUUID } from 'node:crypto'
import { mkdir, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import type { StoreFolder } from '../../content/folder-cache.ts'
import { shortHash } from '../../files/process-identity.ts'
import { isSystemError } from '../../message/failure.ts'

interface Workspace {
  readonly path: string
  leave(): Promise<void>
}

/** The workspace in use, and the number of its users. */
let current: { readonly opening: Promise<Workspace>; users: number } | undefined

/**
 * Does work of GitHub's cache client with a folder, by a path that is the same on every runner.
 *
 * The client makes the path that it gets a part of an entry's version, and packs and unpacks relative to GITHUB_WORKSPACE.
 * It takes both from the process: relative paths from the working directory, the workspace from the environment. So while
 * the client is at work, both are a temporary folder with a link to each cached folder. They belong to the whole process;
 * calls at the same time share them.
 * https://github.com/actions/toolkit/blob/main/packages/cache/src/internal/cacheUtils.ts
 */
export const inClientWorkspace = async <Result>(
  { root, name }: StoreFolder,
  work: (path: string) => Promise<Result>,
): Promise<Result> => {
  current ??= { opening: openWorkspace(), users: 0 }
  const shared = current
  shared.users += 1
  try {
    const workspace = await shared.opening
    // The link leads to the folder around the cached one, because tar replaces a link by the folder that it unpacks.
    const around = dirname(join(root, name))
    const link = shortHash(name)
    await mkdir(around, { recursive: true })
    await symlink(around, join(workspace.path, link)).catch((error: unknown) => {
      if (!isSystemError(error, 'EEXIST')) throw error
    })
    return await work(`${link}/${basename(name)}`)
  } finally {
    shared.users -= 1
    if (shared.users === 0) {
      current = undefined
      await (await shared.opening).leave()
    }
  }
}

const openWorkspace = async (): Promise<Workspace> => {
  // Named like the client's own folders in RUNNER_TEMP, which the runner empties.
  const created = join(process.env['RUNNER_TEMP'] || tmpdir(), randomUUID())
  await mkdir(created, { recursive: true, mode: 0o700 })
  const folder = process.cwd()
  const workspace = process.env['GITHUB_WORKSPACE']
  process.chdir(created)
  // The client compares the working directory, which has no symbolic links, with the workspace.
  const path = process.cwd()
  process.env['GITHUB_WORKSPACE'] = path
  return {
    path,
    leave: async () => {
      process.chdir(folder)
      if (workspace === undefined) delete process.env['GITHUB_WORKSPACE']
      else process.env['GITHUB_WORKSPACE'] = workspace
      await rm(path, { recursive: true, force: true })
    },
  }
}
