import type { ProcessEnvironment } from '../command/environment.ts'
import { Failure } from '../message/failure.ts'

/** The engine refused a request. The message is what the docker command wrote to stderr; the caller explains it. */
export class EngineRefusal extends Error {
  override readonly name = 'EngineRefusal'
}

/** The engine was unreachable, or the connection to it broke. Another try may succeed. */
export class EngineUnreachable extends Failure {}

/**
 * Finds out why a docker command failed: no permission for the engine's socket, no engine, a broken connection, or a
 * refusal by the engine. `doing` completes "The connection broke while …": `the build ran`. The texts are those of the
 * docker command from 20.10 to 29.
 */
export const explainRefusal = (
  stderr: string,
  environment: ProcessEnvironment,
  doing: string,
): Failure | EngineRefusal => {
  const said = firstLine(stderr)
  const address = addressIn(said, environment)
  const cause = new EngineRefusal(said)
  if (/error response from daemon/i.test(said)) return cause
  if (/permission denied while trying to connect|dial unix .*permission denied/i.test(said)) {
    return new Failure(
      `This user is not allowed to use the Docker engine at ${address}. ` +
        'Add the user to the group of the socket (usually "docker"), or set DOCKER_HOST to another engine.',
      { cause },
    )
  }
  if (isBroken(said)) {
    return new EngineUnreachable(
      `The connection to the Docker engine at ${address} broke while ${doing}. ` +
        'Run the step again; if it happens again, check the engine’s log and the network.',
      { cause },
    )
  }
  if (
    /cannot connect to the docker daemon|failed to connect to the docker api|error during connect/i.test(said)
  ) {
    return new EngineUnreachable(
      `No Docker engine answers at ${address}. Start the engine, or set DOCKER_HOST to a running engine.`,
      { cause },
    )
  }
  return cause
}

/** The command prints only `unexpected EOF` if the engine's answer is incomplete. */
const isBroken = (said: string): boolean =>
  /^unexpected EOF$/i.test(said) ||
  (/error during connect/i.test(said) &&
    /\bEOF$|connection reset|broken pipe|closed network connection/i.test(said) &&
    !/\bdial\b/.test(said))

/** The address of the engine, in the form of DOCKER_HOST. The command's message may contain a request's URL instead. */
const addressIn = (said: string, environment: ProcessEnvironment): string => {
  if (environment['DOCKER_HOST']) return environment['DOCKER_HOST']
  const [named] = /\b(?:unix|tcp|ssh|npipe):\/\/[^\s;,"]*[^\s;,":.?]/.exec(said) ?? []
  if (named !== undefined) return named
  const [, host] = /\bhttps?:\/\/([^/\s"]+)/.exec(said) ?? []
  if (host === undefined) return 'its default socket'
  return host.startsWith('%2F') ? `unix://${host.replaceAll('%2F', '/')}` : `tcp://${host}`
}

/** The first line of a docker command's stderr that is not a warning or a hint. */
const firstLine = (stderr: string): string => {
  const lines = stderr
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
  return (
    lines.find((line) => !/^(?:warning|debug|see '|using default tag)/i.test(line)) ??
    lines[0] ??
    'no message'
  )
}
