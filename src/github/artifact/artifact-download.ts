import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Artifact } from '@actions/artifact'
import { explainFileError } from '../../files/file-error.ts'
import { Failure } from '../../message/failure.ts'
import type { Log } from '../step/log.ts'
import { isGithub, type Server } from '../step/step-context.ts'
import { openClient } from './artifact-client.ts'
import {
  AccessDenied,
  ArtifactUnavailable,
  artifactFailure,
  type TransferAttempt,
} from './artifact-failure.ts'

/** A workflow run, and the token to read its artifacts with. */
export interface OtherRun {
  /** Needs `actions: read` in the run's repository. */
  readonly token: string
  /** `owner/name` */
  readonly repository: string
  readonly runId: number
}

export interface DownloadedArtifact {
  /** The artifact as it was sent: a zip archive whose content is not trusted. */
  readonly path: string
  readonly id: number
}

export interface DownloadRequest {
  readonly name: string
  readonly folder: string
  /** Undefined for this run. */
  readonly from?: OtherRun | undefined
  /**
   * This run, as another one would read it. If only some jobs of a run are started again, GitHub lists the artifacts of the
   * earlier attempt, and serves them only in this way.
   */
  readonly ownRun?: OtherRun | undefined
  readonly signal?: AbortSignal | undefined
}

/**
 * Downloads an artifact of this run, or of another one, as a zip archive, into a new directory in `folder`. If several have
 * the name, it is the newest.
 *
 * Throws a Failure that says what to do, and the signal's reason.
 */
export const downloadArtifact = async (
  wanted: DownloadRequest,
  server: Server,
  log: Pick<Log, 'debug'>,
): Promise<DownloadedArtifact> => {
  const { name, from, ownRun } = wanted
  try {
    return await downloadFrom(from, wanted, server, log)
  } catch (failure) {
    const isOwnRun = from === undefined && isGithub(server)
    if (!isOwnRun || !(failure instanceof ArtifactUnavailable)) throw failure
    if (ownRun === undefined) throw needsPermission(name, failure)
    log.debug(`${failure.message} Trying again with the token.`)
    return downloadFrom(ownRun, wanted, server, log).catch((error: unknown) => {
      throw error instanceof AccessDenied ? needsPermission(name, error) : error
    })
  }
}

const needsPermission = (name: string, cause: Failure): Failure =>
  new Failure(
    `The artifact "${name}" could not be downloaded: it is from an earlier attempt of this run, which takes a token that may ` +
      'read artifacts. Add "actions: read" to the permissions of this job, or run all jobs again.',
    { cause, detail: cause.detail },
  )

const downloadFrom = async (
  from: OtherRun | undefined,
  { name, folder, signal }: DownloadRequest,
  server: Server,
  log: Pick<Log, 'debug'>,
): Promise<DownloadedArtifact> => {
  const task = `The artifact "${name}" could not be downloaded`
  const attempt = { task, way: 'download', server, from } as const
  const attempts = watchAttempts(attempt, `write the artifact "${name}" to ${folder}`)
  const debug = (line: string): void => {
    attempts.see(line)
    log.debug(line)
  }
  const call = await openClient(attempt, debug, signal)
  const where = from === undefined ? {} : { findBy: findByOf(from) }
  const { artifacts } = await call((client) => client.listArtifacts({ latest: true, ...where }))
  const artifact = artifacts.find((candidate) => candidate.name === name)
  if (artifact === undefined) throw notFound(name, artifacts, from)
  const own = await ownFolder(folder, name)
  const expected = artifact.digest === undefined ? {} : { expectedHash: artifact.digest }
  try {
    await call(async (client, lines) => {
      const options = { path: own, skipDecompress: true, ...expected, ...where }
      const downloading = client.downloadArtifact(artifact.id, options)
      const { digestMismatch } = await Promise.race([downloading, attempts.failed])
      if (digestMismatch !== true) return
      const found = lines.find(({ text }) => text.startsWith('Computed digest: '))?.text.slice(17)
      throw new Failure(
        `${task}: its content differs from what was uploaded (expected ${artifact.digest}, found ${found}). ` +
          'Run the job again; if that does not help, build again.',
      )
    })
    const path = join(own, 'artifact.zip')
    await rename(await onlyFileIn(own, task), path)
    return { path, id: artifact.id }
  } catch (error) {
    await rm(own, { recursive: true, force: true })
    throw error
  }
}

/** A new directory: the server chooses the archive's file name, which must not name another file or a link. */
const ownFolder = async (folder: string, name: string): Promise<string> => {
  try {
    await mkdir(folder, { recursive: true })
    return await mkdtemp(join(folder, 'artifact-'))
  } catch (error) {
    throw explainFileError(error, `make a folder for the artifact "${name}" in ${folder}`)
  }
}

/**
 * Watches the client's debug output, because it tries again every 5 s whatever the reason. If the disk is full or the storage
 * does not have the artifact, `failed` rejects. It never resolves.
 */
const watchAttempts = (
  attempt: TransferAttempt,
  writing: string,
): { readonly see: (line: string) => void; readonly failed: Promise<never> } => {
  const { promise: failed, reject } = Promise.withResolvers<never>()
  // The download may not have started yet.
  failed.catch(() => {})
  const see = (line: string): void => {
    const [, message, code] =
      /Artifact download failed: ((E(?:NOSPC|DQUOT|ROFS|ACCES|IO))\b.*)/.exec(line) ?? []
    if (code !== undefined) reject(explainFileError(Object.assign(new Error(message), { code }), writing))
    const [reason] = /Unexpected HTTP response from blob storage: (?:404|410)\b/.exec(line) ?? []
    if (reason !== undefined) reject(artifactFailure(attempt, new Error(reason), []))
  }
  return { see, failed }
}

const onlyFileIn = async (folder: string, task: string): Promise<string> => {
  const [entry, ...others] = await readdir(folder, { withFileTypes: true })
  if (entry === undefined || !entry.isFile() || others.length > 0) {
    throw new Failure(`${task}: the service did not send exactly one file. Run the job again.`)
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
      ? `${run} has no artifact "${name}", and no other artifacts. Check that the job that uploads it is in "needs:" and succeeded.`
      : `${run} has no artifact "${name}". Set artifact-name to one of these:`,
    { detail: [...names.slice(0, shownNames).map((existing) => `  ${existing}`), ...more] },
  )
}
