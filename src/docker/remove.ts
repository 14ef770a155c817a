import { setTimeout as delay } from 'node:timers/promises'
import type { DockerClient } from './command.ts'
import { EngineRefusal } from './refusal.ts'

// In milliseconds, between two checks for a container that may still appear.
const interval = 250

/**
 * Removes a container with its volumes, even if it is running. Returns whether there was one.
 *
 * `comesWithin` is how long to wait for a container that does not exist yet, in milliseconds: the engine finishes a
 * creation even after the command that requested it has ended.
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
    // If there is no such container, newer versions of the command succeed with a message.
    return (await docker.run(['rm', '--force', '--volumes', name], signal)).includes(name)
  } catch (error) {
    if (!(error instanceof EngineRefusal)) throw error
    if (/no such container/i.test(error.message)) return false
    if (/already in progress/i.test(error.message)) return true
    throw error
  }
}
