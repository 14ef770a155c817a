import { lstat, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { copy } from '../content/copy.ts'
import type { FolderCache, RestoreResult, StoreFolder } from '../content/folder-cache.ts'
import { annotationKeys } from '../image/annotations.ts'
import type { Descriptor } from '../image/descriptor.ts'
import type { Digest } from '../image/digest.ts'
import { closureOf } from '../image/image.ts'
import { formatPlatform, type Platform } from '../image/platform.ts'
import { formatRepository, type ImageReference } from '../image/reference.ts'
import { blobNames, blobPath, linkBlob, markUsed, pruneBlobs } from '../layout/blob.ts'
import { type LayoutContent, layoutContent } from '../layout/content.ts'
import { findFlaws } from '../layout/verify.ts'
import { writeIndex } from '../layout/write.ts'
import { formatBytes, formatSeconds } from '../message/quantity.ts'
import type { Registry } from '../registry/registry.ts'
import { healLayout, layoutsOf } from './folder.ts'
import { cacheKeyOf, type RunImage, type RunImageId, repositoryFolder, runImageFolder } from './run-image.ts'
import {
  completeRunImage,
  type DocumentFolders,
  registryDocuments,
  storedRunImage,
} from './run-image-documents.ts'

/** A run image, and the result of the cache lookup; undefined if there was no lookup. */
export interface OpenedRunImage {
  readonly image: RunImage
  readonly restored: RestoreResult | undefined
}

/** Where the layers of a layout came from. */
export interface LayerOrigins {
  /** Were on this machine, or in its cache. */
  readonly reused: readonly Descriptor[]
  /** Came from the registry. */
  readonly fetched: readonly Descriptor[]
}

interface RunImageStoreOptions {
  /** The layout-repo, an absolute path. */
  readonly root: string
  readonly registry: Registry
  /** Undefined if nothing is restored or saved. */
  readonly cache: FolderCache | undefined
  readonly info: (message: string) => void
  readonly warn: (message: string) => void
}

/**
 * Run images on disk (the layout-repo). Fetches missing content from a cache and a registry.
 *
 * The files are untrusted: a document or layer is used only if its digest matches. Otherwise it is fetched again, with a
 * warning. A layout gets its own files, which are verified there, so other builds can use, repair and prune the same
 * directory at the same time.
 */
export class RunImageStore {
  readonly #options: RunImageStoreOptions

  constructor(options: RunImageStoreOptions) {
    this.#options = options
  }

  /** The folder of a run image. */
  folderOf(id: Omit<RunImageId, 'root'>): string {
    return join(this.#options.root, runImageFolder(id))
  }

  #cacheFolderOf(id: RunImageId): StoreFolder {
    return { root: this.#options.root, name: runImageFolder(id) }
  }

  /**
   * Resolves a reference to its own digest, or to the registry's answer to one HEAD request. With `check`, the registry
   * also confirms a digest, unless the run image is on disk.
   */
  async resolve(
    reference: ImageReference,
    platform: Platform,
    { check = false }: { readonly check?: boolean } = {},
  ): Promise<RunImageId> {
    if (reference.digest !== undefined) {
      const id = { reference, root: reference.digest, platform }
      if (!check || (await storedRunImage(id, this.#foldersOf(id))) !== undefined) return id
    }
    return { reference, root: (await this.#options.registry.resolve(reference)).digest, platform }
  }

  /**
   * Opens a run image without its layers: from disk, from the cache (if layers are wanted and some are missing), or from
   * the registry. Throws a Failure if it is unavailable.
   */
  async open(id: RunImageId, wanted: { readonly layers: boolean }): Promise<OpenedRunImage> {
    const folder = this.folderOf(id)
    await healLayout(folder, this.#options.warn)
    const before = new Set(await blobNames(folder))
    const stored = await storedRunImage(id, this.#foldersOf(id))
    const isHere = stored !== undefined && (await hasBlobs(folder, stored.manifest.layers))
    const restored = await this.#restoreWhereUseful(id, wanted.layers, isHere)
    const image = stored ?? (await this.#complete(id))
    const own = digestsOf(image)
    // An older cache entry restores layers that are no longer used. Keep files from before: another build may use them.
    if (restored !== undefined) await pruneBlobs(folder, own, (name) => !before.has(name))
    await markUsed(folder, own)
    // Identifies the run image if the layout is found in an app.
    const annotations = { [annotationKeys.runImageRoot]: id.root }
    await writeIndex(folder, { ...image.descriptor, annotations })
    return { image, restored }
  }

  /** Restores the directory of a run image from the cache if some of these layers are missing. */
  async restore(id: RunImageId, layers: readonly Descriptor[]): Promise<void> {
    if (this.#options.cache === undefined || (await hasBlobs(this.folderOf(id), layers))) return
    await this.#restore(id, this.#options.cache)
  }

  /**
   * Copies layers of a run image to a layout and verifies them there. Fetches missing layers from the registry and keeps
   * them on disk. Throws the registry's Failure for the first layer that is unavailable.
   */
  async copyLayers(
    id: Omit<RunImageId, 'root'>,
    layers: readonly Descriptor[],
    target: LayoutContent,
  ): Promise<LayerOrigins> {
    const { registry, warn } = this.#options
    const folder = this.folderOf(id)
    await healLayout(folder, warn)
    const own = layoutContent(folder, ({ digest }, reason) => this.#discard(folder, digest, reason))
    const others = (await this.#otherLayouts(id)).map((path) => layoutContent(path))
    await markUsed(
      folder,
      layers.map(({ digest }) => digest),
    )
    const keep = ({ digest }: Descriptor): Promise<void> => linkBlob(target.folder, folder, digest)
    const sources = [own, ...others, registry.readableRepository(id.reference)]
    const { existed, mounted, fetched } = await copy(layers, sources, target, { warn, onFetched: keep })
    for (const { descriptor, from } of mounted) if (from !== own) await keep(descriptor)
    return { reused: [...existed, ...mounted.map(({ descriptor }) => descriptor)], fetched }
  }

  /**
   * Deletes unused files in a run image's directory, and saves the directory in the cache if the cache does not have it.
   *
   * The directory of a tag keeps only the image that the tag names. All images pinned by a digest share one directory,
   * because a new pin reuses layers of the previous one, and several apps may pin different images. To limit its size,
   * layers that no build has used for 31 days are deleted.
   */
  async keep({ image, restored }: OpenedRunImage): Promise<void> {
    const { cache, info } = this.#options
    const folder = this.folderOf(image)
    const blobs = closureOf(image)
    const isPinned = image.reference.digest !== undefined
    await pruneBlobs(folder, digestsOf(image), isPinned ? isUnused : undefined)
    if (cache === undefined || restored === undefined) return
    if (restored.outcome === 'hit' || restored.outcome === 'unavailable') return
    // Another build may have pruned layers of this image, and a saved cache entry cannot be changed.
    if (!(await hasBlobs(folder, blobs))) {
      info('The cache was not saved: another build changed the folder of the run image meanwhile.')
      return
    }
    const saved = await cache.save(this.#cacheFolderOf(image), cacheKeyOf(image).exact)
    if (saved.outcome !== 'saved') return
    const bytes = saved.bytes === undefined ? '' : `${formatBytes(saved.bytes)} `
    info(`Run image saved in the cache: ${bytes}in ${formatSeconds(saved.seconds)}`)
  }

  async #restoreWhereUseful(
    id: RunImageId,
    layersWanted: boolean,
    isHere: boolean,
  ): Promise<RestoreResult | undefined> {
    const { cache, info } = this.#options
    if (cache === undefined) return undefined
    if (layersWanted && !isHere) return this.#restore(id, cache)
    info(
      layersWanted
        ? 'Cache not asked: the layout-repo has the run image already.'
        : 'Cache not used: a sparse layout has none of the run image’s layers.',
    )
    return undefined
  }

  async #restore(id: RunImageId, cache: FolderCache): Promise<RestoreResult> {
    const { reference, root, platform } = id
    const { version, exact, prefix } = cacheKeyOf(id)
    this.#options.info(
      `Cache key: version ${version}, platform ${formatPlatform(platform)}, ` +
        `run image ${formatRepository(reference)}, digest ${root}`,
    )
    const restored = await cache.restore(this.#cacheFolderOf(id), exact, [prefix])
    await healLayout(this.folderOf(id), this.#options.warn)
    return restored
  }

  #foldersOf(id: RunImageId): DocumentFolders {
    return { folder: this.folderOf(id), otherLayouts: () => this.#otherLayouts(id) }
  }

  #complete(id: RunImageId): Promise<RunImage> {
    const folders = this.#foldersOf(id)
    const remote = registryDocuments(this.#options.registry.readableRepository(id.reference))
    return completeRunImage(id, folders, remote, ({ digest }, reason) =>
      this.#discard(folders.folder, digest, reason),
    )
  }

  async #otherLayouts(id: Omit<RunImageId, 'root'>): Promise<readonly string[]> {
    const layouts = await layoutsOf(join(this.#options.root, repositoryFolder(id.reference)))
    return layouts.filter((path) => path !== this.folderOf(id))
  }

  async #discard(folder: string, digest: Digest, reason: string): Promise<void> {
    const why = reason.replace(/\.$/, '')
    this.#options.warn(`The layout-repo's copy of ${digest} is corrupt and is fetched again: ${why}.`)
    await rm(blobPath(folder, digest), { recursive: true, force: true })
  }
}

const digestsOf = (image: RunImage): ReadonlySet<Digest> =>
  new Set([image.root, ...closureOf(image).map(({ digest }) => digest)])

// In milliseconds. Apps that are built once a month still find their layers.
const unusedAfter = 31 * 24 * 3_600_000

/** Whether a file is not a blob, or no build has used it recently. */
const isUnused = async (name: string, path: string): Promise<boolean> => {
  if (!/^[0-9a-f]{64}$/.test(name)) return true
  // Another build may have removed it meanwhile.
  const { mtimeMs } = await lstat(path).catch(() => ({ mtimeMs: 0 }))
  return Date.now() - mtimeMs > unusedAfter
}

/** Whether a layout has files of the right size for some blobs. Their content is verified on use. */
const hasBlobs = async (folder: string, blobs: readonly Descriptor[]): Promise<boolean> =>
  (await findFlaws(folder, blobs, new Set(blobs.map(({ digest }) => digest)))).length === 0
