import { fetchDocument } from '../content/image-documents.ts'
import type { Descriptor } from '../image/descriptor.ts'
import type { ImageDocuments } from '../image/image.ts'
import type { Platform } from '../image/platform.ts'
import type { ImageReference } from '../image/reference.ts'
import { writeBlob } from '../layout/blob.ts'
import { readDocument } from '../layout/read.ts'
import { Failure, isSystemError, messageOf } from '../message/failure.ts'
import type { Registry } from '../registry/registry.ts'
import type { ReadableRepository } from '../registry/repository.ts'
import { type DocumentReader, type RunImage, type RunImageId, readRunImage } from './run-image.ts'

type DocumentDescriptor = Pick<Descriptor, 'digest'> & Partial<Descriptor>

/** Where the documents of a run image are on disk. */
export interface DocumentFolders {
  readonly folder: string
  /** Other layouts. Their documents are found by digest. */
  readonly otherLayouts: () => Promise<readonly string[]>
}

/** Reads a run image from disk; undefined if a document is missing or corrupt. Makes no registry requests. */
export const storedRunImage = async (
  id: RunImageId,
  folders: DocumentFolders,
): Promise<RunImage | undefined> => {
  const find = (document: DocumentDescriptor): Promise<Buffer> => findDocument(folders, document)
  try {
    return await readRunImage(id, { manifest: (digest) => find({ digest }), config: find })
  } catch (error) {
    // Missing or corrupt: `completeRunImage` replaces it.
    if (isSystemError(error, 'ENOENT', 'ENOTDIR', 'ELOOP') || error instanceof Failure) return undefined
    throw error
  }
}

/**
 * Reads a run image. Fetches missing or corrupt documents from `remote` and stores them. `discard` deletes a corrupt
 * document.
 */
export const completeRunImage = (
  id: RunImageId,
  folders: DocumentFolders,
  remote: DocumentReader,
  discard: (document: DocumentDescriptor, reason: string) => Promise<void>,
): Promise<RunImage> => {
  const read = async (document: DocumentDescriptor, fetch: () => Promise<Buffer>): Promise<Buffer> => {
    try {
      return await findDocument(folders, document)
    } catch (error) {
      if (!isSystemError(error, 'ENOENT')) await discard(document, messageOf(error))
    }
    const bytes = await fetch()
    await writeBlob(folders.folder, document, [bytes])
    return bytes
  }
  return readRunImage(id, {
    manifest: (digest) => read({ digest }, () => remote.manifest(digest)),
    config: (descriptor, name) => read(descriptor, () => remote.config(descriptor, name)),
  })
}

/** Reads a document from the run image's directory. If it is missing, copies it from another layout. */
const findDocument = async (
  { folder, otherLayouts }: DocumentFolders,
  document: DocumentDescriptor,
): Promise<Buffer> => {
  try {
    return await readDocument(folder, document)
  } catch (error) {
    if (!isSystemError(error, 'ENOENT')) throw error
    for (const other of await otherLayouts()) {
      const bytes = await readDocument(other, document).catch(() => undefined)
      if (bytes === undefined) continue
      await writeBlob(folder, document, [bytes])
      return bytes
    }
    throw error
  }
}

/** Fetches documents of images from a repository in a registry, and verifies their digests. */
export const registryDocuments = (repository: ReadableRepository): DocumentReader => ({
  manifest: (digest) => repository.manifest(digest),
  config: (descriptor, name) => fetchDocument(repository, descriptor, { name }),
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
