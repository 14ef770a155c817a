import { type FoundBuilder, isSameBuilder } from '../../cnb/builder/find-builder.ts'
import { chooseRunImage } from '../../cnb/builder/run-image-choice.ts'
import { checkSbomFolder, writeSbom } from '../../cnb/sbom/folder.ts'
import { uploadLayout } from '../../github/artifact/artifact-upload.ts'
import { pruneBlobs } from '../../layout/blob.ts'
import { checkTarget, moveIntoPlace } from '../../layout/place.ts'
import { completeLayout } from './completion.ts'
import { type BuildFolders, buildInContainer } from './container-build.ts'
import type { Inputs } from './inputs/inputs.ts'
import { openStaging } from './leftovers.ts'
import {
  copyRunImageLayers,
  findBuildpacks,
  namesBuildpacks,
  openRunImage,
  prepareDuringPull,
  resolveRunImageName,
} from './preparation.ts'
import { writeProvenance } from './provenance.ts'
import { describeBuilder, describeMissingProcess, describeResult, layoutOutputs, reportOf } from './report.ts'
import { describeChanges, verifyReproduction } from './reproduction/reproduce.ts'
import { draftBuildCache, saveBuildCache } from './reuse/build-cache.ts'
import { findPreviousBuild, releaseCachedLayers } from './reuse/previous-build.ts'
import { describeReuse, reuseReportOf } from './reuse/reused-layers.ts'
import type { Services } from './services.ts'
import { formatSummary } from './summary/summary.ts'

/**
 * Builds an app into a complete OCI image layout and uploads it as a workflow artifact.
 *
 * `tasks.run` starts a task and returns its promise, so tasks run at the same time until one awaits another. The first
 * failure aborts all of them and makes the step fail, except during the pull of a builder: see `prepareDuringPull`. At the
 * end the task group waits for all tasks, then cleans up: no container and no part of a layout is left, also after a failure
 * or a cancellation.
 *
 * The target keeps its previous layout until the new one is verified. From then on it has the new one, even if the upload
 * fails or is cancelled.
 */
export const run = async (inputs: Inputs, services: Services): Promise<void> => {
  // Check that the targets can be written before the build takes its time.
  const target = await checkTarget(inputs.imagePath.folder)
  const sbomTarget = inputs.sbom && (await checkSbomFolder(inputs.sbom))

  const found = await services.tasks.run('find the builder', () => services.findBuilder(inputs))
  const staging = await openStaging(target, services)
  const sbomStaging = sbomTarget && (await openStaging(sbomTarget, services))
  await build(found, { target, staging, sbomStaging }, inputs, services)
}

/** Builds with a builder that the engine has, or is pulling. If it pulls another one, the build starts again with that one. */
const build = async (
  { builder: described, finishPull }: FoundBuilder,
  folders: BuildFolders,
  inputs: Inputs,
  services: Services,
): Promise<void> => {
  const { tasks, log } = services
  const { target, staging, sbomStaging } = folders
  const { imagePath, sbom, artifact: upload } = inputs
  log.info(describeBuilder(described, inputs))
  const pullTask = finishPull ? tasks.run('pull the builder', finishPull) : Promise.resolve(described)

  // During the pull, start the tasks that need only the builder's description. Some put layers into `staging`, and continue
  // while the container is created and filled.
  const isDescribed = async (): Promise<boolean> => isSameBuilder(await pullTask, described)
  const preparation = prepareDuringPull(finishPull && isDescribed, services)
  const runImageNameTask = preparation.run('resolve the run image', () =>
    resolveRunImageName(inputs, described, services),
  )
  const runImageTask = preparation.run('find the run image', async () =>
    openRunImage(await runImageNameTask, inputs, services),
  )
  const runImageLayersTask = preparation.run('copy the run image’s layers', async () =>
    copyRunImageLayers(await runImageTask, inputs, staging, services),
  )
  const previousBuildTask = preparation.run('find the previous build', () =>
    findPreviousBuild(inputs, described, staging, services),
  )
  const buildpacksTask = namesBuildpacks(inputs)
    ? preparation.run('find the buildpacks', () => findBuildpacks(inputs, described, services))
    : undefined

  // What was pulled wins.
  const builder = await pullTask
  if (!isSameBuilder(builder, described)) {
    log.info(
      'The engine pulled another builder than the one in its registry: the tag moved, or the engine uses a mirror. ' +
        'The build starts again with the pulled builder.',
    )
    // Nothing of the first attempt is left in `staging`.
    await Promise.allSettled([runImageLayersTask, previousBuildTask, buildpacksTask])
    await previousBuildTask.then(releaseCachedLayers, () => {})
    await pruneBlobs(staging, new Set())
    return build({ builder }, folders, inputs, services)
  }
  preparation.throwIfFailed()

  // Build in a container. What comes out is the image without the run image's layers, and with the reused layers.
  const buildpacks = await buildpacksTask
  const { names, label } = chooseRunImage(builder, inputs.builder, inputs.runImage)
  // Only a run image with several names has to wait for the registries.
  const runImageName = names.length === 1 ? names[0] : (await runImageNameTask).name
  const { sandbox, output, offer } = await buildInContainer(
    inputs,
    { ...folders, builder, buildpacks, runImage: { name: runImageName, label } },
    async () => (await runImageTask).image,
    () => previousBuildTask,
    services,
  )

  // Complete and verify the layout. At the same time, get the cache out of the container.
  const runImage = await runImageTask
  const previousBuild = await previousBuildTask
  const { buildCache } = previousBuild
  const cacheDraftTask =
    buildCache &&
    tasks.run('get the cache out of the container', () =>
      draftBuildCache(buildCache, previousBuild, offer, sandbox, output, runImage.image, services),
    )
  const runImageLayers = await runImageLayersTask
  const layout = await tasks.run('complete the layout', () =>
    completeLayout(staging, inputs, output, runImage.image, runImageLayers, builder),
  )
  const cacheDraft = await cacheDraftTask
  // Nothing waits for the removal of the container. The cleanup at the end does, and reports an error.
  sandbox.dispose().catch(() => {})

  // Replace the target. The outputs are true from now on.
  tasks.signal.throwIfAborted()
  await moveIntoPlace(staging, target)
  const reuse = reuseReportOf(output, offer, previousBuild)
  log.info(describeReuse(reuse))
  services.setOutputs(layoutOutputs(inputs, builder, runImage, layout, reuse))
  const changes = describeChanges(buildCache, output)
  if (changes !== undefined) log.info(changes)
  const missingProcess = describeMissingProcess(layout.image.config)
  if (missingProcess !== undefined) log.warning(missingProcess)

  // Publish the results.
  const materials = {
    ...{ builder, runImageName, runImage: runImage.image, buildpacks },
    ...{ image: layout.image, seconds: tasks.seconds },
  }
  services.setOutputs({ 'provenance-path': await writeProvenance(inputs, materials, services.context) })
  if (sbom !== undefined && sbomStaging !== undefined) {
    const source = { layout: imagePath.folder, name: imagePath.name, image: layout.image }
    const path = await tasks.run('write the SBOMs', () => writeSbom(sbomStaging, sbom, source, log))
    services.setOutputs({ 'sbom-path': path })
  }
  const reproduced =
    inputs.reproduces &&
    (await tasks.run('verify the reproduction', () => verifyReproduction(inputs, layout, services)))
  const artifactTask =
    upload &&
    tasks.run('upload the artifact', () =>
      uploadLayout({ ...upload, layout: imagePath.folder, blobs: layout.blobs }, services),
    )
  const savedCacheTask =
    buildCache &&
    cacheDraft &&
    tasks.run('save the build cache', () => saveBuildCache(buildCache, cacheDraft, target, services))
  const artifact = await artifactTask
  const savedCache = await savedCacheTask

  const { image: previousImage } = previousBuild
  const results = {
    ...{ builder, runImage, runImageLayers, layout, previousImage, reuse },
    ...{ changes, reproduced, artifact, savedCache },
  }
  const report = reportOf(inputs, results, services)
  log.info(describeResult(report, imagePath.folder))
  if (inputs.summary) await services.writeSummary(formatSummary(report))
}
