import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { open, readFile } from 'node:fs/promises'
import type { Server as HttpServer } from 'node:http'
import type { Server } from 'node:net'
import { Failure } from '../../src/message/failure.ts'
import { interruption } from '../tools/command.ts'

const readyWithin = 30_000
const endsWithin = 15_000
const pollEvery = 50
const quotedLines = 20

export interface Service {
  readonly pid: number
  /** Stops the service and waits for its end. */
  readonly stop: () => Promise<void>
}

export interface ServiceOptions {
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** The file for its standard output. */
  readonly output: string
  /** The file for its standard error. Default: `output`. */
  readonly errors?: string
  /** Whether the service responds. */
  readonly ready: () => Promise<boolean>
}

/**
 * Starts a server and waits until it responds.
 *
 * The server has its own session, so Ctrl-C in a terminal reaches only the lab, which then stops the server. The kernel
 * kills it if the lab is killed. Throws a Failure with the last lines of its log if it ends before it responds.
 */
export const startService = async (options: ServiceOptions): Promise<Service> => {
  const output = await open(options.output, 'w')
  const errors = options.errors === undefined ? output : await open(options.errors, 'w')
  const child = spawn('setpriv', ['--pdeathsig', 'TERM', options.command, ...options.args], {
    detached: true,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', output.fd, errors.fd],
  })
  const spawned = once(child, 'spawn')
  await spawned.finally(() => Promise.all([output.close(), errors.close()]))
  const stop = () => end(child)
  try {
    await answer(child, options)
  } catch (error) {
    await stop()
    throw error
  }
  return { pid: child.pid ?? 0, stop }
}

/** Starts a server of this process, by default on loopback, and returns its port. Default: any free port. */
export const listen = async (server: Server, { host = '127.0.0.1', port = 0 } = {}): Promise<number> => {
  server.listen(port, host)
  await once(server, 'listening')
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

/** Stops an HTTP server of this process with its connections. */
export const close = async (server: HttpServer): Promise<void> => {
  const closed = once(server, 'close')
  server.close()
  server.closeAllConnections()
  await closed
}

const answer = async (child: ChildProcess, options: ServiceOptions): Promise<void> => {
  const deadline = Date.now() + readyWithin
  while (!(await options.ready())) {
    interruption.signal.throwIfAborted()
    if (!running(child) || Date.now() > deadline) {
      const said = await readFile(options.errors ?? options.output, 'utf8')
      throw new Failure(`${options.name} did not start. Its last lines:`, {
        detail: said.trimEnd().split('\n').slice(-quotedLines),
      })
    }
    await new Promise((resolve) => setTimeout(resolve, pollEvery))
  }
}

const running = (child: ChildProcess): boolean => child.exitCode === null && child.signalCode === null

const end = async (child: ChildProcess): Promise<void> => {
  if (!running(child)) return
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), endsWithin)
  await ended
  clearTimeout(timer)
}
