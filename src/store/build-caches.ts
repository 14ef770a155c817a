import { lstat, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { copy } from '../content/copy.ts'
import type { FolderCache, Restored } from '../content/folder-cache.ts'
import type { Descriptor } from '../image/descriptor.ts'
import { digestOf, hexOf } from '../image/digest.ts'
import { sizeOf, uniqueBlobs } from '../image/image.ts'
import { blobPath, linkBlob, writeAtomically, writeBlob } from '../layout/blob.ts'
import { type LayoutContent, layoutContent } from '../layout/content.ts'
import { moveIntoPlace } from '../layout/place.ts'
import { layoutIndex } from '../layout/write.ts'
import { messageOf } from '../message/failure.ts'
import { type BuildResult, type CacheSource, type Drafted, draftBuildCache } from './build-cache-draft.ts'
import { type BuildCacheId, buildCacheFolder, buildCachePrefix } from './build-cache-id.ts'
import {
  type BuildCacheLayout,
  type CacheLayer,
  formatBuildCache,
  readBuildCache,
} from './build-cache-layout.ts'
import { type CachedTar, cachedTar } from './cached-tar.ts'
import { healLayout, removeForeign } from './folder.ts'

/** What earlier builds left for one app, or why there is nothing. */
export interface OpenedBuildCache {
  readonly id: BuildCacheId
  readonly folder: string
  /** What is wrong with it does not show yet: no layer was looked at. */
  readonly found: (BuildCacheLayout & { readonly index: Buffer }) | undefined
  /** Why nothing was found; a part of a sentence. */
  readonly why: string
  /** Undefined where no cache was asked. */
  readonly restored: Restored | undefined
}

/** What is to be kept of a build in the place of what was found. */
export interface Draft extends Drafted {
  readonly opened: OpenedBuildCache
}

/** What came of keeping it. */
export interface Kept {
  /** Of all that is kept, in bytes. */
  readonly size: number
  readonly changed: boolean
  /** Written to the cache, in bytes; undefined where the size is not known. */
  readonly saved: number | undefined
}

export interface BuildCachesOptions {
  /** The folder of the build caches, an absolute path. */
  readonly root: string
  /** Undefined where nothing is to be restored or saved. */
  readonly cache: FolderCache | undefined
  readonly warn: (message: string) => void
  /** Told of each folder that would be left if this process died. */
  readonly noteStaging: (folder: string) => void
}

/**
 * What builds leave for the next ones, an app a folder: the last image and what buildpacks cached.
 *
 * Nothing in it is believed. A folder is replaced in one go, so that several builds may use it at once, and one that
 * fails or is cancelled leaves it as it was.
 */
export class BuildCaches {
  readonly #options: BuildCachesOptions

  constructor(options: BuildCachesOptions) {
    this.#options = options
  }

  folderOf(id: BuildCacheId): string {
    return join(this.#options.root, buildCacheFolder(id))
  }

  /** What was kept for an app: on disk or, where that has nothing, in the cache. Never throws for what is wrong with it. */
  async open(id: BuildCacheId): Promise<OpenedBuildCache> {
    const folder = this.folderOf(id)
    const nothing = (why: string, restored?: Restored): OpenedBuildCache => ({
      id,
      folder,
      found: undefined,
      why,
      restored,
    })
    let restored: Restored | undefined
    try {
      restored = await this.#restoreWhereMissing(id, folder)
      if (!(await isThere(folder))) return nothing(describeAbsence(restored), restored)
      return { id, folder, found: await readBuildCache(folder), why: '', restored }
    } catch (error) {
      return nothing(`what was kept cannot be read: ${withoutStop(messageOf(error))}`, restored)
    }
  }

  /** What was kept for an app is not looked at, and is replaced. */
  skip(id: BuildCacheId, why: string): OpenedBuildCache {
    return { id, folder: this.folderOf(id), found: undefined, why, restored: undefined }
  }

  /** The tars of the cached layers that are there; a warning for each that is not. */
  async cachedTars({ folder, found }: OpenedBuildCache): Promise<readonly (CachedTar & CacheLayer)[]> {
    const tars: (CachedTar & CacheLayer)[] = []
    for (const layer of found?.cache?.layers ?? []) {
      try {
        tars.push({ ...layer, ...(await cachedTar(folder, layer)) })
      } catch (error) {
        this.#options.warn(
          `The cached layer ${layer.diffId} is not used: ${withoutStop(messageOf(error))}. It is made anew.`,
        )
      }
    }
    return tars
  }

  /** Gives a layout layers of the kept image, each proven there. Throws a Failure for one that is missing or wrong. */
  async copyLayers(
    { folder }: OpenedBuildCache,
    layers: readonly Descriptor[],
    target: LayoutContent,
  ): Promise<void> {
    await copy(layers, [layoutContent(folder)], target, { warn: () => {} })
  }

  /** Begins to keep what a build made, while its sandbox is there. */
  async draft(opened: OpenedBuildCache, result: BuildResult, source: CacheSource): Promise<Draft> {
    const { folder, found, id } = opened
    const { noteStaging } = this.#options
    const before = { folder, found, platform: id.platform }
    const drafted = await draftBuildCache(before, result, source, noteStaging)
    return { ...drafted, opened }
  }

  /** Keeps what a build made in the place of what was kept before: the image's own layers come out of `layout`. */
  async keep({ staging, opened, own, content }: Draft, layout: string): Promise<Kept> {
    const { index, documents } = formatBuildCache(content, opened.id.platform)
    const cached = (content.cache?.layers ?? []).map(({ blob }) => blob)
    if (staging !== undefined) {
      try {
        for (const { digest } of own) await linkBlob(layout, staging, digest)
        for (const { digest } of cached) {
          if (!(await isThere(blobPath(staging, digest)))) await linkBlob(opened.folder, staging, digest)
        }
        for (const { descriptor, bytes } of documents) await writeBlob(staging, descriptor, [bytes])
        await writeAtomically(join(staging, layoutIndex), (partial) =>
          writeFile(partial, index, { mode: 0o644 }),
        )
        await this.#clearPlace(opened.folder)
        await moveIntoPlace(staging, opened.folder)
      } finally {
        await rm(staging, { recursive: true, force: true })
      }
    }
    const all = [...documents.map(({ descriptor }) => descriptor), ...own, ...cached]
    const changed = staging !== undefined
    return { size: sizeOf(uniqueBlobs(all)), changed, saved: await this.#save(opened, index, changed) }
  }

  /** Sees to it that what stands in a folder's place can be replaced, and leads nowhere else. */
  async #clearPlace(folder: string): Promise<void> {
    if (!(await isThere(folder))) return
    await healLayout(folder, this.#options.warn)
    await removeForeign(folder)
  }

  async #restoreWhereMissing(id: BuildCacheId, folder: string): Promise<Restored | undefined> {
    const { cache } = this.#options
    if (cache === undefined || (await isThere(join(folder, layoutIndex)))) return undefined
    await this.#clearPlace(folder)
    return await cache.restoreNewest(folder, buildCachePrefix(id))
  }

  /** Saves a folder under a key that names its content, unless it came from there. Resolves with the bytes. */
  async #save(
    { folder, id, restored, found }: OpenedBuildCache,
    index: Buffer,
    changed: boolean,
  ): Promise<number | undefined> {
    const { cache } = this.#options
    if (cache === undefined || restored?.outcome === 'unavailable') return 0
    const isSame = found?.index.equals(index) === true
    if (isSame && restored === undefined) return 0
    const key = keyFor(`${buildCachePrefix(id)}${hexOf(digestOf(index))}`, restored, changed)
    if (key === undefined) return 0
    const saved = await cache.save(folder, key)
    return saved.outcome === 'saved' ? saved.bytes : 0
  }
}

const isThere = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  )

const withoutStop = (message: string): string => message.replace(/\.$/, '')

/**
 * The key of an entry; undefined where it was restored from one of that content. Where that one turned out to be damaged
 * it cannot be written again, and would be found for ever: then the key has a suffix of its own.
 */
const keyFor = (exact: string, restored: Restored | undefined, changed: boolean): string | undefined => {
  const key = restored !== undefined && 'key' in restored ? restored.key : ''
  if (!key.startsWith(exact)) return exact
  return changed ? `${exact}-${hexOf(digestOf(key)).slice(0, 8)}` : undefined
}

const describeAbsence = (restored: Restored | undefined): string => {
  if (restored?.outcome === 'unavailable')
    return `the cache could not be read: ${withoutStop(restored.reason)}`
  return 'no earlier build of this app was kept'
}
