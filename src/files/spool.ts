import { type FileHandle, open, rm } from 'node:fs/promises'
import { partialPath } from './staging.ts'

// In bytes.
const chunkSize = 256 * 1024

/**
 * A temporary file that is read while it is written, so that a slow reader does not hold up the writer. It loses its name
 * as soon as it is created, so the system deletes it if this process is killed.
 */
export class Spool implements AsyncDisposable {
  readonly #file: FileHandle
  #written = 0
  #end: { readonly error?: unknown } | undefined
  #progress = Promise.withResolvers<void>()

  private constructor(file: FileHandle) {
    this.#file = file
  }

  /** Creates a spool in a folder. Throws the error of the file system. */
  static async create(folder: string): Promise<Spool> {
    const path = await partialPath(`${folder}/spool`)
    const file = await open(path, 'wx+', 0o600)
    try {
      await rm(path)
      return new Spool(file)
    } catch (error) {
      await file.close()
      throw error
    }
  }

  /**
   * Writes all of a stream. Errors of the stream and of the file system go to the reader. Returns whether all of it was
   * written.
   */
  async fill(source: AsyncIterable<Uint8Array>): Promise<boolean> {
    try {
      for await (const chunk of source) {
        await this.#file.writeFile(chunk)
        this.#written += chunk.length
        this.#notify()
      }
      this.#end = {}
    } catch (error) {
      this.#end = { error }
    }
    this.#notify()
    return !('error' in this.#end)
  }

  /** Reads from the start, and waits for what is not written yet. */
  async *read(): AsyncGenerator<Uint8Array> {
    for (let position = 0; ; ) {
      // Before the check, so that no progress is missed.
      const progress = this.#progress.promise
      const available = this.#written - position
      if (available > 0) {
        const buffer = Buffer.allocUnsafe(Math.min(available, chunkSize))
        const { bytesRead } = await this.#file.read(buffer, 0, buffer.length, position)
        position += bytesRead
        yield buffer.subarray(0, bytesRead)
      } else if (this.#end === undefined) await progress
      else if ('error' in this.#end) throw this.#end.error
      else return
    }
  }

  /** Frees the disk space. If the file is still being filled, that ends with an error. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#file.close()
  }

  #notify(): void {
    this.#progress.resolve()
    this.#progress = Promise.withResolvers()
  }
}
