import { Failure } from '../../message/failure.ts'
import { printable } from '../../message/printable.ts'
import type { Exit } from '../../sandbox/sandbox.ts'
import { formatOrder, type Order } from '../buildpacks/order.ts'
import type { DetectResult } from './detect-results.ts'
import type { Phase } from './phase.ts'

/** What the creator's exit codes mean, and what to do next. https://github.com/buildpacks/spec/blob/main/platform.md#creator */
const exitCodes: Readonly<Record<number, readonly [phase: string, meaning: string, advice: string]>> = {
  1: ['', 'an error without a code of its own', 'See the last lines of the build.'],
  3: [
    '',
    'the lifecycle refused its arguments',
    'See its last lines; the builder may be too old or too new.',
  ],
  11: ['', 'the lifecycle does not speak the platform API', 'Use a newer builder.'],
  12: ['', 'a buildpack has a buildpack API that the lifecycle does not speak', 'Use a newer builder.'],
  20: [
    'detect',
    'no group of buildpacks passed detection',
    'Check that the input path is the folder of the app, and that the builder has buildpacks for its language.',
  ],
  21: [
    'detect',
    'no group of buildpacks passed detection, and a buildpack failed at it',
    'See what the buildpack said.',
  ],
  22: ['detect', 'detection failed', 'See the last lines of the build.'],
  32: [
    'analyze',
    'the analysis of the run image or of an earlier image failed',
    'See the last lines of the build.',
  ],
  42: ['restore', 'restoring layers failed', 'See the last lines of the build.'],
  51: [
    'build',
    "a buildpack's build failed",
    'See what the buildpack said; the cause is usually in the app.',
  ],
  52: ['build', 'the build failed outside of the buildpacks', 'See the last lines of the build.'],
  62: ['export', 'writing the image failed', 'See the last lines of the build.'],
}

/** How the creator failed. */
export interface CreatorResult {
  readonly exitCode: number
  /** For a sentence: `detecting buildpacks`, `building`. */
  readonly phase: string
  /** The meaning of the exit code: part of a sentence. */
  readonly meaning: string
  /** Whether the cause is certain, so that another attempt would fail in the same way. */
  readonly isExplained: boolean
  /** The results of the detect phase, if that is the phase that failed. */
  readonly detectResults: readonly DetectResult[]
}

/** The creator did not succeed. `detail` has the last lines of its output. */
export class CreatorFailure extends Failure {
  readonly result: CreatorResult

  constructor(result: CreatorResult, advice: string, lastLines: readonly string[]) {
    const { phase, meaning, exitCode } = result
    super(`The build failed while ${phase}: ${meaning} (exit code ${exitCode}). ${advice}`, {
      detail: lastLines,
    })
    this.result = result
  }
}

const signals: Readonly<Record<number, string>> = { 130: 'SIGINT', 137: 'SIGKILL', 143: 'SIGTERM' }

/** More about a build than its output. */
export interface BuildContext {
  /** The order of the buildpacks, if it is not the builder's. */
  readonly buildpacks?: Order | undefined
  /** The process types that the buildpacks created, as far as they are known. */
  readonly processTypes?: readonly string[]
  readonly detectResults?: readonly DetectResult[]
}

/** Explains a creator that did not succeed: the phase, the meaning of the exit code, what to do, and the last lines. */
export const creatorFailure = (
  { code, outOfMemory }: Exit,
  lastPhase: Phase | undefined,
  lastLines: readonly string[],
  { buildpacks, processTypes = [], detectResults = [] }: BuildContext = {},
): CreatorFailure => {
  const [phase, meaning, advice] = exitCodes[code] ?? []
  const during = phase || (lastPhase === undefined ? 'start' : lastPhase.toLowerCase())
  const fail = (meaning: string, advice: string, isExplained: boolean): CreatorFailure =>
    new CreatorFailure(
      {
        ...{ exitCode: code, phase: gerund(during), meaning, isExplained },
        detectResults: during.startsWith('detect') ? detectResults : [],
      },
      advice,
      lastLines,
    )
  if (outOfMemory) {
    return fail(
      'the kernel ended a process of it, since the memory ran out',
      'Use a runner, or a Docker engine, with more memory, or make the build use less.',
      true,
    )
  }
  const signal = signals[code]
  if (signal !== undefined) {
    return fail(
      `it was ended from outside, by ${signal}`,
      'Run the step again; if it happens again, look at what stops containers on the runner, such as a lack of memory.',
      false,
    )
  }
  const known = exportAdvice(code, lastLines, processTypes)
  return fail(
    meaning ?? 'the creator gave a reason that this action does not know',
    known ?? orderAdvice(code, buildpacks) ?? advice ?? 'See the last lines of the build.',
    known !== undefined,
  )
}

/** What to do where no group passed detection and the groups are not the builder's own. */
const orderAdvice = (code: number, buildpacks: Order | undefined): string | undefined =>
  buildpacks === undefined || code !== 20
    ? undefined
    : `The order was not the builder's own, but that of the inputs and of project.toml: ${formatOrder(buildpacks)}. ` +
      'Add the buildpacks that the app needs, or "from=builder" for those of the builder.'

const errorIn = (lastLines: readonly string[]): string =>
  lastLines.findLast((line) => line.startsWith('ERROR: ')) ?? ''

/** The type of process that an export failed for, since no buildpack made one of it; undefined for any other reason. */
export const unknownProcess = (code: number, lastLines: readonly string[]): string | undefined => {
  // https://github.com/buildpacks/lifecycle/blob/v0.21.0/phase/exporter.go#L584
  const [, process] = /tried to set (\S+) to default but it doesn't exist/.exec(errorIn(lastLines)) ?? []
  return code === 62 ? process : undefined
}

/** What to do about an export that failed for a reason that the lifecycle's own last line names. */
const exportAdvice = (
  code: number,
  lastLines: readonly string[],
  processTypes: readonly string[],
): string | undefined => {
  if (code !== 62) return undefined
  const error = errorIn(lastLines)
  // As Go words a system call that failed: "open /workspace/key: permission denied".
  const [, denied] = /.*\b[a-z]+ (\/.+): permission denied/.exec(error) ?? []
  if (denied !== undefined) {
    return (
      `The builder's user may not read "${denied}": the build made it like that. ` +
      'Look for a buildpack, or a script of the app, that changes modes.'
    )
  }
  const process = unknownProcess(code, lastLines)
  if (process !== undefined) {
    const types = printable([...new Set(processTypes)].join(', '))
    return (
      `The buildpacks made no process of the type "${process}", which the input default-process names. ` +
      `${types === '' ? 'See what they say of processes' : `Name one that they made ("${types}")`}, ` +
      'or add it, for example in a Procfile.'
    )
  }
  if (!error.includes('no space left on device')) return undefined
  return 'The disk of the Docker engine is full. Free some of it, or use an engine with more.'
}

const gerunds: Readonly<Record<string, string>> = {
  start: 'starting',
  detect: 'detecting buildpacks',
  detecting: 'detecting buildpacks',
  analyze: 'analyzing',
  restore: 'restoring',
  build: 'building',
  export: 'exporting',
}

const gerund = (phase: string): string => gerunds[phase] ?? phase
