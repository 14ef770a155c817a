import { readdirSync, readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import { statFields } from '../../files/process-identity.ts'
import { Failure, isSystemError } from '../../message/failure.ts'

/** A process that is seen from here, and has not ended. */
export interface SeenProcess {
  readonly pid: number
  /** The program's own name for itself; not to be trusted. */
  readonly name: string
  /** In clock ticks since the boot. */
  readonly started: number
}

/** The processes that have a user's ID in any way: what they know, that user may know. */
export const processesOf = (uid: number): readonly SeenProcess[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const status = readFileSync(`/proc/${pid}/status`, 'utf8')
        const [, ids = ''] = /^Uid:\s+(.+)$/m.exec(status) ?? []
        if (!ids.split(/\s+/).includes(String(uid)) || /^State:\s+[ZX]/m.test(status)) return []
        const [, name = ''] = /^Name:\s+(.*)$/m.exec(status) ?? []
        const started = Number(statFields(readFileSync(`/proc/${pid}/stat`, 'utf8'))[19])
        return [{ pid: Number(pid), name, started }]
      } catch {
        // It has ended meanwhile.
        return []
      }
    })

// In milliseconds: a cancelled step has a few seconds in all.
const endLimit = 3_000
const endPause = 5

/**
 * Ends the processes of a user that started at a moment or later, however they hid from whoever started them: daemons,
 * sessions of their own. Throws a Failure where some go on.
 */
export const endProcessesOf = async (uid: number, since: number): Promise<void> => {
  const deadline = Date.now() + endLimit
  for (;;) {
    const left = processesOf(uid).filter(({ started }) => started >= since)
    if (left.length === 0) return
    for (const { pid } of left) kill(pid)
    if (Date.now() > deadline) {
      const [first] = left
      throw new Failure(
        `The processes that the build left behind could not be ended, such as ${first?.pid}. ` +
          'End the job: what follows in it would run beside them.',
      )
    }
    await delay(endPause)
  }
}

const kill = (pid: number): void => {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    if (!isSystemError(error, 'ESRCH')) throw error
  }
}
