import type { ArtifactClient } from '@actions/artifact'
import { Failure } from '../../message/failure.ts'
import { unlessAborted } from '../../task/abort.ts'
import type { Server } from '../step/step-context.ts'
import { captureToolkit, type ToolkitLine } from '../step/toolkit-output.ts'
import { artifactFailure, type Undertaken } from './artifact-failure.ts'

export interface ArtifactLog {
  readonly debug: (line: string) => void
}

type Client = Pick<ArtifactClient, 'deleteArtifact' | 'downloadArtifact' | 'listArtifacts' | 'uploadArtifact'>

/**
 * GitHub's client, for any server that has the artifact service. Two thirds of the bundle are the client's, and most of
 * a process's start: it is loaded when it is needed.
 */
export const artifactClient = async (server: Server): Promise<Client> => {
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
 * Begins a call of the client's. It refuses every server that it takes for GitHub Enterprise Server, by its URL, in the
 * part of a call that runs before anything is waited for, and nowhere else. Gitea and Forgejo have the service: for as
 * long as that part takes, their URL is one that the client takes for GitHub's.
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

/** How the client is called: what it prints goes to those who debug, what it throws becomes a Failure. */
export const callsFor =
  (undertaken: Undertaken, log: ArtifactLog, signal: AbortSignal | undefined): Call =>
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
      throw artifactFailure(undertaken, error, lines)
    }
  }
