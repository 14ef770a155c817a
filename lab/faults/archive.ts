import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createZstdDecompress } from 'node:zlib'
import { extract } from 'tar-stream'
import { fromBufferPromise } from 'yauzl'
import { messageOf } from '../../src/message/failure.ts'

/** A member of an archive and its path. */
type Member = readonly [path: string, content: AsyncIterable<Uint8Array>]

/** Lists what is wrong in an artifact or a cache entry: blobs with other digests than their names, or an unreadable archive. */
export const wrongInArchive = async (bytes: AsyncIterable<Buffer>): Promise<readonly string[]> => {
  const wrong: string[] = []
  let layouts = 0
  try {
    const archive = await buffer(Readable.from(bytes))
    const members = archive.readUInt16LE(0) === 0x4b50 ? zipMembers(archive) : tarMembers(archive)
    for await (const [path, content] of members) {
      if (/(?:^|\/)index\.json$/.test(path)) layouts += 1
      const digest = await sha256Of(content)
      const [, named] = /(?:^|\/)blobs\/sha256\/([0-9a-f]+)$/.exec(path) ?? []
      if (named !== undefined && named !== digest) wrong.push(`${path} is really ${digest}`)
    }
  } catch (error) {
    return [`it cannot be read: ${messageOf(error)}`]
  }
  return layouts === 0 ? [...wrong, 'it has no index.json'] : wrong
}

export const sha256Of = async (content: AsyncIterable<Uint8Array>): Promise<string> => {
  const hash = createHash('sha256')
  for await (const chunk of content) hash.update(chunk)
  return hash.digest('hex')
}

/** Reads tars as GitHub's cache client writes them, compressed with zstd or gzip. */
async function* tarMembers(archive: Buffer): AsyncGenerator<Member> {
  const zstd = archive.readUInt32LE(0) === 0xfd2fb528
  const tar = extract()
  const reading = pipeline(Readable.from([archive]), zstd ? createZstdDecompress() : createGunzip(), tar)
  // Readers of the members get the same error.
  reading.catch(() => {})
  for await (const entry of tar) {
    if (entry.header.type === 'file') yield [entry.header.name, Readable.from(entry)]
    else entry.resume()
  }
  await reading
}

async function* zipMembers(archive: Buffer): AsyncGenerator<Member> {
  const zip = await fromBufferPromise(archive)
  for await (const entry of zip.eachEntry()) {
    if (!entry.fileName.endsWith('/')) yield [entry.fileName, await zip.openReadStreamPromise(entry)]
  }
}
