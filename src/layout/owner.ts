import { createHash } from 'node:crypto'
import { readFile, readlink } from 'node:fs/promises'
import { hostname } from 'node:os'
import { isSystemError } from '../message/failure.ts'

/** The process that makes something on a disk, as the name of that says it: whoever finds it knows whether it is at work. */
export interface Owner {
  readonly pid: number
  /** When the process started, in clock ticks since the machine did: one that gets the same pid later has another. */
  readonly start: string
  readonly machine: string
}

/** What `formatOwner` writes, in a regular expression; its groups are for `parseOwner`. */
export const ownerPattern = String.raw`(\d{1,10})-(\d{1,20})-([0-9a-f]{12})`

/** A part of a name. */
export const formatOwner = ({ pid, start, machine }: Owner): string => [pid, start, machine].join('-')

/** The owner of the groups of `ownerPattern`; undefined where there are none. */
export const parseOwner = (pid: string | undefined, start = '', machine = ''): Owner | undefined =>
  pid === undefined ? undefined : { pid: Number(pid), start, machine }

let known: Promise<Owner> | undefined

/** This process. */
export const thisProcess = (): Promise<Owner> => {
  known ??= identify()
  return known
}

const identify = async (): Promise<Owner> => {
  const { pid } = process
  return { pid, start: (await startOf(pid)) ?? '0', machine: await thisMachine() }
}

/** A short name for a long one, which a file's name has no room for. */
export const shortHash = (text: string): string =>
  createHash('sha256').update(text).digest('hex').slice(0, 12)

// Containers with one host name may share a disk, but they do not see each other's processes.
const thisMachine = async (): Promise<string> =>
  shortHash(`${hostname()} ${await readlink('/proc/self/ns/pid')}`)

/** Whether a process is at work; undefined where it is another machine's, of whose processes nothing can be known. */
export const isAtWork = async ({ pid, start, machine }: Owner): Promise<boolean | undefined> => {
  if (machine !== (await thisProcess()).machine) return undefined
  try {
    process.kill(pid, 0)
  } catch (error) {
    // Another user's may not be sent signals, but it is there.
    if (isSystemError(error, 'ESRCH')) return false
  }
  const found = await startOf(pid)
  return found === undefined || found === start
}

/** The start of a process; undefined where there is none, or it is hidden. */
const startOf = async (pid: number): Promise<string | undefined> => {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined)
  // The second field is the program's name in parentheses, and may have spaces and parentheses itself.
  // https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
}
