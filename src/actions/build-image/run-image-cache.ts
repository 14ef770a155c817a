import { type CacheLog, describeRestored, type Restored, restore, save } from '../../github/cache.ts'
import type { Digest } from '../../image/digest.ts'
import { formatPlatform, type Platform } from '../../image/platform.ts'
import { formatRepository, type ImageReference } from '../../image/reference.ts'
import { formatBytes, formatSeconds } from '../../message/quantity.ts'
import { type CacheKey, cacheKeyOf } from '../../store/cache-key.ts'
import type { LayoutRepo } from '../../store/layout-repo.ts'

/** A run image's place in the Actions cache. */
export interface RunImageCache {
  readonly key: CacheKey
  readonly folder: string
  readonly restored: Restored
}

/**
 * Restores a run image's folder from the Actions cache, the very image's or that of an earlier version of it.
 * What comes is not to be trusted: the layout-repo checks every byte before it is used. Never fails the build.
 */
export const restoreRunImage = async (
  layoutRepo: LayoutRepo,
  image: { readonly reference: ImageReference; readonly root: Digest; readonly platform: Platform },
  log: CacheLog,
  signal: AbortSignal,
): Promise<RunImageCache> => {
  const { reference, root, platform } = image
  const key = cacheKeyOf(reference, root, platform)
  const folder = layoutRepo.folderOf(reference)
  log.info(
    `Cache key: version ${key.version}, platform ${formatPlatform(platform)}, ` +
      `run image ${formatRepository(reference)}, digest ${root}`,
  )
  const restored = await restore({ folder, key: key.exact, restoreKeys: [key.prefix], signal }, log)
  const told = describeRestored(restored)
  if (told !== undefined) log.info(told)
  return { key, folder, restored }
}

/** Saves a run image's folder, proven and pruned, unless the cache had the very image already. Never fails the build. */
export const saveRunImage = async (
  { key, folder, restored }: RunImageCache,
  log: CacheLog,
  signal: AbortSignal,
): Promise<void> => {
  if (restored.outcome === 'hit' || restored.outcome === 'unavailable') return
  const saved = await save({ folder, key: key.exact, signal }, log)
  if (saved.outcome === 'saved') {
    log.info(
      `Run image saved in the cache: ${saved.bytes === undefined ? '' : `${formatBytes(saved.bytes)} `}in ${formatSeconds(saved.seconds)}`,
    )
  }
}
