import { createHash, randomUUID } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open, rm, stat } from 'node:fs/promises'
import { type Exchange, Refusal } from './exchange.ts'
import type { Misbehaviour } from './misbehaviour.ts'
import type { Store, StoredBlob } from './store.ts'

/**
 * Block blobs, as Azure's storage SDK uploads and downloads them.
 *
 * https://learn.microsoft.com/rest/api/storageservices/operations-on-block-blobs
 */
export class Blobs {
  readonly #store: Store
  readonly #staged = new Map<string, Map<string, { readonly file: string; readonly size: number }>>()

  constructor(store: Store) {
    this.#store = store
  }

  /** Returns a URL that permits reading or writing a blob. The file name is for downloads. */
  signedUrl(origin: string, blob: string, permission: 'r' | 'w', fileName: string): string {
    const url = new URL(`/blobs/${blob}`, origin)
    url.searchParams.set('sp', permission)
    url.searchParams.set('rscd', `attachment; filename="${fileName.replace(/[^\x20-\x7e]|["\\]/g, '_')}"`)
    url.searchParams.set('sig', this.#store.signatureOf(blob, permission))
    return url.href
  }

  /** Handles a request for `/blobs/ID`. */
  async handle(exchange: Exchange, id: string, fault: Misbehaviour | undefined): Promise<void> {
    const query = exchange.url.searchParams
    const permission = exchange.request.method === 'PUT' ? 'w' : 'r'
    if (query.get('sig') !== this.#store.signatureOf(id, permission)) {
      throw new Refusal(403, 'AuthenticationFailed', 'Server failed to authenticate the request.')
    }
    if (permission === 'r') return this.#get(exchange, id, fault)
    switch (query.get('comp')) {
      case 'block':
        return this.#putBlock(exchange, id, query.get('blockid') ?? '')
      case 'blocklist':
        return this.#putBlockList(exchange, id)
      case null:
        return this.#putBlob(exchange, id)
      default:
        throw new Refusal(400, 'InvalidQueryParameterValue', `comp=${query.get('comp')} is not supported.`)
    }
  }

  async #putBlob(exchange: Exchange, id: string): Promise<void> {
    if (exchange.header('x-ms-blob-type') !== 'BlockBlob') {
      throw new Refusal(400, 'MissingRequiredHeader', 'x-ms-blob-type: BlockBlob is missing.')
    }
    this.#checkConditions(exchange, this.#store.blob(id))
    await this.#commit(exchange, id, [await this.#receive(exchange, id)])
  }

  async #putBlock(exchange: Exchange, id: string, blockId: string): Promise<void> {
    if (blockId === '') throw new Refusal(400, 'InvalidQueryParameterValue', 'blockid is missing.')
    const blocks = this.#staged.get(id) ?? new Map()
    this.#staged.set(id, blocks)
    blocks.set(blockId, await this.#receive(exchange, id))
    exchange.answer(201, '', written())
  }

  async #putBlockList(exchange: Exchange, id: string): Promise<void> {
    this.#checkConditions(exchange, this.#store.blob(id))
    const blocks = this.#staged.get(id)
    const list = [
      ...(await exchange.text()).matchAll(/<(?:Latest|Uncommitted)>([^<]*)<\/(?:Latest|Uncommitted)>/g),
    ]
    const segments = list.map(([, blockId = '']) => {
      const block = blocks?.get(blockId)
      if (block === undefined) {
        throw new Refusal(400, 'InvalidBlockList', 'The specified block list is invalid.')
      }
      return block
    })
    await this.#commit(exchange, id, segments)
    this.#staged.delete(id)
  }

  async #commit(exchange: Exchange, id: string, segments: StoredBlob['segments']): Promise<void> {
    const contentType = exchange.header('x-ms-blob-content-type') ?? 'application/octet-stream'
    const blob = this.#store.setBlob(id, segments, contentType)
    await this.#store.save()
    exchange.answer(201, '', written(blob))
  }

  /** Streams the request's body to disk. Incomplete bodies are removed. */
  async #receive(exchange: Exchange, id: string): Promise<{ readonly file: string; readonly size: number }> {
    const { file, path } = this.#store.newSegment(id)
    const md5 = createHash('md5')
    const expectedMd5 = exchange.header('content-md5')
    let size = 0
    try {
      const handle = await open(path, 'wx')
      try {
        for await (const chunk of exchange.body()) {
          if (expectedMd5 !== undefined) md5.update(chunk)
          await handle.writeFile(chunk)
          size += chunk.length
        }
      } finally {
        await handle.close()
      }
      if (expectedMd5 !== undefined && md5.digest('base64') !== expectedMd5) {
        throw new Refusal(400, 'Md5Mismatch', 'The MD5 value in the request did not match the content.')
      }
      return { file, size }
    } catch (error) {
      await rm(path, { force: true })
      throw error
    }
  }

  async #get(exchange: Exchange, id: string, fault: Misbehaviour | undefined): Promise<void> {
    const blob = this.#store.blob(id)
    if (blob === undefined) throw new Refusal(404, 'BlobNotFound', 'The specified blob does not exist.')
    this.#checkConditions(exchange, blob)
    const { replaceWith } = fault ?? {}
    const size = replaceWith === undefined ? blob.size : (await stat(replaceWith)).size
    const range = rangeOf(exchange, size)
    const { start, end } = range ?? { start: 0, end: size }
    const headers = {
      ...written(blob),
      'content-type': blob.contentType,
      'accept-ranges': 'bytes',
      'x-ms-blob-type': 'BlockBlob',
      'content-disposition': exchange.url.searchParams.get('rscd') ?? 'attachment',
      ...fault?.headers,
      ...(range && { 'content-range': `bytes ${start}-${end - 1}/${size}` }),
    }
    if (exchange.request.method === 'HEAD') {
      exchange.answer(200, '', { ...headers, 'content-length': String(size) })
      return
    }
    const source =
      replaceWith === undefined
        ? this.#store.read(id, start, end)
        : end > start
          ? createReadStream(replaceWith, { start, end: end - 1 })
          : (async function* () {})()
    await exchange.stream(range === undefined ? 200 : 206, end - start, source, headers)
  }

  #checkConditions(exchange: Exchange, blob: StoredBlob | undefined): void {
    const reading = exchange.request.method !== 'PUT'
    const matches = (condition: string): boolean =>
      blob !== undefined && (condition === '*' || condition === blob.etag)
    const ifMatch = exchange.header('if-match')
    const ifNoneMatch = exchange.header('if-none-match')
    if (ifMatch !== undefined && !matches(ifMatch)) {
      throw new Refusal(412, 'ConditionNotMet', 'The condition specified using HTTP conditions is not met.')
    }
    if (ifNoneMatch !== undefined && matches(ifNoneMatch)) {
      if (reading) throw new Refusal(304, 'ConditionNotMet', '')
      throw ifNoneMatch === '*'
        ? new Refusal(409, 'BlobAlreadyExists', 'The specified blob already exists.')
        : new Refusal(412, 'ConditionNotMet', 'The condition specified using HTTP conditions is not met.')
    }
  }
}

/** The headers that the SDK expects in every response. */
const written = (blob?: StoredBlob): Record<string, string> => ({
  'x-ms-request-id': randomUUID(),
  'x-ms-version': '2025-11-05',
  'x-ms-request-server-encrypted': 'true',
  date: new Date().toUTCString(),
  ...(blob && { etag: blob.etag, 'last-modified': blob.modified }),
})

const rangeOf = (exchange: Exchange, size: number): { start: number; end: number } | undefined => {
  const header = exchange.header('x-ms-range') ?? exchange.header('range')
  const match = /^bytes=(\d+)-(\d*)$/.exec(header ?? '')
  if (match === null) return undefined
  const start = Number(match[1])
  const end = match[2] === '' ? size : Math.min(Number(match[2]) + 1, size)
  if (start >= size || end <= start) {
    throw new Refusal(416, 'InvalidRange', 'The range specified is invalid for the current size.')
  }
  return { start, end }
}
