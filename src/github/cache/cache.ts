import type { FolderCache, RestoreResult, SaveResult, StoreFolder } from '../../content/folder-cache.ts'
import { messageOf } from '../../message/failure.ts'
import { formatBytes, formatSeconds } from '../../message/quantity.ts'
import { unlessAborted } from '../../task/abort.ts'
import type { Log } from '../step/log.ts'
import { captureToolkit, type ToolkitLine } from '../step/toolkit-output.ts'
import { inClientWorkspace } from './client-workspace.ts'

type CacheLog = Pick<Log, 'debug' | 'info' | 'warning'>

interface EntryRequest {
  readonly folder: StoreFolder
  /** At most 512 characters, no comma. */
  readonly key: string
  readonly signal?: AbortSignal
}

/**
 * Restores a folder. Its files are untrusted, because anyone with write access to the cache may have written them.
 *
 * A failure of the cache never fails the build: it becomes a result and a line in the log. Throws only the signal's
 * reason, and the client's `ValidationError` for an invalid key.
 */
export const restore = async (
  { folder, key, restoreKeys, signal }: EntryRequest & { readonly restoreKeys: readonly string[] },
  log: CacheLog,
): Promise<RestoreResult> => {
  const { value, error, lines, seconds } = await callClient(
    folder,
    ({ restoreCache }, path) => restoreCache([path], key, [...restoreKeys]),
    signal,
    log,
  )
  if (value !== undefined) {
    const bytes = numberIn(lines, /^Cache Size: .*\((\d+) B\)$/)
    const outcome = value === key ? 'hit' : 'older'
    return { outcome, key: value, ...(bytes !== undefined && { bytes }), seconds }
  }
  const skipped = error === noService ? error : textAfter('Cache restore skipped: ', lines)
  const reason = skipped ?? error ?? complaintIn(lines)
  if (reason === undefined) return { outcome: 'miss', seconds }
  if (skipped !== undefined) log.info(`The cache was not restored: ${skipped}`)
  else log.warning(`The cache could not be restored: ${reason}. The build continues without it.`)
  return { outcome: 'unavailable', reason, seconds }
}

/** The Actions cache of this workflow's repository. Logs the result of each call. */
export const actionsCache = (log: CacheLog, signal: AbortSignal): FolderCache => ({
  restore: async (folder, key, restoreKeys) => {
    const restored = await restore({ folder, key, restoreKeys, signal }, log)
    const line = describeRestore(restored)
    if (line !== undefined) log.info(line)
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

/** The log line for a restore; undefined for a failure, which is in the log already. */
const describeRestore = (restored: RestoreResult): string | undefined => {
  const seconds = formatSeconds(restored.seconds)
  if (restored.outcome === 'unavailable') return undefined
  if (restored.outcome === 'miss') return `Cache miss, in ${seconds}`
  const version = restored.outcome === 'hit' ? '' : ` of another version, ${restored.key}`
  return `Cache hit${version}: ${sizeOf(restored)} in ${seconds}`
}

const sizeOf = ({ bytes }: { readonly bytes?: number }): string =>
  bytes === undefined ? 'an entry of unknown size' : formatBytes(bytes)

/**
 * Saves a folder under a new key. Other jobs see the entry only after the upload is complete. Throws the same errors as
 * `restore`.
 */
export const save = async ({ folder, key, signal }: EntryRequest, log: CacheLog): Promise<SaveResult> => {
  const { value, error, lines, seconds } = await callClient(
    folder,
    ({ saveCache }, path) => saveCache([path], key),
    signal,
    log,
  )
  if (value !== undefined && value !== -1) {
    const bytes = numberIn(lines, /^File Size: (\d+)$/)
    return { outcome: 'saved', ...(bytes !== undefined && { bytes }), seconds }
  }
  const { outcome, reason } =
    error === undefined ? refusalIn(lines) : { outcome: 'unavailable' as const, reason: error }
  if (outcome !== 'unavailable' || reason === noService) log.info(`The cache was not saved: ${reason}`)
  else log.warning(`The cache could not be saved: ${reason}. The build is not affected.`)
  return { outcome, reason, seconds }
}

/** Why nothing was saved. The client returns -1 for every reason, and prints the reason. */
const refusalIn = (
  lines: readonly ToolkitLine[],
): { readonly outcome: 'exists' | 'refused' | 'unavailable'; readonly reason: string } => {
  const skipped = textAfter('Cache save skipped: ', lines)
  if (skipped !== undefined) return { outcome: 'refused', reason: skipped }
  const denied = lines.find(({ level, text }) => level === 'warning' && text.includes('cache write denied:'))
  if (denied !== undefined) {
    return { outcome: 'refused', reason: denied.text.slice(denied.text.indexOf('cache write denied:')) }
  }
  const reservation = lines.find(({ text }) => text.startsWith('Failed to reserve cache: '))
  const reason = reservation === undefined ? undefined : reasonIn(reservation.text)
  if (reason !== undefined && /already exists|\(409\)/.test(reason)) return { outcome: 'exists', reason }
  return { outcome: 'unavailable', reason: reason ?? complaintIn(lines) ?? noReason }
}

const noService = 'this runner offers no cache service'

/** Calls the client with a folder, and keeps its output. The error is `noService` if there is no service. */
const callClient = async <T>(
  folder: StoreFolder,
  call: (client: typeof import('@actions/cache'), path: string) => Promise<T>,
  signal: AbortSignal | undefined,
  log: CacheLog,
) => {
  const start = performance.now()
  const lines: ToolkitLine[] = []
  const keep = (line: ToolkitLine): void => {
    lines.push(line)
    log.debug(line.text)
  }
  let value: T | undefined
  let error: string | undefined
  signal?.throwIfAborted()
  // Loaded on first use, because loading it takes longer than the rest of the process's start.
  const client = await import('@actions/cache')
  try {
    const work = () => inClientWorkspace(folder, (path) => call(client, path))
    if (client.isFeatureAvailable()) value = await unlessAborted(captureToolkit(work, keep), signal)
    else error = noService
  } catch (thrown) {
    if (signal?.aborted === true || thrown instanceof client.ValidationError) throw thrown
    error = reasonIn(messageOf(thrown))
  }
  return { value, error, lines, seconds: (performance.now() - start) / 1000 }
}

/** The last warning or error that the client printed, with tar's message if tar failed. */
const complaintIn = (lines: readonly ToolkitLine[]): string | undefined => {
  const complaint = lines.findLast(({ level }) => level === 'warning' || level === 'error')
  if (complaint === undefined) return undefined
  const tar = lines.find(({ level, text }) => level === 'info' && /^\S*tar: /.test(text))
  const detail = tar !== undefined && complaint.text.includes('tar') ? ` (${tar.text})` : ''
  return `${reasonIn(complaint.text)}${detail}`
}

const noReason = 'the service gave no reason'

/** The reason in a message of the client: its first line, without the name of the failed step. */
const reasonIn = (text: string): string =>
  (text.split('\n', 1)[0] ?? '').replace(/^Failed to (?:restore|save|reserve cache): (?:Error: )?/, '') ||
  noReason

/** The rest of the line that begins with a text. */
const textAfter = (start: string, lines: readonly ToolkitLine[]): string | undefined =>
  lines.find(({ text }) => text.startsWith(start))?.text.slice(start.length)

const numberIn = (lines: readonly ToolkitLine[], pattern: RegExp): number | undefined => {
  const line = lines.find(({ text }) => pattern.test(text))
  return line && Number(line.text.replace(pattern, '$1'))
}
