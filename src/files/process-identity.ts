import { createHash } from 'node:crypto'
import { readFile, readlink } from 'node:fs/promises'
import { hostname } from 'node:os'
import { isSystemError } from '../message/failure.ts'

/**
 * What the identity of a process looks like, for regular expressions: its ID, when it started in clock ticks since the
 * boot, and a hash of the machine. It fits into the name of a file and into a label.
 */
export const identityPattern = String.raw`\d{1,10}-\d{1,20}-[0-9a-f]{12}`

const pattern = /^(\d{1,10})-(\d{1,20})-([0-9a-f]{12})$/

/** The first 12 digits of a text's SHA-256, where the text itself is too long. */
export const shortHash = (text: string): string =>
  createHash('sha256').update(text).digest('hex').slice(0, 12)

let own: Promise<string> | undefined

/** This process, as a text that no other process has. */
export const ownIdentity = (): Promise<string> => {
  own ??= identify()
  return own
}

const identify = async (): Promise<string> =>
  [process.pid, (await startedAt(process.pid)) ?? '0', await machine()].join('-')

/**
 * Where process IDs mean the same. The boot is a part of it: cloned machines have one host name and one machine ID, and
 * every machine gives its first PID namespace the same number. Without the boot, a process of another clone would pass
 * for a dead one of this machine.
 */
const machine = async (): Promise<string> => {
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8')
  return shortHash(`${hostname()} ${boot.trim()} ${await readlink('/proc/self/ns/pid')}`)
}

/** Whether the process of an identity is alive; undefined if it is another machine's, or this one's before a reboot. */
export const isAlive = async (identity: string): Promise<boolean | undefined> => {
  const [, pid, started, where] = pattern.exec(identity) ?? []
  if (where === undefined || where !== (await machine())) return undefined
  try {
    process.kill(Number(pid), 0)
  } catch (error) {
    // The processes of other users cannot be sent signals, but they are there.
    if (isSystemError(error, 'ESRCH')) return false
  }
  const found = await startedAt(Number(pid))
  return found === undefined || found === started
}

/** The fields of `/proc/PID/stat` from the third one on. https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
export const statFields = (stat: string): readonly string[] =>
  // The second field is the program's name in parentheses, which may have spaces and parentheses itself.
  stat.slice(stat.lastIndexOf(')') + 2).split(' ')

/** When a process started; undefined if there is none, or it is hidden. */
const startedAt = async (pid: number): Promise<string | undefined> => {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined)
  return stat === undefined ? undefined : statFields(stat)[19]
}
