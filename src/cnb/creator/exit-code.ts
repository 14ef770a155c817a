import { Failure } from '../../message/failure.ts'
import { printable } from '../../message/printable.ts'
import type { Exit } from '../../sandbox/sandbox.ts'
import { formatOrder, type Order } from '../buildpacks/order.ts'
import type { DetectResult, Phase } from './creator.ts'

/** The exit code of a failure while the image was written. */
const exportFailed = 62

const seeLastLines = 'See the last lines of the build.'
const detecting = 'detecting buildpacks'

/**
 * The creator's exit codes: the phase (empty if it can be any), the meaning, and what to do next.
 * https://github.com/buildpacks/spec/blob/main/platform.md#creator
 */
const exitCodes: Readonly<Record<number, readonly [phase: string, meaning: string, advice: string]>> = {
  1: ['', 'an error without an exit code of its own', seeLastLines],
  3: [
    '',
    'the lifecycle rejected its arguments',
    'See the last lines of the build; the builder may be too old or too new.',
  ],
  11: ['', 'the lifecycle does not support the platform API', 'Use a newer builder.'],
  12: ['', 'the lifecycle does not support the buildpack API of a buildpack', 'Use a newer builder.'],
  20: [
    detecting,
    'no group of buildpacks passed detection',
    'Check that the input "path" is the directory of the app, and that the builder has buildpacks for its language.',
  ],
  21: [
    detecting,
    'no group of buildpacks passed detection, and a buildpack reported an error',
    'See the output of the buildpack.',
  ],
  22: [detecting, 'detection failed', seeLastLines],
  32: ['analyzing', 'the analysis of the run image or of the previous image failed', seeLastLines],
  42: ['restoring', 'restoring layers failed', seeLastLines],
  51: [
    'building',
    "a buildpack's build failed",
    'See the output of the buildpack; the cause is usually in the app.',
  ],
  52: ['building', 'the build failed outside of the buildpacks', seeLastLines],
  [exportFailed]: ['exporting', 'writing the image failed', seeLastLines],
}

/** How the creator failed. */
export interface CreatorResult {
  readonly exitCode: number
  /** For a sentence: `detecting buildpacks`, `building`. */
  readonly phase: string
  /** The meaning of the exit code: part of a sentence. */
  readonly meaning: string
  /** Whether the cause is certain, so that another try would end in the same way. */
  readonly isExplained: boolean
  /** The results of the detect phase, if that is the phase that failed. */
  readonly detectResults: readonly DetectResult[]
}

/** The creator ended with an exit code other than 0. `detail` has the last lines of its output. */
export class CreatorFailure extends Failure {
  readonly result: CreatorResult

  constructor(result: CreatorResult, nextStep: string, lastLines: readonly string[]) {
    const { phase, meaning, exitCode } = result
    super(`The build failed while ${phase}: ${meaning} (exit code ${exitCode}). ${nextStep}`, {
      detail: lastLines,
    })
    this.result = result
  }
}

const signals: Readonly<Record<number, string>> = { 130: 'SIGINT', 137: 'SIGKILL', 143: 'SIGTERM' }

/** Facts about a build that its output does not contain. */
export interface BuildFacts {
  /** The order of the buildpacks, if it is not the builder's. */
  readonly buildpacks?: Order | undefined
  /** The process types that the buildpacks created, as far as they are known. */
  readonly processTypes?: readonly string[]
  /** The input `default-process`. */
  readonly defaultProcess?: string | undefined
  readonly detectResults?: readonly DetectResult[]
}

const memoryAdvice =
  'Use a runner, or a Docker engine, with more memory, or reduce the memory that the build needs.'

/** Explains a failed build: the phase, the meaning of the exit code, what to do next, and the last lines of the output. */
export const creatorFailure = (
  { code, ranOutOfMemory }: Exit,
  lastPhase: Phase | undefined,
  lastLines: readonly string[],
  facts: BuildFacts = {},
): CreatorFailure => {
  const [knownPhase, meaning, advice] = exitCodes[code] ?? []
  const phase = knownPhase || gerundOf(lastPhase)
  const fail = (meaning: string, nextStep: string, isExplained: boolean): CreatorFailure => {
    const detectResults = phase === detecting ? (facts.detectResults ?? []) : []
    return new CreatorFailure(
      { exitCode: code, phase, meaning, isExplained, detectResults },
      nextStep,
      lastLines,
    )
  }
  if (ranOutOfMemory)
    return fail('the kernel killed a process of the build because memory ran out', memoryAdvice, true)
  const signal = signals[code]
  if (signal !== undefined) {
    return fail(
      `something outside of the build ended it with ${signal}`,
      'Run the step again. If it happens again, find out what stops containers on the runner, for example a lack of memory.',
      false,
    )
  }
  const known = knownAdvice(code, lastLines, facts)
  return fail(
    meaning ?? 'the creator ended with an unknown exit code',
    known ?? orderAdvice(code, facts.buildpacks) ?? gitAdvice(code, lastLines) ?? advice ?? seeLastLines,
    known !== undefined,
  )
}

const gerundOf = (phase: Phase | undefined): string =>
  phase === undefined ? 'starting' : phase === 'DETECTING' ? detecting : phase.toLowerCase()

/** If no group passed detection and the order is not the builder's, the message shows the order. */
const orderAdvice = (code: number, buildpacks: Order | undefined): string | undefined =>
  buildpacks === undefined || code !== 20
    ? undefined
    : `The order is not the builder's: the inputs and project.toml set it to ${formatOrder(buildpacks)}. ` +
      'Add the buildpacks that the app needs, or "from=builder" for the builder\'s buildpacks.'

// As git itself, setuptools-scm, git-commit-id and Go's stamp of the revision report it.
const missingGitData = /git repository|(?:^|[\s"'(/])\.git\b|dotGitDirectory|setuptools.scm|\bVCS\b/i

/** What to do if a buildpack failed because the build has no `.git`. */
const gitAdvice = (code: number, lastLines: readonly string[]): string | undefined =>
  code === 51 && lastLines.some((line) => missingGitData.test(line))
    ? 'See the output of the buildpack. If it needs ".git", which stays out of the build by default, add "!.git" to the input "exclude".'
    : undefined

/** The lifecycle's own last error. A build may write such a line too, so it decides only the advice. */
const errorIn = (lastLines: readonly string[]): string =>
  lastLines.findLast((line) => line.startsWith('ERROR: ')) ?? ''

// https://github.com/buildpacks/lifecycle/blob/v0.21.0/phase/exporter.go#L584
const unknownProcess = /tried to set (\S+) to default but it doesn't exist/

/** Whether an export failed because no buildpack created the default process type. */
export const lacksProcess = (code: number, lastLines: readonly string[]): boolean =>
  code === exportFailed && unknownProcess.test(errorIn(lastLines))

/** The advice for the first cause that the output names. */
const knownAdvice = (code: number, lastLines: readonly string[], facts: BuildFacts): string | undefined => {
  for (const { exitCode, isInAnyLine, pattern, advise } of causes) {
    if (exitCode === undefined ? code === exportFailed : exitCode !== code) continue
    // The output of a buildpack's build says less than the lifecycle's error about it.
    const lines = isInAnyLine && code !== 51 ? lastLines : [errorIn(lastLines)]
    const match = lines.map((line) => pattern.exec(line)).find(Boolean)
    if (match) return advise(match, facts)
  }
  return undefined
}

interface Cause {
  /** Default: any except that of a failed export. */
  readonly exitCode?: number
  /** Whether any line may name it, the first one first. Default: only the lifecycle's own last error. */
  readonly isInAnyLine?: true
  readonly pattern: RegExp
  readonly advise: (match: RegExpExecArray, facts: BuildFacts) => string
}

const causes: readonly Cause[] = [
  {
    isInAnyLine: true,
    // A script that the kernel could not start.
    pattern: /fork\/exec (\/\S+\/bin\/(?:detect|build)): (no such file or directory|exec format error)/,
    advise: ([, script = '', reason]) =>
      reason === 'exec format error'
        ? `"${printable(script)}" cannot be executed: it is a script without "#!" in its first line, or a program for ` +
          'another platform. Correct the buildpack.'
        : `"${printable(script)}" does not exist, or its first line ("#!…") names a program that the builder lacks. ` +
          'Windows line endings (CRLF) have this effect, too: save the file with LF. Correct the buildpack.',
  },
  {
    exitCode: 51,
    // As Go and shells report a killed process.
    pattern: /: (?:signal: killed|exit status 137)\s*$/,
    advise: () => `A process of the buildpack was killed, usually because memory ran out. ${memoryAdvice}`,
  },
  {
    exitCode: 21,
    isInAnyLine: true,
    // https://github.com/buildpacks/lifecycle/blob/v0.21.0/phase/detector.go#L220
    pattern: /unable to satisfy target os\/arch constraints/,
    advise: ({ input }) =>
      `A buildpack does not support this platform or distribution: "${printable(input.trim())}". ` +
      'Choose another builder, run image or platform, or another version of the buildpack.',
  },
  {
    exitCode: 22,
    // https://github.com/buildpacks/lifecycle/blob/v0.21.0/cmd/lifecycle/creator.go#L168
    pattern: /contains extensions/,
    advise: () =>
      "The builder's order has image extensions that apply to this app, and the lifecycle cannot extend images in an OCI " +
      'layout. Set the input "buildpacks" to "from=builder" to build without the extensions, or choose another builder.',
  },
  {
    exitCode: exportFailed,
    // As Go words a system call that failed: "open /workspace/key: permission denied".
    pattern: /.*\b[a-z]+ (\/.+): permission denied/,
    advise: ([, path = '']) =>
      `The builder's user has no permission to read "${printable(path)}", because the build changed its mode. ` +
      'Look for a buildpack, or a script of the app, that changes modes.',
  },
  {
    exitCode: exportFailed,
    pattern: unknownProcess,
    advise: ([, process = ''], { processTypes = [], defaultProcess }) => {
      const types = printable([...new Set(processTypes)].join(', '))
      const source =
        defaultProcess === undefined
          ? 'which the builder sets in its environment (CNB_PROCESS_TYPE). Set the input "default-process"'
          : 'which the input "default-process" names. Change it'
      const choice =
        types === '' ? 'to a type that the buildpacks report' : `to one that they created ("${types}")`
      return (
        `The buildpacks created no process of the type "${printable(process)}", ${source} ${choice}, ` +
        'or add the process, for example in a Procfile.'
      )
    },
  },
  {
    exitCode: exportFailed,
    pattern: /no space left on device/,
    advise: () => 'The disk of the Docker engine is full. Free some space, or use an engine with more.',
  },
]
