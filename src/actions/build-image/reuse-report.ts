import type { Output } from '../../cnb/creator/output.ts'
import type { ReuseOffer } from '../../cnb/reuse/reuse.ts'
import type { Descriptor } from '../../image/descriptor.ts'
import type { Digest } from '../../image/digest.ts'
import { sizeOf } from '../../image/image.ts'
import { formatBytes, formatCount } from '../../message/quantity.ts'

/** What a build reused of the previous build. */
export interface ReuseReport {
  /** The image's layers that were not written again. */
  readonly reused: readonly Descriptor[]
  /** The image's layers that buildpacks restored from the cache and that were written again. */
  readonly restored: ReadonlySet<Digest>
  /** How many cached layers the build got. */
  readonly cached: number
  /** Whether the build got something to reuse. */
  readonly hit: boolean
  /** Why nothing was reused: part of a sentence. Empty if something was. */
  readonly why: string
}

/** What a build reused. `why` says why there was nothing to reuse, and is empty if there was something. */
export const reuseReportOf = (
  { image, reused }: Pick<Output, 'image' | 'reused'>,
  offer: ReuseOffer,
  why: string,
): ReuseReport => {
  const digests = new Set(reused.map(({ digest }) => digest))
  const restored = image.manifest.layers.filter(({ digest }, position) => {
    const diffId = image.config.rootfs.diff_ids[position]
    return diffId !== undefined && offer.cachedLayers.has(diffId) && !digests.has(digest)
  })
  return {
    reused,
    restored: new Set(restored.map(({ digest }) => digest)),
    cached: offer.cachedLayers.size,
    hit: offer.hasImage,
    why: reused.length > 0 ? '' : why || reasonOf(offer),
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
