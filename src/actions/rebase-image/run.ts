import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type ArtifactSource, fetchLayout } from '../../github/artifact-layout.ts'
import type { UploadedArtifact } from '../../github/artifact-upload.ts'
import { artifactOutputs, type UploadInputs } from '../../github/upload-input.ts'
import type { Descriptor } from '../../image/descriptor.ts'
import { checkTarget, moveIntoPlace } from '../../layout/place.ts'
import { stagingFolder } from '../../layout/staging.ts'
import { formatBytes, formatSeconds } from '../../message/quantity.ts'
import type { Registry } from '../../registry/registry.ts'
import type { RunImageStore } from '../../store/run-images.ts'
import type { Inputs } from './inputs.ts'
import { writeRebased } from './layout.ts'
import { imageOutputs, layoutOutputs, type Outputs } from './outputs.ts'
import { rebaseAll } from './rebased.ts'
import { layoutSource, readSource, registrySource, type Source } from './source.ts'
import { formatSummary } from './summary.ts'

/** What a rebase works with. */
export interface Job {
  readonly registry: Registry
  readonly runImages: RunImageStore
  readonly download: ArtifactSource['download']
  readonly upload: (
    artifact: UploadInputs & { readonly layout: string; readonly blobs: readonly Descriptor[] },
  ) => Promise<UploadedArtifact>
  /** Makes outputs known as soon as they are true: a later part of the step may fail. */
  readonly setOutputs: (outputs: Outputs) => void
  /** Takes Markdown. */
  readonly writeSummary: (markdown: string) => Promise<void>
  readonly info: (line: string) => void
  readonly warn: (message: string) => void
  readonly signal: AbortSignal
}

/**
 * Puts an app on what its run image is now: the image that a new build would give, without a build, as a layout. Where that
 * is the image itself, nothing is written.
 *
 * Throws a Failure that says what to do, and the signal's reason. Until the new layout is proven, what was at its place is
 * still there.
 */
export const run = async (inputs: Inputs, job: Job): Promise<void> => {
  const began = performance.now()
  const target = await checkTarget(inputs.path)
  await using cleanup = new AsyncDisposableStack()
  const staging = await stagingFolder(target)
  cleanup.defer(() => rm(staging, { recursive: true, force: true }))

  const source = await openSource(inputs, job, staging)
  const images = await readSource(source, job.warn)
  const rebased = await rebaseAll(source, images, inputs, job)
  for (const { runImage } of rebased.images) {
    job.info(`Run image: ${runImage.reference.repository}, ${runImage.descriptor.digest}`)
  }
  job.signal.throwIfAborted()
  const { digest } = rebased.root
  if (digest === source.root.digest) {
    job.setOutputs(imageOutputs(source, rebased))
    job.info(`${source.name} is what a new build would give, ${digest}: there is nothing to rebase.`)
    if (inputs.summary) await job.writeSummary(formatSummary(source, rebased, undefined))
    return
  }

  const layout = join(staging, 'layout')
  const written = await writeRebased(layout, source, rebased, { ...job, complete: inputs.complete })
  job.signal.throwIfAborted()
  await moveIntoPlace(layout, target)
  job.setOutputs({ ...imageOutputs(source, rebased), ...layoutOutputs(inputs.path, written) })

  if (inputs.artifact !== undefined) {
    const artifact = await job.upload({ ...inputs.artifact, layout: inputs.path, blobs: written.blobs })
    job.setOutputs(artifactOutputs(artifact))
    job.info(`Artifact «${artifact.name}» uploaded: ${formatBytes(artifact.size)}, ${artifact.url}`)
  }
  const lacking = written.lacking.length === 0 ? '' : `, ${written.lacking.length} layers left where they are`
  job.info(
    `Rebased ${source.name} from ${source.root.digest} to ${digest} in ${inputs.path}: ${formatBytes(written.size)}` +
      `${lacking}, ${formatSeconds((performance.now() - began) / 1000)}`,
  )
  if (inputs.summary) await job.writeSummary(formatSummary(source, rebased, written))
}

/** The image where it is; out of an artifact it comes into a layout in `folder`, which is empty. */
const openSource = async ({ image }: Inputs, job: Job, folder: string): Promise<Source> => {
  if ('reference' in image) return registrySource(image.reference, job.registry, image.digest)
  const layout = join(folder, 'fetched')
  const { root } = await fetchLayout(image.artifacts, folder, layout, { ...job, from: image.from })
  return layoutSource(
    image.artifacts.map(({ name }) => name),
    layout,
    root,
    job.warn,
  )
}
