import { stat } from 'node:fs/promises'
import type { FolderCache, Restored, Saved } from '../../content/folder-cache.ts'
import { messageOf } from '../../message/failure.ts'
import { formatBytes, formatSeconds } from '../../message/quantity.ts'
import { unlessAborted } from '../../task/abort.ts'
import { captureToolkit, type ToolkitLine } from '../step/toolkit-output.ts'

/** Where the cache says what its callers need not act on. */
export interface CacheLog {
  readonly debug: (line: string) => void
  readonly info: (line: string) => void
  readonly warning: (line: string) => void
}

interface Entry {
  /** The cached folder, absolute. An entry is only ever found again for the same path. */
  readonly folder: string
  /** At most 512 characters, no comma. */
  readonly key: string
  readonly signal?: AbortSignal
}

/**
 * Puts what was saved back into the folder, which is not trusted: anyone who may write to the cache may have put
 * anything there.
 *
 * A cache that fails never fails the build: it becomes an outcome and a line in the log. Throws only the signal's
 * reason, and `ValidationError` for a key that the service cannot have (a defect of the caller).
 */
export const restore = async (
  { folder, key, restoreKeys, signal }: Entry & { readonly restoreKeys: readonly string[] },
  log: CacheLog,
): Promise<Restored> => {
  const observed = await observe(
    ({ restoreCache }) => restoreCache([globOf(folder)], key, [...restoreKeys]),
    signal,
    log,
  )
  if (observed === undefined) {
    log.info(`The cache is not read: ${noService}`)
    return { outcome: 'unavailable', reason: noService, seconds: 0 }
  }
  const { value, error, lines, seconds } = observed
  const unavailable = (reason: string): Restored => {
    log.warning(`The cache could not be restored: ${reason}. The build goes on without it.`)
    return { outcome: 'unavailable', reason, seconds }
  }
  if (error !== undefined) return unavailable(error)
  if (value === undefined) {
    const skipped = lines.find(({ text }) => text.startsWith('Cache restore skipped: '))
    if (skipped !== undefined) {
      const reason = skipped.text.slice('Cache restore skipped: '.length)
      log.info(`The cache is not read: ${reason}`)
      return { outcome: 'unavailable', reason, seconds }
    }
    const complaint = complaintIn(lines)
    return complaint === undefined ? { outcome: 'miss', seconds } : unavailable(complaint)
  }
  const present = await stat(folder).then(
    (stats) => stats.isDirectory(),
    () => false,
  )
  // Archives hold paths relative to the workspace: one that was saved under another workspace lands elsewhere.
  if (!present) return unavailable(`the entry ${value} does not hold ${folder}`)
  const bytes = numberIn(lines, /^Cache Size: .*\((\d+) B\)$/)
  return {
    outcome: value === key ? 'hit' : 'older',
    key: value,
    ...(bytes !== undefined && { bytes }),
    seconds,
  }
}

/** The Actions cache of this workflow's repository; what comes of each call is a line in the log. */
export const actionsCache = (log: CacheLog, signal: AbortSignal): FolderCache => ({
  restore: async (folder, key, restoreKeys) => {
    const restored = await restore({ folder, key, restoreKeys, signal }, log)
    const told = describeRestored(restored)
    if (told !== undefined) log.info(told)
    return restored
  },
  restoreNewest: async (folder, prefix) => {
    const restored = await restore({ folder, key: prefix, restoreKeys: [prefix], signal }, log)
    if (restored.outcome === 'miss') {
      log.info(`Cache miss: no entry begins with ${prefix}, in ${formatSeconds(restored.seconds)}`)
    }
    if (!('key' in restored)) return restored
    log.info(`Cache entry ${restored.key}: ${sizeOf(restored)} in ${formatSeconds(restored.seconds)}`)
    return { ...restored, outcome: 'hit' }
  },
  save: (folder, key) => save({ folder, key, signal }, log),
})

/** What came of a restore, for the log: hit or miss, bytes and seconds. What failed is in the log already. */
const describeRestored = (restored: Restored): string | undefined => {
  const seconds = formatSeconds(restored.seconds)
  switch (restored.outcome) {
    case 'hit':
      return `Cache hit: ${sizeOf(restored)} in ${seconds}`
    case 'older':
      return `Cache hit of another version, ${restored.key}: ${sizeOf(restored)} in ${seconds}`
    case 'miss':
      return `Cache miss, in ${seconds}`
    case 'unavailable':
      return undefined
  }
}

const sizeOf = ({ bytes }: { readonly bytes?: number }): string =>
  bytes === undefined ? 'an entry of unknown size' : formatBytes(bytes)

/**
 * Saves the folder under a key that is new. Throws as `restore` does.
 *
 * Nothing is seen by others until all of it was uploaded.
 */
export const save = async ({ folder, key, signal }: Entry, log: CacheLog): Promise<Saved> => {
  const observed = await observe(({ saveCache }) => saveCache([globOf(folder)], key), signal, log)
  if (observed === undefined) {
    log.info(`The cache was not saved: ${noService}`)
    return { outcome: 'unavailable', reason: noService, seconds: 0 }
  }
  const { value, error, lines, seconds } = observed
  if (value !== undefined && value !== -1) {
    const bytes = numberIn(lines, /^File Size: (\d+)$/)
    return { outcome: 'saved', ...(bytes !== undefined && { bytes }), seconds }
  }
  const { outcome, reason } =
    error === undefined ? refusalIn(lines) : { outcome: 'unavailable' as const, reason: error }
  if (outcome === 'unavailable')
    log.warning(`The cache could not be saved: ${reason}. The build is not affected.`)
  else log.info(`The cache was not saved: ${reason}`)
  return { outcome, reason, seconds }
}

/** Why nothing was saved: the client answers -1 for every reason, and prints which. */
const refusalIn = (
  lines: readonly ToolkitLine[],
): { readonly outcome: 'exists' | 'refused' | 'unavailable'; readonly reason: string } => {
  const skipped = lines.find(({ text }) => text.startsWith('Cache save skipped: '))
  if (skipped !== undefined) {
    return { outcome: 'refused', reason: skipped.text.slice('Cache save skipped: '.length) }
  }
  const denied = lines.find(({ level, text }) => level === 'warning' && text.includes('cache write denied:'))
  if (denied !== undefined) {
    return { outcome: 'refused', reason: denied.text.slice(denied.text.indexOf('cache write denied:')) }
  }
  const reservation = lines.find(({ text }) => text.startsWith('Failed to reserve cache: '))
  const reason = reservation === undefined ? undefined : reasonIn(reservation.text)
  if (reason !== undefined && /already exists|\(409\)/.test(reason)) return { outcome: 'exists', reason }
  return { outcome: 'unavailable', reason: reason ?? complaintIn(lines) ?? noReason }
}

interface Observed<T> {
  readonly value: T | undefined
  readonly error: string | undefined
  readonly lines: readonly ToolkitLine[]
  readonly seconds: number
}

const noService = 'this runner offers no cache service'

/**
 * Runs a call of the client; what it prints is kept, and shown to those who debug. Undefined if there is no service.
 */
const observe = async <T>(
  call: (client: typeof import('@actions/cache')) => Promise<T>,
  signal: AbortSignal | undefined,
  log: CacheLog,
): Promise<Observed<T> | undefined> => {
  const start = performance.now()
  const lines: ToolkitLine[] = []
  const ended = (value: T | undefined, error: string | undefined): Observed<T> => ({
    value,
    error,
    lines,
    seconds: (performance.now() - start) / 1000,
  })
  signal?.throwIfAborted()
  // Loaded when it is needed: most of a process's start would be the client's.
  const client = await import('@actions/cache')
  if (!client.isFeatureAvailable()) return undefined
  const keep = (line: ToolkitLine): void => {
    lines.push(line)
    log.debug(line.text)
  }
  try {
    return ended(
      await unlessAborted(
        captureToolkit(() => call(client), keep),
        signal,
      ),
      undefined,
    )
  } catch (error) {
    if (signal?.aborted === true || error instanceof client.ValidationError) throw error
    return ended(undefined, reasonIn(messageOf(error)))
  }
}

/** The last warning or error that the client printed, and what tar said where it was tar that failed. */
const complaintIn = (lines: readonly ToolkitLine[]): string | undefined => {
  const complaint = lines.findLast(({ level }) => level === 'warning' || level === 'error')
  if (complaint === undefined) return undefined
  const tar = lines.find(({ level, text }) => level === 'info' && /^\S*tar: /.test(text))
  const detail = tar !== undefined && complaint.text.includes('tar') ? ` (${tar.text})` : ''
  return `${reasonIn(complaint.text)}${detail}`
}

const noReason = 'the service gave no reason'

/** The client puts its own advice below the first line, and names the step before the reason, if there is one. */
const reasonIn = (text: string): string =>
  (text.split('\n', 1)[0] ?? '').replace(/^Failed to (?:restore|save|reserve cache): (?:Error: )?/, '') ||
  noReason

const numberIn = (lines: readonly ToolkitLine[], pattern: RegExp): number | undefined => {
  for (const { text } of lines) {
    const [, digits] = pattern.exec(text) ?? []
    if (digits !== undefined) return Number(digits)
  }
  return undefined
}

/** The client takes patterns; this one stands for the folder itself, whatever characters are in its name. */
const globOf = (folder: string): string =>
  folder.replace(/[[*?\\]/g, (special) => (special === '\\' ? '\\\\' : `[${special}]`))
