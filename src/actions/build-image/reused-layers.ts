import { CreatorFailure } from '../../cnb/creator/exit-code.ts'
import type { Output } from '../../cnb/creator/output.ts'
import type { ReuseOffer } from '../../cnb/reuse/reuse.ts'
import { copy } from '../../content/copy.ts'
import type { Digest } from '../../image/digest.ts'
import { layoutContent } from '../../layout/content.ts'
import { diffIdOf } from '../../layout/diff-id.ts'
import { Failure } from '../../message/failure.ts'
import type { ReusableBuild } from './previous-build.ts'

/** The diff ID of a layer by its digest, or what is wrong with the layer. */
export type DiffIds = ReadonlyMap<Digest, Digest | string>

/**
 * Finds out the diff IDs of the previous build's layers that are in the new layout. Takes as long as it takes to unpack
 * them, so it is done while the creator works.
 */
export const readDiffIds = async (
  { buildCache, layersInLayout }: ReusableBuild,
  { cachedLayers }: ReuseOffer,
  staging: string,
): Promise<DiffIds> => {
  // A layer that is cached too was unpacked and hashed on its way into the sandbox.
  const known = new Map(
    buildCache?.found?.cache?.layers
      .filter(({ diffId }) => cachedLayers.has(diffId))
      .map(({ blob, diffId }) => [blob.digest, diffId]),
  )
  const diffIds = await Promise.all(
    layersInLayout.map(async ({ digest }) => known.get(digest) ?? (await diffIdOf(staging, digest))),
  )
  return new Map(layersInLayout.map(({ digest }, nth) => [digest, diffIds[nth] ?? '']))
}

/** A layer that the lifecycle reused cannot be fetched, or is not what the previous image says. */
export class LostLayer extends Failure {}

/**
 * Adds the layers that the lifecycle reused to the layout. Each is verified twice: by its digest, and by its diff ID.
 * The lifecycle takes both from the previous image without a check. Throws a LostLayer if one is missing or wrong.
 */
export const addReusedLayers = async (
  { image: { manifest, config }, reused }: Pick<Output, 'image' | 'reused'>,
  { layerSources }: ReusableBuild,
  diffIds: DiffIds,
  staging: string,
): Promise<void> => {
  try {
    await copy(reused, layerSources, layoutContent(staging), { warn: () => {} })
  } catch (cause) {
    if (!(cause instanceof Failure)) throw cause
    throw new LostLayer(`A layer of the previous build is missing: ${cause.message}`, { cause })
  }
  const digests = new Set(reused.map(({ digest }) => digest))
  for (const [position, { digest }] of manifest.layers.entries()) {
    if (!digests.has(digest)) continue
    const expected = config.rootfs.diff_ids[position]
    const found = diffIds.get(digest) ?? (await diffIdOf(staging, digest))
    if (found !== expected) {
      throw new LostLayer(`The layer ${digest} of the previous build does not have the diff ID ${expected}.`)
    }
  }
}

// Exit codes of a lifecycle that fails because of the previous build: unspecific, while analyzing, restoring, exporting.
// All other codes are about the app, the buildpacks or the platform.
const exitCodesOfReuse: readonly number[] = [1, 32, 42, 62]

/** Whether a build that reused something may succeed if it reuses nothing. */
export const isCausedByReuse = (error: unknown): boolean =>
  error instanceof LostLayer ||
  (error instanceof CreatorFailure &&
    !error.result.isExplained &&
    exitCodesOfReuse.includes(error.result.exitCode))
