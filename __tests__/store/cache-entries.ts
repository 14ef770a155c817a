import { cp } from 'node:fs/promises'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import type { FolderCache, RestoreResult, StoreFolder } from '../../src/content/folder-cache.ts'
import { temporaryFolder } from '../image/image.ts'

/** A cache that keeps its entries in a folder, and what was asked of it. */
export const openCache = async (t: TestContext) => {
  const entries = await temporaryFolder(t)
  const asked: string[] = []
  const keys: string[] = []
  const entryOf = (key: string): string => join(entries, encodeURIComponent(key))
  const putBack = async (
    found: string | undefined,
    { root, name }: StoreFolder,
    wanted: string,
  ): Promise<RestoreResult> => {
    if (found === undefined) return { outcome: 'miss', seconds: 0 }
    await cp(entryOf(found), join(root, name), { recursive: true })
    return { outcome: found.startsWith(wanted) ? 'hit' : 'older', key: found, seconds: 0 }
  }
  const cache: FolderCache = {
    restore: async (folder, key, restoreKeys) => {
      asked.push(`restore ${key}`)
      const found = keys.includes(key)
        ? key
        : keys.findLast((one) => restoreKeys.some((prefix) => one.startsWith(prefix)))
      return putBack(found, folder, key)
    },
    restoreNewest: async (folder, prefix) => {
      asked.push(`restore ${prefix}*`)
      return putBack(
        keys.findLast((one) => one.startsWith(prefix)),
        folder,
        prefix,
      )
    },
    save: async (folder, key) => {
      asked.push(`save ${key}`)
      if (keys.includes(key)) return { outcome: 'exists', reason: 'already exists', seconds: 0 }
      keys.push(key)
      await cp(join(folder.root, folder.name), entryOf(key), { recursive: true })
      return { outcome: 'saved', bytes: 1_500_000, seconds: 0.25 }
    },
  }
  return { cache, asked, entryOf, keys }
}
