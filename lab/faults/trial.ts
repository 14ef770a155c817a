import { Failure } from '../../src/message/failure.ts'
import type { ActionName } from '../driving/actions.ts'
import type { RunningAction } from '../driving/runner.ts'
import type { Scene } from './scene.ts'

/** One fault at one moment of one action. The judge does not know what the fault does. */
export interface Trial {
  readonly action: ActionName
  /** A row of the table: `registry resets the connection`. */
  readonly fault: string
  /** The variant within the row: `the first layer, after 1000 bytes`. */
  readonly moment: string
  readonly expected: Expected
  /** Whether the Actions cache has entries of previous runs. Default: no. */
  readonly cached?: boolean
  /** Prepares a new scene and returns the disturbance. Throws an Impossible if this machine does not permit it. */
  readonly prepare: (scene: Scene) => Disturbance | Promise<Disturbance>
}

/** All that the judge knows of a fault. */
export interface Expected {
  /**
   * `green` if the action must survive the fault, such as a single 503. `red` if it cannot, such as a full disk. `either` if
   * both are right, such as for a signal that may come late.
   */
  readonly outcome: 'green' | 'red' | 'either'
  /** The time limit of a step, in seconds. Default: `usualTime`. */
  readonly within?: number
  /**
   * What removes the leftovers that the step cannot remove itself: the post step of a killed step, or the next run, which the
   * campaign starts in the same scene without a fault and which must be green. Default: no leftovers are permitted.
   */
  readonly clearedBy?: 'post step' | 'next run'
  /** Whether the fault kills the process, so that it has no error message and no exit code. */
  readonly killed?: boolean
  /** Whether the push may have set tags. Tags that moved must name the complete expected image. */
  readonly mayTag?: boolean
  /** Whether the fault itself leaves damaged blobs in the stores. */
  readonly damagedStores?: boolean
}

export const usualTime = 45

/** What a trial changes in the scene's run. */
export interface Disturbance {
  /** Override those of the scene's run. */
  readonly inputs?: Readonly<Record<string, string>>
  readonly env?: Readonly<Record<string, string>>
  /** Acts on the process while it runs. It may outlast the process. */
  readonly during?: (action: RunningAction, signal: AbortSignal) => Promise<void>
  /** Removes the fault after the step and its post step, before the judge looks. */
  readonly undo?: () => Promise<void>
  /** Removes what the judge still needs, such as a disk mounted at the target. */
  readonly dispose?: () => Promise<void>
  /** Whether to run the post step too. `false` is what happens if the runner dies with its step. Default: `true`. */
  readonly post?: boolean
  /** Whether the fault happened. Without it, the trial tests nothing. Default: yes. */
  readonly struck?: () => boolean
  /** Scenes to run and judge at the same time, from `scene.neighbour()`. */
  readonly alongside?: readonly Scene[]
}

/** The trial cannot run on this machine. The action is not at fault. */
export class Impossible extends Failure {}

export const nameOf = ({ action, fault, moment }: Pick<Trial, 'action' | 'fault' | 'moment'>): string =>
  `${action}: ${fault}: ${moment}`
