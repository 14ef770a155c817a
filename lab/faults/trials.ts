import { actionNames } from '../driving/actions.ts'
import { crowdTrials } from './kinds/crowd.ts'
import { diskTrials } from './kinds/disk.ts'
import { engineTrials } from './kinds/engine.ts'
import { registryTrials } from './kinds/registry.ts'
import { serviceTrials } from './kinds/services.ts'
import { signalTrials } from './kinds/signals.ts'
import type { Trial } from './trial.ts'

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
