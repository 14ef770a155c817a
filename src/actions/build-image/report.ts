import type { UploadedArtifact } from '../../github/artifact-upload.ts'
import { formatBytes, formatCount, formatSeconds } from '../../message/quantity.ts'
import type { Kept } from '../../store/build-caches.ts'
import { cacheKeyOf } from '../../store/run-image-id.ts'
import type { LayerOrigins, OpenedRunImage } from '../../store/run-images.ts'
import type { CompleteLayout } from './completion.ts'
import type { Inputs } from './inputs.ts'
import type { Job } from './job.ts'
import { describeKept } from './keeping.ts'
import { describeReuse, type ReuseReport } from './reuse-report.ts'
import type { Report } from './summary/summary.ts'

/** A layout that stands at its place, and how it came about. */
export interface Built {
  readonly runImage: OpenedRunImage
  readonly layers: LayerOrigins
  readonly layout: CompleteLayout
  readonly artifact: UploadedArtifact | undefined
  readonly reuse: ReuseReport
  /** Undefined where nothing was kept. */
  readonly kept: Kept | undefined
}

/** What there is to tell of a build that succeeded. */
export const reportOf = (
  { stopwatch, workflow: { runId, job, downloadAction } }: Job,
  { imagePath: { name, tag }, sparse }: Inputs,
  { runImage: { image: runImage, restored }, layers, layout, artifact, reuse, kept }: Built,
): Report => ({
  imageName: `${name}:${tag}`,
  image: layout.image,
  platform: layout.image.config,
  size: layout.size,
  sparse,
  runImage: {
    reference: runImage.reference,
    digest: runImage.descriptor.digest,
    layers: runImage.manifest.layers.length,
  },
  reused: new Set([...layers.reused, ...reuse.reused].map(({ digest }) => digest)),
  restored: reuse.restored,
  reuse: describeReuse(reuse),
  ...(kept !== undefined && { kept: describeKept(kept) }),
  ...(restored !== undefined && { cache: { key: cacheKeyOf(runImage).exact, restored } }),
  timings: stopwatch.timings,
  seconds: stopwatch.seconds,
  ...(artifact !== undefined && {
    artifact: { name: artifact.name, id: artifact.id, runId, job, downloadAction },
  }),
})

/** The last line of the log: which image stands where. */
export const lastLine = (
  { image, imageName, runImage, seconds, size, sparse }: Report,
  folder: string,
): string => {
  const own = image.manifest.layers.length - runImage.layers
  const base = `${runImage.layers} from the run image${sparse ? ', left out' : ''}`
  return (
    `Built ${imageName} ${image.descriptor.digest} in ${folder}: ${formatBytes(size)}, ` +
    `${formatCount(own, 'layer')} of its own and ${base}, ${formatSeconds(seconds)}`
  )
}
