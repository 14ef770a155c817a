import type { Builder } from '../../cnb/builder/builder.ts'
import type { ChosenBuildpacks } from '../../cnb/buildpacks/find-buildpacks.ts'
import { buildImage } from '../../cnb/creator/build.ts'
import { type CreatorOptions, creatorCommand } from '../../cnb/creator/creator.ts'
import type { Output } from '../../cnb/creator/output.ts'
import type { App } from '../../cnb/input/app.ts'
import { fillSandbox } from '../../cnb/input/input.ts'
import { fileFilter } from '../../cnb/project/file-filter.ts'
import type { ReuseOffer } from '../../cnb/reuse/reuse.ts'
import { pruneBlobs } from '../../layout/blob.ts'
import { messageOf } from '../../message/failure.ts'
import type { Sandbox, SandboxCommand } from '../../sandbox/sandbox.ts'
import type { RunImage } from '../../store/run-image.ts'
import type { Inputs } from './inputs/inputs.ts'
import { mayReuse, nothingToReuse, type ReusableBuild, releaseCachedLayers } from './reuse/previous-build.ts'
import { addReusedLayers, isCausedByReuse, readDiffIds, reusableDigests } from './reuse/reused-layers.ts'
import type { Services } from './services.ts'

/** The directories that a build writes to. */
export interface BuildFolders {
  /** Where the layout will be. It may be inside the app. */
  readonly target: string
  /** Beside the target. The layout is assembled in it. */
  readonly staging: string
  /** The SBOMs are assembled in it. Undefined if no SBOMs are wanted. */
  readonly sbomStaging: string | undefined
}

/** What a build uses besides the inputs. */
export interface BuildParts extends BuildFolders {
  readonly builder: Builder
  /** The name for the creator, and the name in the image's label if it is not the builder's first run image. */
  readonly runImage: CreatorOptions['runImage']
  /** Undefined if the builder's order is used. */
  readonly buildpacks: ChosenBuildpacks | undefined
}

/** A container after its build. The cache is still in it. */
export interface ContainerBuild {
  readonly sandbox: Sandbox
  readonly offer: ReuseOffer
  readonly output: Output
}

/**
 * Builds the image in a new container, and builds it again without the previous build if that may be the reason of a
 * failure. The image has all its layers in `staging`, except those of the run image, which may still be on their way.
 *
 * Everything goes into the container in one stream. The run image and the previous build are last in it, because other
 * tasks may still be looking for them.
 */
export const buildInContainer = async (
  inputs: Inputs,
  parts: BuildParts,
  openRunImage: () => Promise<RunImage>,
  openPreviousBuild: () => Promise<ReusableBuild>,
  services: Services,
): Promise<ContainerBuild> => {
  const { tasks, log } = services
  const { builder, buildpacks, staging, sbomStaging } = parts
  const input = {
    app: appOf(inputs, parts, services),
    environment: Object.fromEntries(inputs.environment),
    bindings: inputs.bindings,
    runImageLabel: parts.runImage.label,
    buildpacks,
    source: inputs.project.source,
    openRunImage,
    openPreviousBuild,
  }

  const command = commandOf(inputs, parts, services)
  const sandbox = await tasks.run('create the container', () => services.openSandbox(builder, command))
  tasks.cleanUp(() => sandbox.dispose())
  const offer = await tasks.run('fill the container', () => fillSandbox(sandbox, input, builder))
  for (const { what, reason } of offer.dropped) {
    log.warning(`Not reused: ${what}: ${reason.replace(/\.$/, '')}.`)
  }
  const runImage = await openRunImage()
  const previousBuild = await openPreviousBuild()
  await releaseCachedLayers(previousBuild)
  const diffIdsTask = tasks.run('verify the reusable layers', () =>
    readDiffIds(previousBuild, offer, staging, tasks.signal),
  )

  const order = {
    image: inputs.imagePath,
    runImage,
    staging,
    buildpacks: buildpacks?.order,
    defaultProcess: inputs.defaultProcess,
    reusable: reusableDigests(previousBuild),
    sbom: sbomStaging,
  }
  const output = await tasks.run('build', async () => {
    try {
      const output = await log.untrusted((shown) =>
        buildImage(sandbox, order, { ...shown, warning: log.warning }),
      )
      await addReusedLayers(output, previousBuild, await diffIdsTask, staging)
      return output
    } catch (error) {
      if (!offer.hasImage || !isCausedByReuse(error)) throw error
      log.warning(`${messageOf(error)} The build is repeated and reuses nothing.`)
      return undefined
    }
  })
  if (output !== undefined) return { sandbox, offer, output }

  // Start again, with nothing of the previous build. A job's own container has room for one build at a time.
  await sandbox.dispose().catch(() => {})
  await pruneBlobs(staging, new Set(runImage.manifest.layers.map(({ digest }) => digest)))
  return buildInContainer(inputs, parts, openRunImage, async () => nothingToReuse(''), services)
}

const commandOf = (
  inputs: Inputs,
  { builder, buildpacks, runImage }: BuildParts,
  { debug }: Services,
): SandboxCommand =>
  creatorCommand({
    platformApi: builder.platformApi,
    image: inputs.imagePath,
    runImage,
    hasOwnOrder: buildpacks !== undefined,
    mayReuse: mayReuse(inputs),
    defaultProcess: inputs.defaultProcess,
    creationTime: inputs.creationTime,
    executionEnvironment: inputs.executionEnvironment,
    debug,
  })

/** The app, without the files that this action wrote into its directory. */
const appOf = (
  { path, layoutRepo, bindingFolders, sbom, project, cache: { buildCache, namedFolder } }: Inputs,
  { target, staging, sbomStaging }: BuildParts,
  { log }: Services,
): App => ({
  path,
  exclude: [
    ...[target, staging, layoutRepo, ...bindingFolders],
    ...('off' in buildCache ? [] : [buildCache.folder]),
    ...[namedFolder, sbom, sbomStaging].filter((folder) => folder !== undefined),
  ],
  filter: fileFilter(project.files),
  log,
})
