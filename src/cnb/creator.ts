import { formatReference } from '../image/reference.ts'
import type { SandboxCommand } from '../sandbox/sandbox.ts'
import type { PlatformApi } from './builder.ts'
import { previousImage } from './reuse.ts'
import type { RunImageChoice } from './run-image.ts'

/** Where things are inside a sandbox. https://github.com/buildpacks/spec/blob/main/platform.md#usage */
export const sandboxPaths = {
  app: '/workspace',
  layers: '/layers',
  platform: '/platform',
  runToml: '/platform/run.toml',
  orderToml: '/platform/order.toml',
  projectMetadata: '/layers/project-metadata.toml',
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

/** What the creator is asked for. */
export interface CreatorOptions {
  readonly platformApi: PlatformApi
  readonly runImage: Pick<RunImageChoice, 'name' | 'label'>
  readonly image: ImageName
  /** Whether order.toml has another order than the builder's. */
  readonly ownOrder?: boolean
  /** Whether what an earlier build left may be in the sandbox; it need not be. */
  readonly reuse?: boolean | undefined
}

/**
 * The command that builds an image into a layout.
 * https://github.com/buildpacks/spec/blob/main/platform.md#creator
 */
export const creatorCommand = ({
  platformApi,
  runImage,
  image,
  ownOrder = false,
  reuse = false,
}: CreatorOptions): SandboxCommand => ({
  command: [
    '/cnb/lifecycle/creator',
    ...['-app', sandboxPaths.app],
    ...['-cache-dir', sandboxPaths.cache],
    ...['-run-image', runImage.name],
    ...(runImage.label === undefined ? [] : ['-run', sandboxPaths.runToml]),
    ...(ownOrder ? ['-order', sandboxPaths.orderToml] : []),
    ...(reuse ? ['-previous-image', formatReference(previousImage)] : []),
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
