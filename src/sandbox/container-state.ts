import * as v from 'valibot'
import type { DockerClient } from '../docker/command.ts'
import { EngineRefusal } from '../docker/refusal.ts'
import { parseDocument } from '../json/document.ts'
import { Failure } from '../message/failure.ts'
import type { Exit } from './sandbox.ts'

/** A container that this process created. */
export interface Container {
  readonly docker: DockerClient
  readonly name: string
  /** Aborts all work in it. */
  readonly signal: AbortSignal
}

const StateSchema = v.looseObject({
  Status: v.string(),
  OOMKilled: v.boolean(),
  ExitCode: v.number(),
  Error: v.string(),
})

/** The state of a container in an engine. */
export type ContainerState = v.InferOutput<typeof StateSchema>

/** Asks the engine how a container is; throws a Failure if it is gone, or about to be. `doing`: `the build ran`. */
export const stateOf = async (container: Container, doing: string): Promise<ContainerState> => {
  const { docker, name, signal } = container
  const answer = await docker
    .exec(['container', 'inspect', '--format', '{{json .State}}', name], signal)
    .catch((error: unknown) => {
      throw lostContainer(container, doing, error)
    })
  const state = parseDocument(StateSchema, answer, "engine's description of the build container")
  if (state.Status === 'removing' || state.Status === 'dead') throw removed(container, doing)
  return state
}

/** How a container ended. The docker command's exit code is ambiguous: it may be the command's or the container's. */
export const exitOf = ({ Status, Error: error, ExitCode, OOMKilled }: ContainerState): Exit => {
  if (error !== '') throw new Failure(`The Docker engine could not start the build: ${error}`)
  // Podman calls a container stopped between its end and its cleanup.
  if (Status !== 'exited' && Status !== 'stopped') {
    throw new Failure(
      `The connection to the Docker engine broke before the build began (its container is "${Status}"). ` +
        'Run the step again.',
    )
  }
  return { code: ExitCode, ranOutOfMemory: OOMKilled }
}

/** Explains an engine's refusal about a container. Returns other errors unchanged. */
export const lostContainer = (container: Container, doing: string, error: unknown): unknown => {
  if (!(error instanceof EngineRefusal)) return error
  if (/no such container/i.test(error.message)) return removed(container, doing, error)
  return new Failure(`The Docker engine lost the build container while ${doing}: ${error.message}`, {
    cause: error,
  })
}

const removed = ({ name }: Container, doing: string, cause?: EngineRefusal): Failure =>
  new Failure(
    `The build container ${name} was removed by somebody else while ${doing}. ` +
      'Look for what removes containers on this machine, such as a cleanup job, and run the step again.',
    { cause },
  )
