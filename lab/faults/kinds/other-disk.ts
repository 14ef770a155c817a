import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, rm, statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { messageOf } from '../../../src/message/failure.ts'
import { run } from '../../tools/command.ts'
import { Impossible } from '../trial.ts'

/** The limits of a disk; none if empty. */
export interface Shortage {
  /** Free bytes, beside the existing content. */
  readonly bytes?: number
  /** Free inodes, beside the existing files and directories. */
  readonly files?: number
  readonly readOnly?: boolean
}

const plenty = '2g'

/**
 * Moves a directory with its content to its own disk. The returned function removes the disk. Throws an Impossible if
 * mounting is not permitted.
 */
export const moveToOtherDisk = async (
  folder: string,
  { bytes, files, readOnly = false }: Shortage = {},
): Promise<() => Promise<void>> => {
  await mkdir(folder, { recursive: true })
  const copy = await mkdtemp(join(tmpdir(), 'lab-disk-'))
  try {
    await copyInside(folder, copy)
    await mount('--types', 'tmpfs', '--options', `size=${plenty},mode=0777`, 'tmpfs', folder)
    await copyInside(copy, folder)
  } finally {
    await rm(copy, { recursive: true, force: true })
  }
  const { blocks, bfree, bsize, files: nodes, ffree } = await statfs(folder)
  const options = [
    'remount',
    ...(bytes === undefined ? [] : [`size=${(blocks - bfree) * bsize + bytes}`]),
    ...(files === undefined ? [] : [`nr_inodes=${nodes - ffree + files}`]),
    ...(readOnly ? ['ro'] : []),
  ]
  await mount('--options', options.join(','), folder)
  // Also after an interruption of the campaign, when no other command can start.
  return async () => void execFileSync('umount', [folder])
}

const mount = async (...args: readonly string[]): Promise<void> => {
  try {
    await run('mount', args)
  } catch (error) {
    throw new Impossible(`Could not mount a file system: ${messageOf(error)}`)
  }
}

/** Copies a directory's content with links, owners, modes and times. */
const copyInside = async (from: string, to: string): Promise<void> => {
  // `join` would remove the final `.`, which selects the content instead of the directory.
  await run('cp', ['--archive', `${from}/.`, to])
}
