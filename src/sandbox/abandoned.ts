import { createHash } from 'node:crypto'
import { readFile, readlink } from 'node:fs/promises'
import { hostname } from 'node:os'
import type { DockerClient } from '../docker/command.ts'

/** The machine that a container was made from, and the process there. */
const machineLabel = 'buildpacks-oci-layout.machine'
const processLabel = 'buildpacks-oci-layout.process'

/** A process for all time: its ID within its namespace, and when it started, in clock ticks since that boot. */
interface ProcessIdentity {
  readonly boot: string
  readonly namespace: string
  readonly pid: string
  readonly started: string
}

/** The arguments of `docker create` that say whose a container is; none where the system cannot tell. */
export const ownerLabels = async (): Promise<readonly string[]> => {
  const self = await identify('self').catch(() => undefined)
  if (self === undefined) return []
  const { boot, namespace, pid, started } = self
  return [
    ...['--label', `${machineLabel}=${await machine()}`],
    ...['--label', `${processLabel}=${[boot, namespace, pid, started].join(' ')}`],
  ]
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
    if (/^buildpacks-oci-layout-[0-9a-f-]{36}$/.test(name) && (await isDead(owner))) abandoned.push(name)
  }
  if (abandoned.length > 0) await docker.run(['rm', '--force', '--volumes', ...abandoned], signal)
  return abandoned
}

const isDead = async (owner: string): Promise<boolean> => {
  const [boot, namespace, pid = '', started, more] = owner.split(' ')
  if (!/^\d+$/.test(pid) || started === undefined || more !== undefined) return false
  const self = await identify('self')
  if (boot !== self.boot) return true
  if (namespace !== self.namespace) return false
  const now = await identify(pid).catch(() => undefined)
  return now?.started !== started
}

/** Host names are not unique, least of all among containers; which systems were installed as one is in the machine ID. */
const machine = async (): Promise<string> => {
  const id = await readFile('/etc/machine-id', 'utf8').catch(() => '')
  return createHash('sha256').update(`${hostname()}\n${id.trim()}`).digest('hex').slice(0, 32)
}

/** https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
const identify = async (process: string): Promise<ProcessIdentity> => {
  const stat = await readFile(`/proc/${process}/stat`, 'utf8')
  const [pid = ''] = stat.split(' ', 1)
  // The name of the program stands in parentheses, and may have anything in it.
  const started = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  const boot = (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim()
  return { boot, namespace: await readlink('/proc/self/ns/pid'), pid, started }
}
