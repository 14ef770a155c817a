import type { ProcessEnvironment } from '../command/environment.ts'
import { Failure } from '../message/failure.ts'

/** The engine answered, and refused: what the docker command wrote to stderr, for the caller to explain. */
export class EngineRefusal extends Error {
  override readonly name = 'EngineRefusal'
}

/** The engine was not reached, or the connection to it broke: what was wanted may be had in another try. */
export class EngineUnreachable extends Failure {}

/**
 * Tells apart what kept a docker command from its end: no right to the engine's socket, no engine, a connection that
 * broke, or an engine that said no. `doing` says what went on: `the build ran`. The texts are those of the docker
 * command from 20.10 to 29.
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
      `This user has no right to use the Docker engine at ${address}. ` +
        'Add the user to the group of the socket (usually "docker"), or set DOCKER_HOST to an engine it may use.',
      { cause },
    )
  }
  if (isBroken(said)) {
    return new EngineUnreachable(
      `The connection to the Docker engine at ${address} broke while ${doing}. ` +
        'Run the step again; if it happens again, look at the engine’s log and at the network to it.',
      { cause },
    )
  }
  if (
    /cannot connect to the docker daemon|failed to connect to the docker api|error during connect/i.test(said)
  ) {
    return new EngineUnreachable(
      `No Docker engine answers at ${address}. Start the engine, or set DOCKER_HOST to one that runs.`,
      { cause },
    )
  }
  return cause
}

/** `unexpected EOF` alone is what the command says of an answer that breaks off. */
const isBroken = (said: string): boolean =>
  /^unexpected EOF$/i.test(said) ||
  (/error during connect/i.test(said) &&
    /\bEOF$|connection reset|broken pipe|closed network connection/i.test(said) &&
    !/\bdial\b/.test(said))

/** The address of the engine, as DOCKER_HOST would have it: what the command says may be that of a request. */
const addressIn = (said: string, environment: ProcessEnvironment): string => {
  if (environment['DOCKER_HOST']) return environment['DOCKER_HOST']
  const [named] = /\b(?:unix|tcp|ssh|npipe):\/\/[^\s;,"]*[^\s;,":.?]/.exec(said) ?? []
  if (named !== undefined) return named
  const [, host] = /\bhttps?:\/\/([^/\s"]+)/.exec(said) ?? []
  if (host === undefined) return 'its default socket'
  return host.startsWith('%2F') ? `unix://${host.replaceAll('%2F', '/')}` : `tcp://${host}`
}

/** The line of a docker command's complaint that says something: warnings and hints left out. */
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
