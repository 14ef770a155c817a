import { rm } from 'node:fs/promises'
import { buildImage } from '../../cnb/build.ts'
import type { Builder } from '../../cnb/builder.ts'
import type { BuildpackRequest, ChosenBuildpacks } from '../../cnb/buildpacks/find-buildpacks.ts'
import { formatOrder } from '../../cnb/buildpacks/order.ts'
import { creatorCommand } from '../../cnb/creator.ts'
import { putInput } from '../../cnb/input.ts'
import { isFormerStagingName } from '../../cnb/leftovers.ts'
import type { Output } from '../../cnb/output.ts'
import { fileFilter } from '../../cnb/project/file-filter.ts'
import { chooseRunImage, type RunImageChoice } from '../../cnb/run-image.ts'
import { formatPlatform } from '../../image/platform.ts'
import { formatReference } from '../../image/reference.ts'
import { layoutContent } from '../../layout/content.ts'
import { checkTarget, moveIntoPlace } from '../../layout/place.ts'
import { isStaging, stagingFolder } from '../../layout/staging.ts'
import { messageOf } from '../../message/failure.ts'
import { formatBytes, formatCount } from '../../message/quantity.ts'
import type { Sandbox } from '../../sandbox/sandbox.ts'
import type { LayerOrigins, OpenedRunImage } from '../../store/run-images.ts'
import { uploadLayout } from './artifact.ts'
import { completeLayout } from './completion.ts'
import { concurrently } from './concurrently.ts'
import type { Inputs } from './inputs.ts'
import type { Job } from './job.ts'
import { artifactOutputs, layoutOutputs } from './outputs.ts'
import { lastLine, reportOf } from './report.ts'
import { timed } from './stopwatch.ts'
import { formatSummary } from './summary/summary.ts'

/**
 * Builds an app into an OCI image layout that is complete, and hands it on as a workflow artifact.
 *
 * Throws a Failure that says what to do where that cannot be done, and the signal's reason once it was aborted. No
 * container and no part of a layout is left behind then. Until the new layout is proven, what was at its place is still
 * there; after that the new one is, even if the upload fails or is cancelled.
 */
export const run = async (inputs: Inputs, job: Job): Promise<void> => {
  const { imagePath, sparse } = inputs
  const target = await checkTarget(imagePath.folder)
  const builder = await findBuilder(job, inputs)
  const base = chooseRunImage(builder, inputs.builder, inputs.runImage)
  const buildpacks = await findBuildpacks(job, inputs, builder)

  await using cleanup = new AsyncDisposableStack()
  const staging = await stagingFolder(target)
  job.noteStaging(staging)
  cleanup.defer(() => rm(staging, { recursive: true, force: true }))

  const finding = findRunImage(job, base, builder, sparse)
  const exclude = [target, staging, inputs.layoutRepo]
  const filling = openFilledSandbox(job, cleanup, builder, base, buildpacks, inputs, exclude, finding)
  const [runImage, sandbox] = await concurrently(job.abort, finding, filling)

  const building = buildInSandbox(job, sandbox, inputs, buildpacks, runImage, staging)
  const copying = copyRunImage(job, runImage, staging, sparse)
  const [built, layers] = await concurrently(job.abort, building, copying)
  // Removing the container takes as long as the rest; what comes of it is seen when the cleanup waits for it.
  sandbox.dispose().catch(() => {})

  const layout = await completeLayout(job, staging, inputs, runImage.image, built, layers)
  await moveIntoPlace(staging, target)
  job.setOutputs(layoutOutputs(inputs, runImage, layout))

  const artifact = await uploadLayout(job, inputs, layout)
  if (artifact !== undefined) job.setOutputs(artifactOutputs(artifact))
  const report = reportOf(job, inputs, { runImage, layers, layout, artifact })
  job.log.info(lastLine(report, imagePath.folder))
  if (inputs.summary) await job.writeSummary(formatSummary(report))
}

const findBuilder = timed('find the builder', async (job: Job, inputs: Inputs): Promise<Builder> => {
  const { builder: reference, platform, pullPolicy } = inputs
  const builder = await job.findBuilder({ reference, platform, pullPolicy })
  job.log.info(
    `Builder: ${formatReference(reference)} for ${formatPlatform(builder.platform)}, ` +
      `lifecycle ${builder.lifecycleVersion}, platform API ${builder.platformApi}`,
  )
  return builder
})

/** Buildpacks and an order other than the builder's, where the project asks for any. */
const findBuildpacks = async (
  job: Job,
  { project: { buildpacks } }: Inputs,
  builder: Builder,
): Promise<ChosenBuildpacks | undefined> =>
  Object.values(buildpacks).every((named) => named.length === 0)
    ? undefined
    : lookForBuildpacks(job, buildpacks, builder)

const lookForBuildpacks = timed(
  'find the buildpacks',
  async (job: Job, request: BuildpackRequest, builder: Builder): Promise<ChosenBuildpacks | undefined> => {
    const chosen = await job.findBuildpacks(request, builder)
    if (chosen !== undefined) job.log.info(`Buildpacks: ${formatOrder(chosen.order)}`)
    return chosen
  },
)

const openSandbox = timed(
  'create the container',
  (
    job: Job,
    builder: Builder,
    base: RunImageChoice,
    buildpacks: ChosenBuildpacks | undefined,
    { imagePath }: Inputs,
  ): Promise<Sandbox> => {
    const { platformApi } = builder
    const ownOrder = buildpacks !== undefined
    const command = creatorCommand({ platformApi, runImage: base, image: imagePath, ownOrder })
    return job.openSandbox(builder)(command, job.abort.signal)
  },
)

/** A container that has its input; it is disposed of with `cleanup`, whatever becomes of the rest. */
const openFilledSandbox = async (
  job: Job,
  cleanup: AsyncDisposableStack,
  builder: Builder,
  base: RunImageChoice,
  buildpacks: ChosenBuildpacks | undefined,
  inputs: Inputs,
  exclude: readonly string[],
  finding: Promise<OpenedRunImage>,
): Promise<Sandbox> => {
  const sandbox = await openSandbox(job, builder, base, buildpacks, inputs)
  // A layout that stands is not taken back for a container that does not go away.
  cleanup.defer(() => sandbox.dispose().catch((error: unknown) => job.log.warning(messageOf(error))))
  await fillSandbox(job, sandbox, builder, inputs, exclude, base, buildpacks, finding)
  return sandbox
}

/** What the run image's name means at this moment, and that image without its layers. */
const findRunImage = timed(
  'find the run image',
  async (job: Job, base: RunImageChoice, builder: Builder, sparse: boolean): Promise<OpenedRunImage> => {
    const id = await job.runImages.resolve(base.reference, builder.platform)
    const opened = await job.runImages.open(id, { layers: !sparse })
    job.log.info(`Run image: ${base.name}, ${opened.image.descriptor.digest}`)
    return opened
  },
)

/** Everything that the creator needs goes in as one stream, the run image last, which is being looked for meanwhile. */
const fillSandbox = timed(
  'fill the container',
  (
    job: Job,
    sandbox: Sandbox,
    builder: Builder,
    inputs: Inputs,
    exclude: readonly string[],
    { label }: RunImageChoice,
    buildpacks: ChosenBuildpacks | undefined,
    finding: Promise<OpenedRunImage>,
  ): Promise<void> => {
    const isStagingName = (name: string): boolean => isStaging(name) || isFormerStagingName(name)
    const { files, source } = inputs.project
    const app = { path: inputs.path, exclude, isStagingName, filter: fileFilter(files), log: job.log }
    const environment = Object.fromEntries(inputs.environment)
    const runImage = async () => (await finding).image
    const input = { app, environment, runImageLabel: label, buildpacks, source, runImage }
    return putInput(sandbox, input, builder)
  },
)

const buildInSandbox = timed(
  'build',
  (
    job: Job,
    sandbox: Sandbox,
    inputs: Inputs,
    buildpacks: ChosenBuildpacks | undefined,
    { image: runImage }: OpenedRunImage,
    staging: string,
  ): Promise<Output> =>
    job.log.untrusted((output) =>
      buildImage(
        sandbox,
        { image: inputs.imagePath, runImage, staging, buildpacks: buildpacks?.order },
        { ...output, warning: job.log.warning },
      ),
    ),
)

/**
 * Gives the layout the run image's layers, each proven, and keeps the run image for the next build. The creator, who is
 * at work meanwhile, needs no byte of them. A sparse layout gets none.
 */
const copyRunImage = timed(
  'copy the run image’s layers',
  async (job: Job, runImage: OpenedRunImage, staging: string, sparse: boolean): Promise<LayerOrigins> => {
    if (sparse) return { reused: [], fetched: [] }
    const { image } = runImage
    const layers = await job.runImages.copyLayers(image, image.manifest.layers, layoutContent(staging))
    const bytes = layers.fetched.reduce((sum, { size }) => sum + size, 0)
    job.log.info(
      `Run image's layers: ${layers.reused.length} reused, ` +
        `${formatCount(layers.fetched.length, 'layer')} fetched from the registry (${formatBytes(bytes)})`,
    )
    await job.runImages.keep(runImage)
    return layers
  },
)
