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
  /** Whether it is stored compressed. */
  readonly isCompressed: boolean
  readonly #folder: string
  #spool: Spool | undefined
  #signal: AbortSignal | undefined
  /** From then on, nothing is decompressed ahead. */
  #isTaken = false

  private constructor(folder: string, { diffId, blob, size }: CacheLayer) {
    this.diffId = diffId
    this.blob = blob
    this.size = size
    this.isCompressed = blob.digest !== diffId
    this.#folder = folder
  }

  /**
   * Finds the tar of a cached layer. Throws the file system's error if the file cannot be read, and an error if the recorded
   * size cannot be right, because callers that stream the tar rely on it.
   */
  static async find(folder: string, layer: CacheLayer): Promise<CachedTar> {
    const tar = new CachedTar(folder, layer)
    const { size, isCompressed } = tar
    await using file = await open(tar.#path, safeReadFlags)
    const stats = await file.stat()
    if (!stats.isFile()) throw new Error('it is not a regular file')
    const isRight = isCompressed
      ? size > 0 && size <= stats.size * largestRatio + smallTar
      : size === stats.size
    if (!isRight) throw new Error(`its file has ${stats.size} bytes, which cannot be ${size} of a tar`)
    return tar
  }

  get #path(): string {
    return blobPath(this.#folder, this.blob.digest)
  }

  /**
   * Decompresses the tar into a temporary file, ahead of its reader. Does nothing if it is stored uncompressed, or if there
   * is a reader already.
   */
  async decompressAhead(signal: AbortSignal): Promise<void> {
    this.#signal = signal
    if (!this.isCompressed || this.#isTaken) return
    let spool: Spool
    try {
      spool = await Spool.create(this.#folder)
    } catch {
      // For example in a read-only folder. The tar is decompressed while it is read.
      return
    }
    if (this.#isTaken) return spool[Symbol.asyncDispose]()
    this.#spool = spool
    const isWhole = await spool.fill(this.#decompress(signal))
    // Frees a full disk. Without an abort, the reader decompresses all of it.
    if (!isWhole && !this.#isTaken && !signal.aborted) await this[Symbol.asyncDispose]()
  }

  /** The tar's bytes: those that are decompressed already, then the others. */
  async *open(): AsyncGenerator<Uint8Array> {
    this.#isTaken = true
    const spool = this.#spool
    let read = 0
    if (spool !== undefined) {
      try {
        for await (const chunk of spool.read()) {
          yield chunk
          read += chunk.length
        }
        return
      } catch (error) {
        if (this.#signal?.aborted || this.#spool !== spool) throw error
        // The disk may be full. An error of the tar itself occurs again.
      } finally {
        await this[Symbol.asyncDispose]()
      }
    }
    for await (const chunk of this.isCompressed ? this.#decompress() : readFile(this.#path)) {
      if (read < chunk.length) yield chunk.subarray(read)
      read = Math.max(0, read - chunk.length)
    }
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
    this.#isTaken = true
    const spool = this.#spool
    this.#spool = undefined
    await spool?.[Symbol.asyncDispose]()
  }
}

async function* readFile(path: string): AsyncGenerator<Uint8Array> {
  await using file = await open(path, safeReadFlags)
  yield* file.createReadStream({ highWaterMark: chunkSize })
}
