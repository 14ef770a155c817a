import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import type { DockerClient } from '../docker/command.ts'
import { isAlive, ownIdentity } from './process-identity.ts'

/** The machine that a container was made from, and the process there. */
const machineLabel = 'buildpacks-oci-layout.machine'
const processLabel = 'buildpacks-oci-layout.process'

/** The arguments of `docker create` that say whose a container is; none where the system cannot tell. */
export const ownerLabels = async (): Promise<readonly string[]> => {
  const self = await ownIdentity().catch(() => undefined)
  if (self === undefined) return []
  return [...['--label', `${machineLabel}=${await machine()}`], ...['--label', `${processLabel}=${self}`]]
}

/**
 * Removes the containers that runs of this machine left behind when they died, and resolves with their names. Those of
 * other machines, of live processes, and of processes that cannot be seen from here are left alone.
 */
export const removeAbandoned = async (
  docker: DockerClient,
  signal: AbortSignal,
): Promise<readonly string[]> => {
  const filter = `label=${machineLabel}=${await machine()}`
  const format = `{{.Names}}\t{{.Label "${processLabel}"}}`
  const listed = await docker.run(
    ['ps', '--all', '--no-trunc', '--filter', filter, '--format', format],
    signal,
  )
  const abandoned: string[] = []
  for (const line of listed.split('\n')) {
    const [name = '', owner = ''] = line.split('\t')
    if (/^buildpacks-oci-layout-[0-9a-f-]{36}$/.test(name) && (await isAlive(owner)) === false)
      abandoned.push(name)
  }
  if (abandoned.length > 0) await docker.run(['rm', '--force', '--volumes', ...abandoned], signal)
  return abandoned
}

/** Host names are not unique, least of all among containers; which systems were installed as one is in the machine ID. */
const machine = async (): Promise<string> => {
  const id = await readFile('/etc/machine-id', 'utf8').catch(() => '')
  return createHash('sha256').update(`${hostname()}\n${id.trim()}`).digest('hex').slice(0, 32)
}
