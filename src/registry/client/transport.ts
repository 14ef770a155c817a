import { setImmediate } from 'node:timers/promises'
import { type Dispatcher, request as send } from 'undici'
import type { Addresses } from './addresses.ts'
import { isLoopback } from './addresses.ts'
import type { Timeouts } from './connection.ts'
import { isStreamed, openBody, type RequestBody } from './request-body.ts'
import { malformed, networkError, RequestError } from './request-error.ts'

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
  /** The values of a header, in the order they came. */
  readonly header: (name: string) => readonly string[]
}

/**
 * Makes a request and follows its redirects, unless it is one that changes something; the response's body must be read
 * or discarded. Throws a RequestError where no response came, what was thrown while its own body was read, and the
 * signal's reason where it was aborted.
 */
export type Transport = (request: Request, signal: AbortSignal) => Promise<Response>

const redirects: readonly number[] = [301, 302, 303, 307, 308]
const redirectLimit = 5

/** Ends the use of a response's body: a small one is read, so that the connection can serve again. */
export const discard = async ({ body }: Response): Promise<void> => {
  let left = 64 * 1024
  try {
    for await (const chunk of body) {
      left -= chunk.length
      if (left < 0) break
    }
  } catch {
    // What is thrown away may break off.
  }
}

/** Reads a body of at most `limit` bytes into memory; throws a RequestError where it is larger or breaks off. */
export const readBody = async (response: Response, limit: number): Promise<Buffer> => {
  const chunks: Uint8Array[] = []
  let size = 0
  try {
    for await (const chunk of response.body) {
      size += chunk.length
      if (size > limit) throw malformed(response.host, `it has more than ${limit} bytes`)
      chunks.push(chunk)
    }
  } catch (error) {
    throw networkError(response.host, error)
  }
  return Buffer.concat(chunks)
}

type BodyTimeouts = Pick<Timeouts, 'stall' | 'commit'>

interface Call {
  readonly request: Request
  readonly dispatcher: Dispatcher
  readonly signal: AbortSignal
  readonly timeouts: BodyTimeouts
}

/** Sends one request; rejects with what undici says, or with what was thrown while the body was read. */
const call = async ({ request, dispatcher, signal, timeouts }: Call): Promise<Dispatcher.ResponseData> => {
  const { url, method, headers, body } = request
  // undici closes the connection after each HEAD request unless it is asked not to.
  const common = { dispatcher, method, reset: false }
  if (!isStreamed(body)) return send(url, { ...common, headers, signal, ...(body && { body }) })
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

/** Ends when the connection can serve again: anyone who asks earlier makes undici open another one. */
async function* untilFree(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
  yield* body
  await setImmediate()
}

const attempt = (made: Call, answered: Set<string>): Promise<Response> =>
  new Promise((resolve, reject) => {
    const { request, signal } = made
    const { host } = request.url
    // undici heeds the signal only once it is connected.
    const abort = () => reject(signal.reason)
    signal.addEventListener('abort', abort, { once: true })
    call(made)
      .then(
        (response) => {
          answered.add(host)
          // The reader of the body gets its errors. An error before that must not end the process.
          response.body.on('error', () => undefined)
          resolve({
            status: response.statusCode,
            host,
            body: untilFree(response.body),
            header: (name) => [response.headers[name] ?? []].flat(),
          })
        },
        (error: unknown) => reject(networkError(host, error, answered.has(host))),
      )
      .finally(() => signal.removeEventListener('abort', abort))
  })

/** Where a redirect leads, or a RequestError where it must not be followed. */
const redirectTarget = (response: Response, from: URL, first: URL, mayCall: Addresses['mayCall']): URL => {
  const [location] = response.header('location')
  if (location === undefined || !URL.canParse(location, from.href)) {
    throw malformed(response.host, 'it redirects to what is no address')
  }
  const target = new URL(location, from)
  target.username = ''
  target.password = ''
  if (!mayCall(target, first)) {
    throw new RequestError(
      `${response.host} redirects to ${target.protocol}//${target.host}, which is not HTTPS`,
      {
        advice: isLoopback(target.hostname)
          ? 'Only a registry on this machine may send its clients there.'
          : 'Plain HTTP is for registries on loopback, and for those that the input insecure-registries names.',
      },
    )
  }
  return target
}

/** Makes requests over the given connections; an `authorization` header is sent to the first server only. */
export const createTransport = (
  dispatcherOf: (url: URL) => Dispatcher,
  timeouts: BodyTimeouts,
  mayCall: Addresses['mayCall'],
): Transport => {
  const answered = new Set<string>()
  return async (request, signal) => {
    let current = request
    for (let hops = 0; hops <= redirectLimit; hops += 1) {
      signal.throwIfAborted()
      const dispatcher = dispatcherOf(current.url)
      const response = await attempt({ request: current, dispatcher, signal, timeouts }, answered)
      const follows = current.method === 'GET' || current.method === 'HEAD'
      if (!redirects.includes(response.status) || !follows) return response
      await discard(response)
      const url = redirectTarget(response, current.url, request.url, mayCall)
      const { authorization, ...others } = current.headers
      current = { ...current, url, headers: url.origin === current.url.origin ? current.headers : others }
    }
    throw new RequestError(`${request.url.host} redirects more than ${redirectLimit} times`, {
      advice: 'Its administrator can tell why; try again later.',
    })
  }
}
