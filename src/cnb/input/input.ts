import type { NamedImage } from '../../image/image.ts'
import type { Sandbox } from '../../sandbox/sandbox.ts'
import { directory, file, type TarEntry, tarOf, type UserIds } from '../../tar/write.ts'
import { type NamedRunImage, runToml } from '../builder/run-image-choice.ts'
import { buildpackEntries, type ChosenBuildpacks } from '../buildpacks/find-buildpacks.ts'
import { type ProjectSource, projectMetadataToml } from '../project/descriptor.ts'
import { noOffer, noPreviousBuild, type PreviousBuild, type ReuseOffer } from '../reuse/reuse.ts'
import { reuseEntries } from '../reuse/reuse-entries.ts'
import { sparseLayoutEntries } from '../sandbox-files.ts'
import { sandboxPaths } from '../sandbox-paths.ts'
import { type App, appEntries } from './app.ts'
import { type Binding, bindingEntries } from './bindings.ts'

/** The content of a sandbox before the creator starts. */
export interface BuildInput {
  readonly app: App
  /** Build-time variables. */
  readonly environment: Readonly<Record<string, string>>
  readonly bindings?: readonly Binding[]
  /** The content of run.toml, if the builder's run.toml does not name the run image first. */
  readonly runImageLabel?: NamedRunImage | undefined
  /** Buildpacks that the builder lacks, and the order that replaces the builder's. */
  readonly buildpacks?: ChosenBuildpacks | undefined
  /** The source for the label `io.buildpacks.project.metadata`. */
  readonly source?: ProjectSource | undefined
  /** Called after the app went in, so that the run image can be found at the same time. */
  readonly openRunImage: () => Promise<NamedImage>
  /** Called after the app went in too. */
  readonly openPreviousBuild?: () => Promise<PreviousBuild>
}

/**
 * Fills a sandbox for a build, and returns which parts of the previous build the lifecycle can reuse. Everything is in one
 * stream, because each stream takes the engine as long as a small app.
 */
export const fillSandbox = async (
  sandbox: Sandbox,
  input: BuildInput,
  owner: UserIds,
): Promise<ReuseOffer> => {
  const { openRunImage, openPreviousBuild = async () => noPreviousBuild } = input
  let offer: ReuseOffer = noOffer
  const entries = async function* (): AsyncGenerator<TarEntry> {
    yield* buildEntries(input)
    offer = yield* reuseEntries(await openPreviousBuild())
    yield* sparseLayoutEntries(await openRunImage())
  }
  await sandbox.put(tarOf(entries(), owner))
  return offer
}

async function* buildEntries(input: BuildInput): AsyncGenerator<TarEntry> {
  const { app, environment, bindings = [], runImageLabel, buildpacks, source } = input
  yield* creatorFolders()
  yield* environmentEntries(environment)
  yield* bindingEntries(bindings)
  if (runImageLabel !== undefined) yield file(sandboxPaths.runToml, runToml(runImageLabel))
  if (source !== undefined) yield file(sandboxPaths.projectMetadata, projectMetadataToml(source))
  if (buildpacks !== undefined) yield* buildpackEntries(buildpacks, sandboxPaths.orderToml)
  // The mode is part of the image's digest, and the same as with pack.
  yield directory(sandboxPaths.app, 0o777)
  yield* appEntries(app, sandboxPaths.app.slice(1))
}

/** The folders that the creator writes to, and the platform folder. */
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
