import { chmod, lstat, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { WrongContent } from '../content/wrong-content.ts'
import type { Descriptor } from '../image/descriptor.ts'
import type { Digest } from '../image/digest.ts'
import { documentLimit } from '../image/document.ts'
import { closureOf } from '../image/image.ts'
import type { Platform } from '../image/platform.ts'
import { formatReference, type ImageReference, layoutRepoPath } from '../image/reference.ts'
import { blobFolder, blobPath, linkBlob, writeBlob } from '../layout/blob.ts'
import { pruneBlobs } from '../layout/prune.ts'
import { readDocument } from '../layout/read.ts'
import { findFlaws } from '../layout/verify.ts'
import { createLayout, layoutIndex, layoutMarker, writeIndex } from '../layout/write.ts'
import { Failure, isSystemError, messageOf } from '../message/failure.ts'
import type { Registry } from '../registry/registry.ts'
import { type RunImage, readRunImage } from './run-image.ts'

/** Where the layers came from that a layout was given. */
export interface ProvidedLayers {
  /** Were in the layout-repo already. */
  readonly kept: readonly Descriptor[]
  /** Came from the registry. */
  readonly fetched: readonly Descriptor[]
}

// Enough to hide a registry's latency; more only makes many slow transfers out of a few fast ones.
const concurrentTransfers = 4

/**
 * Run images on disk, in the folders that pack gives them: `<registry>/<repository>/<tag>`, each an OCI image layout.
 *
 * Nothing in it is believed: a document or layer is used only if its digest matches, and fetched again, with a warning,
 * if not. A build never uses a file in place; it takes a hard link into its own layout first and checks that, so that
 * other builds may use, heal and prune the same folder at the same time.
 */
export class LayoutRepo {
  readonly #root: string
  readonly #registry: Registry
  readonly #warn: (message: string) => void

  constructor(root: string, registry: Registry, warn: (message: string) => void) {
    this.#root = root
    this.#registry = registry
    this.#warn = warn
  }

  /** The folder of an image. */
  folderOf(reference: ImageReference): string {
    return join(this.#root, layoutRepoPath(reference))
  }

  /** The digest of what a reference names: its own, or what the registry answers to one HEAD request. */
  async resolve(reference: ImageReference): Promise<Digest> {
    return reference.digest ?? (await this.#registry.resolve(reference)).digest
  }

  /** Whether all of a run image is on disk, as far as can be told without reading its layers. Asks no registry. */
  async holds(reference: ImageReference, root: Digest, platform: Platform): Promise<boolean> {
    const folder = this.folderOf(reference)
    try {
      const documents = (digest: Digest): Promise<Buffer> => readDocument(folder, { digest })
      const image = await readRunImage(reference, root, platform, {
        manifest: documents,
        config: ({ digest }) => documents(digest),
      })
      return await this.hasLayers(reference, image.manifest.layers)
    } catch (error) {
      // Missing or corrupt: `open` finds out again, and heals it.
      if (isSystemError(error, 'ENOENT', 'ENOTDIR', 'ELOOP') || error instanceof Failure) return false
      throw error
    }
  }

  /** Whether there are files of the right size for all of some layers; what is in them is checked when they are used. */
  async hasLayers(reference: ImageReference, layers: readonly Descriptor[]): Promise<boolean> {
    const unread = new Set(layers.map(({ digest }) => digest))
    return (await findFlaws(this.folderOf(reference), layers, unread)).length === 0
  }

  /** The run image of a platform, without its layers; what the layout-repo lacks of it is fetched and kept. */
  async open(reference: ImageReference, root: Digest, platform: Platform): Promise<RunImage> {
    const folder = this.folderOf(reference)
    await this.#healFolder(folder)
    const image = await readRunImage(reference, root, platform, {
      manifest: (digest) =>
        this.#document(folder, { digest }, () => this.#registry.manifest(reference, digest)),
      config: (descriptor) =>
        this.#document(folder, descriptor, () => this.#fetchConfig(reference, descriptor)),
    })
    await writeIndex(folder, image.descriptor)
    return image
  }

  /**
   * Gives a layout layers of an image: those that the layout-repo has, checked; the others from the registry, which
   * the layout-repo then has too. Stops at the first that cannot be had, with the registry's Failure.
   */
  async provide(
    reference: ImageReference,
    layers: readonly Descriptor[],
    layout: string,
  ): Promise<ProvidedLayers> {
    const folder = this.folderOf(reference)
    await this.#healFolder(folder)
    const waiting = new Map(layers.map((layer): [Digest, Descriptor] => [layer.digest, layer]))
    const kept: Descriptor[] = []
    const fetched: Descriptor[] = []
    const failures: unknown[] = []
    const work = async (): Promise<void> => {
      for (const [digest, layer] of waiting) {
        waiting.delete(digest)
        try {
          if (await this.#take(folder, layer, layout)) {
            kept.push(layer)
          } else {
            await this.#writeFetched(layout, layer, () =>
              unless(failures, this.#registry.blob(reference, layer)),
            )
            await linkBlob(layout, folder, digest)
            fetched.push(layer)
          }
        } catch (error) {
          failures.push(error)
          waiting.clear()
        }
      }
    }
    await Promise.all(Array.from({ length: concurrentTransfers }, work))
    if (failures.length > 0) throw failures[0]
    return { kept, fetched }
  }

  /** Deletes what lies in a run image's folder and is no part of it. */
  async prune(image: RunImage): Promise<void> {
    const keep = [image.root, ...closureOf(image).map(({ digest }) => digest)]
    await pruneBlobs(this.folderOf(image.reference), new Set(keep))
  }

  /**
   * Makes sure that a run image's folder is a layout's: a cache entry or another user of the disk may have put links
   * where folders belong, which would lead writes elsewhere, or folders where files belong, which no write replaces.
   */
  async #healFolder(folder: string): Promise<void> {
    const heal = async (path: string, kind: 'folder' | 'file'): Promise<void> => {
      try {
        if ((await lstat(path)).isDirectory() === (kind === 'folder')) return
        this.#warn(`${path} in the layout-repo is not a ${kind}, and is replaced by one.`)
        await rm(path, { recursive: true })
      } catch (error) {
        if (!isSystemError(error, 'ENOENT')) throw error
      }
    }
    for (const path of [folder, join(folder, 'blobs'), blobFolder(folder)]) await heal(path, 'folder')
    for (const name of [layoutMarker, layoutIndex]) await heal(join(folder, name), 'file')
    await createLayout(folder)
  }

  /** A document from the layout-repo or, where it is missing or corrupt there, from the registry. */
  async #document(
    folder: string,
    document: Pick<Descriptor, 'digest'> & Partial<Descriptor>,
    fetch: () => Promise<Buffer>,
  ): Promise<Buffer> {
    try {
      return await readDocument(folder, document)
    } catch (error) {
      if (!isSystemError(error, 'ENOENT')) await this.#discard(folder, document.digest, messageOf(error))
    }
    const bytes = await fetch()
    await writeBlob(folder, document, [bytes])
    return bytes
  }

  async #fetchConfig(reference: ImageReference, config: Descriptor): Promise<Buffer> {
    if (config.size > documentLimit) {
      throw new Failure(
        `The configuration of ${formatReference(reference)} has ${config.size} bytes, too many to be one.`,
      )
    }
    return Buffer.concat(await Array.fromAsync(this.#registry.blob(reference, config)))
  }

  /** Writes a layer into a layout as it is fetched; once more where it came whole but wrong, say from a spoilt cache. */
  async #writeFetched(
    layout: string,
    layer: Descriptor,
    fetch: () => AsyncIterable<Uint8Array>,
  ): Promise<void> {
    try {
      await writeBlob(layout, layer, fetch())
    } catch (error) {
      if (!(error instanceof WrongContent)) throw error
      this.#warn(`A layer is fetched once more: ${error.message}`)
      await writeBlob(layout, layer, fetch())
    }
  }

  /** Links a layer into a layout and checks it there; false where the layout-repo has it not, or has it corrupt. */
  async #take(folder: string, layer: Descriptor, layout: string): Promise<boolean> {
    try {
      // Before linking: what is no file must not be opened for a copy either.
      if (!(await lstat(blobPath(folder, layer.digest))).isFile()) {
        await this.#discard(folder, layer.digest, 'not a regular file')
        return false
      }
      await linkBlob(folder, layout, layer.digest)
    } catch (error) {
      if (isSystemError(error, 'ENOENT')) return false
      throw error
    }
    const path = blobPath(layout, layer.digest)
    const [flaw] = await findFlaws(layout, [layer])
    if (flaw === undefined) {
      // pack writes layers that nobody but their owner can read; whoever gets the layout should.
      if (((await lstat(path)).mode & 0o444) !== 0o444) await chmod(path, 0o644)
      return true
    }
    await rm(path, { recursive: true })
    await this.#discard(folder, layer.digest, flaw.reason)
    return false
  }

  async #discard(folder: string, digest: Digest, reason: string): Promise<void> {
    const why = reason.replace(/\.$/, '')
    this.#warn(`The layout-repo's copy of ${digest} is corrupt and is fetched again: ${why}.`)
    await rm(blobPath(folder, digest), { recursive: true, force: true })
  }
}

/** Passes a transfer on, but ends it once another one has failed: what it brings is no longer wanted. */
async function* unless(failures: readonly unknown[], source: AsyncIterable<Uint8Array>) {
  for await (const chunk of source) {
    if (failures.length > 0) throw failures[0]
    yield chunk
  }
}
