import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { constants } from 'node:os'
import type { ProcessEnvironment } from '../../command/environment.ts'
import { findProgram } from '../../command/start.ts'
import { Failure, messageOf } from '../../message/failure.ts'
import type { UserIds } from '../../tar/write.ts'
import type { Exit, OutputStream, SandboxCommand } from '../sandbox.ts'

/** How to start a command. */
export interface UserCommandOptions {
  readonly user: UserIds
  /** A program and its arguments that start the command, such as `setpriv --no-new-privs --`. Empty if there is none. */
  readonly launcher: readonly string[]
  readonly signal: AbortSignal
  /** Kills all processes that the command started. Called after the command has ended. */
  readonly endProcesses: () => Promise<void>
}

/**
 * Runs a command as another user, without this process's groups, privileges and environment. Kills the processes that it
 * leaves running. Throws a Failure if the command cannot be started, and the signal's reason after an abort.
 */
export const runAsUser = async (
  { command, environment }: SandboxCommand,
  { user, launcher, signal, endProcesses }: UserCommandOptions,
  onOutput: (stream: OutputStream, chunk: Uint8Array) => void,
): Promise<Exit> => {
  const killedBefore = await killedForMemory()
  signal.throwIfAborted()
  const [program = '', ...args] = [...launcher, ...command]
  const child = spawn(program, args, {
    cwd: '/',
    env: { ...environment },
    uid: user.uid,
    gid: user.gid,
    // In its own process group, because this process handles a terminal's Ctrl-C.
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  child.stdout.on('data', (chunk: Uint8Array) => onOutput('stdout', chunk))
  child.stderr.on('data', (chunk: Uint8Array) => onOutput('stderr', chunk))
  const closed = once(child, 'close')
  closed.catch(() => {})
  const end = () => child.kill('SIGKILL')
  signal.addEventListener('abort', end, { once: true })
  try {
    await once(child, 'exit')
  } catch (cause) {
    throw new Failure(`Could not start the build with ${program}: ${messageOf(cause)}`, { cause })
  } finally {
    signal.removeEventListener('abort', end)
  }
  // Processes that it left running may keep its output open, and would run during the next steps.
  await endProcesses()
  await closed
  signal.throwIfAborted()
  const { exitCode, signalCode } = child
  const code = exitCode ?? 128 + (signalCode === null ? 0 : constants.signals[signalCode])
  return { code, ranOutOfMemory: code !== 0 && (await killedForMemory()) > killedBefore }
}

/**
 * The number of processes of this container that the kernel has killed because memory ran out; 0 if unknown.
 * https://docs.kernel.org/admin-guide/cgroup-v2.html#memory-interface-files
 */
const killedForMemory = async (): Promise<number> => {
  const events = await readFile('/sys/fs/cgroup/memory.events', 'utf8').catch(() => '')
  return Number(/^oom_kill (\d+)$/m.exec(events)?.[1] ?? 0)
}

/**
 * Finds `setpriv`, which starts a command so that no program gains privileges, such as by a set-user-ID bit. Returns it
 * with its arguments. Warns and returns an empty list if the environment's PATH does not contain it.
 */
export const privilegeLauncher = (
  environment: ProcessEnvironment,
  warn: (message: string) => void,
): readonly string[] => {
  try {
    return [findProgram('setpriv', environment), '--no-new-privs', '--']
  } catch {
    warn(
      'This container has no "setpriv", so the build can become root through programs with the set-user-ID bit, and then ' +
        'read the secrets of this step. Add util-linux to the builder, or use a runner with Docker.',
    )
    return []
  }
}
