import { createHash } from 'node:crypto'
import { readFile, readlink } from 'node:fs/promises'
import { hostname } from 'node:os'
import { isSystemError } from '../message/failure.ts'

/**
 * The pattern of a process identity: the process ID, its start time in clock ticks since the boot, and a hash of the machine.
 * It is valid in file names and in labels.
 */
export const identityPattern = String.raw`\d{1,10}-\d{1,20}-[0-9a-f]{12}`

const pattern = /^(\d{1,10})-(\d{1,20})-([0-9a-f]{12})$/

/** The first 12 hexadecimal digits of a text's SHA-256. */
export const shortHash = (text: string): string =>
  createHash('sha256').update(text).digest('hex').slice(0, 12)

let own: Promise<string> | undefined

/** The identity of this process. It is unique. */
export const ownIdentity = (): Promise<string> => {
  own ??= identify()
  return own
}

const identify = async (): Promise<string> =>
  [process.pid, (await startedAt(process.pid)) ?? '0', await machine()].join('-')

/**
 * The scope of process IDs. It includes the boot, because cloned machines have the same host name and machine ID, and the
 * first PID namespace has the same number everywhere. Without the boot, a live process of another clone would look like a
 * dead process of this machine.
 */
const machine = async (): Promise<string> => {
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8')
  return shortHash(`${hostname()} ${boot.trim()} ${await readlink('/proc/self/ns/pid')}`)
}

/** Whether a process is alive; undefined if it is on another machine, or from before a reboot. */
export const isAlive = async (identity: string): Promise<boolean | undefined> => {
  const [, pid, started, where] = pattern.exec(identity) ?? []
  if (where === undefined || where !== (await machine())) return undefined
  try {
    process.kill(Number(pid), 0)
  } catch (error) {
    // EPERM means that it is another user's process, and exists.
    if (isSystemError(error, 'ESRCH')) return false
  }
  const found = await startedAt(Number(pid))
  return found === undefined || found === started
}

/** The fields of `/proc/PID/stat` from the third one on. https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
export const statFields = (stat: string): readonly string[] =>
  // The second field, the program's name in parentheses, may contain spaces and parentheses.
  stat.slice(stat.lastIndexOf(')') + 2).split(' ')

/** The start time of a process; undefined if it does not exist or is hidden. */
const startedAt = async (pid: number): Promise<string | undefined> => {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined)
  return stat === undefined ? undefined : statFields(stat)[19]
}
