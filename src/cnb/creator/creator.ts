import { stripVTControlCharacters } from 'node:util'
import { formatReference } from '../../image/reference.ts'
import { Failure } from '../../message/failure.ts'
import { cutAtWord } from '../../message/printable.ts'
import type { SandboxCommand } from '../../sandbox/sandbox.ts'
import type { PlatformApi } from '../builder/builder.ts'
import type { RunImageChoice } from '../builder/run-image-choice.ts'
import { previousImageReference } from '../reuse/reuse.ts'
import { sandboxPaths } from '../sandbox-paths.ts'

/** The name and the tag of the image: `my-app` and `latest`. */
export interface ImageName {
  readonly name: string
  readonly tag: string
}

/** The folder of the layout that the creator writes. */
export const creatorLayout = ({ name, tag }: ImageName): string =>
  `${sandboxPaths.layoutRepo}/index.docker.io/library/${name}/${tag}`

/** The arguments of a build. */
export interface CreatorOptions {
  readonly platformApi: PlatformApi
  readonly runImage: { readonly name: string } & Pick<RunImageChoice, 'label'>
  readonly image: ImageName
  /** Whether the sandbox has an order.toml that replaces the builder's order. */
  readonly hasOwnOrder?: boolean
  /** Whether the sandbox may have the image of a previous build. */
  readonly mayReuse?: boolean | undefined
  /** The process type that the image starts. Default: the type that the buildpacks set. */
  readonly defaultProcess?: string | undefined
  /** The creation time in the image, in seconds since 1970. Default: a fixed time in 1980. */
  readonly creationTime?: number | undefined
  /** Default: `production`. */
  readonly executionEnvironment?: string
  /** Whether the lifecycle logs debug messages. */
  readonly debug?: boolean
}

/**
 * Settings that a builder image may have in its environment and that a build must not inherit: the directories and files
 * through which this action and the lifecycle exchange data, and other targets than the layout. The lifecycle treats an
 * empty value as unset. Settings that locate the builder's own files, such as CNB_BUILDPACKS_DIR, are left alone.
 * https://github.com/buildpacks/lifecycle/blob/v0.21.0/platform/defaults.go
 */
const fixedSettings: Readonly<Record<string, string>> = {
  CNB_APP_DIR: sandboxPaths.app,
  CNB_LAYERS_DIR: sandboxPaths.layers,
  CNB_PLATFORM_DIR: sandboxPaths.platform,
  CNB_CACHE_DIR: sandboxPaths.cache,
  ...Object.fromEntries(
    [
      ...['ANALYZED_PATH', 'GROUP_PATH', 'PLAN_PATH', 'REPORT_PATH', 'PROJECT_METADATA_PATH'],
      ...['GENERATED_DIR', 'EXTENDED_DIR', 'LAUNCH_CACHE_DIR'],
      ...['CACHE_IMAGE', 'PREVIOUS_IMAGE', 'USE_DAEMON'],
    ].map((name) => [`CNB_${name}`, '']),
  ),
}

/**
 * The command that builds an image into a layout. Throws a Failure if the builder's lifecycle does not support the
 * execution environment.
 * https://github.com/buildpacks/spec/blob/main/platform.md#creator
 */
export const creatorCommand = ({
  platformApi,
  runImage,
  image,
  hasOwnOrder = false,
  mayReuse = false,
  defaultProcess,
  creationTime,
  executionEnvironment = 'production',
  debug = false,
}: CreatorOptions): SandboxCommand => ({
  command: [
    '/cnb/lifecycle/creator',
    ...['-app', sandboxPaths.app],
    ...['-cache-dir', sandboxPaths.cache],
    ...['-run-image', runImage.name],
    ...(runImage.label === undefined ? [] : ['-run', sandboxPaths.runToml]),
    ...(hasOwnOrder ? ['-order', sandboxPaths.orderToml] : []),
    ...(mayReuse ? ['-previous-image', formatReference(previousImageReference)] : []),
    ...(defaultProcess === undefined ? [] : ['-process-type', defaultProcess]),
    ...(debug ? ['-log-level', 'debug'] : []),
    `${image.name}:${image.tag}`,
  ],
  environment: {
    ...fixedSettings,
    CNB_PLATFORM_API: platformApi,
    CNB_EXPERIMENTAL_MODE: 'warn',
    CNB_USE_LAYOUT: 'true',
    CNB_LAYOUT_DIR: sandboxPaths.layoutRepo,
    ...executionVariables(platformApi, executionEnvironment),
    ...(creationTime !== undefined && { SOURCE_DATE_EPOCH: String(creationTime) }),
  },
})

/** Execution environments exist since platform API 0.15. The image's labels contain them, also `production`, as with pack. */
const executionVariables = (
  platformApi: PlatformApi,
  executionEnvironment: string,
): Readonly<Record<string, string>> => {
  if (platformApi === '0.15') return { CNB_EXEC_ENV: executionEnvironment }
  if (executionEnvironment === 'production') return {}
  throw new Failure(
    `The builder's lifecycle does not support the execution environment "${executionEnvironment}": it uses platform API ` +
      `${platformApi}, and environments other than "production" require 0.15. Use a newer builder, or remove the input ` +
      '"execution-environment".',
  )
}

const phases = ['ANALYZING', 'DETECTING', 'RESTORING', 'BUILDING', 'EXPORTING'] as const

/** A phase of the creator, as the creator announces it. */
export type Phase = (typeof phases)[number]

/** The phase that a line of the creator announces. */
export const phaseOf = (line: string): Phase | undefined => {
  if (!line.includes('===> ') || line.length > 100) return undefined
  const text = stripVTControlCharacters(line).trim()
  return phases.find((phase) => text === `===> ${phase}`)
}

// The lifecycle announces phases in cyan. That distinguishes an announcement from a text that quotes one.
const cyan = '\u001b[36'

/**
 * Separates the output of a buildpack from a phase announcement in the same line: the last line of a buildpack's output may
 * lack its line end.
 */
export const splitAnnouncement = (line: string): readonly string[] => {
  const start = line.lastIndexOf(cyan)
  if (start <= 0 || phaseOf(line.slice(start)) === undefined) return [line]
  return [`${line.slice(0, start)}\n`, line.slice(start)]
}

/** What became of a buildpack during detection. */
export interface DetectResult {
  /** `acme/node@1.2.3`. A buildpack may have written the line, so it is not trusted. */
  readonly buildpack: string
  /** `skipped`: the buildpack is optional and did not pass. `error`: its `bin/detect` did not end with 0 or 100. */
  readonly result: 'passed' | 'skipped' | 'failed' | 'error'
  /** The rest of the line, for example `requires node`, or an exit code in parentheses. May be empty. */
  readonly reason: string
}

// https://github.com/buildpacks/lifecycle/blob/v0.21.0/phase/detector.go: all groups log their results if none passes.
const resultLine = /^(pass|skip|fail|err): +(\S+@\S+)(?: (.*))?$/
const results = { pass: 'passed', skip: 'skipped', fail: 'failed', err: 'error' } as const
const isKey = (key: string | undefined): key is keyof typeof results => key !== undefined && key in results

// A buildpack is in several groups. The result that explains more wins.
const ranks = ['passed', 'skipped', 'failed', 'error'] as const

const buildpackLimit = 200
const lineLimit = 500

/**
 * Collects one result for each buildpack, in the order of the detect phase's output. `push` takes a line, or a piece of a long
 * one.
 */
export const collectDetectResults = () => {
  const found = new Map<string, DetectResult>()
  return {
    push: (text: string): void => {
      const line = stripVTControlCharacters(cutAtWord(text, lineLimit)).trim()
      const [, key, buildpack = '', reason = ''] = resultLine.exec(line) ?? []
      if (!isKey(key)) return
      const result = results[key]
      const previous = found.get(buildpack)
      if (previous === undefined && found.size >= buildpackLimit) return
      if (previous !== undefined && ranks.indexOf(previous.result) > ranks.indexOf(result)) return
      found.set(buildpack, {
        buildpack,
        result,
        reason: reason || (previous?.result === result ? previous.reason : ''),
      })
    },
    results: (): readonly DetectResult[] => [...found.values()],
  }
}
