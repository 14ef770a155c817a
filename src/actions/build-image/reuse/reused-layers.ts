import { CreatorFailure } from '../../../cnb/creator/exit-code.ts'
import type { Output } from '../../../cnb/creator/output.ts'
import { ownLayersOf } from '../../../cnb/labels.ts'
import type { PreviousBuild, ReuseOffer } from '../../../cnb/reuse/reuse.ts'
import { copy } from '../../../content/copy.ts'
import type { Descriptor } from '../../../image/descriptor.ts'
import type { Digest } from '../../../image/digest.ts'
import { sizeOf } from '../../../image/image.ts'
import { layoutContent } from '../../../layout/content.ts'
import { diffIdOf } from '../../../layout/diff-id.ts'
import { Failure } from '../../../message/failure.ts'
import { formatBytes, formatCount } from '../../../message/quantity.ts'
import { inParallel } from '../../../task/abort.ts'
import type { ReusableBuild } from './previous-build.ts'

/** The diff ID of a layer by its digest, or what is wrong with the layer. */
type DiffIds = ReadonlyMap<Digest, Digest | string>

/**
 * Finds out the diff IDs of the previous build's layers that are in the new layout. Takes as long as it takes to unpack
 * them, so it is done while the creator works.
 */
export const readDiffIds = async (
  { buildCache, layersInLayout }: ReusableBuild,
  { cachedLayers }: ReuseOffer,
  staging: string,
  signal: AbortSignal,
): Promise<DiffIds> => {
  // A layer that is cached too was unpacked and hashed on its way into the sandbox.
  const known = new Map(
    buildCache?.found?.cache?.layers
      .filter(({ diffId }) => cachedLayers.has(diffId))
      .map(({ blob, diffId }) => [blob.digest, diffId]),
  )
  const diffIds = await inParallel(
    layersInLayout,
    concurrentLayers,
    async ({ digest }) => known.get(digest) ?? (await diffIdOf(staging, digest, signal)),
  )
  return new Map(layersInLayout.map(({ digest }, nth) => [digest, diffIds[nth] ?? '']))
}

// As many as Node decompresses at the same time.
const concurrentLayers = 4

/** A layer that the lifecycle reused cannot be fetched, or is not what the previous image says. */
class LostLayer extends Failure {}

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
      throw new LostLayer(
        `The layer ${digest} of the previous build does not have the diff ID ${expected}: ${found}.`,
      )
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

/** What a build reused of the previous build. */
export interface ReuseReport {
  /** The layers that the lifecycle did not write. */
  readonly reused: readonly Descriptor[]
  /**
   * The layers that the lifecycle took from the previous image. It also writes some of them: the SBOM layer is in the
   * sandbox, so the lifecycle copies it.
   */
  readonly unchanged: ReadonlySet<Digest>
  /** The number of cached layers that the build got. */
  readonly cached: number
  /** Whether the build got something to reuse. */
  readonly isHit: boolean
  /** Why nothing was reused: part of a sentence. Empty if something was. */
  readonly why: string
}

/** The digests of the layers that the creator may leave out of the layout that it writes. */
export const reusableDigests = ({ image }: PreviousBuild): ReadonlySet<Digest> =>
  new Set(image && ownLayersOf(image).map(({ digest }) => digest))

/** Reports what a build reused. `why` says why there was nothing to reuse, and is empty if there was something. */
export const reuseReportOf = (
  { image, reused }: Pick<Output, 'image' | 'reused'>,
  offer: ReuseOffer,
  previousBuild: PreviousBuild & { readonly why: string },
): ReuseReport => {
  const reusable = offer.hasImage ? reusableDigests(previousBuild) : new Set<Digest>()
  return {
    reused,
    unchanged: new Set(image.manifest.layers.map(({ digest }) => digest)).intersection(reusable),
    cached: offer.cachedLayers.size,
    isHit: offer.hasImage,
    why: reused.length > 0 ? '' : previousBuild.why || reasonOf(offer),
  }
}

const reasonOf = ({ hasImage }: ReuseOffer): string =>
  hasImage ? 'no layer of the previous build is in this one' : 'the previous build could not be used'

/** What was reused, for the log and the summary, without a full stop. */
export const describeReuse = ({ reused, cached, why }: ReuseReport): string => {
  const restored = cached === 0 ? '' : `; ${formatCount(cached, 'cached layer')} restored`
  if (reused.length === 0) return `Nothing was reused: ${why}${restored}`
  return `Reused from the previous build: ${formatCount(reused.length, 'layer')} (${formatBytes(sizeOf(reused))})${restored}`
}
