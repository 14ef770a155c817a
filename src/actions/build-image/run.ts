import { checkSbomFolder } from '../../cnb/sbom/folder.ts'
import type { UploadedArtifact } from '../../github/artifact/artifact-upload.ts'
import { artifactOutputs, type LayoutUpload } from '../../github/inputs/shared-inputs.ts'
import { checkTarget, moveIntoPlace } from '../../layout/place.ts'
import { formatBytes } from '../../message/quantity.ts'
import { draftBuildCache, saveBuildCache } from './build-cache.ts'
import { completeLayout } from './completion.ts'
import { buildInContainer } from './container-build.ts'
import type { Inputs } from './inputs/inputs.ts'
import { openStaging } from './leftovers.ts'
import { layoutOutputs, writeSbom } from './outputs.ts'
import { prepareBuild } from './preparation.ts'
import { writeProvenance } from './provenance.ts'
import { describeMissingProcess, describeResult, reportOf } from './report.ts'
import { describeChanges, verifyReproduction } from './reproduce.ts'
import { describeReuse, reuseReportOf } from './reuse-report.ts'
import type { Services } from './services.ts'
import { formatSummary } from './summary/summary.ts'

/**
 * Builds an app into a complete OCI image layout and uploads it as a workflow artifact.
 *
 * `tasks.run` starts a task and returns its promise, so tasks run at the same time until one awaits another. The first
 * failure aborts all of them and makes the step fail. At the end the task group waits for all tasks, then cleans up: no
 * container and no part of a layout is left, also after a failure or a cancellation.
 *
 * The target keeps its previous layout until the new one is verified. From then on it has the new one, even if the upload
 * fails or is cancelled.
 */
export const run = async (inputs: Inputs, services: Services): Promise<void> => {
  const { tasks, log } = services
  const { imagePath, sbom, artifact: upload } = inputs

  // Check that the targets can be written before the build takes its time.
  const target = await checkTarget(imagePath.folder)
  const sbomTarget = sbom && (await checkSbomFolder(sbom))

  // Find the builder, the run image, the buildpacks and the previous build. Some of these tasks continue while the
  // container is created and filled, and put layers into `staging`, which is beside the target.
  const preparation = await prepareBuild(inputs, target, services)
  const { builder, buildpacks, staging, runImageLabel } = preparation
  const { runImageTask, runImageLayersTask, previousBuildTask } = preparation
  const sbomStaging = sbomTarget && (await openStaging(sbomTarget, services))
  const runImageName = await preparation.runImageName()

  // Build in a container. What comes out is the image without the run image's layers, and with the reused layers.
  const { sandbox, output, offer } = await buildInContainer(
    inputs,
    {
      ...{ builder, buildpacks, target, staging, sbomStaging },
      runImage: { name: runImageName, label: runImageLabel },
    },
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
  services.setOutputs({ 'provenance-path': await writeProvenance(inputs, materials, services.provenance) })
  if (sbom !== undefined && sbomStaging !== undefined) {
    const sbomOutputs = await tasks.run('write the SBOMs', () =>
      writeSbom(sbomStaging, sbom, imagePath, layout, log),
    )
    services.setOutputs(sbomOutputs)
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

const uploadLayout = async (
  layout: LayoutUpload,
  { uploadArtifact, setOutputs, log }: Services,
): Promise<UploadedArtifact> => {
  const artifact = await uploadArtifact(layout)
  setOutputs(artifactOutputs(artifact))
  log.info(`Artifact "${artifact.name}" uploaded: ${formatBytes(artifact.size)}, ${artifact.url}`)
  return artifact
}
