import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { Failure, isSystemError } from '../../message/failure.ts'

/** One scan of `/proc` for the processes of a user. */
interface ProcessScan {
  /** The running processes that have the user's ID as any of their user IDs. */
  readonly pids: readonly number[]
  /** Whether a process ended during the scan. It may have been the user's, and may have started another process. */
  readonly sawEnd: boolean
}

const scanProcesses = (uid: number): ProcessScan => {
  const pids: number[] = []
  let sawEnd = false
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    try {
      const status = readFileSync(`/proc/${name}/status`, 'utf8')
      const [, ids = ''] = /^Uid:\s+(.+)$/m.exec(status) ?? []
      if (!ids.split(/\s+/).includes(String(uid))) continue
      if (/^State:\s+[ZX]/m.test(status)) sawEnd = true
      else pids.push(Number(name))
    } catch (error) {
      if (!isSystemError(error, 'ENOENT', 'ESRCH')) throw error
      sawEnd = true
    }
  }
  return { pids, sawEnd }
}

/** The running processes of a user. The user can read their memory. */
export const processesOf = (uid: number): readonly number[] => scanProcesses(uid).pids

// In milliseconds. If a cancelled step has no time for it, the post step kills the processes.
const endLimit = 10_000
const endPause = 5
const emptyScans = 5

/**
 * Kills all processes of a user, also daemons, processes in other sessions, and chains of processes that each start the
 * next one and exit. Throws a Failure if some survive.
 */
export const endProcessesOf = async (uid: number): Promise<void> => {
  const deadline = Date.now() + endLimit
  let allKilled = false
  for (let empty = 0; empty < emptyScans; ) {
    const { pids, sawEnd } = scanProcesses(uid)
    // After all were killed at the same moment, none is left that could have started another one.
    if (pids.length === 0 && (allKilled || !sawEnd)) {
      empty += 1
      await delay(endPause)
      continue
    }
    empty = 0
    if (Date.now() > deadline) {
      throw new Failure(
        `Could not kill the processes that the build left running, such as ${pids[0] ?? 'one that starts others'}. ` +
          "The job's directories stay closed to the builder's user. End the job, because these processes would run during " +
          'the next steps.',
      )
    }
    allKilled = await killAllOf(uid, deadline - Date.now())
    // If the container has reached its limit of processes, killing some of them one by one makes room.
    if (!allKilled) for (const pid of pids) kill(pid)
    await delay(endPause)
  }
}

/**
 * Kills all processes of a user at the same moment with kill(-1), during which the kernel lets no process start another
 * one. Returns whether that worked. https://man7.org/linux/man-pages/man2/kill.2.html
 *
 * Only a process of that user can do it. The other processes could kill it, so it changes to the user only immediately
 * before.
 */
const killAllOf = async (uid: number, limit: number): Promise<boolean> => {
  // As root, kill(-1) would kill the whole job.
  if (!Number.isInteger(uid) || uid < 1) throw new Error(`A build cannot run as user ${uid}.`)
  const child = spawn(process.execPath, ['--eval', killAll(uid)], {
    cwd: '/',
    env: {},
    detached: true,
    stdio: 'ignore',
    timeout: Math.max(limit, 1),
    killSignal: 'SIGKILL',
  })
  try {
    const [code]: unknown[] = await once(child, 'exit')
    return code === 0
  } catch {
    return false
  }
}

// Repeated, because kernels that only imitate Linux may miss a process.
const killAll = (uid: number): string => `
process.setgroups([]); process.setgid(${uid}); process.setuid(${uid})
for (let i = 0; i < 100; i++) {
  try { process.kill(-1, 'SIGKILL') } catch (error) { if (error.code !== 'ESRCH') throw error }
}`

const kill = (pid: number): void => {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if (!isSystemError(error, 'ESRCH')) throw error
  }
}
