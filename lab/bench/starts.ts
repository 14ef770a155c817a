import { spawnSync } from 'node:child_process'
import { realpathSync } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { entries } from '../../src/entries.ts'
import { root } from '../tools/folder.ts'
import { type Measurement, type Measurements, medianOf, type Note, type Row, ratio } from './table.ts'

const dist = join(root, 'dist')
const seriesOf = (entry: string): string => `start of ${entry}`
const nodeAlone = 'Node alone'

const node = realpathSync(join(root, 'node_modules', '.bin', 'node'))

const secondsOf = (args: readonly string[]): Measurement => {
  const began = performance.now()
  spawnSync(node, args, { cwd: tmpdir(), env: {} })
  return { wall: (performance.now() - began) / 1000 }
}

/** Starts an entry without inputs: it ends as soon as it is loaded. */
export const measureStart = (entry: string): Measurement => secondsOf([join(dist, `${entry}.js`)])

/** Starts every entry, and Node alone. */
export const measureStarts = async (runs: number, note: Note): Promise<void> => {
  for (let round = 0; round < runs; round += 1) {
    note(seriesOf(nodeAlone), secondsOf(['--eval', '']))
    for (const entry of Object.keys(entries)) note(seriesOf(entry), measureStart(entry))
  }
}

const sizeOfDist = async (): Promise<number> => {
  const sizes = (await readdir(dist)).map(async (name) => (await stat(join(dist, name))).size)
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0)
}

export const startRows = async (measurements: Measurements): Promise<readonly Row[]> => {
  const start = (entry: string) => medianOf(measurements.get(seriesOf(entry)), ({ wall }) => wall)
  const starts = Object.keys(entries)
    .map(start)
    .filter((seconds) => seconds !== undefined)
  const slowest = starts.length === 0 ? undefined : Math.max(...starts)
  return [
    { title: 'size of dist', unit: ' MB', goal: 7, limit: 7.5, value: (await sizeOfDist()) / 1e6 },
    // Relative to Node alone, because absolute times vary on a busy machine.
    {
      ...{ title: 'slowest start of an action against Node alone', unit: ' ×', goal: 5, limit: 8 },
      value: ratio(slowest, start(nodeAlone)),
    },
  ]
}
