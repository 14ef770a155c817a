import { join } from 'node:path'
import { type UploadedArtifact, uploadArtifact, type WorkflowRun } from '../../github/artifact.ts'
import type { Log } from '../../github/log.ts'
import type { Digest } from '../../image/digest.ts'
import { formatPlatform } from '../../image/platform.ts'
import { formatReference } from '../../image/reference.ts'
import { blobPath } from '../../layout/blob.ts'
import { layoutIndex, layoutMarker } from '../../layout/write.ts'
import { formatBytes, formatCount, formatSeconds } from '../../message/quantity.ts'
import type { ProvidedLayers } from '../../store/layout-repo.ts'
import type { CompleteLayout } from './completion.ts'
import type { ArtifactInputs, Inputs } from './inputs.ts'
import type { FoundRunImage } from './run-image-source.ts'
import type { Stopwatch } from './stopwatch.ts'
import { formatSummary, type Report } from './summary/summary.ts'

/** What a build gives to the steps that follow. */
export interface Outputs {
  readonly layoutPath: string
  readonly imageName: string
  readonly digest: Digest
  readonly imageId: Digest
  readonly platform: string
  /** Of all blobs in the layout, in bytes. */
  readonly size: number
  readonly runImage: string
  readonly runImageDigest: Digest
  readonly cacheHit: boolean
  /** Undefined where nothing was to be uploaded. */
  readonly artifact: UploadedArtifact | undefined
  /** Markdown. */
  readonly summary: string
}

/** What a layout is handed on with. */
export interface Delivery {
  readonly log: Log
  readonly workflowRun: WorkflowRun
  /** The ID of this job in its workflow. */
  readonly job: string
  /** What `uses:` has to say in the job that downloads: `owner/repository/download@v1`. */
  readonly downloadAction: string
}

/** A layout that stands at its place, and how it came about. */
export interface Product {
  readonly inputs: Inputs
  readonly layout: CompleteLayout
  readonly found: FoundRunImage
  readonly layers: ProvidedLayers
  readonly watch: Stopwatch
}

/** Uploads a layout where that is wanted, and tells of it. Throws the Failure of an upload that failed. */
export const deliver = async (
  product: Product,
  delivery: Delivery,
  signal: AbortSignal,
): Promise<Outputs> => {
  const { inputs, layout, found, watch } = product
  const { image, size } = layout
  const { folder, name, tag } = inputs.imagePath
  const wanted = inputs.artifact
  const artifact =
    wanted === undefined
      ? undefined
      : await watch.time('upload the artifact', () => upload(folder, layout, wanted, delivery, signal))
  delivery.log.info(lastLine(product))
  return {
    layoutPath: folder,
    imageName: `${name}:${tag}`,
    digest: image.descriptor.digest,
    imageId: image.manifest.config.digest,
    platform: formatPlatform(image.config),
    size,
    runImage: formatReference(found.runImage.reference),
    runImageDigest: found.runImage.descriptor.digest,
    cacheHit: found.cache?.restored.outcome === 'hit',
    artifact,
    summary: formatSummary(reportOf(product, delivery, artifact)),
  }
}

const upload = async (
  folder: string,
  { blobs }: CompleteLayout,
  { name, retentionDays, overwrite, compressionLevel }: ArtifactInputs,
  { log, workflowRun }: Delivery,
  signal: AbortSignal,
): Promise<UploadedArtifact> => {
  const files = [
    join(folder, layoutMarker),
    join(folder, layoutIndex),
    ...blobs.map(({ digest }) => blobPath(folder, digest)),
  ]
  const options = {
    ...(retentionDays !== undefined && { retentionDays }),
    overwrite,
    compressionLevel,
    signal,
  }
  const artifact = await uploadArtifact({ name, folder, files, ...options }, workflowRun, log)
  log.info(`Artifact «${artifact.name}» uploaded: ${formatBytes(artifact.size)}, ${artifact.url}`)
  return artifact
}

const lastLine = ({ inputs, layout, found, watch }: Product): string => {
  const { name, tag, folder } = inputs.imagePath
  const ofRunImage = found.runImage.manifest.layers.length
  const own = layout.image.manifest.layers.length - ofRunImage
  const base = `${ofRunImage} from the run image${inputs.sparse ? ', left out' : ''}`
  return (
    `Built ${name}:${tag} ${layout.image.descriptor.digest} in ${folder}: ${formatBytes(layout.size)}, ` +
    `${formatCount(own, 'layer')} of its own and ${base}, ${formatSeconds(watch.seconds)}`
  )
}

const reportOf = (
  { inputs, layout, found, layers, watch }: Product,
  { workflowRun, job, downloadAction }: Delivery,
  artifact: UploadedArtifact | undefined,
): Report => {
  const { runImage, cache } = found
  const { name, tag } = inputs.imagePath
  return {
    imageName: `${name}:${tag}`,
    image: layout.image,
    platform: layout.image.config,
    size: layout.size,
    sparse: inputs.sparse,
    runImage: {
      reference: runImage.reference,
      digest: runImage.descriptor.digest,
      layers: runImage.manifest.layers.length,
    },
    reused: new Set(layers.kept.map(({ digest }) => digest)),
    ...(cache !== undefined && { cache: { key: cache.key.exact, restored: cache.restored } }),
    phases: watch.phases,
    seconds: watch.seconds,
    ...(artifact !== undefined && {
      artifact: { name: artifact.name, id: artifact.id, runId: workflowRun.runId, job, downloadAction },
    }),
  }
}
