import { open } from 'node:fs/promises'
import { pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { safeReadFlags } from '../files/file-content.ts'
import { Spool } from '../files/spool.ts'
import { blobPath, chunkSize } from '../layout/blob.ts'
import type { CacheLayer } from './build-cache-layout.ts'

// The highest ratio that gzip can reach: https://www.zlib.net/zlib_tech.html
const largestRatio = 1_100
const smallTar = 1024 * 1024

/** The tar of a cached layer in a layout. Its content is not verified. */
export class CachedTar implements CacheLayer, AsyncDisposable {
  readonly diffId: CacheLayer['diffId']
  readonly blob: CacheLayer['blob']
  readonly size: number
  readonly #path: string
  #spool: Spool | undefined

  private constructor({ diffId, blob, size }: CacheLayer, path: string) {
    this.diffId = diffId
    this.blob = blob
    this.size = size
    this.#path = path
  }

  /**
   * Finds the tar of a cached layer. Throws the file system's error if the file cannot be read, and an error if the recorded
   * size cannot be right, because callers that stream the tar rely on it.
   */
  static async find(folder: string, layer: CacheLayer): Promise<CachedTar> {
    const { blob, size } = layer
    const tar = new CachedTar(layer, blobPath(folder, blob.digest))
    await using file = await open(tar.#path, safeReadFlags)
    const stats = await file.stat()
    if (!stats.isFile()) throw new Error('it is not a regular file')
    const isRight = tar.#isPlain
      ? size === stats.size
      : size > 0 && size <= stats.size * largestRatio + smallTar
    if (!isRight) throw new Error(`its file has ${stats.size} bytes, which cannot be ${size} of a tar`)
    return tar
  }

  get #isPlain(): boolean {
    return this.blob.digest === this.diffId
  }

  /**
   * Decompresses the tar into a temporary file in `folder`, ahead of its reader, who gets the errors. Does nothing for a tar
   * that is stored uncompressed, or if no file can be created: then the tar is decompressed while it is read.
   */
  async decompressAhead(folder: string, signal: AbortSignal): Promise<void> {
    if (this.#isPlain) return
    try {
      this.#spool = await Spool.create(folder)
    } catch {
      return
    }
    await this.#spool.fill(this.#decompress(signal))
  }

  /** The tar's bytes. */
  async *open(): AsyncGenerator<Uint8Array> {
    if (this.#spool !== undefined) {
      yield* this.#spool.read()
      await this[Symbol.asyncDispose]()
    } else if (this.#isPlain) yield* readFile(this.#path)
    else yield* this.#decompress()
  }

  async *#decompress(signal?: AbortSignal): AsyncGenerator<Uint8Array> {
    const tar = createGunzip({ chunkSize: 256 * 1024 })
    // The reader of the tar throws the error.
    pipeline(readFile(this.#path), tar, () => {})
    let left = this.size
    for await (const chunk of tar) {
      signal?.throwIfAborted()
      yield chunk
      left -= chunk.length
      // The reader finds out that it is too long.
      if (left < 0) return
    }
  }

  /** Removes the temporary file. */
  async [Symbol.asyncDispose](): Promise<void> {
    const spool = this.#spool
    this.#spool = undefined
    await spool?.[Symbol.asyncDispose]()
  }
}

async function* readFile(path: string): AsyncGenerator<Uint8Array> {
  await using file = await open(path, safeReadFlags)
  yield* file.createReadStream({ highWaterMark: chunkSize })
}
