import type { CacheLog } from '../../github/cache.ts'
import type { Platform } from '../../image/platform.ts'
import { formatReference, type ImageReference } from '../../image/reference.ts'
import { formatBytes, formatCount } from '../../message/quantity.ts'
import type { LayoutRepo, ProvidedLayers } from '../../store/layout-repo.ts'
import type { RunImage } from '../../store/run-image.ts'
import type { Inputs } from './inputs.ts'
import { type RunImageCache, restoreRunImage, saveRunImage } from './run-image-cache.ts'

/** A run image, and how it stands in the Actions cache; undefined where the cache has no part in it. */
export interface FoundRunImage {
  readonly runImage: RunImage
  readonly cache: RunImageCache | undefined
}

interface Surroundings {
  readonly layoutRepo: LayoutRepo
  readonly log: CacheLog
  readonly signal: AbortSignal
}

/**
 * Finds out what a run image's reference names at this moment, restores it from the Actions cache where that may help,
 * and reads it; what is still missing comes from the registry.
 */
export const findRunImage = async (
  reference: ImageReference,
  platform: Platform,
  { cache, sparse }: Pick<Inputs, 'cache' | 'sparse'>,
  { layoutRepo, log, signal }: Surroundings,
): Promise<FoundRunImage> => {
  const root = await layoutRepo.resolve(reference)
  const image = { reference, root, platform }
  const restored = await restoreWhereUseful(image)
  const runImage = await layoutRepo.open(reference, root, platform)
  log.info(`Run image: ${formatReference(reference)}, ${runImage.descriptor.digest}`)
  return { runImage, cache: restored }

  async function restoreWhereUseful(wanted: typeof image): Promise<RunImageCache | undefined> {
    if (!cache) return undefined
    if (sparse) {
      log.info('Cache not used: a sparse layout has none of the run image’s layers.')
      return undefined
    }
    if (await layoutRepo.holds(reference, root, platform)) {
      log.info('Cache not asked: the layout-repo has the run image already.')
      return undefined
    }
    return restoreRunImage(layoutRepo, wanted, log, signal)
  }
}

/**
 * Gives a layout the run image's layers, each proven, and keeps them in the Actions cache. Works while the creator
 * does, who needs no byte of them. A sparse layout gets none.
 */
export const provideLayers = async (
  { runImage, cache }: FoundRunImage,
  layout: string,
  sparse: boolean,
  { layoutRepo, log, signal }: Surroundings,
): Promise<ProvidedLayers> => {
  const { reference, manifest } = runImage
  if (sparse) return { kept: [], fetched: [] }
  const provided = await layoutRepo.provide(reference, manifest.layers, layout)
  const bytes = provided.fetched.reduce((sum, { size }) => sum + size, 0)
  log.info(
    `Run image's layers: ${provided.kept.length} were here, ` +
      `${formatCount(provided.fetched.length, 'layer')} fetched from the registry (${formatBytes(bytes)})`,
  )
  await layoutRepo.prune(runImage)
  if (cache !== undefined) await saveRunImage(cache, log, signal)
  return provided
}
