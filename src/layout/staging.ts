import { createHash, randomUUID } from 'node:crypto'
import { chmod, lstat, mkdir, readdir, readFile, readlink, rename, rm } from 'node:fs/promises'
import { hostname } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { isSystemError } from '../message/failure.ts'
import { explainFileError } from '../message/file-error.ts'

/**
 * Folders beside the target of a layout: `partial`, a new layout that is not whole yet or an old one that is being
 * deleted, and `earlier`, the one that stood at the target before and may have to go back there.
 */
type Kind = 'partial' | 'earlier'

/** What the name of such a folder says. */
interface Staging {
  readonly kind: Kind
  readonly pid: number
  /** When the process started, in clock ticks since the machine did: one that gets the same pid later has another. */
  readonly start: string
  readonly machine: string
  readonly target: string
}

const pattern =
  /^\.buildpacks-oci-layout-(\d{1,10})-(\d{1,20})-([0-9a-f]{12})-([0-9a-f]{12})-[0-9a-f-]{36}\.(partial|earlier)$/

const parseStaging = (name: string): Staging | undefined => {
  const [, pid, start = '', machine = '', target = '', kind] = pattern.exec(name) ?? []
  if (pid === undefined || (kind !== 'partial' && kind !== 'earlier')) return undefined
  return { pid: Number(pid), start, machine, target, kind }
}

/** Whether a name is one that this project gives to folders beside the target of a layout, while it works on that. */
export const isStaging = (name: string): boolean => pattern.test(name)

/** A path beside a target for a folder of this process. */
export const stagingPath = async (target: string, kind: Kind): Promise<string> => {
  const parts = [process.pid, (await startOf(process.pid)) ?? '0', await thisMachine(), keyOf(target)]
  return join(dirname(target), `.buildpacks-oci-layout-${parts.join('-')}-${randomUUID()}.${kind}`)
}

/**
 * A fresh folder beside the target of a layout, on the same file system, to assemble the layout in. What runs that were
 * killed left beside the target is cleared before.
 */
export const stagingFolder = async (target: string): Promise<string> => {
  const folder = await stagingPath(target, 'partial')
  try {
    await mkdir(dirname(target), { recursive: true })
    await clearAbandoned(target)
    await mkdir(folder)
    await chmod(folder, 0o755)
  } catch (error) {
    throw explainFileError(error, `make a folder for the layout beside ${target}`)
  }
  return folder
}

/** Deletes a folder that stood at a target. Its name says first that it need not go back there: it is in pieces soon. */
export const discardEarlier = async (earlier: string): Promise<void> => {
  const discarded = earlier.replace(/\.earlier$/, '.partial')
  await rename(earlier, discarded)
  await rm(discarded, { recursive: true, force: true })
}

/** A short name for a long one, which a file's name has no room for. */
const shortHash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 12)

const keyOf = (target: string): string => shortHash(basename(target))

// Containers with one host name may share a disk, but they do not see each other's processes.
const thisMachine = async (): Promise<string> =>
  shortHash(`${hostname()} ${await readlink('/proc/self/ns/pid')}`)

/** The start of a process; undefined where there is none, or it is hidden. */
const startOf = async (pid: number): Promise<string | undefined> => {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined)
  // The second field is the program's name in parentheses, and may have spaces and parentheses itself.
  // https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19]
}

const isRunning = async ({ pid, start }: Staging): Promise<boolean> => {
  try {
    process.kill(pid, 0)
  } catch (error) {
    // Another user's may not be sent signals, but it is there.
    if (isSystemError(error, 'ESRCH')) return false
  }
  const found = await startOf(pid)
  return found === undefined || found === start
}

// Of another machine's processes nothing can be known; no build takes so long.
const abandonedAfter = 24 * 3_600_000

interface Abandoned extends Staging {
  readonly path: string
  readonly changed: number
}

/** What dead processes left in a folder, the newest first. */
const findAbandoned = async (folder: string): Promise<readonly Abandoned[]> => {
  const machine = await thisMachine()
  const abandoned: Abandoned[] = []
  // One may be allowed to make folders where one may not see what there is.
  for (const name of await readdir(folder).catch(() => [])) {
    const staging = parseStaging(name)
    if (staging === undefined) continue
    const path = join(folder, name)
    const changed = (await lstat(path).catch(() => undefined))?.ctimeMs
    if (changed === undefined) continue
    const isOver =
      staging.machine === machine ? !(await isRunning(staging)) : Date.now() - changed > abandonedAfter
    if (isOver) abandoned.push({ ...staging, path, changed })
  }
  return abandoned.sort((a, b) => b.changed - a.changed)
}

/** Deletes what dead processes left beside a target; an earlier layout that they had moved aside goes back first. */
const clearAbandoned = async (target: string): Promise<void> => {
  for (const { kind, path, target: key } of await findAbandoned(dirname(target))) {
    try {
      if (kind === 'partial') await rm(path, { recursive: true, force: true })
      else if (key === keyOf(target)) await putBack(path, target)
    } catch {
      // Another user's, or another run is clearing it just now: it harms nobody where it is.
    }
  }
}

const putBack = async (earlier: string, target: string): Promise<void> => {
  try {
    await lstat(target)
  } catch (error) {
    if (!isSystemError(error, 'ENOENT')) throw error
    await rename(earlier, target)
    return
  }
  await discardEarlier(earlier)
}
