import { Failure, messageOf } from '../../message/failure.ts'
import { isGiteaOrForgejo, isGithub, type Server } from '../step/step-context.ts'
import type { ToolkitLine } from '../step/toolkit-output.ts'

/** An upload or a download of an artifact. */
export interface TransferAttempt {
  /** Such as `The artifact "my-app" could not be uploaded`. */
  readonly task: string
  readonly way: 'upload' | 'download'
  readonly server: Server
  /** Undefined for this run. */
  readonly from?: { readonly repository: string; readonly runId: number } | undefined
}

/** The token may not read the artifacts of a run, or the run does not exist. */
export class AccessDenied extends Failure {}

/** GitHub lists the artifact, but does not serve it. */
export class ArtifactUnavailable extends Failure {}

const noService =
  /ACTIONS_RUNTIME_TOKEN|ACTIONS_RESULTS_URL|Failed to get backend IDs|Invalid token specified/

const network =
  /Unable to make request: \w+|ECONNRESET|ECONNREFUSED|ETIMEDOUT|ENOTFOUND|socket hang up|progress stalled|download failed after/

/** The failure for an error of GitHub's client. */
export const artifactFailure = (
  attempt: TransferAttempt,
  cause: unknown,
  lines: readonly ToolkitLine[],
): Failure => {
  const { task, way, server, from } = attempt
  const status = statusOf(cause)
  // Some services answer only with a status, and some clients then have an empty message.
  const message = messageOf(cause) || (status === undefined ? 'nothing' : `HTTP status ${status}`)
  const because = (why: string, Kind = Failure, said = message): Failure =>
    new Kind(`${task}: ${why}`, { cause, detail: [`GitHub's client says: ${said}`] })
  if (way === 'download' && (status === 410 || /blob storage: 410/.test(message))) {
    return because(
      'it has expired. Build the image again, and set "retention-days" if artifacts must be kept longer.',
    )
  }
  if (from !== undefined && (status === 401 || status === 403 || status === 404)) {
    return because(
      `run ${from.runId} of ${from.repository} does not exist, or github-token cannot read it. ` +
        'Check run-id and repository; the token needs the permission "actions: read".',
      AccessDenied,
    )
  }
  if (way === 'download' && /GetSignedArtifactURL: .*\(404\)|blob storage: 404/.test(message)) {
    return because(
      `${server} lists it, but its storage does not have it. It may have expired or been deleted. Build the image again.`,
      ArtifactUnavailable,
    )
  }
  const known = outdatedServer(attempt, message, status, lines) ?? knownReason(message, way === 'upload')
  if (known !== undefined) return because(known)
  const retried = lines.findLast(({ text }) => text.startsWith('Failed to download artifact after'))?.text
  if (network.test(message)) return because(unreachable(server), Failure, retried)
  const place = isGithub(server) ? 'https://www.githubstatus.com' : `the log of ${server}`
  return because(`${server}'s artifact service failed. Run the job again, and see ${place}.`)
}

const otherWay = 'pass the layout on in another way, for example through a registry'

/** The reason and the advice for an error of GitHub's client, by its text. */
const knownReason = (message: string, isUpload: boolean): string | undefined => {
  if (/not currently supported on GHES/.test(message)) {
    const advice = isUpload ? `Set "upload: false" and ${otherWay}.` : `Remove this step, and ${otherWay}.`
    return `GitHub Enterprise Server does not support this version of artifacts. ${advice}`
  }
  if (noService.test(message)) {
    return (
      'this process has no access to the artifact service. The runner allows it for actions ("uses:"), but not for ' +
      `commands ("run:"). Run it as an action${isUpload ? ', or set "upload: false"' : ''}.`
    )
  }
  if (isUpload && /\(409\)|already exists/.test(message)) {
    return (
      'an artifact with this name exists in this workflow run. Set "overwrite: true" to replace it; ' +
      `in a matrix, give each job its own artifact-name, for example "my-app-\${{ matrix.arch }}".`
    )
  }
  if (/storage quota has been hit/.test(message)) {
    return (
      "the account's artifact storage is full. Delete artifacts, set retention-days to a smaller number, or raise the " +
      'spending limit. GitHub recalculates the usage every 6 to 12 hours.'
    )
  }
  return /\(401\)|\(403\)/.test(message)
    ? 'the artifact service denied access. Run the job again: its token may have expired.'
    : undefined
}

/** Why a server other than GitHub's rejects this client's requests. Undefined if it supports them. */
const outdatedServer = (
  { way, server }: TransferAttempt,
  message: string,
  status: number | undefined,
  lines: readonly ToolkitLine[],
): string | undefined => {
  if (way !== 'upload') return undefined
  const answer = lines.findLast(({ text }) => text.startsWith('[Response]'))?.text
  // They do not know the field "mime_type", and answer with the status alone, or with text that is not JSON.
  const misunderstood = message.startsWith('Failed to CreateArtifact: ') && answer === '[Response] - 500'
  // https://github.com/nektos/act/issues/6021 and 6022
  if (server === 'act' && (misunderstood || status === 401)) {
    return `act's artifact server does not support this client. Set "upload: false" if act runs the job.`
  }
  if (!misunderstood || !isGiteaOrForgejo(server)) return undefined
  const update = server === 'Gitea' ? 'Update Gitea to 1.26 or newer' : `Update ${server}`
  return `this version of ${server} does not support this client. ${update}, or set "upload: false".`
}

const unreachable = (server: Server): string =>
  `the connection to ${server} failed. Run the job again; ` +
  (isGithub(server)
    ? 'a self-hosted runner must reach ' +
      'https://docs.github.com/actions/reference/runners/self-hosted-runners#accessible-domains-by-function.'
    : 'the runner must reach the address in ACTIONS_RESULTS_URL.')

/** The HTTP status of an error. The clients of the REST API and of the storage have different fields for it. */
const statusOf = (error: unknown): number | undefined => {
  if (!(error instanceof Error)) return undefined
  if ('status' in error && typeof error.status === 'number') return error.status
  return 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : undefined
}
