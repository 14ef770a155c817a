import { Failure, messageOf } from '../message/failure.ts'
import type { ToolkitLine } from './toolkit-output.ts'

/** What to do about each way in which GitHub's client fails; it tells them apart by their text alone. */
const advice: readonly (readonly [pattern: RegExp, why: string])[] = [
  [
    /not currently supported on GHES/,
    'GitHub Enterprise Server has no artifacts of this kind. Set «upload: false» and hand the layout on in another way, ' +
      'such as a registry.',
  ],
  [
    /ACTIONS_RUNTIME_TOKEN|ACTIONS_RESULTS_URL|Failed to get backend IDs|Invalid token specified/,
    'this process has no access to the artifact service, which the runner gives to actions («uses:») and not to ' +
      'commands («run:»). Run it as an action, or set «upload: false».',
  ],
  [
    /\(409\)|already exists/,
    'an artifact of this name exists in this workflow run, and artifacts do not change. Set «overwrite: true» to replace it; ' +
      `in a matrix, give each job an artifact-name of its own, such as «my-app-\${{ matrix.arch }}».`,
  ],
  [
    /storage quota has been hit/,
    "the account's artifact storage is full. Delete artifacts that are not needed, set retention-days to fewer days, " +
      'or raise the spending limit; GitHub counts anew every 6 to 12 hours.',
  ],
  [/\(401\)|\(403\)/, 'the artifact service denied access. Run the job again: its token may have expired.'],
]

const network =
  /Unable to make request: \w+|ECONNRESET|ECONNREFUSED|ETIMEDOUT|ENOTFOUND|socket hang up|progress stalled|download failed after/

/** Says what could not be done to an artifact, why, and what to do. */
export const artifactFailure = (
  task: string,
  cause: unknown,
  lines: readonly ToolkitLine[],
  from: { readonly repository: string; readonly runId: number } | undefined,
): Failure => {
  const message = messageOf(cause)
  const because = (why: string, reason = message): Failure =>
    new Failure(`${task}: ${why}`, { cause, detail: [`GitHub's client says: ${reason}`] })
  const status = statusOf(cause)
  if (from !== undefined && (status === 401 || status === 403 || status === 404)) {
    return because(
      `run ${from.runId} of ${from.repository} is not there, or github-token may not read it. ` +
        'Check run-id and repository; the token takes the permission «actions: read».',
    )
  }
  for (const [pattern, why] of advice) if (pattern.test(message)) return because(why)
  const retried = lines.findLast(({ text }) => text.startsWith('Failed to download artifact after'))?.text
  if (network.test(message)) {
    return because(
      'the connection to GitHub failed. Run the job again; a self-hosted runner must reach ' +
        'https://docs.github.com/actions/reference/runners/self-hosted-runners#accessible-domains-by-function.',
      retried ?? message,
    )
  }
  return because("GitHub's artifact service failed. Run the job again, and see https://www.githubstatus.com.")
}

const statusOf = (error: unknown): number | undefined =>
  error instanceof Error && 'status' in error && typeof error.status === 'number' ? error.status : undefined
