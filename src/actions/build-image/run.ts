import { rm } from 'node:fs/promises'
import { buildImage } from '../../cnb/build.ts'
import type { Builder } from '../../cnb/builder.ts'
import type { BuildpackRequest, ChosenBuildpacks } from '../../cnb/buildpacks/find-buildpacks.ts'
import { formatOrder } from '../../cnb/buildpacks/order.ts'
import { creatorCommand } from '../../cnb/creator.ts'
import { putInput } from '../../cnb/input.ts'
import { isFormerStagingName } from '../../cnb/leftovers.ts'
import { fileFilter } from '../../cnb/project/file-filter.ts'
import type { Given } from '../../cnb/reuse.ts'
import { chooseRunImage, type RunImageChoice } from '../../cnb/run-image.ts'
import { artifactOutputs } from '../../github/upload-input.ts'
import { sizeOf } from '../../image/image.ts'
import { formatPlatform } from '../../image/platform.ts'
import { formatReference } from '../../image/reference.ts'
import { layoutContent } from '../../layout/content.ts'
import { checkTarget, moveIntoPlace } from '../../layout/place.ts'
import { pruneBlobs } from '../../layout/prune.ts'
import { isStaging, stagingFolder } from '../../layout/staging.ts'
import { messageOf } from '../../message/failure.ts'
import { formatBytes, formatCount } from '../../message/quantity.ts'
import type { Sandbox } from '../../sandbox/sandbox.ts'
import type { LayerOrigins, OpenedRunImage } from '../../store/run-images.ts'
import { uploadLayout } from './artifact.ts'
import { completeLayout } from './completion.ts'
import { concurrently } from './concurrently.ts'
import { copyReused, type Earlier, findEarlier, isFaultOfReuse, mayReuse, nothing } from './earlier.ts'
import type { Inputs } from './inputs.ts'
import type { Job } from './job.ts'
import { draftBuildCache, type FilledSandbox, keepBuildCache, type Made } from './keeping.ts'
import { layoutOutputs } from './outputs.ts'
import { lastLine, reportOf } from './report.ts'
import { describeReuse, reuseReportOf } from './reuse-report.ts'
import { beginSbom, type Sbom, writeSbom } from './sbom.ts'
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
  const sbom = await beginSbom(job, inputs, cleanup)

  const finding = findRunImage(job, base, builder, sparse)
  const searching = findEarlier(job, inputs, builder, staging)
  const plan = { inputs, builder, base, buildpacks, target, staging, sbom, finding }
  const filling = openFilledSandbox(job, cleanup, plan, searching)
  const [[runImage, earlier], filled] = await concurrently(
    job.abort,
    Promise.all([finding, searching]),
    filling,
  )

  const building = build(job, cleanup, plan, earlier, filled, runImage)
  const copying = copyRunImage(job, runImage, staging, sparse)
  const [made, layers] = await concurrently(job.abort, building, copying)

  const drafting = draftBuildCache(job, made, earlier, runImage.image, cleanup)
  const completing = completeLayout(job, staging, inputs, runImage.image, made.built, layers)
  const [draft, layout] = await concurrently(job.abort, drafting, completing)
  // Removing the container takes as long as the rest; what comes of it is seen when the cleanup waits for it.
  made.sandbox.dispose().catch(() => {})
  await moveIntoPlace(staging, target)
  const reuse = reuseReportOf(earlier.why, made.built, made.given)
  job.log.info(describeReuse(reuse))
  job.setOutputs(layoutOutputs(inputs, builder, runImage, layout, reuse))

  if (sbom !== undefined) job.setOutputs(await writeSbom(job, inputs, sbom, layout))
  const uploading = uploadLayout(job, inputs, layout)
  const keeping = keepBuildCache(job, draft, target)
  const [artifact, kept] = await concurrently(job.abort, uploading, keeping)
  if (artifact !== undefined) job.setOutputs(artifactOutputs(artifact))
  const report = reportOf(job, inputs, { runImage, layers, layout, artifact, reuse, kept })
  job.log.info(lastLine(report, imagePath.folder))
  if (inputs.summary) await job.writeSummary(formatSummary(report))
}

/** What a build is made of; it is the same where it has to be done again. */
interface Plan {
  readonly inputs: Inputs
  readonly builder: Builder
  readonly base: RunImageChoice
  readonly buildpacks: ChosenBuildpacks | undefined
  readonly target: string
  readonly staging: string
  readonly sbom: Sbom | undefined
  readonly finding: Promise<OpenedRunImage>
}

const findBuilder = timed('find the builder', async (job: Job, inputs: Inputs): Promise<Builder> => {
  const builder = await job.findBuilder(inputs)
  const name = inputs.builder === undefined ? "the job's container" : formatReference(inputs.builder)
  job.log.info(
    `Builder: ${name} for ${formatPlatform(builder.platform)}, ` +
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
  (job: Job, { builder, base, buildpacks, inputs }: Plan): Promise<Sandbox> => {
    const { platformApi } = builder
    const ownOrder = buildpacks !== undefined
    const reuse = mayReuse(inputs)
    const { imagePath: image, defaultProcess, creationTime, executionEnvironment } = inputs
    const command = creatorCommand({
      ...{ platformApi, image, ownOrder, reuse },
      runImage: base,
      ...{ defaultProcess, creationTime, executionEnvironment },
    })
    return job.openSandbox(builder)(command, job.abort.signal)
  },
)

/** A container that has its input; it is disposed of with `cleanup`, whatever becomes of the rest. */
const openFilledSandbox = async (
  job: Job,
  cleanup: AsyncDisposableStack,
  plan: Plan,
  searching: Promise<Earlier>,
): Promise<FilledSandbox> => {
  const sandbox = await openSandbox(job, plan)
  // A layout that stands is not taken back for a container that does not go away.
  cleanup.defer(() => sandbox.dispose().catch((error: unknown) => job.log.warning(messageOf(error))))
  const given = await fillSandbox(job, sandbox, plan, searching)
  return { sandbox, given }
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

/**
 * Everything that the creator needs goes in as one stream: last the run image and what earlier builds left, which are
 * being looked for meanwhile.
 */
const fillSandbox = timed(
  'fill the container',
  (job: Job, sandbox: Sandbox, plan: Plan, searching: Promise<Earlier>): Promise<Given> => {
    const { inputs, builder, buildpacks, finding } = plan
    const { files, source } = inputs.project
    const { buildCache, namedFolder } = inputs.cache
    const exclude = [
      ...[plan.target, plan.staging, inputs.layoutRepo, ...inputs.bindingFolders],
      ...('off' in buildCache ? [] : [buildCache.folder]),
      ...[namedFolder, inputs.sbom].filter((folder) => folder !== undefined),
    ]
    const isStagingName = (name: string): boolean => isStaging(name) || isFormerStagingName(name)
    const app = { path: inputs.path, exclude, isStagingName, filter: fileFilter(files), log: job.log }
    const input = {
      app,
      environment: Object.fromEntries(inputs.environment),
      bindings: inputs.bindings,
      runImageLabel: plan.base.label,
      buildpacks,
      source,
      runImage: async () => (await finding).image,
      reuse: async () => (await searching).reuse,
      onDropped: (what: string, reason: string) =>
        job.log.warning(`Not reused: ${what}: ${reason.replace(/\.$/, '')}.`),
    }
    return putInput(sandbox, input, builder)
  },
)

/**
 * Builds in a sandbox that has its input. Where what earlier builds left turns out to be of no use after all, the build is
 * done again without it: a cache is never why a build fails.
 */
const build = async (
  job: Job,
  cleanup: AsyncDisposableStack,
  plan: Plan,
  earlier: Earlier,
  filled: FilledSandbox,
  runImage: OpenedRunImage,
): Promise<Made> => {
  try {
    return await buildInSandbox(job, plan, earlier, filled, runImage)
  } catch (error) {
    if (!filled.given.previous || !isFaultOfReuse(error)) throw error
    job.log.warning(`${messageOf(error)} The build is done again without what earlier builds left.`)
  }
  // A job's own container has room for one build at a time.
  await filled.sandbox.dispose().catch(() => {})
  await pruneBlobs(plan.staging, new Set(runImage.image.manifest.layers.map(({ digest }) => digest)))
  const without = nothing('what earlier builds left turned out to be of no use')
  const fresh = await openFilledSandbox(job, cleanup, plan, Promise.resolve(without))
  return await buildInSandbox(job, plan, without, fresh, runImage)
}

const buildInSandbox = timed(
  'build',
  async (
    job: Job,
    { inputs, buildpacks, staging, sbom }: Plan,
    earlier: Earlier,
    { sandbox, given }: FilledSandbox,
    { image: runImage }: OpenedRunImage,
  ): Promise<Made> => {
    const { reusable } = earlier
    const built = await job.log.untrusted((output) =>
      buildImage(
        sandbox,
        {
          image: inputs.imagePath,
          ...{ runImage, staging, reusable },
          buildpacks: buildpacks?.order,
          sbom: sbom?.staging,
        },
        { ...output, warning: job.log.warning },
      ),
    )
    await copyReused(built, given, earlier, staging)
    return { sandbox, built, given }
  },
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
    job.log.info(
      `Run image's layers: ${layers.reused.length} reused, ` +
        `${formatCount(layers.fetched.length, 'layer')} fetched from the registry (${formatBytes(sizeOf(layers.fetched))})`,
    )
    await job.runImages.keep(runImage)
    return layers
  },
)
