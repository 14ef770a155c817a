import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { Failure, isSystemError } from '../../message/failure.ts'

/** What one look at `/proc` shows of a user. */
interface Look {
  /** The processes that have the user's ID in any way and have not ended. */
  readonly pids: readonly number[]
  /** Whether a process has ended that may have been the user's: it may have started another one meanwhile. */
  readonly sawEnd: boolean
}

const lookFor = (uid: number): Look => {
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

/** The processes with any ID of a user, which can read their memory. */
export const processesOf = (uid: number): readonly number[] => lookFor(uid).pids

// In milliseconds. The post step ends what a cancelled step has no time for.
const endLimit = 10_000
const endPause = 5
const emptyLooks = 5

/**
 * Kills all processes of a user, even if they detached from their parent: daemons, sessions of their own, chains of processes
 * that start the next one and exit. Throws a Failure if some survive.
 */
export const endProcessesOf = async (uid: number): Promise<void> => {
  const deadline = Date.now() + endLimit
  let allKilled = false
  for (let empty = 0; empty < emptyLooks; ) {
    const { pids, sawEnd } = lookFor(uid)
    // Once all were killed at the same moment, none is left that could have started another one.
    if (pids.length === 0 && (allKilled || !sawEnd)) {
      empty += 1
      await delay(endPause)
      continue
    }
    empty = 0
    if (Date.now() > deadline) {
      throw new Failure(
        `The processes that the build left behind could not be ended, such as ${pids[0] ?? 'one that starts others'}. ` +
          "The job's folders stay closed to the builder's user. End the job: the next steps would run beside these processes.",
      )
    }
    allKilled = await killAllOf(uid, deadline - Date.now())
    // Without room for one more process in the container, killing some of them makes room.
    if (!allKilled) for (const pid of pids) kill(pid)
    await delay(endPause)
  }
}

/**
 * Kills all processes of a user at the same moment, and resolves with whether that was done. Only kill(-1) does it: the
 * kernel lets no process start another one meanwhile. https://man7.org/linux/man-pages/man2/kill.2.html
 *
 * It takes a process of that user. Such a process could be killed by the others, so it becomes the user's only when it is
 * about to kill them.
 */
const killAllOf = async (uid: number, limit: number): Promise<boolean> => {
  // As root, kill(-1) would end the whole job.
  if (!Number.isInteger(uid) || uid < 1) throw new Error(`There is no build of user ${uid}.`)
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

// A kernel that only imitates Linux may let a process through, so it is done more than once.
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
