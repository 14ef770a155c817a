import { lstat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Descriptor } from '../image/descriptor.ts'
import { type Digest, digestOfHex } from '../image/digest.ts'
import { blobPath } from '../layout/blob.ts'
import { layoutIndex, layoutMarker } from '../layout/write.ts'
import { Failure, messageOf } from '../message/failure.ts'
import { type ArtifactLog, artifactClient, callsFor } from './artifact-client.ts'
import { checkArtifactName } from './artifact-name.ts'
import type { WorkflowRun } from './step-context.ts'

export interface UploadedArtifact {
  readonly id: number
  readonly name: string
  /** Of the zip archive, not of the image in it; every upload has another one. */
  readonly digest: Digest
  /** Bytes of the zip archive. */
  readonly size: number
  /** Where people find it. */
  readonly url: string
}

/**
 * Uploads a layout as one workflow artifact: `oci-layout`, `index.json` and the blobs, nothing else. Nothing is
 * held in memory but a few blocks.
 *
 * Throws a Failure that says what to do, and the signal's reason.
 */
export const uploadArtifact = async (
  artifact: {
    readonly name: string
    /** Absolute. */
    readonly layout: string
    readonly blobs: readonly Descriptor[]
    /** The repository's default where it is not given. */
    readonly retentionDays?: number | undefined
    /** 0 (stored) to 9, of the zip archive. */
    readonly compressionLevel: number
    /** Delete an artifact of this name first. */
    readonly overwrite: boolean
    readonly signal?: AbortSignal
  },
  run: WorkflowRun,
  log: ArtifactLog,
): Promise<UploadedArtifact> => {
  const { name, layout, blobs, retentionDays, compressionLevel, overwrite, signal } = artifact
  checkArtifactName(name)
  const paths = blobs.map(({ digest }) => blobPath(layout, digest))
  const files = [join(layout, layoutMarker), join(layout, layoutIndex), ...paths]
  await checkFiles(files)
  const task = `The artifact «${name}» could not be uploaded`
  const call = callsFor({ task, way: 'upload', server: run.server }, log, signal)
  const client = await artifactClient(run.server)
  if (overwrite) {
    const { artifacts } = await call(() => client.listArtifacts({ latest: true }))
    if (artifacts.some((existing) => existing.name === name)) await call(() => client.deleteArtifact(name))
  }
  const { id, digest, size } = await call(async (lines) => {
    const options = { compressionLevel, ...(retentionDays !== undefined && { retentionDays }) }
    const uploaded = await client.uploadArtifact(name, files, layout, options)
    // A file that vanishes or can't be read is, to the client, no reason not to finish without it.
    const incomplete = lines.find(({ level, text }) => level === 'warning' && text.includes('zip creation'))
    if (incomplete === undefined) return uploaded
    await client.deleteArtifact(name)
    throw new Error(incomplete.text)
  })
  if (id === undefined || digest === undefined || size === undefined) {
    throw new Failure(`${task}: the service's answer names neither its id nor its digest. Run the job again.`)
  }
  return { id, name, digest: digestOfHex(digest), size, url: urlOf(run, name, id) }
}

/** The client follows links. */
const checkFiles = async (files: readonly string[]): Promise<void> => {
  for (const file of files) {
    try {
      if (!(await lstat(file)).isFile()) throw new Error('not a regular file')
    } catch (cause) {
      throw new Failure(`${file} cannot be part of an artifact: ${messageOf(cause)}. Build again.`, { cause })
    }
  }
}

const urlOf = ({ server, serverUrl, repository, runId }: WorkflowRun, name: string, id: number): string => {
  const last = server === 'Gitea' || server === 'Forgejo' ? encodeURIComponent(name) : id
  return `${serverUrl}/${repository}/actions/runs/${runId}/artifacts/${last}`
}
