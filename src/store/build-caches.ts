import { lstat, rm, statfs, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { copy } from '../content/copy.ts'
import type { FolderCache, RestoreResult, StoreFolder } from '../content/folder-cache.ts'
import type { Descriptor } from '../image/descriptor.ts'
import { type Digest, digestOf, hexOf } from '../image/digest.ts'
import { sizeOf, uniqueBlobs } from '../image/image.ts'
import { blobPath, linkBlob, writeAtomically, writeBlob } from '../layout/blob.ts'
import { type LayoutContent, layoutContent } from '../layout/content.ts'
import { moveIntoPlace } from '../layout/place.ts'
import { layoutIndex } from '../layout/write.ts'
import { messageOf } from '../message/failure.ts'
import { printable } from '../message/printable.ts'
import { inParallel } from '../task/abort.ts'
import {
  type BuildCacheDraft,
  type BuildResult,
  type LifecycleCache,
  receiveBuildCache,
} from './build-cache-draft.ts'
import { type BuildCacheId, buildCacheFolder, buildCachePrefix } from './build-cache-id.ts'
import { formatBuildCache, readBuildCache, type StoredBuildCache } from './build-cache-layout.ts'
import { CachedTar } from './cached-tar.ts'
import { healLayout, removeForeign } from './folder.ts'

/** The build cache of one app. */
export interface OpenedBuildCache {
  readonly id: BuildCacheId
  readonly folder: string
  /** What is stored there. Its documents are verified, its layers are not yet. */
  readonly found: StoredBuildCache | undefined
  /** Why nothing was found: part of a sentence. */
  readonly why: string
  /** Undefined if the Actions cache was not asked. */
  readonly restored: RestoreResult | undefined
}

/** What saving a build cache did. */
export interface SavedBuildCache {
  /** Of the build cache, in bytes. */
  readonly size: number
  /** Whether it differs from the stored one. */
  readonly hasChanged: boolean
  /** Bytes written to the Actions cache. Undefined if the size is unknown. */
  readonly uploaded: number | undefined
}

export interface BuildCachesOptions {
  /** The folder of the build caches, an absolute path. */
  readonly root: string
  /** Undefined if nothing is to be restored or saved. */
  readonly cache: FolderCache | undefined
  readonly warn: (message: string) => void
  /** Gets each folder that would be left if this process were killed. */
  readonly noteStaging: (folder: string) => void
}

/**
 * The build caches: for each app the image of its last build and what its buildpacks cached.
 *
 * They are untrusted. A folder is replaced as a whole, so several builds can use it at the same time, and a build that fails
 * or is cancelled does not change it.
 */
export class BuildCaches {
  readonly #options: BuildCachesOptions

  constructor(options: BuildCachesOptions) {
    this.#options = options
  }

  folderOf(id: BuildCacheId): string {
    return join(this.#options.root, buildCacheFolder(id))
  }

  #cacheFolderOf(id: BuildCacheId): StoreFolder {
    return { root: this.#options.root, name: buildCacheFolder(id) }
  }

  /** Finds an app's build cache on disk or, if there is none, in the Actions cache. A damaged one does not make it throw. */
  async open(id: BuildCacheId): Promise<OpenedBuildCache> {
    const folder = this.folderOf(id)
    const emptyCache = (why: string, restored?: RestoreResult): OpenedBuildCache => ({
      id,
      folder,
      found: undefined,
      why,
      restored,
    })
    let restored: RestoreResult | undefined
    try {
      restored = await this.#restoreWhereMissing(id, folder)
      if (!(await isThere(folder))) return emptyCache(describeAbsence(restored), restored)
      return { id, folder, found: await readBuildCache(folder), why: '', restored }
    } catch (error) {
      return emptyCache(`the build cache cannot be read: ${withoutStop(messageOf(error))}`, restored)
    }
  }

  /** The build cache of an app, without reading it: it will be replaced. */
  skip(id: BuildCacheId, why: string): OpenedBuildCache {
    return { id, folder: this.folderOf(id), found: undefined, why, restored: undefined }
  }

  /**
   * The tars of the cached layers. Warns about each that is missing or unusable. Each tar will be written into a container
   * before its content is known, so a forged cache must not get more of them than a real one.
   */
  async cachedTars({ folder, found }: OpenedBuildCache): Promise<readonly CachedTar[]> {
    const tars: CachedTar[] = []
    for (const [diffId, reason] of found?.cache?.unusable ?? []) this.#warnUnused(diffId, printable(reason))
    const names = new Set<Digest>()
    let total = 0
    for (const layer of found?.cache?.layers ?? []) {
      const { diffId, blob } = layer
      try {
        if (names.has(diffId) || names.has(blob.digest))
          throw new Error('the cache names it or its file twice')
        for (const name of [diffId, blob.digest]) names.add(name)
        const tar = await CachedTar.find(folder, layer)
        total += tar.size
        if (total > totalLimit) throw new Error(`all layers together have more than ${totalLimit} bytes`)
        tars.push(tar)
      } catch (error) {
        this.#warnUnused(layer.diffId, withoutStop(messageOf(error)))
      }
    }
    return tars
  }

  /**
   * Decompresses tars before a container takes them. Otherwise that would take most of the time of filling the container. A
   * reader of a tar need not wait for the end. Ends early after an abort. Does nothing if the disk has too little space.
   */
  async decompressAhead(tars: readonly CachedTar[], signal: AbortSignal): Promise<void> {
    const compressed = tars.filter(({ isCompressed }) => isCompressed)
    const space = await statfs(this.#options.root).then(
      ({ bavail, bsize }) => bavail * bsize,
      () => 0,
    )
    if (compressed.reduce((sum, { size }) => sum + size, 0) > space * spaceShare) return
    await inParallel(compressed, concurrentTars, (tar) => tar.decompressAhead(signal))
  }

  #warnUnused(diffId: Digest, reason: string): void {
    this.#options.warn(`The cached layer ${diffId} is not used: ${reason}. It will be rebuilt.`)
  }

  /** Copies layers of the stored image into a layout and verifies them. Throws a Failure if one is missing or wrong. */
  async copyLayers(
    { folder }: OpenedBuildCache,
    layers: readonly Descriptor[],
    target: LayoutContent,
  ): Promise<void> {
    await copy(layers, [layoutContent(folder)], target, { warn: () => {} })
  }

  /** Starts a new build cache while the sandbox of the build still exists. */
  draft(opened: OpenedBuildCache, result: BuildResult, cache: LifecycleCache): Promise<BuildCacheDraft> {
    const { folder, found, id } = opened
    return receiveBuildCache({ folder, found, platform: id.platform, ...this.#options }, result, cache)
  }

  /** Replaces the stored build cache by the new one. Takes the image's own layers from `layout`. */
  async save(opened: OpenedBuildCache, draft: BuildCacheDraft, layout: string): Promise<SavedBuildCache> {
    const { staging, own, content } = draft
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
    const hasChanged = staging !== undefined
    const uploaded = await this.#upload(opened, index, hasChanged)
    return { size: sizeOf(uniqueBlobs(all)), hasChanged, uploaded }
  }

  /** Makes sure that what is at a path can be replaced and leads nowhere else. */
  async #clearPlace(folder: string): Promise<void> {
    if (!(await isThere(folder))) return
    await healLayout(folder, this.#options.warn)
    await removeForeign(folder)
  }

  async #restoreWhereMissing(id: BuildCacheId, folder: string): Promise<RestoreResult | undefined> {
    const { cache } = this.#options
    if (cache === undefined || (await isThere(join(folder, layoutIndex)))) return undefined
    await this.#clearPlace(folder)
    return await cache.restoreNewest(this.#cacheFolderOf(id), buildCachePrefix(id))
  }

  /** Saves a folder in the Actions cache under a key that names its content, unless it came from there. Returns the bytes. */
  async #upload(
    { id, restored, found }: OpenedBuildCache,
    index: Buffer,
    changed: boolean,
  ): Promise<number | undefined> {
    const { cache } = this.#options
    if (cache === undefined || restored?.outcome === 'unavailable') return 0
    const isSame = found?.index.equals(index) === true
    if (isSame && restored === undefined) return 0
    const key = newEntryKey(`${buildCachePrefix(id)}${hexOf(digestOf(index))}`, restored, changed)
    if (key === undefined) return 0
    const saved = await cache.save(this.#cacheFolderOf(id), key)
    return saved.outcome === 'saved' ? saved.bytes : 0
  }
}

// The engine's images, the container and the layout may need the same disk.
const spaceShare = 0.25

// Each needs a processor, and the engine may be busy with the builder.
const concurrentTars = 2

// In bytes, uncompressed. A whole Actions cache has 10 GB, and layers seldom shrink to less than a sixth.
const totalLimit = 64 * 1024 ** 3

const isThere = (path: string): Promise<boolean> =>
  lstat(path).then(
    () => true,
    () => false,
  )

const withoutStop = (message: string): string => message.replace(/\.$/, '')

/**
 * The key of a new entry; undefined if the restored entry has the same content. An entry cannot be overwritten, so the key
 * gets a suffix if the restored entry is damaged. Otherwise every build would find that entry.
 */
const newEntryKey = (
  exact: string,
  restored: RestoreResult | undefined,
  changed: boolean,
): string | undefined => {
  const key = restored !== undefined && 'key' in restored ? restored.key : ''
  if (!key.startsWith(exact)) return exact
  return changed ? `${exact}-${hexOf(digestOf(key)).slice(0, 8)}` : undefined
}

const describeAbsence = (restored: RestoreResult | undefined): string => {
  if (restored?.outcome === 'unavailable')
    return `the cache could not be read: ${withoutStop(restored.reason)}`
  return 'there is no build cache for this app yet'
}
