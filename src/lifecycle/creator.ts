import { stripVTControlCharacters } from 'node:util'
import { Failure } from '../oci/failure.ts'
import type { PlatformApi } from './builder.ts'
import type { Exit, SandboxCommand } from './sandbox.ts'

/** Where things are inside a sandbox. https://github.com/buildpacks/spec/blob/main/platform.md#usage */
export const sandboxPaths = {
  app: '/workspace',
  layers: '/layers',
  platform: '/platform',
  cache: '/cache',
  layoutRepo: '/layout-repo',
} as const

/** The image that is built, as its layout names it: `my-app` and `latest`. */
export interface ImageName {
  readonly name: string
  readonly tag: string
}

/** The folder of the layout that the creator writes. */
export const creatorLayout = ({ name, tag }: ImageName): string =>
  `${sandboxPaths.layoutRepo}/index.docker.io/library/${name}/${tag}`

/**
 * The command that builds an image into a layout; `runImage` is the run image's name.
 * https://github.com/buildpacks/spec/blob/main/platform.md#creator
 */
export const creatorCommand = (
  platformApi: PlatformApi,
  runImage: string,
  image: ImageName,
): SandboxCommand => ({
  command: [
    '/cnb/lifecycle/creator',
    ...['-app', sandboxPaths.app],
    ...['-cache-dir', sandboxPaths.cache],
    ...['-run-image', runImage],
    `${image.name}:${image.tag}`,
  ],
  environment: {
    CNB_PLATFORM_API: platformApi,
    CNB_EXPERIMENTAL_MODE: 'warn',
    CNB_USE_LAYOUT: 'true',
    CNB_LAYOUT_DIR: sandboxPaths.layoutRepo,
    // Platform API 0.15 introduced execution environments; pack names this one as well, and it is in the labels.
    ...(platformApi === '0.15' && { CNB_EXEC_ENV: 'production' }),
  },
})

const phases = ['ANALYZING', 'DETECTING', 'RESTORING', 'BUILDING', 'EXPORTING'] as const

/** A phase of the creator, as it announces it. */
export type Phase = (typeof phases)[number]

/** The phase that a line of the creator announces; none of its text is passed on. */
export const phaseOf = (line: string): Phase | undefined => {
  if (!line.includes('===> ') || line.length > 100) return undefined
  const text = stripVTControlCharacters(line).trim()
  return phases.find((phase) => text === `===> ${phase}`)
}

// The lifecycle's cyan tells an announcement from a text that quotes one.
const cyan = '\u001b[36'

/**
 * Parts what a buildpack wrote from the announcement of a phase that follows it in the same line: the last line of a
 * buildpack may have no end.
 */
export const splitAnnouncement = (line: string): readonly string[] => {
  const start = line.lastIndexOf(cyan)
  if (start <= 0 || phaseOf(line.slice(start)) === undefined) return [line]
  return [`${line.slice(0, start)}\n`, line.slice(start)]
}

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
  62: [
    'export',
    'writing the image failed',
    "See the last lines of the build; the engine's disk may be full.",
  ],
}

const signals: Readonly<Record<number, string>> = { 130: 'SIGINT', 137: 'SIGKILL', 143: 'SIGTERM' }

/** Explains a creator that did not succeed: the phase, what its exit code means, what to do, and its last lines. */
export const creatorFailure = (
  { code, outOfMemory }: Exit,
  lastPhase: Phase | undefined,
  lastLines: readonly string[],
): Failure => {
  const [phase, meaning, advice] = exitCodes[code] ?? []
  const during = phase || (lastPhase === undefined ? 'start' : lastPhase.toLowerCase())
  const failed = `The build failed while ${gerund(during)}`
  if (outOfMemory) {
    return new Failure(
      `${failed}: the kernel ended a process of it, since the memory ran out (exit code ${code}). ` +
        'Use a runner, or a Docker engine, with more memory, or make the build use less.',
      { detail: lastLines },
    )
  }
  const signal = signals[code]
  if (signal !== undefined) {
    return new Failure(
      `${failed}: it was ended from outside, by ${signal} (exit code ${code}). ` +
        'Run the step again; if it happens again, look at what stops containers on the runner, such as a lack of memory.',
      { detail: lastLines },
    )
  }
  return new Failure(
    `${failed}: ${meaning ?? 'the creator gave a reason that this action does not know'} (exit code ${code}). ` +
      (advice ?? 'See the last lines of the build.'),
    { detail: lastLines },
  )
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
