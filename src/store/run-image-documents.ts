import { fetchDocument } from '../content/image-documents.ts'
import type { Descriptor } from '../image/descriptor.ts'
import type { Digest } from '../image/digest.ts'
import type { ImageDocuments } from '../image/image.ts'
import type { Platform } from '../image/platform.ts'
import type { ImageReference } from '../image/reference.ts'
import { writeBlob } from '../layout/blob.ts'
import { readDocument } from '../layout/read.ts'
import { Failure, isSystemError, messageOf } from '../message/failure.ts'
import type { Registry } from '../registry/registry.ts'
import type { ReadableRepository } from '../registry/repository.ts'
import { type DocumentReader, type RunImage, readRunImage } from './run-image.ts'
import type { RunImageId } from './run-image-id.ts'

type DocumentDescriptor = Pick<Descriptor, 'digest'> & Partial<Descriptor>

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
    const find = (document: DocumentDescriptor): Promise<Buffer> => this.#find(id, document)
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
    const remote = registryDocuments(this.#sources.registry.readableRepository(id.reference))
    return readRunImage(id, {
      manifest: (digest) => this.#fetch(id, { digest }, () => remote.manifest(digest)),
      config: (descriptor) => this.#fetch(id, descriptor, () => remote.config(descriptor)),
    })
  }

  /** Reads a document from the run image's directory. If it is missing, copies it from another layout. */
  async #find(id: RunImageId, document: DocumentDescriptor): Promise<Buffer> {
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

  async #fetch(id: RunImageId, document: DocumentDescriptor, fetch: () => Promise<Buffer>): Promise<Buffer> {
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

/** Fetches documents of images from a repository in a registry, and verifies their digests. */
export const registryDocuments = (repository: ReadableRepository): DocumentReader => ({
  manifest: (digest) => repository.manifest(digest),
  config: (descriptor) => fetchDocument(repository, descriptor),
})

/**
 * Resolves a reference in a registry, and fetches the image for a platform without its layers. Throws a Failure if it is
 * missing or unavailable.
 */
export const openPreviousImage = async (
  registry: Registry,
  reference: ImageReference,
  platform: Platform,
): Promise<ImageDocuments> => {
  const root = reference.digest ?? (await registry.resolve(reference)).digest
  const documents = registryDocuments(registry.readableRepository(reference))
  return readRunImage({ reference, root, platform }, documents, 'previous image')
}
