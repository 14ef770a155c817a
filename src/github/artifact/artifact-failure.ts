import { Failure, messageOf } from '../../message/failure.ts'
import type { Server } from '../step/step-context.ts'
import type { ToolkitLine } from '../step/toolkit-output.ts'

/** What was to be done when it failed. */
export interface Undertaken {
  /** Such as `The artifact "my-app" could not be uploaded`. */
  readonly task: string
  readonly way: 'upload' | 'download'
  readonly server: Server
  /** Undefined for this very run. */
  readonly from?: { readonly repository: string; readonly runId: number } | undefined
}

/** Nothing where it does not apply to what was undertaken. */
type Advice = (undertaken: Undertaken) => string | undefined

const otherWay = 'hand the layout on in another way, such as a registry'

/** What to do about each way in which GitHub's client fails; it tells them apart by their text alone. */
const advice: readonly (readonly [pattern: RegExp, why: Advice])[] = [
  [
    /not currently supported on GHES/,
    ({ way }) =>
      'GitHub Enterprise Server has no artifacts of this kind. ' +
      (way === 'upload'
        ? `Set "upload: false" and ${otherWay}.`
        : `No build can have uploaded one there: leave this step out, and ${otherWay}.`),
  ],
  [
    /ACTIONS_RUNTIME_TOKEN|ACTIONS_RESULTS_URL|Failed to get backend IDs|Invalid token specified/,
    ({ way }) =>
      'this process has no access to the artifact service, which the runner gives to actions ("uses:") and not to ' +
      `commands ("run:"). Run it as an action${way === 'upload' ? ', or set "upload: false"' : ''}.`,
  ],
  [
    /\(409\)|already exists/,
    ({ way }) =>
      way === 'download'
        ? undefined
        : 'an artifact of this name exists in this workflow run, and artifacts do not change. Set "overwrite: true" to replace it; ' +
          `in a matrix, give each job an artifact-name of its own, such as "my-app-\${{ matrix.arch }}".`,
  ],
  [
    /storage quota has been hit/,
    () =>
      "the account's artifact storage is full. Delete artifacts that are not needed, set retention-days to fewer days, " +
      'or raise the spending limit; GitHub counts again every 6 to 12 hours.',
  ],
  [
    /\(401\)|\(403\)/,
    () => 'the artifact service denied access. Run the job again: its token may have expired.',
  ],
]

const network =
  /Unable to make request: \w+|ECONNRESET|ECONNREFUSED|ETIMEDOUT|ENOTFOUND|socket hang up|progress stalled|download failed after/

/** Says what could not be done to an artifact, why, and what to do. */
export const artifactFailure = (
  undertaken: Undertaken,
  cause: unknown,
  lines: readonly ToolkitLine[],
): Failure => {
  const { task, server, from } = undertaken
  const status = statusOf(cause)
  // Some services refuse with nothing but a status, and some clients keep no more of it than an empty message.
  const message = messageOf(cause) || (status === undefined ? 'nothing' : `HTTP status ${status}`)
  const because = (why: string, reason = message): Failure =>
    new Failure(`${task}: ${why}`, { cause, detail: [`GitHub's client says: ${reason}`] })
  if (from !== undefined && (status === 401 || status === 403 || status === 404)) {
    return because(
      `run ${from.runId} of ${from.repository} is not there, or github-token may not read it. ` +
        'Check run-id and repository; the token takes the permission "actions: read".',
    )
  }
  const outdated = outdatedServer(undertaken, message, status, lines)
  if (outdated !== undefined) return because(outdated)
  for (const [pattern, why] of advice) {
    const said = pattern.test(message) ? why(undertaken) : undefined
    if (said !== undefined) return because(said)
  }
  const retried = lines.findLast(({ text }) => text.startsWith('Failed to download artifact after'))?.text
  if (network.test(message)) return because(unreachable(server), retried ?? message)
  return because(`${server}'s artifact service failed. Run the job again, and ${lookAt(server)}.`)
}

/** Why a server other than GitHub's does not understand this client's requests; undefined if it may well do. */
const outdatedServer = (
  { way, server }: Undertaken,
  message: string,
  status: number | undefined,
  lines: readonly ToolkitLine[],
): string | undefined => {
  if (way !== 'upload') return undefined
  const answer = lines.findLast(({ text }) => text.startsWith('[Response]'))?.text
  // They do not know the request's field "mime_type", and say so with the status alone, or in words that are no JSON.
  const misunderstood = message.startsWith('Failed to CreateArtifact: ') && answer === '[Response] - 500'
  // https://github.com/nektos/act/issues/6021 and 6022
  if (server === 'act' && (misunderstood || status === 401)) {
    return `act's own artifact server does not take what this client sends. Set "upload: false" where act runs the job.`
  }
  if (server === 'Gitea' && misunderstood) {
    return 'this Gitea does not take what this client sends. Update it to 1.26 or newer, or set "upload: false".'
  }
  if (server === 'Forgejo' && misunderstood) {
    return 'this Forgejo does not take what this client sends. Update it, or set "upload: false".'
  }
  return undefined
}

const ofGithub = (server: Server): boolean => server === 'GitHub' || server === 'GitHub Enterprise Server'

const unreachable = (server: Server): string =>
  `the connection to ${server} failed. Run the job again; ` +
  (ofGithub(server)
    ? 'a self-hosted runner must reach ' +
      'https://docs.github.com/actions/reference/runners/self-hosted-runners#accessible-domains-by-function.'
    : 'the runner must reach the address in ACTIONS_RESULTS_URL.')

const lookAt = (server: Server): string =>
  ofGithub(server) ? 'see https://www.githubstatus.com' : `see the log of ${server}`

/** The HTTP status that an error stands for; the clients of the REST API and of the storage name it differently. */
const statusOf = (error: unknown): number | undefined => {
  if (!(error instanceof Error)) return undefined
  if ('status' in error && typeof error.status === 'number') return error.status
  return 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : undefined
}
