import { readFile } from 'node:fs/promises'
import { Failure } from '../../src/message/failure.ts'
import { type ActionResult, type ActionRun, startAction } from '../driving/runner.ts'
import type { Registry } from '../services/registry.ts'
import type { ResultsService } from '../services/results.ts'
import { interruption } from '../tools/command.ts'
import { root } from '../tools/folder.ts'
import type { CreatorClock } from './creator-clock.ts'

/** What one run of something took: seconds, and bytes. What does not apply is left out. */
export interface Measurement {
  /** From the start of its process to its end. */
  readonly wall: number
  readonly creator?: number
  /** What the engine took to start the creator's container. */
  readonly containerStart?: number
  /** The largest resident set of its process, in bytes. */
  readonly peak?: number
  readonly fromRegistry?: number
  /** With the heads of its requests. */
  readonly toRegistry?: number
  readonly fromCache?: number
  readonly toCache?: number
  /** Of the artifact, sent or received. */
  readonly artifact?: number
  /** Seconds of parts of it, by name. They may overlap. */
  readonly parts: Readonly<Record<string, number>>
}

/** Takes note of what a run took, for a row of the table. */
export type Note = (row: string, measurement: Measurement) => void

/** Where a run's traffic is counted, and its creator's time is measured; left out where there is none. */
export interface Meters {
  readonly registry: Registry
  readonly results?: ResultsService
  readonly clock?: CreatorClock
}

interface LogLine {
  /** Seconds since the start. */
  readonly at: number
  readonly text: string
}

export interface MeasuredRun {
  readonly action: ActionRun['action']
  readonly checkout?: string
  readonly inputs: ActionRun['inputs']
  readonly env?: Readonly<Record<string, string>>
  readonly temp: string
  readonly container?: NonNullable<ActionRun['container']>
}

/** Runs an action from its bundle and measures it; throws a Failure with its log where it fails. */
export const measureAction = async (run: MeasuredRun, meters: Meters): Promise<Measurement> => {
  const before = await readTraffic(meters)
  const lines: LogLine[] = []
  const began = performance.now()
  const running = await startAction({
    ...run,
    workspace: root,
    env: { ...meters.results?.env, ...run.env },
    signal: interruption.signal,
    onLog: (text) => {
      const at = (performance.now() - began) / 1000
      lines.push(...text.split('\n').map((line) => ({ at, text: line })))
    },
  })
  const [peak, result] = await Promise.all([peakMemory(running.pid), running.result])
  if (result.exitCode !== 0) {
    interruption.signal.throwIfAborted()
    throw new Failure(`The action ${run.action} failed in the bench.`, {
      detail: [...result.log.split('\n').slice(-30), result.stderr],
    })
  }
  const after = await readTraffic(meters)
  const container = await meters.clock?.next()
  return {
    wall: result.duration / 1000,
    ...(container !== undefined && { creator: container.ran, containerStart: container.start }),
    peak,
    fromRegistry: after.fromRegistry - before.fromRegistry,
    ...(meters.results !== undefined && {
      fromCache: after.fromCache - before.fromCache,
      toCache: after.toCache - before.toCache,
      artifact: after.artifact - before.artifact,
    }),
    parts: partsOf(run.action, result, lines),
  }
}

const pollEvery = 10

/**
 * The largest resident set of a process, in bytes, when it has ended. The kernel keeps the highest mark; the last one seen
 * before that is at most `pollEvery` ms old.
 */
export const peakMemory = async (pid: number): Promise<number> => {
  let peak = 0
  for (;;) {
    const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '')
    const [, kibibytes] = /^VmHWM:\s+(\d+) kB$/m.exec(status) ?? []
    // A process that has ended keeps its entry for a moment, without its memory.
    if (kibibytes === undefined) return peak
    peak = Number(kibibytes) * 1024
    await new Promise((resolve) => setTimeout(resolve, pollEvery))
  }
}

const readTraffic = async ({ registry, results }: Meters) => {
  const fromRegistry = (await registry.requests()).reduce((sum, { bytes }) => sum + bytes, 0)
  const traffic = { fromRegistry, fromCache: 0, toCache: 0, artifact: 0 }
  const entries = new Set(results?.cacheEntries().map(({ blob }) => `/blobs/${blob}`))
  for (const { path, received, sent } of results?.requests() ?? []) {
    if (!path.startsWith('/blobs/')) continue
    if (entries.has(path)) {
      traffic.fromCache += sent
      traffic.toCache += received
    } else traffic.artifact += received + sent
  }
  return traffic
}

const partsOf = (
  action: ActionRun['action'],
  result: ActionResult,
  lines: readonly LogLine[],
): Readonly<Record<string, number>> => {
  if (action === 'build') return partsOfBuild(result, lines)
  return action === 'download' ? partsOfDownload(lines) : {}
}

/** The phases as the job summary tells them, and what the log says of the cache. */
const partsOfBuild = ({ summary }: ActionResult, lines: readonly LogLine[]): Record<string, number> => {
  const names: Readonly<Record<string, string>> = {
    'copy the run image’s layers': 'layers',
    'find the previous build': 'find kept',
    'fill the container': 'fill',
    build: 'build',
    'get the cache out of the container': 'cache out',
    'save the build cache': 'save',
    'upload the artifact': 'upload',
  }
  const parts: Record<string, number> = {}
  for (const [, phase = '', seconds = ''] of summary.matchAll(
    /<tr><td>([^<]+)<\/td><td[^>]*>([^<]+ s)<\/td>/g,
  )) {
    const name = names[phase.replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)))]
    if (name !== undefined) parts[name] = secondsOf(seconds)
  }
  for (const { text } of lines) {
    const [, restored] = /^Cache hit: .* in (.+)$/.exec(text) ?? []
    const [, saved] = /^Run image saved in the cache: .* in (.+)$/.exec(text) ?? []
    if (restored !== undefined) parts['restore'] = secondsOf(restored)
    if (saved !== undefined) parts['save'] = secondsOf(saved)
  }
  return parts
}

/** `0.4 s`, `2 min 5 s` */
const secondsOf = (text: string): number => {
  const [, minutes = '0', seconds = ''] = /^(?:(\d+) min )?([\d.]+) s$/.exec(text) ?? []
  return 60 * Number(minutes) + Number(seconds)
}

/** The download's steps, by the moments at which it logs that they are done. */
const partsOfDownload = (lines: readonly LogLine[]): Record<string, number> => {
  const ends: readonly (readonly [string, RegExp])[] = [
    ['download', /^Downloaded the artifact/],
    ['unpack and hash', /^Checked:/],
    ['complete', /^Completed with layers/],
    ['load', /^(?:Loaded|Named) /],
  ]
  const parts: Record<string, number> = {}
  let since = 0
  for (const [name, pattern] of ends) {
    const line = lines.find(({ text }) => pattern.test(text))
    if (line === undefined) continue
    parts[name] = line.at - since
    since = line.at
  }
  return parts
}
