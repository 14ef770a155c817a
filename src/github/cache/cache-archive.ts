import { rm, rmdir } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { ToolkitLine } from '../step/toolkit-output.ts'

const uuid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}'
/** As the client says where it packs ("Path") or unpacks ("path"). The lines of a service's texts have other beginnings. */
const archiveLine = new RegExp(`^Archive [Pp]ath: (/.*/${uuid}/cache\\.(?:tgz|tzst))$`)

// In milliseconds: a client that was interrupted has begun its archive by then, which is removed under its hands.
const [goesOnFor, lookAgainAfter] = [700, 50]

/**
 * Removes what a call of the cache client leaves in the runner's temporary folder: a folder for each archive, with the list
 * of what was packed, and the archive itself where it was interrupted. It names the archive in what it prints. One that goes
 * on although nobody waits for it any more finds nothing that it could upload.
 */
export const removeArchives = async (
  call: Promise<unknown>,
  lines: readonly ToolkitLine[],
): Promise<void> => {
  const ended = call.then(
    () => true,
    () => true,
  )
  const last = performance.now() + goesOnFor
  for (let isOver = false; !isOver; ) {
    isOver = await Promise.race([ended, delay(lookAgainAfter, performance.now() > last, { ref: false })])
    for (const line of lines) await removeArchive(line)
  }
}

const removeArchive = async ({ level, text }: ToolkitLine): Promise<void> => {
  const [, archive] = archiveLine.exec(text) ?? []
  if (level !== 'debug' || archive === undefined) return
  const folder = dirname(archive)
  // Nothing but these files, anyone who named the folder; what is not to be removed is the runner's to clear.
  for (const name of [basename(archive), 'manifest.txt']) {
    await rm(join(folder, name), { force: true }).catch(() => {})
  }
  await rmdir(folder).catch(() => {})
}
