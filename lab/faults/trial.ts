import { Failure } from '../../src/message/failure.ts'
import type { ActionName } from '../driving/actions.ts'
import type { RunningAction } from '../driving/runner.ts'
import type { Scene } from './scene.ts'

/** One fault at one moment of one action; what it does to the files and services is its own matter, never the judge's. */
export interface Trial {
  readonly action: ActionName
  /** A row of the table: `registry resets the connection`. */
  readonly fault: string
  /** What tells it from the others of its row: `the first layer, after 1000 bytes`. */
  readonly moment: string
  readonly expected: Expected
  /** Whether the Actions cache has what earlier runs saved there; it has not if left out. */
  readonly cached?: boolean
  /** Gets everything ready in a scene of its own, and says what is to happen. Throws an Impossible where that cannot be. */
  readonly prepare: (scene: Scene) => Disturbance | Promise<Disturbance>
}

/** All that the judge is told of a fault. */
export interface Expected {
  /**
   * `green` where the action must survive it, as one answer with 503; `red` where nothing can be done, as with a disk that
   * stays full; `either` where both are right, as with a signal that may come late.
   */
  readonly outcome: 'green' | 'red' | 'either'
  /** The longest that a step may take, in seconds; `usualTime` if left out. */
  readonly within?: number
  /**
   * Who removes what the step cannot have removed: nobody has to (if left out), the post step of one that was killed, or an
   * undisturbed run after it, which the campaign then starts in the same scene, and which must be green.
   */
  readonly clearedBy?: 'post step' | 'next run'
  /** Whether the process is ended from outside, so that it says nothing and has no exit code. */
  readonly killed?: boolean
  /** Whether the push may have come to its tags: those that moved must then mean the expected image, whole. */
  readonly mayTag?: boolean
  /** Whether the fault itself leaves damaged blobs in the stores. */
  readonly damagedStores?: boolean
}

export const usualTime = 45

/** What a trial does beside the run that the scene describes. */
export interface Disturbance {
  /** Replace those of the scene's run. */
  readonly inputs?: Readonly<Record<string, string>>
  readonly env?: Readonly<Record<string, string>>
  /** What happens to the process while it runs; it need not end before the process does. */
  readonly during?: (action: RunningAction, signal: AbortSignal) => Promise<void>
  /** Undoes what was done, as soon as the step and its post step have ended, and before anything is judged. */
  readonly undo?: () => Promise<void>
  /** Undoes what the judge has to see as it is, such as a disk that is mounted at the target. */
  readonly dispose?: () => Promise<void>
  /** Whether the post step is run as well; it is not where a runner dies with its step. It is if left out. */
  readonly post?: boolean
  /** Whether the fault was met; a trial whose fault nobody met says nothing. It was if left out. */
  readonly struck?: () => boolean
  /** Run at the same moment, and judged alike; `scene.neighbour()` makes them. */
  readonly alongside?: readonly Scene[]
}

/** A trial cannot be made on this machine, which says nothing about the action. */
export class Impossible extends Failure {}

export const nameOf = ({ action, fault, moment }: Pick<Trial, 'action' | 'fault' | 'moment'>): string =>
  `${action}: ${fault}: ${moment}`
