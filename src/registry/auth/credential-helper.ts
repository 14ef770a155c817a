import * as v from 'valibot'
import type { ProcessEnvironment } from '../../command/environment.ts'
import { type CommandOutput, ExcessiveOutput, runCommand } from '../../command/run.ts'
import { Failure } from '../../message/failure.ts'
import { printable } from '../../message/printable.ts'
import type { Credential } from './authorization.ts'

// In milliseconds. A helper may wait for the user to answer a question.
const timeLimit = 60_000

// The helpers' messages: https://github.com/docker/docker-credential-helpers/blob/v0.9.3/credentials/error.go
const unknownServer = /credentials not found in native keychain|no credentials (?:server URL|username)/i

const AnswerSchema = v.pipe(v.string(), v.parseJson(), v.object({ Username: v.string(), Secret: v.string() }))

/**
 * Asks a credential helper (`docker-credential-NAME`) for the credential of a server; undefined if it has none. Throws a
 * Failure if the helper fails, and the signal's reason after an abort. Messages contain its output only if that is not a
 * credential.
 * https://docs.docker.com/reference/cli/docker/login/#credential-helper-protocol
 */
export const askHelper = async (
  name: string,
  server: string,
  environment: ProcessEnvironment,
  signal?: AbortSignal,
): Promise<Credential | undefined> => {
  const program = `docker-credential-${name}`
  const advice = `Check credHelpers and credsStore in Docker's config.json, and that "${program} get" works.`
  // Only plain names are searched on PATH.
  if (!/^[\w.-]+$/.test(name))
    throw new Failure(`"${printable(name)}" is not the name of a credential helper. ${advice}`)
  const timeout = AbortSignal.timeout(timeLimit)
  let ending: CommandOutput
  try {
    ending = await runCommand(program, ['get'], {
      environment,
      input: server,
      signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]),
    })
  } catch (cause) {
    signal?.throwIfAborted()
    const what =
      cause === timeout.reason
        ? `The credential helper ${program} did not respond within ${timeLimit / 1000} s when asked for ${server}`
        : cause instanceof ExcessiveOutput
          ? `The credential helper ${program} did not stop writing when asked for ${server}`
          : `Could not start the credential helper ${program}`
    throw new Failure(`${what}. ${advice}`, { cause })
  }
  const { code, stdout, stderr } = ending
  const answer = v.safeParse(AnswerSchema, stdout)
  if (code === 0 && answer.success) {
    const { Username: username, Secret: secret } = answer.output
    return username === '<token>' ? { identityToken: secret } : { username, password: secret }
  }
  if (code !== 0 && unknownServer.test(stdout + stderr)) return undefined
  const words = code === undefined || code === 0 || answer.success ? '' : printable(`${stderr} ${stdout}`)
  const ended = code === 0 ? 'returned an unreadable answer' : `ended with ${code ?? 'a signal'}`
  throw new Failure(
    `The credential helper ${program} ${ended} when asked for ${server}${words && `: ${words}`}. ${advice}`,
  )
}
