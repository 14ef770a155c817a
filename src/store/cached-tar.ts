import { constants, open } from 'node:fs/promises'
import { pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { blobPath, chunkSize } from '../layout/blob.ts'
import type { CacheLayer } from './build-cache-layout.ts'

/** The tar of a cached layer, which is not trusted. */
export interface CachedTar {
  /** In bytes, as it was written down. */
  readonly size: number
  readonly open: () => AsyncGenerator<Uint8Array>
}

const readFlags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK

// No bytes are unpacked to more by gzip: https://www.zlib.net/zlib_tech.html
const largestRatio = 1_100
const smallTar = 1024 * 1024

/**
 * The tar of a cached layer out of a layout. Throws what the file system says where there is no file to read, and an error
 * where the size that was written down cannot be right: who streams the tar relies on it.
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
  // What fails is thrown where the tar is read.
  pipeline(file.createReadStream({ highWaterMark: chunkSize }), tar, () => {})
  yield* tar
}
