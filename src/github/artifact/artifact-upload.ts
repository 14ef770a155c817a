import { lstat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Descriptor } from '../../image/descriptor.ts'
import { type Digest, digestOfHex } from '../../image/digest.ts'
import { blobPath } from '../../layout/blob.ts'
import { describeFlaw, type Flaw, findFlaws } from '../../layout/verify.ts'
import { layoutIndex, layoutMarker } from '../../layout/write.ts'
import { Failure, messageOf } from '../../message/failure.ts'
import { formatBytes } from '../../message/quantity.ts'
import type { Log } from '../step/log.ts'
import type { Outputs } from '../step/step.ts'
import { isGiteaOrForgejo, type WorkflowRun } from '../step/step-context.ts'
import { begin, openClient } from './artifact-client.ts'

/** A layout to upload as an artifact. */
export interface LayoutUpload {
  readonly name: string
  /** Absolute. */
  readonly layout: string
  readonly blobs: readonly Descriptor[]
  /** Default: the repository's setting. */
  readonly retentionDays?: number | undefined
  /** 0 (stored) to 9, of the zip archive. */
  readonly compressionLevel: number
  /** Whether to delete an artifact with this name first. */
  readonly overwrite: boolean
}

export interface UploadedArtifact {
  readonly id: number
  readonly name: string
  /** The digest of the zip archive, not of the image. Every upload has another one. */
  readonly digest: Digest
  /** The size of the zip archive in bytes. */
  readonly size: number
  /** The page of the artifact. */
  readonly url: string
}

/** What an upload works with. */
export interface UploadServices {
  readonly uploadArtifact: (layout: LayoutUpload) => Promise<UploadedArtifact>
  /** Sets outputs as soon as they are true, because a later part of the step may fail. */
  readonly setOutputs: (outputs: Outputs) => void
  readonly log: Pick<Log, 'info'>
}

/** Uploads a layout as an artifact, and sets the outputs about the artifact. */
export const uploadLayout = async (
  layout: LayoutUpload,
  { uploadArtifact, setOutputs, log }: UploadServices,
): Promise<UploadedArtifact> => {
  const artifact = await uploadArtifact(layout)
  const { id, name, url, digest, size } = artifact
  setOutputs({
    'artifact-id': id,
    'artifact-name': name,
    'artifact-url': url,
    'artifact-digest': digest,
  })
  log.info(`Artifact "${name}" uploaded: ${formatBytes(size)}, ${url}`)
  return artifact
}

/** The client's message when it has read all files, and has still to send some of the bytes. */
const allIsRead = 'Zip stream for upload has ended'

/**
 * Uploads a layout as one workflow artifact: `oci-layout`, `index.json` and the blobs. Verifies the blobs while they are sent,
 * and deletes the artifact if one differs from its descriptor.
 *
 * Throws a Failure that says what to do, and the signal's reason.
 */
export const uploadArtifact = async (
  artifact: LayoutUpload & { readonly signal?: AbortSignal },
  run: WorkflowRun,
  log: Pick<Log, 'debug'>,
): Promise<UploadedArtifact> => {
  const { name, layout, blobs, retentionDays, compressionLevel, overwrite, signal } = artifact
  const paths = blobs.map(({ digest }) => blobPath(layout, digest))
  const files = [join(layout, layoutMarker), join(layout, layoutIndex), ...paths]
  await checkFiles(files)
  const task = `The artifact "${name}" could not be uploaded`
  const findChanges = await watchBlobs(layout, blobs)
  let changes: ReturnType<typeof findChanges> | undefined
  const watch = (line: string): void => {
    log.debug(line)
    if (!line.startsWith(allIsRead)) return
    changes = findChanges()
    // An upload that fails does not read the result.
    changes.catch(() => {})
  }
  const call = await openClient({ task, way: 'upload', server: run.server }, watch, signal)
  if (overwrite) {
    const { artifacts } = await call((client) => client.listArtifacts({ latest: true }))
    const exists = artifacts.some((existing) => existing.name === name)
    if (exists) await call((client) => client.deleteArtifact(name))
  }
  const { id, digest, size } = await call(async (client, lines) => {
    const options = {
      compressionLevel,
      ...(retentionDays !== undefined && { retentionDays: daysFor(run.server, retentionDays) }),
    }
    const uploaded = await client.uploadArtifact(name, files, layout, options)
    // The client finishes without files that it cannot read.
    const incomplete = lines.find(({ level, text }) => level === 'warning' && text.includes('zip creation'))
    const changed = await (changes ?? findChanges())
    if (incomplete === undefined && changed.length === 0) return uploaded
    const gone = await begin(run.server, () => client.deleteArtifact(name)).then(
      () => 'so it was deleted',
      (error: unknown) => `and could not be deleted (${messageOf(error)}), so do not use it`,
    )
    throw new Failure(
      `${task}: files of the layout were changed while they were sent, ${gone}. Another process writes to ${layout}, ` +
        'or to the layout-repo, which may share its files. Find that process, then build again.',
      { detail: [...changed.map(describeFlaw), ...(incomplete === undefined ? [] : [incomplete.text])] },
    )
  })
  if (id === undefined || digest === undefined || size === undefined) {
    throw new Failure(`${task}: the service's response has no ID, digest or size. Run the job again.`)
  }
  return { id, name, digest: digestOfHex(digest), size, url: urlOf(run, name, id) }
}

/** Throws a Failure for anything but regular files, because the client follows links. */
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
  const last = isGiteaOrForgejo(server) ? encodeURIComponent(name) : id
  return `${serverUrl}/${repository}/actions/runs/${runId}/artifacts/${last}`
}

/**
 * Watches the blobs of a layout while GitHub's client reads them. The returned function, called after the last read, finds
 * blobs that the client may have read with other bytes than their descriptors say.
 *
 * The client takes paths, and a layout may share files with a layout-repo to which others write. So each blob is hashed again
 * after it was read, and its file and modification time are compared. A writer that restores the bytes and the modification
 * time is not detected.
 */
const watchBlobs = async (
  layout: string,
  blobs: readonly Descriptor[],
): Promise<() => Promise<readonly Flaw[]>> => {
  const before = await fileStatesOf(layout, blobs)
  return async () => {
    const flaws = await findFlaws(layout, blobs)
    const known = new Set(flaws.map(({ descriptor }) => descriptor.digest))
    const after = await fileStatesOf(layout, blobs)
    const touched = blobs.filter(
      ({ digest }) => !known.has(digest) && before.get(digest) !== after.get(digest),
    )
    return [
      ...flaws,
      ...touched.map((descriptor) => ({ descriptor, reason: 'written to while it was read' })),
    ]
  }
}

/** The inode and the modification time of each blob. */
const fileStatesOf = async (
  layout: string,
  blobs: readonly Descriptor[],
): Promise<ReadonlyMap<Digest, string | undefined>> =>
  new Map(
    await Promise.all(
      blobs.map(async ({ digest }) => {
        const stats = await lstat(blobPath(layout, digest), { bigint: true }).catch(() => undefined)
        return [digest, stats && `${stats.dev} ${stats.ino} ${stats.mtimeNs}`] as const
      }),
    ),
  )

/** Gitea and Forgejo round the time until the expiry down to whole days, so one day would expire at once. */
const daysFor = (server: WorkflowRun['server'], days: number): number =>
  isGiteaOrForgejo(server) ? days + 1 : days
