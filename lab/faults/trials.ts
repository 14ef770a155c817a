import { createHash } from 'node:crypto'
import { actionNames } from '../driving/actions.ts'
import { crowdTrials } from './kinds/crowd.ts'
import { diskTrials } from './kinds/disk.ts'
import { engineTrials } from './kinds/engine.ts'
import { registryTrials } from './kinds/registry.ts'
import { serviceTrials } from './kinds/services.ts'
import { signalTrials } from './kinds/signals.ts'
import { nameOf, type Trial } from './trial.ts'

/** A control row without a fault, which must be green. */
const undisturbed: readonly Trial[] = actionNames.map((action) => ({
  action,
  fault: 'nothing',
  moment: 'at all',
  expected: { outcome: 'green' },
  prepare: () => ({}),
}))

/** All trials, in the order of the table. */
export const trials: readonly Trial[] = [
  ...undisturbed,
  ...registryTrials,
  ...engineTrials,
  ...serviceTrials,
  ...diskTrials,
  ...signalTrials,
  ...crowdTrials,
]

/**
 * Sorts trials so that each pair of fault and action comes once before any comes twice, and so on. A run that stops early
 * has then covered as many kinds as possible. The rest of the order is random, but the same for the same seed.
 */
export const sampleOrder = <T extends Parameters<typeof nameOf>[0]>(
  trials: readonly T[],
  seed: number,
): readonly T[] => {
  const shuffled = trials
    .map((trial) => ({ trial, rank: rankOf(nameOf(trial), seed) }))
    .sort((a, b) => (a.rank < b.rank ? -1 : 1))
  const seen = new Map<string, number>()
  const rounds: T[][] = []
  for (const { trial } of shuffled) {
    const pair = `${trial.fault}\n${trial.action}`
    const round = seen.get(pair) ?? 0
    seen.set(pair, round + 1)
    rounds[round] = [...(rounds[round] ?? []), trial]
  }
  return rounds.flat()
}

const rankOf = (name: string, seed: number): string =>
  createHash('sha256').update(`${seed}\n${name}`).digest('hex')
