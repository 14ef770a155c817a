import { Readable } from 'node:stream'
import type { Bytes } from '../../content/content.ts'
import { RequestError } from './request-error.ts'

/** A body that is sent while it is read; it is opened again each time it is sent. */
export interface StreamedBody {
  /** In bytes. */
  readonly size: number
  readonly open: () => Bytes
}

export type RequestBody = string | Uint8Array | StreamedBody

export const isStreamed = (body: RequestBody | undefined): body is StreamedBody =>
  typeof body === 'object' && 'open' in body

/** A streamed body on its way to a server. */
export interface Sending {
  readonly stream: Readable
  /** Aborted where the server takes no more for too long. */
  readonly stalled: AbortSignal
  /** What was thrown while the body was read: no error of the request. */
  readonly failure: () => { readonly error: unknown } | undefined
}

// So far a body is read ahead, in bytes: it is read and hashed while what came before goes out.
const readAhead = 1024 * 1024

async function* pieces(bytes: Bytes): AsyncGenerator<Uint8Array, void, undefined> {
  yield* bytes
}

/** Opens a body for a host that may let the transfer rest for so many milliseconds. */
export const openBody = ({ open }: StreamedBody, host: string, stall: number): Sending => {
  const controller = new AbortController()
  let failure: { readonly error: unknown } | undefined
  const halt = (): void =>
    controller.abort(
      new RequestError(`the transfer to ${host} came to a halt`, {
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
        // The next piece is asked for as soon as there is room for it, since some of what came before is out.
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
