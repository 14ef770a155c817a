import type { Descriptor } from '../image/descriptor.ts'

/**
 * A store that finds blobs, manifests and indexes by digest: a layout on disk, a repository in a registry. The verbs are
 * those of oras-go's content.Storage and of the distribution specification.
 *
 * A signal ends the wait for an answer or for another attempt, with the signal's reason.
 */
export interface ReadableContent {
  /** Whether the content has a blob or document, without reading it. Costs a request to a registry. */
  exists(descriptor: Descriptor, signal?: AbortSignal): Promise<boolean>
  /**
   * The bytes of a blob or document. Verifies size and digest: a stream that ends without an error is correct. Throws a
   * Failure if the bytes cannot be fetched or are wrong.
   */
  fetch(descriptor: Descriptor, signal?: AbortSignal): AsyncIterable<Uint8Array>
}

/** Bytes in chunks. */
export type Bytes = AsyncIterable<Uint8Array> | Iterable<Uint8Array>

/** A store that accepts new content. */
export interface Content extends ReadableContent {
  /**
   * Stores a blob or document, but only if its size and digest are correct. `open` returns the bytes from the beginning;
   * it is called again if a transfer was interrupted. Throws a Failure if size or digest are wrong or the content cannot
   * be stored, and any error that is thrown while the bytes are read.
   */
  push(descriptor: Descriptor, open: () => Bytes, signal?: AbortSignal): Promise<void>
  /**
   * Takes a blob from another store without transferring its bytes: a layout shares the file of another layout, a registry
   * mounts a blob of another repository. Returns false if that is not possible or the other store's blob is wrong; then
   * fetch and push it.
   */
  mount(descriptor: Descriptor, from: ReadableContent, signal?: AbortSignal): Promise<boolean>
}
