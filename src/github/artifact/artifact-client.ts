import type { ArtifactClient } from '@actions/artifact'
import { Failure } from '../../message/failure.ts'
import { unlessAborted } from '../../task/abort.ts'
import { isGiteaOrForgejo, type Server } from '../step/step-context.ts'
import { captureToolkit, type ToolkitLine } from '../step/toolkit-output.ts'
import { artifactFailure, type TransferAttempt } from './artifact-failure.ts'

/** Works with GitHub's client, which it calls first. */
type ClientCall<Result> = (client: ArtifactClient, lines: readonly ToolkitLine[]) => Promise<Result>

/**
 * Loads GitHub's client, for any server with the artifact service, and returns a function to call it: its output goes to
 * `debug`, and its errors become Failures. The client is loaded when it is needed, because it is two thirds of the bundle and
 * takes most of the start of a process.
 */
export const openClient = async (
  attempt: TransferAttempt,
  debug: (line: string) => void,
  signal: AbortSignal | undefined,
): Promise<<Result>(work: ClientCall<Result>) => Promise<Result>> => {
  const { DefaultArtifactClient } = await import('@actions/artifact')
  const client = new DefaultArtifactClient()
  return async (work) => {
    signal?.throwIfAborted()
    const lines: ToolkitLine[] = []
    const keep = (line: ToolkitLine): void => {
      lines.push(line)
      debug(line.text)
    }
    try {
      return await unlessAborted(
        captureToolkit(() => begin(attempt.server, () => work(client, lines)), keep),
        signal,
      )
    } catch (error) {
      if (signal?.aborted === true || error instanceof Failure) throw error
      throw artifactFailure(attempt, error, lines)
    }
  }
}

/**
 * Starts a call of the client. In its synchronous part, and only there, the client refuses each server whose URL is not
 * GitHub's. Gitea and Forgejo have the service, so the URL is replaced during this part.
 */
export const begin = <T>(server: Server, call: () => Promise<T>): Promise<T> => {
  if (!isGiteaOrForgejo(server)) return call()
  const { env } = process
  const { GITHUB_SERVER_URL: url } = env
  env['GITHUB_SERVER_URL'] = 'https://x.localhost'
  try {
    return call()
  } finally {
    if (url === undefined) delete env['GITHUB_SERVER_URL']
    else env['GITHUB_SERVER_URL'] = url
  }
}

/** Characters that GitHub does not allow in artifact names, because some file systems do not. */
const forbidden = /["<>|*?:\r\n\\/]/g

/** The name of an image as a valid artifact name. */
export const artifactNameOf = (imageName: string): string => imageName.replace(forbidden, '-')

/** Throws a Failure if GitHub does not accept the name. */
export const checkArtifactName = (name: string): void => {
  if (name === '')
    throw new Failure('The input artifact-name is empty. Set it to a name, for example "my-app".')
  const [character] = name.match(forbidden) ?? []
  if (character === undefined) return
  throw new Failure(
    `The input artifact-name is "${name}", but artifact names cannot contain ${JSON.stringify(character)}. Use ` +
      `"${artifactNameOf(name)}", for example.`,
  )
}
