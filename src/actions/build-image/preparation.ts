import type { Builder } from '../../cnb/builder/builder.ts'
import { chooseRunImage, type ResolvedRunImage, resolveRunImage } from '../../cnb/builder/run-image-choice.ts'
import type { ChosenBuildpacks } from '../../cnb/buildpacks/find-buildpacks.ts'
import { formatOrder } from '../../cnb/buildpacks/order.ts'
import { sizeOf } from '../../image/image.ts'
import { layoutContent } from '../../layout/content.ts'
import { messageOf } from '../../message/failure.ts'
import { formatBytes, formatCount } from '../../message/quantity.ts'
import type { RunImageId } from '../../store/run-image.ts'
import type { LayerOrigins, OpenedRunImage } from '../../store/run-images.ts'
import type { TaskGroup } from '../../task/task-group.ts'
import type { Inputs } from './inputs/inputs.ts'
import type { Services } from './services.ts'

type PreparationServices = Pick<Services, 'runImages' | 'findBuildpacks' | 'log'>

/** Tasks that begin before the engine has pulled the builder. */
export interface Preparation {
  readonly run: TaskGroup['run']
  /** Throws the first failure, so that nothing else begins. */
  readonly throwIfFailed: () => void
}

/**
 * Prepares a build with the builder that a registry described. The engine may pull another one, for example from a mirror: the
 * preparation starts again then. So the log shows a failure at once, but it fails the step only when the engine has pulled
 * the described builder. If the pull fails, that is the step's failure.
 *
 * `isDescribed` waits for the pull. It is undefined if the engine has the builder: then all failures count.
 */
export const prepareDuringPull = (
  isDescribed: (() => Promise<boolean>) | undefined,
  { tasks, log }: Pick<Services, 'tasks' | 'log'>,
): Preparation => {
  const failures: unknown[] = []
  let isPulling = isDescribed !== undefined
  isDescribed?.()
    .catch(() => {})
    .finally(() => {
      isPulling = false
    })
  return {
    run: (name, task) => {
      if (isDescribed === undefined) return tasks.run(name, task)
      const watched = async () => {
        try {
          return await task()
        } catch (error) {
          // Others may follow from it.
          if (failures.push(error) === 1 && isPulling && !tasks.signal.aborted) {
            log.info(`${messageOf(error)} The step fails unless the engine pulls another builder.`)
          }
          throw error
        }
      }
      return tasks.run(name, watched, () => isDescribed().catch(() => false))
    },
    throwIfFailed: () => {
      if (failures.length > 0) throw failures[0]
    },
  }
}

/** Chooses the run image for a builder, and finds out which of its names is accessible. */
export const resolveRunImageName = async (
  inputs: Inputs,
  builder: Builder,
  { runImages, log }: PreparationServices,
): Promise<ResolvedRunImage<RunImageId>> => {
  const { names } = chooseRunImage(builder, inputs.builder, inputs.runImage)
  const check = names.length > 1
  return resolveRunImage(names, (reference) => runImages.resolve(reference, builder.platform, { check }), {
    info: log.info,
    warn: log.warning,
  })
}

/** Reads the manifest and the configuration of the run image. */
export const openRunImage = async (
  { name, root }: ResolvedRunImage<RunImageId>,
  { sparse }: Inputs,
  { runImages, log }: PreparationServices,
): Promise<OpenedRunImage> => {
  const runImage = await runImages.open(root, { layers: !sparse })
  log.info(`Run image: ${name}, ${runImage.image.descriptor.digest}`)
  return runImage
}

/** Copies the run image's layers into the layout, verifies them, and saves the run image for the next build. */
export const copyRunImageLayers = async (
  runImage: OpenedRunImage,
  { sparse }: Inputs,
  staging: string,
  { runImages, log }: PreparationServices,
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

/** Whether the inputs or the project descriptor name buildpacks. Otherwise the builder's order is used. */
export const namesBuildpacks = ({ project: { buildpacks } }: Inputs): boolean =>
  Object.values(buildpacks).some((names) => names.length > 0)

/** Finds the buildpacks that the inputs and the project descriptor name. */
export const findBuildpacks = async (
  { project: { buildpacks } }: Inputs,
  builder: Builder,
  services: PreparationServices,
): Promise<ChosenBuildpacks | undefined> => {
  const chosen = await services.findBuildpacks(buildpacks, builder)
  if (chosen !== undefined) services.log.info(`Buildpacks: ${formatOrder(chosen.order)}`)
  return chosen
}
