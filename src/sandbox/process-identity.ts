import { readFile, readlink } from 'node:fs/promises'

/** A process for all time: its ID within its namespace, and when it started, in clock ticks since that boot. */
interface ProcessIdentity {
  readonly boot: string
  readonly namespace: string
  readonly pid: string
  readonly started: string
}

/** This process, as a text that no other process ever has. Throws where the system cannot tell. */
export const ownIdentity = async (): Promise<string> => {
  const { boot, namespace, pid, started } = await identify('self')
  return [boot, namespace, pid, started].join(' ')
}

/** Whether the process of an identity is alive; undefined where that cannot be seen from here. */
export const isAlive = async (identity: string): Promise<boolean | undefined> => {
  const [boot, namespace, pid = '', started, more] = identity.split(' ')
  if (!/^\d+$/.test(pid) || started === undefined || more !== undefined) return undefined
  const self = await identify('self')
  if (boot !== self.boot) return false
  if (namespace !== self.namespace) return undefined
  const now = await identify(pid).catch(() => undefined)
  return now?.started === started
}

/** When the process of an identity started, in clock ticks since the boot. */
export const startOf = (identity: string): number => Number(identity.split(' ')[3])

/** The fields of `/proc/PID/stat` from the third one on. https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
export const statFields = (stat: string): readonly string[] =>
  // The name of the program stands in parentheses, and may have anything in it.
  stat.slice(stat.lastIndexOf(')') + 2).split(' ')

const identify = async (process: string): Promise<ProcessIdentity> => {
  const stat = await readFile(`/proc/${process}/stat`, 'utf8')
  const [pid = ''] = stat.split(' ', 1)
  const started = statFields(stat)[19] ?? ''
  const boot = (await readFile('/proc/sys/kernel/random/boot_id', 'utf8')).trim()
  return { boot, namespace: await readlink('/proc/self/ns/pid'), pid, started }
}
