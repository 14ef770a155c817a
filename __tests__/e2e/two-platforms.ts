import { makeBuilder } from '../../lab/images/builder.ts'
import { run } from '../../lab/tools/command.ts'
import { lab } from './workflow.ts'

/** In the order in which an index lists them. */
export const architectures = ['amd64', 'arm64'] as const

/**
 * A builder in the registry for two platforms. Both have this machine's programs in them, so that one of them only
 * claims to be for the other platform: what the machine cannot run, it could not build with either.
 *
 * An engine has one image under a name: whoever builds for both platforms at the same time needs a builder for each.
 */
export const builderForTwoPlatforms = async (variant: string): Promise<string> => {
  const own = await makeBuilder({
    name: `lab/builder-${variant}:latest`,
    base: 'tiny',
    lifecycle: '0.21.0',
    runImage: lab.runImages.tiny['multi-platform'],
  })
  const { crane } = lab.tools
  const name = `${lab.registry.address}/builder-${variant}`
  await run('docker', ['tag', own, `${name}:own`])
  await run('docker', ['push', '--quiet', `${name}:own`])
  const manifests = []
  for (const architecture of architectures) {
    const tag = `${name}:${architecture}`
    await run(crane, ['mutate', `${name}:own`, '--set-platform', `linux/${architecture}`, '--tag', tag])
    manifests.push('--manifest', tag)
  }
  await run(crane, ['index', 'append', ...manifests, '--tag', `${name}:latest`])
  return `${name}:latest`
}
