import type { Builder } from '../../cnb/builder/builder.ts'
import { isSameBuilder } from '../../cnb/builder/find-builder.ts'
import {
  chooseRunImage,
  type NamedRunImage,
  type ResolvedRunImage,
  resolveRunImage,
} from '../../cnb/builder/run-image-choice.ts'
import type { ChosenBuildpacks } from '../../cnb/buildpacks/find-buildpacks.ts'
import { formatOrder } from '../../cnb/buildpacks/order.ts'
import { sizeOf } from '../../image/image.ts'
import { layoutContent } from '../../layout/content.ts'
import { formatBytes, formatCount } from '../../message/quantity.ts'
import type { RunImageId } from '../../store/run-image-id.ts'
import type { LayerOrigins, OpenedRunImage } from '../../store/run-images.ts'
import type { Inputs } from './inputs/inputs.ts'
import { openStaging } from './leftovers.ts'
import { findPreviousBuild, type ReusableBuild } from './previous-build.ts'
import { describeBuilder } from './report.ts'
import type { Services } from './services.ts'

/** Everything that a build needs except the container. The tasks are still running. */
export interface Preparation {
  readonly builder: Builder
  /** The folder beside the target in which the new layout is assembled. Two of the tasks put layers into it. */
  readonly staging: string
  readonly buildpacks: ChosenBuildpacks | undefined
  /** The run image in the label of the built image, if it is not the first one that the builder lists. */
  readonly runImageLabel: NamedRunImage | undefined
  /** Waits for the registries only if the run image has several names. */
  readonly runImageName: () => Promise<string>
  readonly runImageTask: Promise<OpenedRunImage>
  readonly runImageLayersTask: Promise<LayerOrigins>
  readonly previousBuildTask: Promise<ReusableBuild>
  /** Waits for the tasks, so that another preparation can replace this one. */
  readonly end: () => Promise<void>
}

/**
 * Finds the builder, and prepares the build while the engine pulls it. If the engine pulled another builder than the one that
 * its registry described, the preparation starts again.
 */
export const prepareBuild = async (
  inputs: Inputs,
  target: string,
  services: Services,
): Promise<Preparation> => {
  const { tasks, log } = services
  const { builder, finishPull } = await tasks.run('find the builder', () => services.findBuilder(inputs))
  const pullTask = finishPull && tasks.run('pull the builder', finishPull)
  log.info(describeBuilder(builder, inputs))
  const preparation = await prepareWith(builder, target, inputs, services)
  const pulled = (await pullTask) ?? builder
  if (isSameBuilder(pulled, builder)) return { ...preparation, builder: pulled }
  log.info(
    'The engine pulled another builder than the one in its registry: the tag moved, or the engine uses a mirror. ' +
      'The build starts again with the pulled builder.',
  )
  log.info(describeBuilder(pulled, inputs))
  await preparation.end()
  return prepareWith(pulled, target, inputs, services)
}

/** Starts the tasks that need only the builder's description, and finds the buildpacks. */
const prepareWith = async (
  builder: Builder,
  target: string,
  inputs: Inputs,
  services: Services,
): Promise<Preparation> => {
  const { tasks, log, runImages } = services
  const { sparse, project } = inputs
  const { names, label } = chooseRunImage(builder, inputs.builder, inputs.runImage)
  const staging = await openStaging(target, services)
  const resolved = tasks.run('resolve the run image', () =>
    resolveRunImage(
      names,
      (reference) => runImages.resolve(reference, builder.platform, { check: names.length > 1 }),
      { info: log.info, warn: log.warning },
    ),
  )
  const runImageTask = tasks.run('find the run image', async () =>
    findRunImage(await resolved, sparse, services),
  )
  const runImageLayersTask = tasks.run('copy the run image’s layers', async () =>
    copyRunImageLayers(await runImageTask, sparse, staging, services),
  )
  const previousBuildTask = tasks.run('find the previous build', () =>
    findPreviousBuild(inputs, builder, staging, services),
  )
  const buildpacks = namesBuildpacks(inputs)
    ? await tasks.run('find the buildpacks', () => services.findBuildpacks(project.buildpacks, builder))
    : undefined
  if (buildpacks !== undefined) log.info(`Buildpacks: ${formatOrder(buildpacks.order)}`)
  return {
    builder,
    staging,
    buildpacks,
    runImageLabel: label,
    runImageName: async () => (names.length === 1 ? names[0] : (await resolved).name),
    runImageTask,
    runImageLayersTask,
    previousBuildTask,
    end: async () => {
      await Promise.allSettled([runImageLayersTask, previousBuildTask])
    },
  }
}

const namesBuildpacks = ({ project: { buildpacks } }: Inputs): boolean =>
  Object.values(buildpacks).some((names) => names.length > 0)

/** Reads the manifest and the configuration of the run image. */
const findRunImage = async (
  { name, root }: ResolvedRunImage<RunImageId>,
  sparse: boolean,
  { runImages, log }: Services,
): Promise<OpenedRunImage> => {
  const runImage = await runImages.open(root, { layers: !sparse })
  log.info(`Run image: ${name}, ${runImage.image.descriptor.digest}`)
  return runImage
}

/** Copies the run image's layers into the layout, verifies them, and saves the run image for the next build. */
const copyRunImageLayers = async (
  runImage: OpenedRunImage,
  sparse: boolean,
  staging: string,
  { runImages, log }: Services,
): Promise<LayerOrigins> => {
  if (sparse) return { reused: [], fetched: [] }
  const { image } = runImage
  const layers = await runImages.copyLayers(image, image.manifest.layers, layoutContent(staging))
  log.info(
    `Run image's layers: ${layers.reused.length} reused, ` +
      `${formatCount(layers.fetched.length, 'layer')} fetched from the registry (${formatBytes(sizeOf(layers.fetched))})`,
  )
  await runImages.keep(runImage)
  return layers
}
