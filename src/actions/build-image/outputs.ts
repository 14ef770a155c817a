import { join } from 'node:path'
import type { Builder } from '../../cnb/builder/builder.ts'
import { completeSbom, mergedSbom, placeSbom } from '../../cnb/sbom/folder.ts'
import type { Log } from '../../github/step/log.ts'
import type { Digest } from '../../image/digest.ts'
import { formatPlatform } from '../../image/platform.ts'
import { formatReference } from '../../image/reference.ts'
import type { OpenedRunImage } from '../../store/run-images.ts'
import type { CompleteLayout } from './completion.ts'
import type { Inputs } from './inputs/inputs.ts'
import type { ReuseReport } from './reuse-report.ts'

/** The outputs for the layout, by their names in action.yml. */
export type LayoutOutputs = {
  /** Absolute path. */
  readonly 'layout-path': string
  readonly 'image-name': string
  readonly digest: Digest
  readonly 'image-id': Digest
  readonly platform: string
  /** Of all blobs in the layout, in bytes. */
  readonly size: number
  readonly 'run-image': string
  readonly 'run-image-digest': Digest
  readonly 'cache-hit': boolean
  readonly 'reused-layers': number
  readonly 'build-cache-hit': boolean
  readonly 'lifecycle-version': string
  /** Empty if it is unknown. */
  readonly 'builder-digest': Digest | ''
}

/** The output for the SBOMs. */
export type SbomOutputs = {
  /** Absolute path of the merged document. */
  readonly 'sbom-path': string
}

/** The output about how the image was built. */
export type ProvenanceOutputs = {
  /** Absolute. */
  readonly 'provenance-path': string
}

/** The output about the image that the build was expected to reproduce. */
export type ReproductionOutputs = {
  readonly reproduced: boolean
}

export const layoutOutputs = (
  { imagePath: { folder, name, tag } }: Inputs,
  { digest: builderDigest, lifecycleVersion }: Builder,
  { image: runImage, restored }: OpenedRunImage,
  { image, size }: CompleteLayout,
  { reused, isHit }: ReuseReport,
): LayoutOutputs => ({
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

/** Moves the SBOMs from their staging directory to `folder`, together with a document that merges those of the image. */
export const writeSbom = async (
  staging: string,
  folder: string,
  { name, folder: layout }: Inputs['imagePath'],
  { image }: CompleteLayout,
  log: Pick<Log, 'info' | 'warning'>,
): Promise<SbomOutputs> => {
  await completeSbom(staging, { layout, image, name }, log)
  await placeSbom(staging, folder)
  return { 'sbom-path': join(folder, mergedSbom) }
}
