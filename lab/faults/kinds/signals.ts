import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { type ActionName, actionNames } from '../../driving/actions.ts'
import type { RunningAction } from '../../driving/runner.ts'
import type { Scene } from '../scene.ts'
import type { Disturbance, Trial } from '../trial.ts'

/**
 * How long each action takes without a fault, in milliseconds, on two busy cores. If an action ends sooner, the moments after
 * that are not met.
 */
const durations: Readonly<Record<ActionName, number>> = {
  build: 4000,
  download: 1200,
  push: 1600,
  rebase: 1200,
}

const count = 12

/** Milliseconds after the start of an action, evenly spread over its usual duration. */
const momentsOf = (action: ActionName): readonly number[] =>
  Array.from({ length: count }, (_, nth) => Math.round((nth * durations[action]) / count))

/** A runner's delays between signals, in milliseconds: https://github.com/actions/runner, ProcessInvoker.cs */
const untilSigterm = 7_500
const untilKilled = 2_500

type Cancelled = 'SIGINT' | 'SIGTERM'

/** Cancels an action as a runner does, or starting with the second signal. */
const cancel = async (action: RunningAction, first: Cancelled, signal: AbortSignal): Promise<void> => {
  action.kill(first)
  if (first === 'SIGINT') {
    await delay(untilSigterm, undefined, { signal })
    action.kill('SIGTERM')
  }
  await delay(untilKilled, undefined, { signal })
  action.kill('SIGKILL')
}

/** Does something at a moment, unless the action has ended. */
const at = (
  moment: number,
  happens: (action: RunningAction, signal: AbortSignal) => Promise<void> | void,
): Pick<Disturbance, 'during' | 'struck'> => {
  let struck = false
  return {
    during: async (action, signal) => {
      try {
        await delay(moment, undefined, { signal })
        struck = true
        await happens(action, signal)
      } catch (error) {
        if (!signal.aborted) throw error
      }
    },
    struck: () => struck,
  }
}

const cancelled = (action: ActionName, first: Cancelled, moment: number): Trial => ({
  action,
  fault: first,
  moment: `after ${moment} ms`,
  expected: {
    outcome: 'either',
    // Before Node installs its signal handlers, a signal ends it immediately.
    killed: true,
    mayTag: true,
    within: (moment + untilSigterm) / 1000,
  },
  prepare: () => at(moment, (running, signal) => cancel(running, first, signal)),
})

/** Empties RUNNER_TEMP as a runner does before and after each job. */
const emptyTemp = async ({ temp, layoutRepo, buildCache }: Scene): Promise<void> => {
  for (const path of (await readdir(temp)).map((name) => join(temp, name))) {
    if (path !== layoutRepo && path !== buildCache) await rm(path, { recursive: true })
  }
}

const killed = (action: ActionName, clearedBy: 'post step' | 'next run', moment: number): Trial => ({
  action,
  fault: `kill -9, then the ${clearedBy}`,
  moment: `after ${moment} ms`,
  expected: { outcome: 'either', killed: true, mayTag: true, clearedBy },
  prepare: (scene) => ({
    ...at(moment, (running) => running.kill('SIGKILL')),
    post: clearedBy === 'post step',
    undo: () => emptyTemp(scene),
  }),
})

/** Signals at twelve moments of every action. */
export const signalTrials: readonly Trial[] = actionNames.flatMap((action) =>
  momentsOf(action).flatMap((moment) => [
    cancelled(action, 'SIGINT', moment),
    cancelled(action, 'SIGTERM', moment),
    // Only a build has a post step.
    ...(action === 'build' ? [killed(action, 'post step', moment)] : []),
    killed(action, 'next run', moment),
  ]),
)
