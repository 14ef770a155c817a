import { setTimeout as delay } from 'node:timers/promises'
import type { DockerClient } from './command.ts'
import { EngineRefusal } from './refusal.ts'

// How often a container that may still come is looked for, in milliseconds.
const interval = 250

/**
 * Removes a container with its volumes, whether it runs or not. Resolves with whether there was one.
 *
 * `comesWithin`: for how many milliseconds one that is not there may still come. The engine finishes a creation that it
 * has begun, also after the command that asked for it is gone.
 */
export const removeContainer = async (
  docker: DockerClient,
  name: string,
  { comesWithin = 0, signal }: { readonly comesWithin?: number; readonly signal?: AbortSignal } = {},
): Promise<boolean> => {
  const deadline = Date.now() + comesWithin
  for (;;) {
    if (await remove(docker, name, signal)) return true
    if (Date.now() >= deadline) return false
    await delay(interval)
  }
}

const remove = async (docker: DockerClient, name: string, signal?: AbortSignal): Promise<boolean> => {
  try {
    // Where there is none, a newer command says so and succeeds.
    return (await docker.run(['rm', '--force', '--volumes', name], signal)).includes(name)
  } catch (error) {
    if (!(error instanceof EngineRefusal)) throw error
    if (/no such container/i.test(error.message)) return false
    if (/already in progress/i.test(error.message)) return true
    throw error
  }
}
