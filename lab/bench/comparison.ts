import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from '../tools/command.ts'
import { root } from '../tools/folder.ts'
import { say, step } from '../tools/progress.ts'
import { startCreatorClock } from './creator-clock.ts'
import { measureLocalBuild } from './local-build.ts'
import type { Measurement } from './measurement.ts'
import { machine, ratio } from './report.ts'
import { type Bench, workFolder } from './set-up.ts'
import { around, formatTable, medianOf } from './table.ts'

interface Side {
  readonly name: string
  readonly checkout: string
  /** Each has its own, for they need not agree on its form. */
  readonly layoutRepo: string
}

const kinds = ['full', 'sparse'] as const

/**
 * Builds with this checkout's bundle and with that of another commit, by turns: on a machine whose speed changes from
 * minute to minute, only what was measured in one run can be compared. Resolves with a report in Markdown.
 */
export const compareWith = async (bench: Bench, ref: string, rounds: number): Promise<string> => {
  const before: Side = {
    name: ref,
    checkout: await checkOut(ref),
    layoutRepo: join(workFolder, 'repo-before'),
  }
  const now: Side = { name: 'this checkout', checkout: root, layoutRepo: join(workFolder, 'repo-now') }
  const row = ({ name }: Side, kind: string) => `${kind}, warm, ${name}`
  const measurements = new Map<string, Measurement[]>(
    kinds.flatMap((kind) => [before, now].map((side) => [row(side, kind), []])),
  )
  await step('Warm-up', async () => {
    for (const side of [before, now]) await measureLocalBuild(bench, side)
  })
  using clock = startCreatorClock(bench.builderId)
  for (let round = 0; round < rounds; round += 1) {
    await step(`Round ${round + 1} of ${rounds}`, async () => {
      for (const kind of kinds) {
        for (const side of round % 2 === 0 ? [before, now] : [now, before]) {
          const measured = await measureLocalBuild(bench, { ...side, sparse: kind === 'sparse' }, clock)
          measurements.get(row(side, kind))?.push(measured)
          say(`  ${row(side, kind)}: ${measured.wall.toFixed(2)} s`)
        }
      }
    })
  }
  const compared = (value: (measurement: Measurement) => number | undefined, kind: string) =>
    ratio(
      medianOf(measurements.get(row(now, kind)), value),
      medianOf(measurements.get(row(before, kind)), value),
    )
  return `
## Bench: this checkout against ${ref}

${machine()}. Medians of ${rounds} rounds, by turns.

${formatTable(measurements)}

This checkout against ${ref}:
${kinds.map((kind) => `- ${kind}, warm: ${compared(({ wall }) => wall, kind)}; around the creator ${compared(around, kind)}`).join('\n')}
`
}

/** The action and the bundles of a commit, as they lie there; returns their folder. */
const checkOut = async (ref: string): Promise<string> => {
  const folder = join(workFolder, 'before')
  const archive = join(workFolder, 'before.tar')
  await mkdir(folder, { recursive: true })
  await run('git', ['archive', '--output', archive, ref, 'action.yml', 'dist'], { cwd: root })
  await run('tar', ['-xf', archive, '-C', folder])
  return folder
}
