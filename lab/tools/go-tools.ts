import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Failure } from '../../src/message/failure.ts'
import { run } from './command.ts'
import { debianCommands, onPath } from './debian.ts'
import { labFolder, makeOnce, root } from './folder.ts'
import { step } from './progress.ts'

/**
 * The lifecycles of the lab's builders: the newest on the module proxy, and one that supports platform APIs up to 0.12.
 * LAB_LIFECYCLE=0.21.0 uses the version in pack instead of the newest.
 */
export const lifecycleVersion = {
  newest: process.env['LAB_LIFECYCLE'] === '0.21.0' ? '0.21.0' : '0.21.17',
  oldest: '0.17.7',
} as const

export const lifecycles = ['newest', 'oldest'] as const
export type Lifecycle = (typeof lifecycles)[number]

export type GoTool = 'act' | 'actionlint' | 'crane' | 'regctl'

/** Builds a command from its Go module, in the version that lab/go pins. Returns its path. */
export const goTool = async (name: GoTool): Promise<string> => join(await build(name, '-s -w'), name)

/** The folders with the newest `dockerd`, `containerd` and `runc`; only `npm run test:engines` builds them. */
export const engineTools = async (): Promise<readonly string[]> => {
  // dockerd needs time namespaces, which Debian 12's runc does not support. runc is partly written in C.
  await debianCommands('scmp_sys_resolver')
  return [
    await build('dockerd', '-s -w', { tags: 'exclude_graphdriver_btrfs' }),
    await build('containerd', '-s -w', { tags: 'no_btrfs' }),
    await build('runc', '-s -w', { tags: 'seccomp', cgo: true }),
  ]
}

/** Returns the directory with `lifecycle` and `launcher`. */
export const lifecycle = (which: Lifecycle): Promise<string> => {
  const version = lifecycleVersion[which]
  return build(`lifecycle-${version}`, `-s -w -X github.com/buildpacks/lifecycle/cmd.Version=${version}`)
}

/** Builds the tools of a module in lab/go. Returns their directory. */
const build = async (name: string, linkerFlags: string, { tags = '', cgo = false } = {}): Promise<string> => {
  const module = join(root, 'lab', 'go', name)
  const pinned = createHash('sha256').update(await readFile(join(module, 'go.sum')))
  const folder = join(labFolder, 'go', `${name}-${pinned.digest('hex').slice(0, 8)}`)
  await makeOnce(folder, (unfinished) =>
    step(`Go module ${name}`, async () => {
      if (!(await onPath('go'))) {
        throw new Failure(`${name} is built from its Go module, but "go" is not on PATH. Install Go.`)
      }
      const flags = ['-trimpath', '-buildvcs=false', '-tags', tags, '-ldflags', linkerFlags]
      await run('go', ['build', ...flags, '-o', `${unfinished}/`, 'tool'], {
        cwd: module,
        env: { CGO_ENABLED: cgo ? '1' : '0' },
      })
    }),
  )
  return folder
}
