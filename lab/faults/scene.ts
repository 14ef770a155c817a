import type { ActionRun } from '../driving/runner.ts'
import type { ResultsService } from '../services/results.ts'
import type { EngineProxy } from './engine-proxy.ts'
import type { Lane } from './lane.ts'
import type { RegistryProxy } from './registry-proxy.ts'

/** All that one trial has to itself; removed after it. */
export interface Scene {
  readonly lane: Lane
  /** All of the scene's folders lie in it. */
  readonly folder: string
  /** GITHUB_WORKSPACE; the app is in `app`. */
  readonly workspace: string
  /** RUNNER_TEMP. */
  readonly temp: string
  /** TMPDIR. */
  readonly systemTemp: string
  /** The stores; below `temp`, and empty but for what `warm` has put there. */
  readonly layoutRepo: string
  readonly buildCache: string
  /** Where the action puts a layout, with an earlier one in its place; a push only reads its own there. */
  readonly target: string
  /** Where a push pushes to, without a tag: `127.0.0.1:PORT/faults/17`. Its tag `kept` means an earlier image. */
  readonly repository: string
  /** Between the action and the registry; passes everything on until it is told otherwise. */
  readonly registry: RegistryProxy
  /** Between the action and the engine; DOCKER_HOST of the run leads through it. */
  readonly engine: EngineProxy
  /** GitHub's services of this trial alone; its `misbehave` is the way to disturb them. */
  readonly results: ResultsService
  /** What a step runs that nobody disturbs. */
  readonly run: ActionRun
  /** Fills the stores with what earlier runs leave there, so that the run has something to reuse. */
  readonly warm: () => Promise<void>
  /** Another scene with a workspace, a target, a temporary folder of its own, but the same stores and services. */
  readonly neighbour: () => Promise<Scene>
}
