import type { Builder } from '../../cnb/builder/builder.ts'
import { isSameBuilder } from '../../cnb/builder/find-builder.ts'
import { buildImage } from '../../cnb/creator/build.ts'
import { creatorCommand } from '../../cnb/creator/creator.ts'
import type { Output } from '../../cnb/creator/output.ts'
import type { App } from '../../cnb/input/app.ts'
import type { AppLog } from '../../cnb/input/app-source.ts'
import { fillSandbox } from '../../cnb/input/input.ts'
import { fileFilter } from '../../cnb/project/file-filter.ts'
import type { ReuseOffer } from '../../cnb/reuse/reuse.ts'
import { checkSbomFolder } from '../../cnb/sbom/folder.ts'
import { isStaging } from '../../files/staging.ts'
import type { UploadedArtifact } from '../../github/artifact/artifact-upload.ts'
import { artifactOutputs, type LayoutUpload } from '../../github/inputs/upload-input.ts'
import type { Log } from '../../github/step/log.ts'
import { formatPlatform } from '../../image/platform.ts'
import { formatReference } from '../../image/reference.ts'
import { checkTarget, moveIntoPlace } from '../../layout/place.ts'
import { pruneBlobs } from '../../layout/prune.ts'
import { messageOf } from '../../message/failure.ts'
import { formatBytes } from '../../message/quantity.ts'
import type { Sandbox } from '../../sandbox/sandbox.ts'
import { draftBuildCache, saveBuildCache } from './build-cache.ts'
import { completeLayout } from './completion.ts'
import type { Inputs } from './inputs/inputs.ts'
import { layoutOutputs } from './outputs.ts'
import { openStaging, prepareBuild } from './preparation.ts'
import { mayReuse, nothingToReuse, type ReusableBuild, reusableDigests } from './previous-build.ts'
import { writeProvenance } from './provenance.ts'
import { lastLine, reportOf } from './report.ts'
import { describeChanges, verifyReproduction } from './reproduce.ts'
import { describeReuse, reuseReportOf } from './reuse-report.ts'
import { addReusedLayers, isCausedByReuse, readDiffIds } from './reused-layers.ts'
import { writeSbom } from './sbom.ts'
import type { Services } from './services.ts'
import { formatSummary } from './summary/summary.ts'

/**
 * Builds an app into a complete OCI image layout and uploads it as a workflow artifact.
 *
 * `tasks.run` starts a task and returns its promise, so tasks run at the same time until one awaits another. The first
 * failure aborts all of them and is what the step fails with. At the end the task group waits for all tasks, then cleans
 * up: no container and no part of a layout is left, also after a failure or a cancellation.
 *
 * The target keeps its previous layout until the new one is verified. From then on it has the new one, even if the upload
 * fails or is cancelled.
 */
export const run = async (inputs: Inputs, services: Services): Promise<void> => {
  const { tasks, log } = services
  const { imagePath, project, sbom, artifact: upload } = inputs

  // A target that cannot be written should not cost the time of a build.
  const target = await checkTarget(imagePath.folder)
  const sbomTarget = sbom && (await checkSbomFolder(sbom))

  // While the engine pulls the builder, everything that does not need the container starts.
  const found = await tasks.run('find the builder', () => services.findBuilder(inputs))
  const { finishPull } = found
  const pullTask = finishPull && tasks.run('pull the builder', finishPull)
  log.info(describeBuilder(found.builder, inputs))
  let preparation = await prepareBuild(found.builder, target, inputs, services)
  const builder = (await pullTask) ?? found.builder
  if (!isSameBuilder(builder, found.builder)) {
    log.info(
      'The engine pulled another builder than the one in its registry: the tag moved, or the engine uses a mirror. ' +
        'The build starts again with the pulled builder.',
    )
    log.info(describeBuilder(builder, inputs))
    await preparation.end()
    preparation = await prepareBuild(builder, target, inputs, services)
  }
  const { staging, buildpacks, runImageLabel } = preparation
  const { runImageTask, runImageLayersTask, previousBuildTask } = preparation
  const runImageName = await preparation.runImageName()
  const sbomStaging = sbomTarget && (await openStaging(sbomTarget, services))

  const command = creatorCommand({
    platformApi: builder.platformApi,
    image: imagePath,
    runImage: { name: runImageName, label: runImageLabel },
    ownOrder: buildpacks !== undefined,
    reuse: mayReuse(inputs),
    defaultProcess: inputs.defaultProcess,
    creationTime: inputs.creationTime,
    executionEnvironment: inputs.executionEnvironment,
    debug: services.debug,
  })
  const input = {
    app: appOf(inputs, target, staging, log),
    environment: Object.fromEntries(inputs.environment),
    bindings: inputs.bindings,
    runImageLabel,
    buildpacks,
    source: project.source,
    openRunImage: async () => (await runImageTask).image,
  }
  const buildInContainer = async (openPreviousBuild: () => Promise<ReusableBuild>): Promise<Build> => {
    const sandbox = await tasks.run('create the container', () => services.openSandbox(builder, command))
    tasks.cleanUp(() => sandbox.dispose())

    // Everything goes in as one stream. Last in it is what other tasks may still be looking for.
    const offer = await tasks.run('fill the container', () =>
      fillSandbox(sandbox, { ...input, openPreviousBuild }, builder),
    )
    logDroppedParts(offer, log)
    const runImage = await runImageTask
    const previousBuild = await openPreviousBuild()
    const diffIdsTask = tasks.run('verify the reusable layers', () =>
      readDiffIds(previousBuild, offer, staging),
    )

    // The image comes out without layers of the run image, and without layers that the lifecycle reused.
    const output = await tasks.run('build', async () => {
      const order = {
        image: imagePath,
        runImage: runImage.image,
        staging,
        buildpacks: buildpacks?.order,
        defaultProcess: inputs.defaultProcess,
        reusable: reusableDigests(previousBuild),
        sbom: sbomStaging,
      }
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

    // A job's own container has room for one build at a time.
    await sandbox.dispose().catch(() => {})
    await pruneBlobs(staging, new Set(runImage.image.manifest.layers.map(({ digest }) => digest)))
    return buildInContainer(async () => nothingToReuse(''))
  }
  const { sandbox, offer, output } = await buildInContainer(() => previousBuildTask)

  // The cache comes out of the container while the layout is completed.
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
  // The container is removed beside the rest. The cleanup at the end waits for that, and reports it if it fails.
  sandbox.dispose().catch(() => {})

  tasks.signal.throwIfAborted()
  await moveIntoPlace(staging, target)
  const reuse = reuseReportOf(output, offer, previousBuild.why)
  log.info(describeReuse(reuse))
  services.setOutputs(layoutOutputs(inputs, builder, runImage, layout, reuse))
  const changes = describeChanges(buildCache, output)
  if (changes !== undefined) log.info(changes)

  // From here on the target has the new layout.
  const { image } = layout
  const materials = {
    builder,
    runImageName,
    runImage: runImage.image,
    buildpacks,
    image,
    seconds: tasks.seconds,
  }
  services.setOutputs({ 'provenance-path': await writeProvenance(inputs, materials, services.provenance) })
  if (sbom !== undefined && sbomStaging !== undefined) {
    const sbomOutputs = await tasks.run('write the SBOMs', () =>
      writeSbom(sbomStaging, sbom, imagePath, layout, log.warning),
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

  const report = reportOf(
    inputs,
    { builder, runImage, runImageLayers, layout, reuse, changes, reproduced, artifact, savedCache },
    services,
  )
  log.info(lastLine(report, imagePath.folder))
  if (inputs.summary) await services.writeSummary(formatSummary(report))
}

/** An image that came out of its container, and what it could reuse. */
interface Build {
  readonly sandbox: Sandbox
  readonly offer: ReuseOffer
  readonly output: Output
}

const describeBuilder = (
  { platform, lifecycleVersion, platformApi }: Builder,
  { builder: reference }: Inputs,
): string => {
  const name = reference === undefined ? "the job's container" : formatReference(reference)
  return (
    `Builder: ${name} for ${formatPlatform(platform)}, ` +
    `lifecycle ${lifecycleVersion}, platform API ${platformApi}`
  )
}

/** The app without the output of this action. */
const appOf = (
  { path, layoutRepo, bindingFolders, sbom, project, cache: { buildCache, namedFolder } }: Inputs,
  target: string,
  staging: string,
  log: AppLog,
): App => ({
  path,
  exclude: [
    ...[target, staging, layoutRepo, ...bindingFolders],
    ...('off' in buildCache ? [] : [buildCache.folder]),
    ...[namedFolder, sbom].filter((folder) => folder !== undefined),
  ],
  isStagingName: isStaging,
  filter: fileFilter(project.files),
  log,
})

const logDroppedParts = ({ dropped }: ReuseOffer, { warning }: Log): void => {
  for (const { what, reason } of dropped) warning(`Not reused: ${what}: ${reason.replace(/\.$/, '')}.`)
}

/** Uploads the layout as a workflow artifact. */
const uploadLayout = async (
  layout: LayoutUpload,
  { uploadArtifact, setOutputs, log }: Services,
): Promise<UploadedArtifact> => {
  const artifact = await uploadArtifact(layout)
  setOutputs(artifactOutputs(artifact))
  log.info(`Artifact "${artifact.name}" uploaded: ${formatBytes(artifact.size)}, ${artifact.url}`)
  return artifact
}
