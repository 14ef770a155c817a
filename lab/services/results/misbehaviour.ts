import { setTimeout as wait } from 'node:timers/promises'

/** What a request asks for, named as the protocols name it. */
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

/** A fault of the results service. More than one of the faults may be given where they make sense together. */
export interface Misbehaviour {
  readonly on: Operation
  /** How many requests meet it, from the next one on; all of them if it is not given. */
  readonly times?: number
  /** Refuse with this HTTP status, in the form that the operation's protocol has for errors. */
  readonly status?: number
  readonly message?: string
  /** With `status`: answer with this text instead, as services do that do not keep to the protocol for errors. */
  readonly text?: string
  readonly headers?: Readonly<Record<string, string>>
  /** Answer 200 with this document, as twirp services do for `ok: false`. */
  readonly answer?: Readonly<Record<string, unknown>>
  /** Reset the connection after so many bytes of the body, the request's (`Put…`) or the response's. */
  readonly breakAfter?: number
  /** Send nothing more after so many bytes of the response's body, and leave the connection open. */
  readonly stallAfter?: number
  /** Send the bytes of this file, instead of the blob's. */
  readonly replaceWith?: string
  readonly bytesPerSecond?: number
}

/** The faults that are in force. */
export class Misbehaviours {
  readonly #active = new Map<Misbehaviour, number>()

  /** Puts a fault in force, until it has met as many requests as it says or the function returned here is called. */
  add(misbehaviour: Misbehaviour): () => void {
    const own = { ...misbehaviour }
    this.#active.set(own, misbehaviour.times ?? Number.POSITIVE_INFINITY)
    return () => void this.#active.delete(own)
  }

  /** The fault that a request meets. */
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

/** A transfer that was broken off on purpose; who meets it ends the connection. */
export class BrokenOff extends Error {}

/** The bytes of a body, as a fault lets them through. Ends with `BrokenOff` where the fault breaks it off. */
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
