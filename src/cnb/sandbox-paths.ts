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
