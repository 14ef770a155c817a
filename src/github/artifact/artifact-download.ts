import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Artifact } from '@actions/artifact'
import { explainFileError } from '../../files/file-error.ts'
import { type Digest, digestOfHex } from '../../image/digest.ts'
import { Failure } from '../../message/failure.ts'
import type { Server } from '../step/step-context.ts'
import { type ArtifactLog, artifactClient, callsFor } from './artifact-client.ts'

/** A workflow run that is not this one. */
export interface OtherRun {
  /** A token that may read the run's repository (`actions: read`). */
  readonly token: string
  /** `owner/name` */
  readonly repository: string
  readonly runId: number
}

export interface DownloadedArtifact {
  /** The artifact as it came: a zip archive whose content is not trusted. */
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
  server: Server,
  log: ArtifactLog,
): Promise<DownloadedArtifact> => {
  const { name, folder, from, signal } = wanted
  const task = `The artifact "${name}" could not be downloaded`
  const disk = watchDisk(`write the artifact "${name}" to ${folder}`)
  const debug = (line: string): void => {
    disk.see(line)
    log.debug(line)
  }
  const call = callsFor({ task, way: 'download', server, from }, { debug }, signal)
  const client = await artifactClient(server)
  const where = from === undefined ? {} : { findBy: findByOf(from) }
  const { artifacts } = await call(() => client.listArtifacts({ latest: true, ...where }))
  const artifact = artifacts.find((candidate) => candidate.name === name)
  if (artifact === undefined) throw notFound(name, artifacts, from)
  const own = await ownFolder(folder, name)
  const expected = artifact.digest === undefined ? {} : { expectedHash: artifact.digest }
  try {
    await call(async (lines) => {
      const options = { path: own, skipDecompress: true, ...expected, ...where }
      const downloading = client.downloadArtifact(artifact.id, options)
      const { digestMismatch } = await Promise.race([downloading, disk.failed])
      if (digestMismatch !== true) return
      const found = lines.find(({ text }) => text.startsWith('Computed digest: '))?.text.slice(17)
      throw new Failure(
        `${task}: what came is not what was uploaded (expected ${artifact.digest}, found ${found}). ` +
          'Run the job again; if that does not help, build again.',
      )
    })
    const path = join(own, 'artifact.zip')
    await rename(await onlyFileIn(own, task), path)
    const digest = artifact.digest?.replace(/^sha256:/, '')
    return { path, id: artifact.id, name, digest: digest === undefined ? undefined : digestOfHex(digest) }
  } catch (error) {
    await rm(own, { recursive: true, force: true })
    throw error
  }
}

/** The archive's file name is the server's to choose: in a folder of its own it meets no other file, nor a link. */
const ownFolder = async (folder: string, name: string): Promise<string> => {
  try {
    await mkdir(folder, { recursive: true })
    return await mkdtemp(join(folder, 'artifact-'))
  } catch (error) {
    throw explainFileError(error, `make a folder for the artifact "${name}" in ${folder}`)
  }
}

/**
 * Listens to what the client says of its tries: where the disk is the reason, another one is of no use. `failed` never
 * resolves.
 */
const watchDisk = (
  what: string,
): { readonly see: (line: string) => void; readonly failed: Promise<never> } => {
  const { promise: failed, reject } = Promise.withResolvers<never>()
  const see = (line: string): void => {
    const [, message, code] =
      /Artifact download failed: ((E(?:NOSPC|DQUOT|ROFS|ACCES|IO))\b.*)/.exec(line) ?? []
    if (code !== undefined) reject(explainFileError(Object.assign(new Error(message), { code }), what))
  }
  return { see, failed }
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
      ? `${run} has no artifact "${name}", nor any other. Does the job that uploads it come first (needs:), and did it succeed?`
      : `${run} has no artifact "${name}". Set artifact-name to one of those that it has:`,
    { detail: [...names.slice(0, shownNames).map((existing) => `  ${existing}`), ...more] },
  )
}
