import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { stagingFolder } from '../../files/staging.ts'
import { type ArtifactSource, fetchLayout } from '../../github/artifact/artifact-layout.ts'
import { type UploadServices, uploadLayout } from '../../github/artifact/artifact-upload.ts'
import type { Log } from '../../github/step/log.ts'
import { checkTarget, moveIntoPlace } from '../../layout/place.ts'
import { formatBytes, formatSeconds } from '../../message/quantity.ts'
import type { Registry } from '../../registry/registry.ts'
import type { RunImageStore } from '../../store/run-images.ts'
import type { TaskGroup } from '../../task/task-group.ts'
import type { Inputs } from './inputs.ts'
import { writeRebased } from './layout.ts'
import { rebaseImages } from './rebase-images.ts'
import { describeRunImage, formatSummary, imageOutputs, layoutOutputs } from './report.ts'
import { layoutSource, type RebaseSource, readSource, registrySource } from './source.ts'

/** The services of a rebase, and its log and tasks. */
export interface Services extends UploadServices {
  readonly tasks: TaskGroup
  readonly log: Log
  readonly registry: Registry
  readonly runImages: RunImageStore
  readonly download: ArtifactSource['download']
  /** Adds Markdown to the job summary. */
  readonly writeSummary: (markdown: string) => Promise<void>
}

/**
 * Moves an app to the current version of its run image and writes the layout that a new build would write. If the image is
 * up to date, nothing is written.
 *
 * Throws a Failure, or the reason of the cancellation. The target keeps its previous layout until the new one is verified.
 */
export const run = async (inputs: Inputs, services: Services): Promise<void> => {
  const { tasks, log, registry, runImages, setOutputs } = services
  const { info, warning: warn } = log
  const target = await checkTarget(inputs.path)
  const staging = await stagingFolder(target)
  tasks.cleanUp(() => rm(staging, { recursive: true, force: true, maxRetries: 3 }))

  const source = await openSource(inputs, staging, services)
  const images = await readSource(source, warn)
  const rebased = await rebaseImages(source, images, inputs, services)
  for (const { runImage } of rebased.images) info(describeRunImage(runImage))
  tasks.signal.throwIfAborted()
  const { digest } = rebased.root
  if (digest === source.root.digest) {
    setOutputs(imageOutputs(source, rebased))
    info(`${source.name} is up to date, ${digest}: there is nothing to rebase.`)
    if (inputs.summary) await services.writeSummary(formatSummary(source, rebased, undefined))
    return
  }

  const layout = join(staging, 'layout')
  const written = await writeRebased(layout, source, rebased, {
    ...{ registry, runImages, warn, complete: inputs.complete },
  })
  tasks.signal.throwIfAborted()
  await moveIntoPlace(layout, target)
  setOutputs({ ...imageOutputs(source, rebased), ...layoutOutputs(inputs.path, written) })

  if (inputs.artifact !== undefined) {
    const layout = { ...inputs.artifact, layout: inputs.path, blobs: written.blobs }
    await uploadLayout(layout, services)
  }
  const missing =
    written.missing.length === 0 ? '' : `, ${written.missing.length} layers left in their registries`
  info(
    `Rebased ${source.name} from ${source.root.digest} to ${digest} in ${inputs.path}: ${formatBytes(written.size)}` +
      `${missing}, ${formatSeconds(tasks.seconds)}`,
  )
  if (inputs.summary) await services.writeSummary(formatSummary(source, rebased, written))
}

/** Finds the image in its registry, or fetches its artifacts into a layout in `folder`, which is empty. */
const openSource = async (
  { image }: Inputs,
  folder: string,
  { tasks, log, registry, download }: Services,
): Promise<RebaseSource> => {
  if ('reference' in image) return registrySource(image.reference, registry, image.digest)
  const layout = join(folder, 'fetched')
  const { root } = await fetchLayout(image.artifacts, folder, layout, {
    ...{ download, from: image.from, info: log.info, signal: tasks.signal },
  })
  return layoutSource(
    image.artifacts.map(({ name }) => name),
    layout,
    root,
    log.warning,
  )
}
