import { messageOf } from '../../src/message/failure.ts'
import { type ActionResult, type ActionRun, startAction } from '../driving/runner.ts'
import { interruption } from '../tools/command.ts'
import { gatherEvidence } from './evidence.ts'
import { judge, type Verdict } from './judge.ts'
import type { Lane } from './lane.ts'
import { openScene, type Scene } from './scene.ts'
import { type Disturbance, type Expected, Impossible, type Trial } from './trial.ts'

/** The result of a trial. */
export interface TrialResult {
  readonly trial: Trial
  /** `not met` if the fault did not happen, so that the trial tested nothing. */
  readonly outcome: Verdict['outcome'] | 'not met'
  readonly findings: readonly string[]
  /** The duration of its slowest step, in milliseconds. */
  readonly duration: number
  readonly log: string
}

/** Runs one trial in a lane. An error of the campaign itself also makes the trial wrong. */
export const conduct = async (trial: Trial, lane: Lane): Promise<TrialResult> => {
  try {
    await using scene = await openScene(lane, { action: trial.action, cached: trial.cached ?? false })
    const disturbance = await trial.prepare(scene)
    try {
      return await disturbed(trial, scene, disturbance)
    } finally {
      await disturbance.dispose?.()
    }
  } catch (error) {
    interruption.signal.throwIfAborted()
    if (error instanceof Impossible) {
      return { trial, outcome: 'not met', findings: [error.message], duration: 0, log: '' }
    }
    const log = error instanceof Error ? (error.stack ?? '') : ''
    const findings = [`the trial could not run: ${messageOf(error)}`]
    return { trial, outcome: 'wrong', findings, duration: 0, log }
  }
}

const disturbed = async (trial: Trial, scene: Scene, disturbance: Disturbance): Promise<TrialResult> => {
  const { expected } = trial
  const { alongside = [], undo, struck } = disturbance
  const [result, ...others] = await Promise.all([
    startDisturbed(scene.run, disturbance),
    ...alongside.map(({ run }) => startDisturbed(run, {})),
  ])
  await undo?.()
  const met = struck?.() ?? true
  const verdicts = [await verdictOf(scene, result, expected)]
  const results = [result, ...others]
  for (const [nth, neighbour] of alongside.entries()) {
    const other = others[nth]
    if (other !== undefined) verdicts.push(await verdictOf(neighbour, other, expected))
  }
  if (expected.clearedBy === 'next run') {
    scene.registry.calm()
    scene.engine.calm()
    // The first run may have uploaded its artifact.
    const uploads = trial.action === 'build' || trial.action === 'rebase'
    const next = await startDisturbed(scene.run, uploads ? { inputs: { overwrite: 'true' } } : {})
    results.push(next)
    const { damagedStores = false } = expected
    verdicts.push(await verdictOf(scene, next, { outcome: 'green', damagedStores }))
  }
  const findings = verdicts.flatMap((verdict) => verdict.findings)
  const [first] = verdicts
  const outcome = findings.length > 0 ? 'wrong' : met ? (first?.outcome ?? 'wrong') : 'not met'
  return {
    trial,
    outcome,
    findings,
    duration: Math.max(...results.map(({ duration }) => duration)),
    log: results.map(transcriptOf).join('\n'),
  }
}

const verdictOf = async (scene: Scene, result: ActionResult, expected: Expected): Promise<Verdict> =>
  judge(await gatherEvidence(scene, result), expected, scene.lane.expected[scene.run.action])

const startDisturbed = async (
  run: ActionRun,
  { inputs, env, during, post }: Disturbance,
): Promise<ActionResult> => {
  const ended = new AbortController()
  const action = await startAction({
    ...run,
    inputs: { ...run.inputs, ...inputs },
    env: { ...run.env, ...env },
    ...(post !== undefined && { post }),
    signal: interruption.signal,
  })
  const happening = during?.(action, ended.signal).catch((error: unknown) => {
    if (!ended.signal.aborted) throw error
  })
  const result = await action.result
  ended.abort()
  await happening
  return result
}

const transcriptOf = ({ exitCode, log, stderr, post }: ActionResult): string =>
  [
    log.trimEnd(),
    ...(stderr === '' ? [] : [`standard error: ${stderr.trimEnd()}`]),
    ...(post === undefined || post.log === '' ? [] : [`post step: ${post.log.trimEnd()}`]),
    `exit code ${exitCode}`,
  ].join('\n')
