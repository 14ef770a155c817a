import type { Builder } from '../../cnb/builder/builder.ts'
import type { UploadedArtifact } from '../../github/artifact/artifact-upload.ts'
import { formatBytes, formatCount, formatSeconds } from '../../message/quantity.ts'
import type { SavedBuildCache } from '../../store/build-caches.ts'
import { cacheKeyOf } from '../../store/run-image-id.ts'
import type { LayerOrigins, OpenedRunImage } from '../../store/run-images.ts'
import { describeSavedCache } from './build-cache.ts'
import type { CompleteLayout } from './completion.ts'
import type { Inputs } from './inputs/inputs.ts'
import { describeReuse, type ReuseReport } from './reuse-report.ts'
import type { Services } from './services.ts'
import type { Report } from './summary/summary.ts'

/** What a build that succeeded made. */
export interface BuildSummary {
  readonly builder: Builder
  readonly runImage: OpenedRunImage
  readonly runImageLayers: LayerOrigins
  readonly layout: CompleteLayout
  readonly reuse: ReuseReport
  /** What changed since the previous build. Undefined if that is unknown. */
  readonly changes: string | undefined
  /** The image that was reproduced. Undefined if none was expected. */
  readonly reproduced: string | undefined
  readonly artifact: UploadedArtifact | undefined
  readonly savedCache: SavedBuildCache | undefined
}

/** The content of the job summary. */
export const reportOf = (
  { imagePath: { name, tag }, builder: reference, sparse }: Inputs,
  {
    builder,
    runImage: { image: runImage, restored },
    runImageLayers,
    layout,
    artifact,
    reuse,
    changes,
    reproduced,
    savedCache,
  }: BuildSummary,
  { tasks, workflow: { runId, job, downloadAction } }: Pick<Services, 'tasks' | 'workflow'>,
): Report => ({
  imageName: `${name}:${tag}`,
  image: layout.image,
  platform: layout.image.config,
  size: layout.size,
  sparse,
  ...(reference !== undefined && { builder: { reference, digest: builder.digest } }),
  runImage: {
    reference: runImage.reference,
    digest: runImage.descriptor.digest,
    layers: runImage.manifest.layers.length,
  },
  reused: new Set([...runImageLayers.reused, ...reuse.reused].map(({ digest }) => digest)),
  restored: reuse.restored,
  reuse: describeReuse(reuse),
  ...(changes !== undefined && { changes }),
  ...(reproduced !== undefined && { reproduced }),
  ...(savedCache !== undefined && { savedCache: describeSavedCache(savedCache) }),
  ...(restored !== undefined && { cache: { key: cacheKeyOf(runImage).exact, restored } }),
  timings: tasks.timings,
  seconds: tasks.seconds,
  ...(artifact !== undefined && {
    artifact: { name: artifact.name, id: artifact.id, runId, job, downloadAction },
  }),
})

/** The last line of the log: what was built, and where it is. */
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
