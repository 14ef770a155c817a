import { pushMultiPlatformBuilder } from '../../lab/testing/layouts.ts'
import { lab } from './workflow.ts'

export { architectures } from '../../lab/testing/layouts.ts'

/** A builder for two platforms that no other test has. */
export const builderForTwoPlatforms = (variant: string): Promise<string> =>
  pushMultiPlatformBuilder({
    registry: lab.registry.address,
    crane: lab.tools.crane,
    runImage: lab.runImages.tiny['multi-platform'],
    variant,
  })
