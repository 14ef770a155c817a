import { Readable } from 'node:stream'
import type { Bytes } from '../../content/content.ts'
import { RequestError } from './request-error.ts'

/** A body that is sent while it is read. It is opened again each time it is sent. */
export interface StreamedBody {
  /** In bytes. */
  readonly size: number
  readonly open: () => Bytes
}

export type RequestBody = string | Uint8Array | StreamedBody

export const isStreamed = (body: RequestBody | undefined): body is StreamedBody =>
  typeof body === 'object' && 'open' in body

/** A streamed body that is being sent. */
export interface OpenBody {
  readonly stream: Readable
  /** Aborted if the server does not accept data for too long. */
  readonly stalled: AbortSignal
  /** The error that was thrown while the body was read. It is not an error of the request. */
  readonly failure: () => { readonly error: unknown } | undefined
}

// In bytes: how much of a body is read and hashed ahead of the transfer.
const readAhead = 1024 * 1024

async function* pieces(bytes: Bytes): AsyncGenerator<Uint8Array, void, undefined> {
  yield* bytes
}

/** Opens a body. `stall` is the longest pause of the transfer, in milliseconds. */
export const openBody = ({ open }: StreamedBody, host: string, stall: number): OpenBody => {
  const controller = new AbortController()
  let failure: { readonly error: unknown } | undefined
  const halt = (): void =>
    controller.abort(
      new RequestError(`the transfer to ${host} stalled`, {
        advice: 'Try again later.',
        transient: true,
      }),
    )
  async function* watched(): AsyncGenerator<Uint8Array, void, undefined> {
    const source = pieces(open())
    try {
      for (;;) {
        const { value, done } = await source.next().catch((error: unknown) => {
          failure = { error }
          throw error
        })
        if (done) return
        // The stream asks for the next chunk as soon as some of its buffer was sent.
        const timer = setTimeout(halt, stall)
        try {
          yield value
        } finally {
          clearTimeout(timer)
        }
      }
    } finally {
      await source.return()
    }
  }
  return {
    stream: Readable.from(watched(), { objectMode: false, highWaterMark: readAhead }),
    stalled: controller.signal,
    failure: () => failure,
  }
}
