import { join } from 'node:path'
import type { UploadedArtifact } from '../../github/artifact.ts'
import { blobPath } from '../../layout/blob.ts'
import { layoutIndex, layoutMarker } from '../../layout/write.ts'
import { formatBytes } from '../../message/quantity.ts'
import type { CompleteLayout } from './completion.ts'
import type { Inputs } from './inputs.ts'
import type { Job, LayoutFiles } from './job.ts'
import { timed } from './stopwatch.ts'

/** Uploads a layout as a workflow artifact where that is wanted. Throws the Failure of an upload that failed. */
export const uploadLayout = async (
  job: Job,
  { artifact, imagePath: { folder } }: Inputs,
  layout: CompleteLayout,
): Promise<UploadedArtifact | undefined> => {
  if (artifact === undefined) return undefined
  const documents = [layoutMarker, layoutIndex].map((name) => join(folder, name))
  const blobs = layout.blobs.map(({ digest }) => blobPath(folder, digest))
  return upload(job, { ...artifact, folder, files: [...documents, ...blobs] })
}

const upload = timed('upload the artifact', async (job: Job, files: LayoutFiles) => {
  const artifact = await job.upload(files)
  job.log.info(`Artifact «${artifact.name}» uploaded: ${formatBytes(artifact.size)}, ${artifact.url}`)
  return artifact
})
