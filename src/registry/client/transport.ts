import { Readable } from 'node:stream'
import { setImmediate } from 'node:timers/promises'
import { type Dispatcher, request as send } from 'undici'
import type { Bytes } from '../../content/content.ts'
import { readBytes } from '../../content/verify.ts'
import { unlessAborted } from '../../task/abort.ts'
import { type Addresses, isLoopback } from './addresses.ts'
import type { Timeouts } from './connection.ts'
import { malformed, networkError, RequestError } from './request-error.ts'

/** A body that is sent while it is read. It is opened again each time it is sent. */
interface StreamedBody {
  /** In bytes. */
  readonly size: number
  readonly open: () => Bytes
}

type RequestBody = string | Uint8Array | StreamedBody

const isStreamed = (body: RequestBody | undefined): body is StreamedBody =>
  typeof body === 'object' && 'open' in body

export interface Request {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH'
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body?: RequestBody
}

export interface Response {
  readonly status: number
  /** The server that answered, after redirects. */
  readonly host: string
  readonly body: AsyncIterable<Uint8Array>
  /** The values of a header, in their order. */
  readonly header: (name: string) => readonly string[]
}

/**
 * Sends a request. Follows redirects of GET and HEAD only. The caller must read or discard the response's body. Throws a
 * RequestError if there is no response, the error that was thrown while the request's body was read, and the signal's
 * reason after an abort.
 */
export type Transport = (request: Request, signal: AbortSignal) => Promise<Response>

const redirects: readonly number[] = [301, 302, 303, 307, 308]
const redirectLimit = 5

/** Discards a response's body. A small one is read, so that the connection can be reused. */
export const discard = async ({ body }: Response): Promise<void> => {
  let left = 64 * 1024
  try {
    for await (const chunk of body) {
      left -= chunk.length
      if (left < 0) break
    }
  } catch {
    // Nothing of the body is used.
  }
}

/** Reads a body into memory. Throws a RequestError if it has more than `limit` bytes or is interrupted. */
export const readBody = async (response: Response, limit: number): Promise<Buffer> => {
  const bytes = await readBytes(response.body, limit).catch((error: unknown) => {
    throw networkError(response.host, error)
  })
  if (bytes === undefined) throw malformed(response.host, `it has more than ${limit} bytes`)
  return bytes
}

/** A streamed body that is being sent. */
interface OpenBody {
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
const openBody = ({ open }: StreamedBody, host: string, stall: number): OpenBody => {
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

type BodyTimeouts = Pick<Timeouts, 'stall' | 'commit'>

/** Sends one request. Throws undici's error, or the error that was thrown while the body was read. */
const call = async (
  { url, method, headers, body }: Request,
  dispatcher: Dispatcher,
  signal: AbortSignal,
  timeouts: BodyTimeouts,
): Promise<Dispatcher.ResponseData> => {
  // By default, undici closes the connection after each HEAD request.
  const common = { dispatcher, method, reset: false }
  if (!isStreamed(body)) {
    return send(url, {
      ...common,
      headers,
      signal,
      ...(body && { body }),
      // The PUT that ends an upload in chunks has no body, but the registry hashes and moves the whole blob.
      ...(method === 'PUT' && { headersTimeout: timeouts.commit }),
    })
  }
  const { stream, stalled, failure } = openBody(body, url.host, timeouts.stall)
  try {
    return await send(url, {
      ...common,
      headers: { ...headers, 'content-length': `${body.size}` },
      body: stream,
      headersTimeout: timeouts.commit,
      signal: AbortSignal.any([signal, stalled]),
    })
  } catch (error) {
    throw failure()?.error ?? error
  }
}

/** Ends when the connection can be reused. An earlier request would make undici open another connection. */
async function* bodyUntilReusable(
  body: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  yield* body
  await setImmediate()
}

/** The target of a redirect. Throws a RequestError if it must not be followed. */
const redirectTarget = (response: Response, from: URL, first: URL, mayCall: Addresses['mayCall']): URL => {
  const [location] = response.header('location')
  if (location === undefined || !URL.canParse(location, from.href)) {
    throw malformed(response.host, 'it redirects to an invalid address')
  }
  const target = new URL(location, from)
  target.username = ''
  target.password = ''
  if (!mayCall(target, first)) {
    throw new RequestError(
      `${response.host} redirects to ${target.protocol}//${target.host}, which is not HTTPS`,
      {
        advice: isLoopback(target.hostname)
          ? 'Only a registry on this machine may redirect there.'
          : 'Plain HTTP is allowed only for registries on loopback and in the input insecure-registries.',
      },
    )
  }
  return target
}

/** Sends requests over the given connections. An `authorization` header never goes to another origin after a redirect. */
export const createTransport = (
  dispatcherOf: (url: URL) => Dispatcher,
  timeouts: BodyTimeouts,
  mayCall: Addresses['mayCall'],
): Transport => {
  const answered = new Set<string>()
  const attempt = async (request: Request, signal: AbortSignal): Promise<Response> => {
    const { host } = request.url
    const sent = call(request, dispatcherOf(request.url), signal, timeouts).then((response) => {
      answered.add(host)
      // The body's reader gets this error. Before that, it must not end the process.
      response.body.on('error', () => undefined)
      return response
    })
    try {
      // undici handles the signal only after it has connected.
      const { statusCode: status, headers, body } = await unlessAborted(sent, signal)
      const header = (name: string): readonly string[] => [headers[name] ?? []].flat()
      return { status, host, body: bodyUntilReusable(body), header }
    } catch (error) {
      throw networkError(host, error, answered.has(host))
    }
  }
  return async (request, signal) => {
    let current = request
    for (let hops = 0; hops <= redirectLimit; hops += 1) {
      signal.throwIfAborted()
      const response = await attempt(current, signal)
      const follows = current.method === 'GET' || current.method === 'HEAD'
      if (!redirects.includes(response.status) || !follows) return response
      await discard(response)
      const url = redirectTarget(response, current.url, request.url, mayCall)
      const { authorization, ...others } = current.headers
      current = { ...current, url, headers: url.origin === current.url.origin ? current.headers : others }
    }
    throw new RequestError(`${request.url.host} redirects more than ${redirectLimit} times`, {
      advice: "Ask the registry's administrator, or try again later.",
    })
  }
}
