import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, rm, statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { messageOf } from '../../../src/message/failure.ts'
import { run } from '../../tools/command.ts'
import { Impossible } from '../trial.ts'

/** What a disk is short of; nothing if empty. */
export interface Shortage {
  /** Has room for so many bytes beside what lies there. */
  readonly bytes?: number
  /** Has room for so many files and folders beside those that lie there. */
  readonly files?: number
  readonly readOnly?: boolean
}

const plenty = '2g'

/**
 * Puts a folder, and all that is in it, on a disk of its own; the function returned takes the disk away. Throws an
 * Impossible where nothing may be mounted.
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
  // Also where the campaign was interrupted, after which no other command begins.
  return async () => void execFileSync('umount', [folder])
}

const mount = async (...args: readonly string[]): Promise<void> => {
  try {
    await run('mount', args)
  } catch (error) {
    throw new Impossible(`Nothing may be mounted here: ${messageOf(error)}`)
  }
}

/** Copies what is in a folder, with its links, owners, modes and times. */
const copyInside = async (from: string, to: string): Promise<void> => {
  // `join` would take the point away, and with it what it says: the folder itself is not meant.
  await run('cp', ['--archive', `${from}/.`, to])
}
