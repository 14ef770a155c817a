import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { constants } from 'node:os'
import { Failure, messageOf } from '../../message/failure.ts'
import type { Owner } from '../../tar/write.ts'
import type { Exit, OutputStream, SandboxCommand } from '../sandbox.ts'

/** How a command is started: as which user, and by which program before it, if any. */
export interface CommandOptions {
  readonly user: Owner
  /** A program and its arguments, which become the command. */
  readonly through: readonly string[]
  readonly signal: AbortSignal
  /** Ends everything that the command started, once it has ended itself or the signal was aborted. */
  readonly endProcesses: () => Promise<void>
}

/**
 * Runs a command as a user that has none of this process's groups and rights, with the environment given and no other;
 * and ends what it left running. Throws a Failure if it cannot be started, and the signal's reason once it was aborted.
 */
export const runCommand = async (
  { command, environment }: SandboxCommand,
  { user, through, signal, endProcesses }: CommandOptions,
  onOutput: (stream: OutputStream, chunk: Uint8Array) => void,
): Promise<Exit> => {
  const killedBefore = await killedForMemory()
  signal.throwIfAborted()
  const [program = '', ...args] = [...through, ...command]
  const child = spawn(program, args, {
    cwd: '/',
    env: { ...environment },
    uid: user.uid,
    gid: user.gid,
    // A group of its own: a terminal's Ctrl-C is for this process to act on.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  child.stdout.on('data', (chunk: Uint8Array) => onOutput('stdout', chunk))
  child.stderr.on('data', (chunk: Uint8Array) => onOutput('stderr', chunk))
  const closed = once(child, 'close')
  closed.catch(() => {})
  const end = () => child.kill('SIGKILL')
  signal.addEventListener('abort', end, { once: true })
  let code: number
  try {
    code = exitCode(await once(child, 'exit'))
  } catch (cause) {
    throw new Failure(`The build could not be started by ${program}: ${messageOf(cause)}`, { cause })
  } finally {
    signal.removeEventListener('abort', end)
  }
  // What it left running may hold its output open, and would run beside whatever comes next.
  await endProcesses()
  await closed
  signal.throwIfAborted()
  return { code, outOfMemory: code !== 0 && (await killedForMemory()) > killedBefore }
}

const exitCode = ([code, signal]: readonly unknown[]): number => {
  if (typeof code === 'number') return code
  const number = Object.entries(constants.signals).find(([name]) => name === signal)?.[1] ?? 0
  return 128 + number
}

/**
 * How many processes of this container the kernel has ended for lack of memory; 0 where it does not say.
 * https://docs.kernel.org/admin-guide/cgroup-v2.html#memory-interface-files
 */
const killedForMemory = async (): Promise<number> => {
  const events = await readFile('/sys/fs/cgroup/memory.events', 'utf8').catch(() => '')
  return Number(/^oom_kill (\d+)$/m.exec(events)?.[1] ?? 0)
}
