import { setTimeout as wait } from 'node:timers/promises'

/** The operation of a request, by its name in the protocol. */
export type Operation =
  | 'CreateArtifact'
  | 'FinalizeArtifact'
  | 'ListArtifacts'
  | 'GetSignedArtifactURL'
  | 'DeleteArtifact'
  | 'CreateCacheEntry'
  | 'FinalizeCacheEntryUpload'
  | 'GetCacheEntryDownloadURL'
  | 'PutBlob'
  | 'PutBlock'
  | 'PutBlockList'
  | 'GetBlob'
  | 'HeadBlob'
  | 'ListWorkflowRunArtifacts'
  | 'DownloadArtifact'

/** A fault of the results service. Several effects can be combined if they make sense together. */
export interface Misbehaviour {
  readonly on: Operation
  /** How many requests are affected, starting with the next one. Default: all. */
  readonly times?: number
  /** Refuse with this HTTP status, in the protocol's error format. */
  readonly status?: number
  readonly message?: string
  /** With `status`: respond with this text, as services that ignore the protocol's error format do. */
  readonly text?: string
  readonly headers?: Readonly<Record<string, string>>
  /** Respond with status 200 and this document, as twirp services do for `ok: false`. */
  readonly answer?: Readonly<Record<string, unknown>>
  /** Reset the connection after this many bytes of the request's (`Put…`) or the response's body. */
  readonly breakAfter?: number
  /** Stop sending after this many bytes of the response's body, and keep the connection open. */
  readonly stallAfter?: number
  /** Send the bytes of this file instead of the blob's. */
  readonly replaceWith?: string
  readonly bytesPerSecond?: number
}

/** The active faults. */
export class Misbehaviours {
  readonly #active = new Map<Misbehaviour, number>()

  /** Activates a fault until its number of requests is reached or the returned function is called. */
  add(misbehaviour: Misbehaviour): () => void {
    const own = { ...misbehaviour }
    this.#active.set(own, misbehaviour.times ?? Number.POSITIVE_INFINITY)
    return () => void this.#active.delete(own)
  }

  /** Returns the fault for a request. */
  take(operation: Operation | undefined): Misbehaviour | undefined {
    for (const [misbehaviour, left] of this.#active) {
      if (misbehaviour.on !== operation) continue
      if (left <= 1) this.#active.delete(misbehaviour)
      else this.#active.set(misbehaviour, left - 1)
      return misbehaviour
    }
    return undefined
  }
}

/** An intentionally interrupted transfer. The catcher closes the connection. */
export class BrokenOff extends Error {}

/** Passes on the bytes of a body with a fault applied. Throws `BrokenOff` where the fault interrupts it. */
export async function* withFault(
  source: AsyncIterable<Buffer>,
  { breakAfter, stallAfter, bytesPerSecond }: Omit<Partial<Misbehaviour>, 'on'>,
  signal: AbortSignal,
): AsyncGenerator<Buffer> {
  let left = breakAfter ?? stallAfter ?? Number.POSITIVE_INFINITY
  for await (const chunk of source) {
    if (bytesPerSecond !== undefined) {
      await wait((chunk.length / bytesPerSecond) * 1000, undefined, { signal })
    }
    if (chunk.length >= left) {
      yield chunk.subarray(0, left)
      if (breakAfter !== undefined) throw new BrokenOff()
      await new Promise((_, reject) => signal.addEventListener('abort', reject, { once: true }))
    }
    left -= chunk.length
    yield chunk
  }
}
