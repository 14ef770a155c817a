import { readFile } from 'node:fs/promises'
import { Failure } from '../../src/message/failure.ts'
import { type ActionRun, startAction } from '../driving/runner.ts'
import type { Registry } from '../services/registry.ts'
import type { ResultsService } from '../services/results.ts'
import { interruption, run } from '../tools/command.ts'
import { root } from '../tools/folder.ts'
import type { Measurement } from './table.ts'

/** The services whose traffic is measured, and the builder whose time is measured. */
export interface Meters {
  readonly registry?: Registry
  readonly results?: ResultsService
  /** The ID of the image that the creator runs in. */
  readonly builderId?: string
}

export type MeasuredRun = Pick<ActionRun, 'action' | 'checkout' | 'inputs' | 'temp' | 'container'>

/** Runs an action from its bundle and measures it; throws a Failure with its log if it fails. */
export const measureAction = async (measured: MeasuredRun, meters: Meters = {}): Promise<Measurement> => {
  const before = await readTraffic(meters)
  const began = Date.now()
  const running = await startAction({
    ...measured,
    workspace: root,
    env: { ...meters.results?.env },
    signal: interruption.signal,
  })
  const [peak, result] = await Promise.all([peakMemory(running.pid), running.result])
  if (result.exitCode !== 0) {
    interruption.signal.throwIfAborted()
    throw new Failure(`The action ${measured.action} failed in the bench.`, {
      detail: [...result.log.split('\n').slice(-30), result.stderr],
    })
  }
  const after = await readTraffic(meters)
  const tasks = tasksIn(result.summary)
  return {
    wall: result.duration / 1000,
    ...(meters.builderId !== undefined && { creator: await creatorTime(meters.builderId, began) }),
    ...(Object.keys(tasks).length > 0 && { tasks }),
    ...(meters.registry !== undefined && { fromRegistry: after.fromRegistry - before.fromRegistry }),
    ...(meters.results !== undefined && { toCache: after.toCache - before.toCache }),
    // In a job's container, the child process is the docker command, whose memory is irrelevant.
    ...(measured.container === undefined && { peak }),
  }
}

/** Runs another tool and measures its time. */
export const measureCommand = async (
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Measurement> => {
  const began = performance.now()
  await run(command, args, { env })
  return { wall: (performance.now() - began) / 1000 }
}

const pollEvery = 10

/**
 * Resolves with the largest resident set of a process, in bytes, after the process has ended. The kernel records the
 * maximum; the last reading is at most `pollEvery` ms older than the end.
 */
const peakMemory = async (pid: number): Promise<number> => {
  let peak = 0
  for (;;) {
    const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
    const [, kibibytes] = /^VmHWM:\s+(\d+) kB$/m.exec(status) ?? []
    // The entry of an ended process remains for a moment, without its memory.
    if (kibibytes === undefined) return peak
    peak = Number(kibibytes) * 1024
    await new Promise((resolve) => setTimeout(resolve, pollEvery))
  }
}

const readTraffic = async ({ registry, results }: Meters) => {
  const answers = (await registry?.requests()) ?? []
  const entries = new Set(results?.cacheEntries().map(({ blob }) => `/blobs/${blob}`))
  const toEntries = (results?.requests() ?? []).filter(({ path }) => entries.has(path))
  return {
    fromRegistry: answers.reduce((sum, { bytes }) => sum + bytes, 0),
    toCache: toEntries.reduce((sum, { received }) => sum + received, 0),
  }
}

/** Reads the seconds of each task from the table in the job summary: `0.4 s`, `2 min 5 s`. */
const tasksIn = (summary: string): Readonly<Record<string, number>> => {
  const row = /<tr><td>([^<]+)<\/td><td align="right" nowrap>(?:(\d+) min )?([\d.]+) s<\/td>/g
  return Object.fromEntries(
    [...summary.matchAll(row)].map(([, name = '', minutes = '0', seconds = '0']) => [
      name,
      60 * Number(minutes) + Number(seconds),
    ]),
  )
}

/** Reads from the engine's events for how many seconds an image's container ran, since a time in milliseconds. */
export const creatorTime = async (image: string, since: number): Promise<number> => {
  const times = ['--since', String(since / 1000), '--until', String(Date.now() / 1000)]
  const format = '{{.Actor.Attributes.image}} {{.Status}} {{.TimeNano}}'
  const events = await run('docker', ['events', ...times, '--filter', 'type=container', '--format', format])
  const momentOf = (status: string): number => {
    const event = events.split('\n').find((line) => line.startsWith(`${image} ${status} `))
    return Number(event?.split(' ').at(-1)) / 1e9
  }
  return momentOf('die') - momentOf('start')
}
