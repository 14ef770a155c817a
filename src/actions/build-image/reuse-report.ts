import type { Output } from '../../cnb/output.ts'
import type { Given } from '../../cnb/reuse.ts'
import type { Descriptor } from '../../image/descriptor.ts'
import type { Digest } from '../../image/digest.ts'
import { sizeOf } from '../../image/image.ts'
import { formatBytes, formatCount } from '../../message/quantity.ts'

/** What a build reused of what earlier builds left. */
export interface ReuseReport {
  /** The image's layers that were not made again. */
  readonly reused: readonly Descriptor[]
  /** The image's layers that buildpacks had restored from the cache, and that were written again. */
  readonly restored: ReadonlySet<Digest>
  /** How many cached layers the build had. */
  readonly cached: number
  /** Whether the build was given something. */
  readonly hit: boolean
  /** Why nothing was reused, a sentence's part; empty where something was. */
  readonly why: string
}

/** What a build reused; `why` says why there was nothing to reuse. */
export const reuseReportOf = (
  why: string,
  { image, reused }: Pick<Output, 'image' | 'reused'>,
  given: Given,
): ReuseReport => {
  const digests = new Set(reused.map(({ digest }) => digest))
  const restored = image.manifest.layers.filter(({ digest }, position) => {
    const diffId = image.config.rootfs.diff_ids[position]
    return diffId !== undefined && given.cached.has(diffId) && !digests.has(digest)
  })
  return {
    reused,
    restored: new Set(restored.map(({ digest }) => digest)),
    cached: given.cached.size,
    hit: given.previous,
    why: reused.length > 0 ? '' : why || whyNot(given.previous),
  }
}

const whyNot = (hadPrevious: boolean): string =>
  hadPrevious
    ? 'no layer of the last build is in this one'
    : 'what earlier builds left turned out to be of no use'

/** What was reused, for the log and the summary, without a full stop. */
export const describeReuse = ({ reused, cached, why }: ReuseReport): string => {
  const restored = cached === 0 ? '' : `; ${formatCount(cached, 'cached layer')} restored`
  if (reused.length === 0) return `Nothing was reused: ${why}${restored}`
  return `Reused of the last build: ${formatCount(reused.length, 'layer')} (${formatBytes(sizeOf(reused))})${restored}`
}
