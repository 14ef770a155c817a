import type { Descriptor } from '../image/descriptor.ts'
import type { Digest } from '../image/digest.ts'
import { writeBlob } from '../layout/blob.ts'
import { readDocument } from '../layout/read.ts'
import { Failure, isSystemError, messageOf } from '../message/failure.ts'
import type { Registry } from '../registry/registry.ts'
import { registryDocuments } from './registry-documents.ts'
import { type RunImage, readRunImage } from './run-image.ts'
import type { RunImageId } from './run-image-id.ts'

type Document = Pick<Descriptor, 'digest'> & Partial<Descriptor>

/** Where a run image's documents may be. */
export interface DocumentPlaces {
  readonly registry: Registry
  readonly folderOf: (id: RunImageId) => string
  /** Other layouts on disk, whose documents are used by their digests. */
  readonly otherLayouts: (id: RunImageId) => Promise<readonly string[]>
  /** Deletes a document that turned out to be corrupt. */
  readonly discard: (folder: string, digest: Digest, reason: string) => Promise<void>
}

/** Reads the manifest and the configuration of run images; each that is used was checked against its digest. */
export class RunImageDocuments {
  readonly #places: DocumentPlaces

  constructor(places: DocumentPlaces) {
    this.#places = places
  }

  /** A run image whose documents are all on disk and right; undefined if they are not. No registry is asked. */
  async stored(id: RunImageId): Promise<RunImage | undefined> {
    const find = (document: Document): Promise<Buffer> => this.#find(id, document)
    try {
      return await readRunImage(id, { manifest: (digest) => find({ digest }), config: find })
    } catch (error) {
      // Missing or corrupt: `fetched` finds out again, and heals it.
      if (isSystemError(error, 'ENOENT', 'ENOTDIR', 'ELOOP') || error instanceof Failure) return undefined
      throw error
    }
  }

  /** A run image; what is missing or corrupt of its documents is fetched from the registry, and kept. */
  fetched(id: RunImageId): Promise<RunImage> {
    const behind = registryDocuments(this.#places.registry, id.reference)
    return readRunImage(id, {
      manifest: (digest) => this.#fetch(id, { digest }, () => behind.manifest(digest)),
      config: (descriptor) => this.#fetch(id, descriptor, () => behind.config(descriptor)),
    })
  }

  /** A document of the run image's own folder or, where that has none, of another layout, out of which it is copied. */
  async #find(id: RunImageId, document: Document): Promise<Buffer> {
    const folder = this.#places.folderOf(id)
    try {
      return await readDocument(folder, document)
    } catch (error) {
      if (!isSystemError(error, 'ENOENT')) throw error
      for (const other of await this.#places.otherLayouts(id)) {
        const bytes = await readDocument(other, document).catch(() => undefined)
        if (bytes === undefined) continue
        await writeBlob(folder, document, [bytes])
        return bytes
      }
      throw error
    }
  }

  async #fetch(id: RunImageId, document: Document, fetch: () => Promise<Buffer>): Promise<Buffer> {
    const folder = this.#places.folderOf(id)
    try {
      return await this.#find(id, document)
    } catch (error) {
      if (!isSystemError(error, 'ENOENT')) {
        await this.#places.discard(folder, document.digest, messageOf(error))
      }
    }
    const bytes = await fetch()
    await writeBlob(folder, document, [bytes])
    return bytes
  }
}
