import type { Builder } from '../../cnb/builder/builder.ts'
import { chooseRunImage, type ResolvedRunImage, resolveRunImage } from '../../cnb/builder/run-image-choice.ts'
import type { ChosenBuildpacks } from '../../cnb/buildpacks/find-buildpacks.ts'
import { formatOrder } from '../../cnb/buildpacks/order.ts'
import { sizeOf } from '../../image/image.ts'
import { layoutContent } from '../../layout/content.ts'
import { formatBytes, formatCount } from '../../message/quantity.ts'
import type { RunImageId } from '../../store/run-image.ts'
import type { LayerOrigins, OpenedRunImage } from '../../store/run-images.ts'
import type { Inputs } from './inputs/inputs.ts'
import type { Services } from './services.ts'

type PreparationServices = Pick<Services, 'runImages' | 'findBuildpacks' | 'log'>

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
