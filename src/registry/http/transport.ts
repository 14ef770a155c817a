import { type Dispatcher, request as send } from 'undici'
import { isLoopback, mayCall } from './address.ts'
import { networkObstacle } from './network-error.ts'
import { malformed, Obstacle } from './request-error.ts'

export interface Request {
  readonly method: 'GET' | 'HEAD' | 'POST'
  readonly url: URL
  readonly headers: Readonly<Record<string, string>>
  readonly body?: string
}

export interface Answer {
  readonly status: number
  /** The server that answered, after redirects. */
  readonly host: string
  readonly body: AsyncIterable<Uint8Array>
  /** The values of a header, in the order they came. */
  readonly header: (name: string) => readonly string[]
}

/**
 * Makes a request and follows its redirects; the answer's body must be read or discarded. Throws an Obstacle where no
 * answer came, and the signal's reason where it was aborted.
 */
export type Transport = (request: Request, signal: AbortSignal) => Promise<Answer>

const redirects: readonly number[] = [301, 302, 303, 307, 308]
const redirectLimit = 5

/** Ends the use of an answer's body: a small one is read, so that the connection can serve again. */
export const discard = async ({ body }: Answer): Promise<void> => {
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

/** Reads a body of at most `limit` bytes into memory; throws an Obstacle where it is larger or breaks off. */
export const readBody = async (answer: Answer, limit: number): Promise<Buffer> => {
  const chunks: Uint8Array[] = []
  let size = 0
  try {
    for await (const chunk of answer.body) {
      size += chunk.length
      if (size > limit) throw malformed(answer.host, `it has more than ${limit} bytes`)
      chunks.push(chunk)
    }
  } catch (error) {
    throw networkObstacle(answer.host, error)
  }
  return Buffer.concat(chunks)
}

const attempt = (dispatcher: Dispatcher, request: Request, signal: AbortSignal): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const { url, method, headers, body } = request
    // undici heeds the signal only once it is connected.
    const abort = () => reject(signal.reason)
    signal.addEventListener('abort', abort, { once: true })
    send(url, { dispatcher, method, headers, signal, ...(body !== undefined && { body }) })
      .then(
        (answer) => {
          // Whoever reads the body learns of its errors; one that comes earlier must not end the process.
          answer.body.on('error', () => undefined)
          resolve({
            status: answer.statusCode,
            host: url.host,
            body: answer.body,
            header: (name) => [answer.headers[name] ?? []].flat(),
          })
        },
        (error: unknown) => reject(networkObstacle(url.host, error)),
      )
      .finally(() => signal.removeEventListener('abort', abort))
  })

/** Where a redirect leads, or an Obstacle where it must not be followed. */
const redirectTarget = (answer: Answer, from: URL, first: URL): URL => {
  const [location] = answer.header('location')
  if (location === undefined || !URL.canParse(location, from.href)) {
    throw malformed(answer.host, 'it redirects to what is no address')
  }
  const target = new URL(location, from)
  target.username = ''
  target.password = ''
  if (!mayCall(target, first)) {
    throw new Obstacle(`${answer.host} redirects to ${target.protocol}//${target.host}, which is not HTTPS`, {
      advice: isLoopback(target.hostname)
        ? 'Only a registry on this machine may send its clients there.'
        : 'Plain HTTP is for registries on loopback only.',
    })
  }
  return target
}

/** Makes requests over the given connections; an `authorization` header is sent to the first server only. */
export const createTransport =
  (dispatcherOf: (url: URL) => Dispatcher): Transport =>
  async (request, signal) => {
    let current = request
    for (let hops = 0; hops <= redirectLimit; hops += 1) {
      signal.throwIfAborted()
      const answer = await attempt(dispatcherOf(current.url), current, signal)
      if (!redirects.includes(answer.status) || current.method === 'POST') return answer
      await discard(answer)
      const url = redirectTarget(answer, current.url, request.url)
      const { authorization, ...others } = current.headers
      current = { ...current, url, headers: url.origin === current.url.origin ? current.headers : others }
    }
    throw new Obstacle(`${request.url.host} redirects more than ${redirectLimit} times`, {
      advice: 'Its administrator can tell why; try again later.',
    })
  }
