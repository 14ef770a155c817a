import type { ArtifactClient } from '@actions/artifact'
import { Failure } from '../../message/failure.ts'
import { unlessAborted } from '../../task/abort.ts'
import type { Server } from '../step/step-context.ts'
import { captureToolkit, type ToolkitLine } from '../step/toolkit-output.ts'
import { artifactFailure, type TransferAttempt } from './artifact-failure.ts'

export interface ArtifactLog {
  readonly debug: (line: string) => void
}

type GithubClient = Pick<
  ArtifactClient,
  'deleteArtifact' | 'downloadArtifact' | 'listArtifacts' | 'uploadArtifact'
>

/**
 * GitHub's client, for any server with the artifact service. It is loaded when it is needed, because it is two thirds of the
 * bundle and takes most of the start of a process.
 */
export const artifactClient = async (server: Server): Promise<GithubClient> => {
  const { DefaultArtifactClient } = await import('@actions/artifact')
  const client = new DefaultArtifactClient()
  return {
    deleteArtifact: (name, options) => begin(server, () => client.deleteArtifact(name, options)),
    downloadArtifact: (id, options) => begin(server, () => client.downloadArtifact(id, options)),
    listArtifacts: (options) => begin(server, () => client.listArtifacts(options)),
    uploadArtifact: (name, files, folder, options) =>
      begin(server, () => client.uploadArtifact(name, files, folder, options)),
  }
}

/**
 * Starts a call of the client. In its synchronous part, and only there, the client refuses each server whose URL is not
 * GitHub's. Gitea and Forgejo have the service, so the URL is replaced during this part.
 */
const begin = <T>(server: Server, call: () => Promise<T>): Promise<T> => {
  if (server !== 'Gitea' && server !== 'Forgejo') return call()
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

type Call = <T>(work: (lines: readonly ToolkitLine[]) => Promise<T>) => Promise<T>

/** Calls the client: its output goes to the debug log, and its errors become Failures. */
export const callsFor =
  (attempt: TransferAttempt, log: ArtifactLog, signal: AbortSignal | undefined): Call =>
  async (work) => {
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
      throw artifactFailure(attempt, error, lines)
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
