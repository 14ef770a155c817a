import type { ThinImage } from '../../image/image.ts'
import type { Sandbox } from '../../sandbox/sandbox.ts'
import { directory, file, type Owner, type TarEntry, tarOf } from '../../tar/write.ts'
import { type NamedRunImage, runToml } from '../builder/run-image-choice.ts'
import { buildpackEntries, type ChosenBuildpacks } from '../buildpacks/find-buildpacks.ts'
import type { ProjectSource } from '../project/descriptor.ts'
import { projectMetadataToml } from '../project/source.ts'
import { noOffer, noPreviousBuild, type PreviousBuild, type ReuseOffer } from '../reuse/reuse.ts'
import { reuseEntries } from '../reuse/reuse-entries.ts'
import { sandboxPaths } from '../sandbox-paths.ts'
import { type AppFolder, appEntries } from './app.ts'
import { type Binding, bindingEntries } from './bindings.ts'
import { thinImageEntries } from './thin-image.ts'

/** What a build needs in its sandbox before the creator starts. */
export interface BuildInput {
  readonly app: AppFolder
  /** Variables for the buildpacks. */
  readonly environment: Readonly<Record<string, string>>
  readonly bindings?: readonly Binding[]
  /** What run.toml has to name, if the builder's own run.toml does not fit. */
  readonly runImageLabel?: NamedRunImage | undefined
  /** Buildpacks and an order other than the builder's. */
  readonly buildpacks?: ChosenBuildpacks | undefined
  /** What the image's label says about the sources. */
  readonly source?: ProjectSource | undefined
  /** The run image may still be on its way while the app goes in. */
  readonly openRunImage: () => Promise<ThinImage>
  /** The previous build too. */
  readonly openPreviousBuild?: () => Promise<PreviousBuild>
}

/**
 * Puts into a sandbox what a build needs, and returns what the lifecycle got of the previous build. All of it is one
 * stream: every stream costs the engine as much time as a small app.
 */
export const fillSandbox = async (sandbox: Sandbox, input: BuildInput, owner: Owner): Promise<ReuseOffer> => {
  const { openRunImage, openPreviousBuild = async () => noPreviousBuild } = input
  let offer: ReuseOffer = noOffer
  const entries = async function* (): AsyncGenerator<TarEntry> {
    yield* ownEntries(input)
    offer = yield* reuseEntries(await openPreviousBuild())
    yield* thinImageEntries(await openRunImage())
  }
  await sandbox.put(tarOf(entries(), owner))
  return offer
}

async function* ownEntries(input: BuildInput): AsyncGenerator<TarEntry> {
  const { app, environment, bindings = [], runImageLabel, buildpacks, source } = input
  yield* creatorFolders()
  yield* environmentEntries(environment)
  yield* bindingEntries(bindings)
  if (runImageLabel !== undefined) yield file(sandboxPaths.runToml, runToml(runImageLabel))
  if (source !== undefined) yield file(sandboxPaths.projectMetadata, projectMetadataToml(source))
  if (buildpacks !== undefined) yield* buildpackEntries(buildpacks, sandboxPaths.orderToml)
  // The mode that pack gives it: it is part of the image, and so of the image's digest.
  yield directory(sandboxPaths.app, 0o777)
  yield* appEntries(app, sandboxPaths.app.slice(1))
}

/** The folders that the creator writes to, and that of the platform. */
function* creatorFolders(): Generator<TarEntry> {
  yield directory(sandboxPaths.layers)
  yield directory(sandboxPaths.cache)
  yield directory(sandboxPaths.platform)
}

/** https://github.com/buildpacks/spec/blob/main/platform.md#user-provided-variables */
function* environmentEntries(environment: Readonly<Record<string, string>>): Generator<TarEntry> {
  const folder = `${sandboxPaths.platform}/env`
  yield directory(folder)
  for (const [name, value] of Object.entries(environment)) yield file(`${folder}/${name}`, value)
}
