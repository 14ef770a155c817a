import { formatReference } from '../../image/reference.ts'
import { Failure } from '../../message/failure.ts'
import type { SandboxCommand } from '../../sandbox/sandbox.ts'
import type { PlatformApi } from '../builder/builder.ts'
import type { RunImageChoice } from '../builder/run-image-choice.ts'
import { previousImageReference } from '../reuse/reuse.ts'
import { sandboxPaths } from '../sandbox-paths.ts'

/** The image that is built, as its layout names it: `my-app` and `latest`. */
export interface ImageName {
  readonly name: string
  readonly tag: string
}

/** The folder of the layout that the creator writes. */
export const creatorLayout = ({ name, tag }: ImageName): string =>
  `${sandboxPaths.layoutRepo}/index.docker.io/library/${name}/${tag}`

/** What the creator is asked for. */
export interface CreatorOptions {
  readonly platformApi: PlatformApi
  readonly runImage: Pick<RunImageChoice, 'name' | 'label'>
  readonly image: ImageName
  /** Whether order.toml has another order than the builder's. */
  readonly ownOrder?: boolean
  /** Whether what a previous build left may be in the sandbox; it need not be. */
  readonly reuse?: boolean | undefined
  /** The type of the process that the image starts; what the buildpacks wish for if it is undefined. */
  readonly defaultProcess?: string | undefined
  /** When the image says it was made, in seconds since 1970; in 1980 if it is undefined. */
  readonly creationTime?: number | undefined
  /** What buildpacks build for; `production` if it is not given. */
  readonly executionEnvironment?: string
}

/**
 * The command that builds an image into a layout. Throws a Failure if the builder's lifecycle does not know execution
 * environments and another one than the usual is wanted.
 * https://github.com/buildpacks/spec/blob/main/platform.md#creator
 */
export const creatorCommand = ({
  platformApi,
  runImage,
  image,
  ownOrder = false,
  reuse = false,
  defaultProcess,
  creationTime,
  executionEnvironment = 'production',
}: CreatorOptions): SandboxCommand => ({
  command: [
    '/cnb/lifecycle/creator',
    ...['-app', sandboxPaths.app],
    ...['-cache-dir', sandboxPaths.cache],
    ...['-run-image', runImage.name],
    ...(runImage.label === undefined ? [] : ['-run', sandboxPaths.runToml]),
    ...(ownOrder ? ['-order', sandboxPaths.orderToml] : []),
    ...(reuse ? ['-previous-image', formatReference(previousImageReference)] : []),
    ...(defaultProcess === undefined ? [] : ['-process-type', defaultProcess]),
    `${image.name}:${image.tag}`,
  ],
  environment: {
    CNB_PLATFORM_API: platformApi,
    CNB_EXPERIMENTAL_MODE: 'warn',
    CNB_USE_LAYOUT: 'true',
    CNB_LAYOUT_DIR: sandboxPaths.layoutRepo,
    ...executionVariables(platformApi, executionEnvironment),
    ...(creationTime !== undefined && { SOURCE_DATE_EPOCH: String(creationTime) }),
  },
})

/** Platform API 0.15 introduced execution environments; pack names `production` as well, and it is in the labels. */
const executionVariables = (
  platformApi: PlatformApi,
  executionEnvironment: string,
): Readonly<Record<string, string>> => {
  if (platformApi === '0.15') return { CNB_EXEC_ENV: executionEnvironment }
  if (executionEnvironment === 'production') return {}
  throw new Failure(
    `The builder's lifecycle does not know the execution environment "${executionEnvironment}": it speaks the platform ` +
      `API ${platformApi}, and environments other than production came with 0.15. Use a newer builder, or leave the ` +
      'input execution-environment away.',
  )
}
