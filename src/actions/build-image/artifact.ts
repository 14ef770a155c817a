import type { UploadedArtifact } from '../../github/artifact-upload.ts'
import { formatBytes } from '../../message/quantity.ts'
import type { CompleteLayout } from './completion.ts'
import type { Inputs } from './inputs.ts'
import type { Job, LayoutArtifact } from './job.ts'
import { timed } from './stopwatch.ts'

/** Uploads a layout as a workflow artifact where that is wanted. Throws the Failure of an upload that failed. */
export const uploadLayout = async (
  job: Job,
  { artifact, imagePath }: Inputs,
  { blobs }: CompleteLayout,
): Promise<UploadedArtifact | undefined> =>
  artifact === undefined ? undefined : upload(job, { ...artifact, layout: imagePath.folder, blobs })

const upload = timed('upload the artifact', async (job: Job, layout: LayoutArtifact) => {
  const artifact = await job.upload(layout)
  job.log.info(`Artifact «${artifact.name}» uploaded: ${formatBytes(artifact.size)}, ${artifact.url}`)
  return artifact
})
