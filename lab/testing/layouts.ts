import { copyFile, mkdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { runToSuccess } from '../driving/runner.ts'
import { makeBuilder } from '../images/builder.ts'
import { run } from '../tools/command.ts'
import { labFolder, root } from '../tools/folder.ts'

/** In the order of the index. */
export const architectures = ['amd64', 'arm64'] as const

/** Layouts of examples/hello, built once for all tests that only read them. */
export interface Layouts {
  readonly full: string
  /** The image of `full` without its run image's layers. */
  readonly sparse: string
  /** The app for two platforms, full and sparse. Its images differ from that of `full`. */
  readonly platforms: Readonly<Record<(typeof architectures)[number], Omit<Layouts, 'platforms'>>>
}

interface Sources {
  /** The builder and run image of `full` and `sparse`. */
  readonly builder: string
  readonly runImage: string
  /** A builder for both platforms. */
  readonly multiPlatform: string
}

/** Builds the layouts with the build action, as a step of a workflow does. */
export const buildLayouts = async ({ builder, runImage, multiPlatform }: Sources): Promise<Layouts> => {
  const folder = join(labFolder, 'layouts')
  await rm(folder, { recursive: true, force: true })
  await mkdir(join(folder, 'app'), { recursive: true })
  await copyFile(join(root, 'examples', 'hello', 'hello.sh'), join(folder, 'app', 'hello.sh'))
  const both = async (name: string, inputs: Readonly<Record<string, string>>) => ({
    full: await buildLayout(join(folder, name, 'full', 'my-app'), inputs),
    sparse: await buildLayout(join(folder, name, 'sparse', 'my-app'), { ...inputs, sparse: 'true' }),
  })
  const forPlatform = (architecture: string) =>
    both(architecture, {
      builder: multiPlatform,
      platform: `linux/${architecture}`,
      env: `GREETING=${architecture}`,
    })
  return {
    ...(await both('native', { builder, 'run-image': runImage })),
    platforms: { amd64: await forPlatform('amd64'), arm64: await forPlatform('arm64') },
  }
}

const buildLayout = async (path: string, inputs: Readonly<Record<string, string>>): Promise<string> => {
  await runToSuccess({
    action: 'build',
    workspace: join(labFolder, 'layouts'),
    inputs: {
      'image-path': path,
      path: 'app',
      ...{ cache: 'false', upload: 'false', summary: 'false' },
      ...inputs,
    },
  })
  return path
}

interface BuilderPlace {
  readonly registry: string
  readonly crane: string
  /** A run image for both platforms. */
  readonly runImage: string
  /** Content that makes it a separate image. */
  readonly variant: string
}

/**
 * Pushes a builder for two platforms. Both images contain programs for this machine, because it could not run others.
 *
 * An engine has one image per name, so tests that build for both platforms at the same time need one builder each.
 */
export const pushMultiPlatformBuilder = async (place: BuilderPlace): Promise<string> => {
  const { registry, crane, runImage, variant } = place
  const own = await makeBuilder({
    name: `lab/builder-${variant}:latest`,
    base: 'tiny',
    lifecycle: 'newest',
    runImage,
    env: { LAB_VARIANT: variant },
  })
  const name = `${registry}/builder-${variant}`
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
