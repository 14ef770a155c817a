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

/** The sources of a run image's documents. */
export interface DocumentSources {
  readonly registry: Registry
  readonly folderOf: (id: RunImageId) => string
  /** Other layouts on disk. Their documents are found by digest. */
  readonly otherLayouts: (id: RunImageId) => Promise<readonly string[]>
  /** Deletes a corrupt document. */
  readonly discard: (folder: string, digest: Digest, reason: string) => Promise<void>
}

/** Reads the manifests and configurations of run images, and verifies their digests. */
export class RunImageDocuments {
  readonly #sources: DocumentSources

  constructor(sources: DocumentSources) {
    this.#sources = sources
  }

  /** Reads a run image from disk; undefined if a document is missing or corrupt. Makes no registry requests. */
  async stored(id: RunImageId): Promise<RunImage | undefined> {
    const find = (document: Document): Promise<Buffer> => this.#find(id, document)
    try {
      return await readRunImage(id, { manifest: (digest) => find({ digest }), config: find })
    } catch (error) {
      // Missing or corrupt: `fetched` replaces it.
      if (isSystemError(error, 'ENOENT', 'ENOTDIR', 'ELOOP') || error instanceof Failure) return undefined
      throw error
    }
  }

  /** Reads a run image. Fetches missing or corrupt documents from the registry and stores them. */
  fetched(id: RunImageId): Promise<RunImage> {
    const remote = registryDocuments(this.#sources.registry, id.reference)
    return readRunImage(id, {
      manifest: (digest) => this.#fetch(id, { digest }, () => remote.manifest(digest)),
      config: (descriptor) => this.#fetch(id, descriptor, () => remote.config(descriptor)),
    })
  }

  /** Reads a document from the run image's directory. If it is missing, copies it from another layout. */
  async #find(id: RunImageId, document: Document): Promise<Buffer> {
    const folder = this.#sources.folderOf(id)
    try {
      return await readDocument(folder, document)
    } catch (error) {
      if (!isSystemError(error, 'ENOENT')) throw error
      for (const other of await this.#sources.otherLayouts(id)) {
        const bytes = await readDocument(other, document).catch(() => undefined)
        if (bytes === undefined) continue
        await writeBlob(folder, document, [bytes])
        return bytes
      }
      throw error
    }
  }

  async #fetch(id: RunImageId, document: Document, fetch: () => Promise<Buffer>): Promise<Buffer> {
    const folder = this.#sources.folderOf(id)
    try {
      return await this.#find(id, document)
    } catch (error) {
      if (!isSystemError(error, 'ENOENT')) {
        await this.#sources.discard(folder, document.digest, messageOf(error))
      }
    }
    const bytes = await fetch()
    await writeBlob(folder, document, [bytes])
    return bytes
  }
}
