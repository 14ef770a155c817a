import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import * as v from 'valibot'
import { type Misbehaviour, type Operation, withFault } from './misbehaviour.ts'

/** A line of the service's log. */
export interface LoggedRequest {
  readonly method: string
  /** Without the query, which contains signatures. */
  readonly path: string
  readonly operation: Operation | undefined
  readonly status: number
  /** Bytes of the request's body. */
  readonly received: number
  /** Sent bytes of the response's body. */
  readonly sent: number
}

/** An error response. Each protocol of the service has its own format for it. */
export class Refusal extends Error {
  readonly status: number
  readonly code: string

  constructor(status: number, code: string, message: string) {
    super(message)
    this.status = status
    this.code = code
  }
}

/** One request and its response, with byte counts and with the active fault applied. */
export class Exchange {
  readonly request: IncomingMessage
  readonly url: URL
  readonly operation: Operation | undefined
  readonly #response: ServerResponse
  readonly #fault: Misbehaviour | undefined
  readonly #socket: Socket
  readonly #ended = new AbortController()
  received = 0
  sent = 0

  constructor(
    request: IncomingMessage,
    response: ServerResponse,
    url: URL,
    operation: Operation | undefined,
    fault: Misbehaviour | undefined,
  ) {
    this.request = request
    this.operation = operation
    this.url = url
    this.#response = response
    this.#fault = fault
    this.#socket = request.socket
    response.on('close', () => this.#ended.abort())
  }

  /** Resets the connection, as a broken network does. */
  reset(): void {
    this.#socket.resetAndDestroy()
  }

  /** The log line for the exchange so far. */
  logged(): LoggedRequest {
    return {
      method: this.request.method ?? '',
      path: this.url.pathname,
      operation: this.operation,
      status: this.#response.statusCode,
      received: this.received,
      sent: this.sent,
    }
  }

  header(name: string): string | undefined {
    const value = this.request.headers[name]
    return Array.isArray(value) ? value[0] : value
  }

  /** The request's body. */
  async *body(): AsyncGenerator<Buffer> {
    // The reader may still have work to do before the connection closes.
    const chunks: AsyncIterable<Buffer> = this.request.iterator({ destroyOnReturn: false })
    for await (const chunk of withFault(chunks, this.#fault ?? {}, this.#ended.signal)) {
      this.received += chunk.length
      yield chunk
    }
  }

  /** Reads the request's body as JSON. Refuses large bodies. */
  async json<Schema extends v.GenericSchema>(schema: Schema): Promise<v.InferOutput<Schema>> {
    const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), await this.text())
    if (!parsed.success) throw new Refusal(400, 'malformed', parsed.issues[0].message)
    return parsed.output
  }

  async text(): Promise<string> {
    const chunks: Buffer[] = []
    for await (const chunk of this.body()) {
      chunks.push(chunk)
      if (this.received > 4 * 1024 * 1024) throw new Refusal(413, 'malformed', 'The request is too large.')
    }
    return Buffer.concat(chunks).toString()
  }

  /** Responds with a document. */
  answer(status: number, document: string | object, headers: Readonly<Record<string, string>> = {}): void {
    const text = typeof document === 'string' ? document : JSON.stringify(document)
    const contentType = typeof document === 'string' ? 'application/xml' : 'application/json'
    this.sent = this.request.method === 'HEAD' ? 0 : Buffer.byteLength(text)
    this.#response.writeHead(status, {
      'content-type': contentType,
      'content-length': Buffer.byteLength(text),
      ...headers,
    })
    this.#response.end(text)
  }

  /** Responds with the `size` bytes of a stream. */
  async stream(
    status: number,
    size: number,
    source: AsyncIterable<Buffer>,
    headers: Readonly<Record<string, string>>,
  ): Promise<void> {
    this.#response.writeHead(status, { 'content-length': size, ...headers })
    const count = async function* (this: Exchange): AsyncGenerator<Buffer> {
      for await (const chunk of withFault(source, this.#fault ?? {}, this.#ended.signal)) {
        this.sent += chunk.length
        yield chunk
      }
    }
    await pipeline(Readable.from(count.call(this), { objectMode: false }), this.#response)
  }
}
