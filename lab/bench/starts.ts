import { spawnSync } from 'node:child_process'
import { realpathSync } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { entries } from '../../src/entries.ts'
import { root } from '../tools/folder.ts'
import type { Note } from './measurement.ts'
import { workFolder } from './set-up.ts'

const dist = join(root, 'dist')

/** The row of each entry's start, by the entry's name. */
export const startRows: ReadonlyMap<string, string> = new Map(
  Object.keys(entries).map((name) => [name, `start of ${name}`]),
)

/** What a start is compared with: on a busy machine, seconds say little. */
export const nodeRow = 'start of Node alone'

/** Starts each entry without an input: it has nothing to do, and ends as soon as it has been loaded. */
export const measureStarts = (note: Note): void => {
  const node = realpathSync(join(root, 'node_modules', '.bin', 'node'))
  const measure = (row: string, args: readonly string[]): void => {
    const began = performance.now()
    spawnSync(node, args, { cwd: workFolder, env: {} })
    note(row, { wall: (performance.now() - began) / 1000, parts: {} })
  }
  measure(nodeRow, ['--eval', ''])
  for (const [name, row] of startRows) measure(row, [join(dist, `${name}.js`)])
}

/** Bytes of all that is in dist. */
export const sizeOfDist = async (): Promise<number> => {
  const sizes = (await readdir(dist)).map(async (name) => (await stat(join(dist, name))).size)
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
}
