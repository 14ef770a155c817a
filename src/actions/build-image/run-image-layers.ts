import type { Builder } from '../../cnb/builder/builder.ts'
import type { RunImageChoice } from '../../cnb/builder/run-image-choice.ts'
import { sizeOf } from '../../image/image.ts'
import { layoutContent } from '../../layout/content.ts'
import { formatBytes, formatCount } from '../../message/quantity.ts'
import type { LayerOrigins, OpenedRunImage } from '../../store/run-images.ts'
import type { Services } from './services.ts'

/** Resolves the run image's name and reads the manifest and the configuration. */
export const findRunImage = async (
  { name, reference }: RunImageChoice,
  { platform }: Builder,
  sparse: boolean,
  { runImages, log }: Services,
): Promise<OpenedRunImage> => {
  const runImage = await runImages.open(await runImages.resolve(reference, platform), { layers: !sparse })
  log.info(`Run image: ${name}, ${runImage.image.descriptor.digest}`)
  return runImage
}

/** Copies the run image's layers into the layout, verifies them, and saves the run image for the next build. */
export const copyRunImageLayers = async (
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
