import { type ImageReference, layoutRepoPath } from '../image/reference.ts'

/** The paths in a sandbox that a build uses. https://github.com/buildpacks/spec/blob/main/platform.md#usage */
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

/** The folder of an image's layout in the sandbox's layout-repo. */
export const layoutFolder = (reference: ImageReference): string =>
  `${sandboxPaths.layoutRepo}/${layoutRepoPath(reference)}`

const { app, layers, platform, cache, layoutRepo } = sandboxPaths

/** The directories that a build in the job's container uses. They are empty before and after the build. */
export const hostFolders: readonly string[] = [app, layers, platform, cache, layoutRepo]
