import { constants, open } from 'node:fs/promises'
import { pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { blobPath, chunkSize } from '../layout/blob.ts'
import type { CacheLayer } from './build-cache-layout.ts'

/** The tar of a cached layer. Its content is not verified. */
export interface CachedTar {
  /** The recorded size, in bytes. */
  readonly size: number
  readonly open: () => AsyncGenerator<Uint8Array>
}

const readFlags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK

// The highest ratio that gzip can reach: https://www.zlib.net/zlib_tech.html
const largestRatio = 1_100
const smallTar = 1024 * 1024

/**
 * Opens the tar of a cached layer in a layout. Throws the file system's error if the file cannot be read, and an error
 * if the recorded size cannot be right, because callers that stream the tar rely on it.
 */
export const cachedTar = async (folder: string, { diffId, blob, size }: CacheLayer): Promise<CachedTar> => {
  const path = blobPath(folder, blob.digest)
  await using file = await open(path, readFlags)
  const stats = await file.stat()
  if (!stats.isFile()) throw new Error('it is not a regular file')
  const isPlain = blob.digest === diffId
  const isRight = isPlain ? size === stats.size : size > 0 && size <= stats.size * largestRatio + smallTar
  if (!isRight) throw new Error(`its file has ${stats.size} bytes, which cannot be ${size} of a tar`)
  return { size, open: () => (isPlain ? readPlain(path) : readCompressed(path)) }
}

async function* readPlain(path: string): AsyncGenerator<Uint8Array> {
  await using file = await open(path, readFlags)
  yield* file.createReadStream({ highWaterMark: chunkSize })
}

async function* readCompressed(path: string): AsyncGenerator<Uint8Array> {
  await using file = await open(path, readFlags)
  const tar = createGunzip({ chunkSize: 256 * 1024 })
  // The reader of the tar throws the error.
  pipeline(file.createReadStream({ highWaterMark: chunkSize }), tar, () => {})
  yield* tar
}
