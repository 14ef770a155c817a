import { constants, open } from 'node:fs/promises'

/** A file's size changed while the file was read. */
export class SizeChange extends Error {
  override readonly name = 'SizeChange'
}

/** Flags to read a file that another process may replace by a link or a pipe at any time. */
export const safeReadFlags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK

// In bytes.
const chunkSize = 256 * 1024

/**
 * Reads a file whose size was announced, and never yields more bytes than that. Does not follow a link. Throws a
 * SizeChange if the file has another size by now, and the file system's error if the file cannot be read.
 */
export async function* fileContent(path: string, size: number): AsyncGenerator<Uint8Array> {
  await using file = await open(path, safeReadFlags)
  let read = 0
  // One byte more shows whether the file grew.
  for await (const chunk of file.createReadStream({ highWaterMark: chunkSize, end: size })) {
    read += chunk.length
    if (read > size) break
    yield chunk
  }
  if (read !== size) throw new SizeChange('its size changed while it was read')
}
