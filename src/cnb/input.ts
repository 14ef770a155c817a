import type { ThinImage } from '../image/image.ts'
import type { Sandbox } from '../sandbox/sandbox.ts'
import { directory, file, type Owner, type TarEntry, tarOf } from '../tar/write.ts'
import { type AppFolder, appEntries } from './app.ts'
import { type Binding, bindingEntries } from './bindings.ts'
import { buildpackEntries, type ChosenBuildpacks } from './buildpacks/find-buildpacks.ts'
import { sandboxPaths } from './creator.ts'
import type { ProjectSource } from './project/descriptor.ts'
import { projectMetadataToml } from './project/source.ts'
import type { Given, OnDropped, Reuse } from './reuse.ts'
import { type ReuseListener, reuseEntries } from './reuse-entries.ts'
import { type NamedRunImage, runToml } from './run-image.ts'
import { thinImageEntries } from './thin-image.ts'

/** What a build needs in its sandbox before the creator starts. */
export interface BuildInput {
  readonly app: AppFolder
  /** What the buildpacks see. */
  readonly environment: Readonly<Record<string, string>>
  readonly bindings?: readonly Binding[]
  /** What run.toml has to name, where the builder's own does not do. */
  readonly runImageLabel?: NamedRunImage | undefined
  /** Buildpacks and an order other than the builder's. */
  readonly buildpacks?: ChosenBuildpacks | undefined
  /** What the image's label is to say of the sources. */
  readonly source?: ProjectSource | undefined
  /** Goes in last: it may be found while the rest goes in. */
  readonly runImage: () => Promise<ThinImage>
  /** What an earlier build left, if it did: the most of all that goes in, which so does not wait for the run image. */
  readonly reuse?: (() => Promise<Reuse | undefined>) | undefined
  readonly onDropped?: OnDropped | undefined
}

/** Entries that belong together; nothing is read of them before their turn. */
type Part = Iterable<TarEntry> | AsyncIterable<TarEntry>

/**
 * Puts into a sandbox what a build needs, all in one stream, since every stream costs the engine as much as a small
 * app. Resolves with what of an earlier build is there for the lifecycle.
 */
export const putInput = async (sandbox: Sandbox, input: BuildInput, owner: Owner): Promise<Given> => {
  let given: Given = { previous: false, cached: new Set() }
  const onGiven = (what: Given): void => {
    given = what
  }
  await sandbox.put(tarOf(inTurn(partsOf(input, onGiven)), owner))
  return given
}

const partsOf = (input: BuildInput, onGiven: (given: Given) => void): readonly Part[] => {
  const { app, environment, bindings = [], runImageLabel, buildpacks, source, runImage } = input
  const { reuse, onDropped = () => {} } = input
  return [
    creatorFolders(),
    environmentEntries(environment),
    bindingEntries(bindings),
    runImageLabel === undefined ? [] : [file(sandboxPaths.runToml, runToml(runImageLabel))],
    source === undefined ? [] : [file(sandboxPaths.projectMetadata, projectMetadataToml(source))],
    buildpacks === undefined ? [] : buildpackEntries(buildpacks, sandboxPaths.orderToml),
    appPart(app),
    reuse === undefined ? [] : reusePart(reuse, { onDropped, onGiven }),
    thinImagePart(runImage),
  ]
}

async function* inTurn(parts: readonly Part[]): AsyncGenerator<TarEntry> {
  for (const part of parts) yield* part
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

async function* appPart(app: AppFolder): AsyncGenerator<TarEntry> {
  // The mode that pack gives it: it ends up in the image, and so in the image's digest.
  yield directory(sandboxPaths.app, 0o777)
  yield* appEntries(app, sandboxPaths.app.slice(1))
}

async function* thinImagePart(runImage: () => Promise<ThinImage>): AsyncGenerator<TarEntry> {
  yield* thinImageEntries(await runImage())
}

async function* reusePart(
  find: () => Promise<Reuse | undefined>,
  listener: ReuseListener,
): AsyncGenerator<TarEntry> {
  const reuse = await find()
  if (reuse !== undefined) yield* reuseEntries(reuse, listener)
}
