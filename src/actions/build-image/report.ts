import type { Builder } from '../../cnb/builder/builder.ts'
import { defaultProcessType, readBuildMetadata } from '../../cnb/labels.ts'
import type { UploadedArtifact } from '../../github/artifact/artifact-upload.ts'
import type { Outputs } from '../../github/step/step.ts'
import type { ImageConfig } from '../../image/config.ts'
import type { Image } from '../../image/image.ts'
import { formatPlatform } from '../../image/platform.ts'
import { formatReference } from '../../image/reference.ts'
import { printable } from '../../message/printable.ts'
import { formatBytes, formatCount, formatSeconds } from '../../message/quantity.ts'
import type { SavedBuildCache } from '../../store/build-caches.ts'
import { cacheKeyOf } from '../../store/run-image.ts'
import type { LayerOrigins, OpenedRunImage } from '../../store/run-images.ts'
import type { CompleteLayout } from './completion.ts'
import type { Inputs } from './inputs/inputs.ts'
import { describeSavedCache } from './reuse/build-cache.ts'
import { describeReuse, type ReuseReport } from './reuse/reused-layers.ts'
import type { Services } from './services.ts'
import type { Report } from './summary/summary.ts'

/** The results of a build that succeeded. */
export interface BuildResults {
  readonly builder: Builder
  readonly runImage: OpenedRunImage
  readonly runImageLayers: LayerOrigins
  readonly layout: CompleteLayout
  readonly previousImage: Image | undefined
  readonly reuse: ReuseReport
  /** What changed since the previous build. Undefined if that is unknown. */
  readonly changes: string | undefined
  /** The image that was reproduced. Undefined if none was expected. */
  readonly reproduced: string | undefined
  readonly artifact: UploadedArtifact | undefined
  readonly savedCache: SavedBuildCache | undefined
}

/** The builder, for the log. */
export const describeBuilder = (
  { platform, lifecycleVersion, platformApi }: Builder,
  inputs: Pick<Inputs, 'builder'>,
): string =>
  `Builder: ${builderName(inputs)} for ${formatPlatform(platform)}, ` +
  `lifecycle ${lifecycleVersion}, platform API ${platformApi}`

const builderName = ({ builder }: Pick<Inputs, 'builder'>): string =>
  builder === undefined ? "the job's container" : formatReference(builder)

/** The outputs for the layout. */
export const layoutOutputs = (
  { imagePath: { folder, name, tag } }: Pick<Inputs, 'imagePath'>,
  { digest: builderDigest, lifecycleVersion }: Builder,
  { image: runImage, restored }: OpenedRunImage,
  { image, size }: CompleteLayout,
  { reused, isHit }: ReuseReport,
): Outputs => ({
  'layout-path': folder,
  'image-name': `${name}:${tag}`,
  digest: image.descriptor.digest,
  'image-id': image.manifest.config.digest,
  platform: formatPlatform(image.config),
  size,
  'run-image': formatReference(runImage.reference),
  'run-image-digest': runImage.descriptor.digest,
  'cache-hit': restored?.outcome === 'hit',
  'reused-layers': reused.length,
  'build-cache-hit': isHit,
  'lifecycle-version': lifecycleVersion,
  'builder-digest': builderDigest ?? '',
})

/** The content of the job summary. */
export const reportOf = (
  inputs: Inputs,
  results: BuildResults,
  { tasks, context }: Pick<Services, 'tasks' | 'context'>,
): Report => {
  const { builder, layout, artifact, reuse, runImageLayers, savedCache } = results
  const { image, restored } = results.runImage
  const { runId, job, commit, actionRepository, actionRef } = context
  // The download action of the same version, for `uses:`.
  const downloadAction =
    actionRepository === undefined ? './download' : `${actionRepository}/download@${actionRef}`
  return {
    imageName: `${inputs.imagePath.name}:${inputs.imagePath.tag}`,
    image: layout.image,
    size: layout.size,
    sparse: inputs.sparse,
    builder: {
      name: builderName(inputs),
      digest: builder.digest,
      lifecycleVersion: builder.lifecycleVersion,
    },
    runImage: {
      reference: image.reference,
      digest: image.descriptor.digest,
      layers: image.manifest.layers.length,
    },
    commit,
    previousImage: results.previousImage,
    reused: new Set([...runImageLayers.reused.map(({ digest }) => digest), ...reuse.unchanged]),
    reuse: describeReuse(reuse),
    changes: results.changes,
    reproduced: results.reproduced,
    savedCache: savedCache && describeSavedCache(savedCache),
    runImageCache: restored && { key: cacheKeyOf(image).exact, restored },
    timings: tasks.timings,
    seconds: tasks.seconds,
    artifact: artifact && { name: artifact.name, id: artifact.id, runId, job, downloadAction },
  }
}

/** The last line of the log: what was built, and where it is. */
export const describeResult = (
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

/**
 * Why the launcher cannot start the image without a command, and what to do. Undefined if it can. Launcher:
 * https://github.com/buildpacks/spec/blob/platform/0.15/platform.md#launcher
 */
export const describeMissingProcess = (config: ImageConfig): string | undefined => {
  const { processes } = readBuildMetadata(config)
  const startable = processes.filter(({ command }) => command.some((word) => word !== ''))
  if (startable.length === 0) {
    return 'The image has no process, so it only starts with a command. Add a process, for example in a Procfile.'
  }
  const type = defaultProcessType(config)
  if (startable.some((process) => process.type === type)) return undefined
  const problem =
    type === undefined
      ? 'The image has no default process, so it only starts with a command'
      : `The image cannot start its default process "${printable(type)}", which has no command`
  const types = printable(startable.map((process) => process.type).join(', '))
  return `${problem}. Set the input "default-process" to one of: ${types}.`
}
