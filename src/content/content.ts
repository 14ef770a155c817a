import type { Descriptor } from '../image/descriptor.ts'

/**
 * Where blobs, manifests and indexes are found by their digests: a layout on disk, a repository in a registry, a store.
 * The verbs are those of oras-go's content.Storage and the distribution specification. A signal ends what waits, for an
 * answer or for another try, with the signal's reason; what takes no time need not heed it.
 */
export interface ReadableContent {
  /** Whether it is there, as far as can be told without reading it; asked of a registry it costs a request. */
  exists(descriptor: Descriptor, signal?: AbortSignal): Promise<boolean>
  /**
   * The bytes of what a descriptor names. Size and digest are checked on the way: what ends without an error is what
   * was asked for. Throws a Failure if it is not to be had.
   */
  fetch(descriptor: Descriptor, signal?: AbortSignal): AsyncIterable<Uint8Array>
}

/** Bytes, in pieces. */
export type Bytes = AsyncIterable<Uint8Array> | Iterable<Uint8Array>

/** Content that takes in more. */
export interface Content extends ReadableContent {
  /**
   * Takes in what a descriptor names; it is there afterwards only if size and digest are right. `open` gives its bytes
   * from the beginning, and is called again where a transfer broke off. Throws a Failure where size or digest are wrong
   * or it cannot be kept, and what is thrown while the bytes are read.
   */
  push(descriptor: Descriptor, open: () => Bytes, signal?: AbortSignal): Promise<void>
  /**
   * Takes over what another content has without its bytes passing through here: a layout shares the file of another
   * layout, a registry mounts a blob of another of its repositories. False where that cannot be done, or where what the
   * other one has turned out to be wrong: then it is to be fetched and pushed.
   */
  mount(descriptor: Descriptor, from: ReadableContent, signal?: AbortSignal): Promise<boolean>
}
