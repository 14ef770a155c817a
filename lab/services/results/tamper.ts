import { createWriteStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { Readable, Transform, type TransformCallback } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip, createZstdCompress, createZstdDecompress } from 'node:zlib'
import { extract, pack } from 'tar-stream'
import type { Store, StoredEntry } from './store.ts'

/** Changes a file in an archive without changing its size. */
export type Edit = (path: string, content: Readable) => Readable

/** Flips the first byte of every blob of a layout. Names and sizes stay the same. */
export const corruptBlobs: Edit = (path, content) => {
  if (!/(^|\/)blobs\/sha256\/[^/]+$/.test(path)) return content
  let done = false
  return content.pipe(
    new Transform({
      transform(chunk: Buffer, _encoding, callback: TransformCallback) {
        const bytes = Buffer.from(chunk)
        if (!done && bytes.length > 0) {
          bytes[0] = ~(bytes[0] ?? 0) & 0xff
          done = true
        }
        callback(null, bytes)
      },
    }),
  )
}

/** Rewrites the archive of a cache entry, as an attacker with write access to the cache can. */
export const tamper = async (store: Store, entry: StoredEntry, edit: Edit): Promise<void> => {
  const [first] = await Array.fromAsync(store.read(entry.blob, 0, 4))
  const zstd = first?.readUInt32LE(0) === 0xfd2fb528
  const { file, path } = store.newSegment(entry.blob)
  const tar = extract()
  const tampered = pack()
  const written = pipeline(tampered, zstd ? createZstdCompress() : createGzip(), createWriteStream(path))
  const copied = (async () => {
    for await (const member of tar) {
      const { header } = member
      if (header.type !== 'file') {
        await new Promise<void>((resolve, reject) =>
          tampered.entry(header, (error) => (error ? reject(error) : resolve())),
        )
        member.resume()
        continue
      }
      await pipeline(edit(header.name, Readable.from(member)), tampered.entry(header))
    }
    tampered.finalize()
  })()
  await Promise.all([
    pipeline(Readable.from(store.read(entry.blob)), zstd ? createZstdDecompress() : createGunzip(), tar),
    copied,
    written,
  ])
  const { size } = await stat(path)
  store.setBlob(entry.blob, [{ file, size }], store.blob(entry.blob)?.contentType ?? '')
  entry.size = size
  await store.save()
}
