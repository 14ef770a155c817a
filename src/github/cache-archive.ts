import { rm, rmdir } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { ToolkitLine } from './toolkit-output.ts'

const uuid = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}'
/** As the client says where it packs («Path») or unpacks («path»). The lines of a service's texts have other beginnings. */
const archiveLine = new RegExp(`^Archive [Pp]ath: (/.*/${uuid}/cache\\.(?:tgz|tzst))$`)

/**
 * Removes what the cache client leaves in the runner's temporary folder: a folder for each archive, with the list of what
 * was packed, and the archive itself where it was interrupted. It names the archive in what it prints.
 */
export const removeArchives = async (lines: readonly ToolkitLine[]): Promise<void> => {
  for (const { level, text } of lines) {
    const [, archive] = archiveLine.exec(text) ?? []
    if (level !== 'debug' || archive === undefined) continue
    const folder = dirname(archive)
    // Nothing but these files, whoever named the folder; what is not to be removed is the runner's to clear.
    for (const name of [basename(archive), 'manifest.txt']) {
      await rm(join(folder, name), { force: true }).catch(() => {})
    }
    await rmdir(folder).catch(() => {})
  }
}
