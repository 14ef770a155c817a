import { lstat, mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import type { Artifact, ArtifactClient } from '@actions/artifact'
import { type Digest, digestOfHex } from '../image/digest.ts'
import { Failure, messageOf } from '../message/failure.ts'
import { unlessAborted } from './abort.ts'
import { artifactFailure } from './artifact-failure.ts'
import { checkArtifactName } from './artifact-name.ts'
import { captureToolkit, type ToolkitLine } from './toolkit-output.ts'

/** The workflow run in which this process is a step. */
export interface WorkflowRun {
  /** Such as `https://github.com`. */
  readonly serverUrl: string
  /** `owner/name` */
  readonly repository: string
  readonly runId: number
}

export interface ArtifactLog {
  readonly debug: (line: string) => void
}

export interface UploadedArtifact {
  readonly id: number
  readonly name: string
  /** Of the zip archive, not of the image in it; every upload has another one. */
  readonly digest: Digest
  /** Bytes of the zip archive. */
  readonly size: number
  /** Where people find it on GitHub. */
  readonly url: string
}

/**
 * Uploads exactly the given files (absolute paths) of a folder as one workflow artifact, paths relative to the folder.
 * Nothing is held in memory but a few blocks.
 *
 * Throws a Failure that says what to do, and the signal's reason.
 */
export const uploadArtifact = async (
  artifact: {
    readonly name: string
    /** Absolute. */
    readonly folder: string
    readonly files: readonly string[]
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
  const { name, folder, files, retentionDays, compressionLevel, overwrite, signal } = artifact
  checkArtifactName(name)
  await checkFiles(folder, files)
  const call = callOn(log, signal)
  const client = await artifactClient()
  const task = `The artifact «${name}» could not be uploaded`
  if (overwrite) await remove(name, task, call, client)
  const { id, digest, size } = await call(task, async (lines) => {
    const options = { compressionLevel, ...(retentionDays !== undefined && { retentionDays }) }
    const uploaded = await client.uploadArtifact(name, [...files], folder, options)
    // A file that vanishes or can't be read is, to the client, no reason not to finish without it.
    const incomplete = lines.find(({ level, text }) => level === 'warning' && text.includes('zip creation'))
    if (incomplete === undefined) return uploaded
    await client.deleteArtifact(name)
    throw new Error(incomplete.text)
  })
  if (id === undefined || digest === undefined || size === undefined) {
    throw new Failure(`${task}: the service's answer names neither its id nor its digest. Run the job again.`)
  }
  const url = `${run.serverUrl}/${run.repository}/actions/runs/${run.runId}/artifacts/${id}`
  return { id, name, digest: digestOfHex(digest), size, url }
}

/** A workflow run that is not this one. */
export interface OtherRun {
  /** A token that may read the run's repository (`actions: read`). */
  readonly token: string
  /** `owner/name` */
  readonly repository: string
  readonly runId: number
}

export interface DownloadedArtifact {
  /** The artifact as it came: a zip archive whose content nobody has vouched for. */
  readonly path: string
  readonly id: number
  readonly name: string
  /** What GitHub says of the archive, compared with what came; archives of old clients have none. */
  readonly digest?: Digest | undefined
}

/**
 * Downloads an artifact of this run, or of another one, as the zip archive that it is, into a folder of its own
 * under `folder`. Several of one name: the newest.
 *
 * Throws a Failure that says what to do, and the signal's reason.
 */
export const downloadArtifact = async (
  wanted: {
    readonly name: string
    readonly folder: string
    readonly from?: OtherRun | undefined
    readonly signal?: AbortSignal
  },
  log: ArtifactLog,
): Promise<DownloadedArtifact> => {
  const { name, folder, from, signal } = wanted
  const call = callOn(log, signal)
  const client = await artifactClient()
  const task = `The artifact «${name}» could not be downloaded`
  const where = from === undefined ? {} : { findBy: findByOf(from) }
  const { artifacts } = await call(task, () => client.listArtifacts({ latest: true, ...where }), from)
  const artifact = artifacts.find((candidate) => candidate.name === name)
  if (artifact === undefined) throw notFound(name, artifacts, from)
  await mkdir(folder, { recursive: true })
  // The archive's file name is the server's to choose: in a folder of its own it meets no other file, nor a link.
  const own = await mkdtemp(join(folder, 'artifact-'))
  const expected = artifact.digest === undefined ? {} : { expectedHash: artifact.digest }
  try {
    await call(
      task,
      async (lines) => {
        const options = { path: own, skipDecompress: true, ...expected, ...where }
        const { digestMismatch } = await client.downloadArtifact(artifact.id, options)
        if (digestMismatch === true) {
          const found = lines.find(({ text }) => text.startsWith('Computed digest: '))?.text.slice(17)
          throw new Failure(
            `${task}: what came is not what was uploaded (expected ${artifact.digest}, found ${found}). ` +
              'Run the job again; if that does not help, build again.',
          )
        }
      },
      from,
    )
    const path = join(own, 'artifact.zip')
    await rename(await onlyFileIn(own, task), path)
    const digest = artifact.digest?.replace(/^sha256:/, '')
    return { path, id: artifact.id, name, digest: digest === undefined ? undefined : digestOfHex(digest) }
  } catch (error) {
    await rm(own, { recursive: true, force: true })
    throw error
  }
}

/** Two thirds of the bundle are the client's, and most of a process's start: it is loaded when it is needed. */
const artifactClient = async (): Promise<ArtifactClient> => {
  const { DefaultArtifactClient } = await import('@actions/artifact')
  return new DefaultArtifactClient()
}

type Call = <T>(
  task: string,
  work: (lines: readonly ToolkitLine[]) => Promise<T>,
  from?: OtherRun,
) => Promise<T>

/** How the client is called: what it prints goes to those who debug, what it throws becomes a Failure. */
const callOn =
  (log: ArtifactLog, signal: AbortSignal | undefined): Call =>
  async (task, work, from) => {
    signal?.throwIfAborted()
    const lines: ToolkitLine[] = []
    const keep = (line: ToolkitLine): void => {
      lines.push(line)
      log.debug(line.text)
    }
    try {
      return await unlessAborted(
        captureToolkit(() => work(lines), keep),
        signal,
      )
    } catch (error) {
      if (signal?.aborted === true || error instanceof Failure) throw error
      throw artifactFailure(task, error, lines, from)
    }
  }

const remove = async (name: string, task: string, call: Call, client: ArtifactClient): Promise<void> => {
  const { artifacts } = await call(task, () => client.listArtifacts({ latest: true }))
  if (artifacts.some((artifact) => artifact.name === name)) {
    await call(task, () => client.deleteArtifact(name))
  }
}

/** The client follows links, and takes a neighbour's file for one of the folder where the names begin alike. */
const checkFiles = async (folder: string, files: readonly string[]): Promise<void> => {
  for (const file of files) {
    const path = relative(folder, file)
    if (path === '' || path === '..' || path.startsWith(`..${sep}`)) {
      throw new Error(`${file} is not in ${folder}`)
    }
    try {
      if (!(await lstat(file)).isFile()) throw new Error('not a regular file')
    } catch (cause) {
      throw new Failure(`${file} cannot be part of an artifact: ${messageOf(cause)}. Build again.`, { cause })
    }
  }
}

const onlyFileIn = async (folder: string, task: string): Promise<string> => {
  const [entry, ...others] = await readdir(folder, { withFileTypes: true })
  if (entry === undefined || !entry.isFile() || others.length > 0) {
    throw new Failure(`${task}: the service did not send one file. Run the job again.`)
  }
  return join(folder, entry.name)
}

const findByOf = ({ token, repository, runId }: OtherRun) => {
  const [repositoryOwner = '', repositoryName = ''] = repository.split('/')
  return { token, workflowRunId: runId, repositoryOwner, repositoryName }
}

const shownNames = 20

const notFound = (name: string, artifacts: readonly Artifact[], from: OtherRun | undefined): Failure => {
  const run = from === undefined ? 'This workflow run' : `Run ${from.runId} of ${from.repository}`
  const names = artifacts.map((artifact) => artifact.name)
  const more = names.length > shownNames ? [`… and ${names.length - shownNames} more`] : []
  return new Failure(
    names.length === 0
      ? `${run} has no artifact «${name}», nor any other. Does the job that uploads it come first (needs:), and did it succeed?`
      : `${run} has no artifact «${name}». Set artifact-name to one of those that it has:`,
    { detail: [...names.slice(0, shownNames).map((existing) => `  ${existing}`), ...more] },
  )
}
