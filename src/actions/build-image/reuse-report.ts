import type { Output } from '../../cnb/creator/output.ts'
import { ownLayersOf } from '../../cnb/labels.ts'
import type { PreviousBuild, ReuseOffer } from '../../cnb/reuse/reuse.ts'
import type { Descriptor } from '../../image/descriptor.ts'
import type { Digest } from '../../image/digest.ts'
import { sizeOf } from '../../image/image.ts'
import { formatBytes, formatCount } from '../../message/quantity.ts'

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
