import { setTimeout as delay } from 'node:timers/promises'
import type { DockerClient } from '../docker/command.ts'
import { EngineRefusal } from '../docker/refusal.ts'
import { isAlive, ownIdentity } from '../files/process-identity.ts'

/** The process that made a container, and when it did, in milliseconds since 1970. */
const processLabel = 'buildpacks-oci-layout.process'
const createdLabel = 'buildpacks-oci-layout.created'

/** The arguments of `docker create` that record a container's process. Empty if the system cannot identify processes. */
export const ownerLabels = async (): Promise<readonly string[]> => {
  const owner = await ownIdentity().catch(() => undefined)
  if (owner === undefined) return []
  return [...['--label', `${processLabel}=${owner}`], ...['--label', `${createdLabel}=${Date.now()}`]]
}

// In milliseconds. No build takes that long.
const abandonedAfter = 24 * 3_600_000

/**
 * Removes the containers that killed runs left behind, and returns their names. Those of live processes stay.
 *
 * Several machines may share an engine. If it is unknown whether the process is alive (it belongs to another machine or
 * container, or is from before a reboot), a container counts as abandoned only if it is stopped and a day old.
 */
export const removeAbandonedContainers = async (
  docker: DockerClient,
  signal: AbortSignal,
): Promise<readonly string[]> => {
  const format = [
    '{{.Names}}',
    '{{.State}}',
    `{{.Label "${processLabel}"}}`,
    `{{.Label "${createdLabel}"}}`,
  ].join('\t')
  const listed = await docker.run(
    ['ps', '--all', '--no-trunc', '--filter', `label=${processLabel}`, '--format', format],
    signal,
  )
  const abandoned: string[] = []
  for (const line of listed.split('\n')) {
    const [name = '', state = '', owner = '', created = ''] = line.split('\t')
    if (!/^buildpacks-oci-layout-[0-9a-f-]{36}$/.test(name)) continue
    const isLive = (await isAlive(owner)) ?? !isOldAndStopped(state, Number(created))
    if (!isLive) abandoned.push(name)
  }
  if (abandoned.length > 0) await docker.run(['rm', '--force', '--volumes', ...abandoned], signal)
  return abandoned
}

const isOldAndStopped = (state: string, created: number): boolean =>
  ['created', 'exited', 'dead'].includes(state) && created > 0 && Date.now() - created > abandonedAfter

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
  const deadline = performance.now() + comesWithin
  // At least one more attempt, because a busy engine may need all of that time for the first.
  const leastAttempts = comesWithin > 0 ? 2 : 1
  for (let attempts = 1; ; attempts += 1) {
    if (await remove(docker, name, signal)) return true
    if (attempts >= leastAttempts && performance.now() >= deadline) return false
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
