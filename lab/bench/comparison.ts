import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from '../tools/command.ts'
import { root } from '../tools/folder.ts'
import { step } from '../tools/progress.ts'
import { startCreatorClock } from './creator-clock.ts'
import { measureLocalBuild } from './local-build.ts'
import type { Note } from './measurement.ts'
import { machine } from './report.ts'
import { type Bench, workFolder } from './set-up.ts'
import {
  around,
  dividedBy,
  type Figure,
  formatGoals,
  formatTable,
  type Measurements,
  medianOf,
  ratio,
} from './table.ts'

interface Side {
  readonly name: string
  readonly checkout: string
  /** Each has its own, for they need not agree on its form. */
  readonly layoutRepo: string
}

const kinds = ['full', 'sparse'] as const

const rowOf = ({ name }: Pick<Side, 'name'>, kind: string): string => `${kind}, warm, ${name}`
const thisCheckout = { name: 'this checkout' } as const

/**
 * Builds with this checkout's bundle and with that of another commit, by turns: on a machine whose speed changes from
 * minute to minute, only what was measured in one run can be compared.
 */
export const measureBeside = async (bench: Bench, ref: string, rounds: number, note: Note): Promise<void> => {
  const before: Side = {
    name: ref,
    checkout: await checkOut(ref),
    layoutRepo: join(workFolder, 'repo-before'),
  }
  const now: Side = { ...thisCheckout, checkout: root, layoutRepo: join(workFolder, 'repo-now') }
  await step('Warm-up', async () => {
    for (const side of [before, now]) await measureLocalBuild(bench, side)
  })
  using clock = startCreatorClock(bench.builderId)
  for (let round = 0; round < rounds; round += 1) {
    await step(`Round ${round + 1} of ${rounds}`, async () => {
      for (const kind of kinds) {
        for (const side of round % 2 === 0 ? [before, now] : [now, before]) {
          note(
            rowOf(side, kind),
            await measureLocalBuild(bench, { ...side, sparse: kind === 'sparse' }, clock),
          )
        }
      }
    })
  }
}

/** What this checkout takes around the creator, in times of what another commit takes. */
export const aroundFigures = (measurements: Measurements, ref: string): readonly Figure[] =>
  kinds.map((kind) => ({
    title: `around the creator, ${kind}, warm, against ${ref}`,
    value: dividedBy(
      medianOf(measurements.get(rowOf(thisCheckout, kind)), around),
      medianOf(measurements.get(rowOf({ name: ref }, kind)), around),
    ),
    goal: 1,
    unit: ' ×',
  }))

/** What was measured of two commits, in Markdown. */
export const formatComparison = (measurements: Measurements, ref: string): string => {
  const wall = (side: Pick<Side, 'name'>, kind: string) =>
    medianOf(measurements.get(rowOf(side, kind)), (measurement) => measurement.wall)
  return `
## Bench: this checkout against ${ref}

${machine()}. Medians, by turns.

${formatTable(measurements)}

This checkout against ${ref}:
${kinds.map((kind) => `- ${kind}, warm: ${ratio(wall(thisCheckout, kind), wall({ name: ref }, kind))}`).join('\n')}
${formatGoals(aroundFigures(measurements, ref))}
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
