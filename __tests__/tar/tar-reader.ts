import { extract, type Header } from 'tar-stream'
import { bytesOf } from '../registry/registry-client.ts'

/** An entry of a tar stream with its complete content. */
export interface ReadEntry {
  readonly header: Header
  readonly content: string
}

/** Reads a tar stream completely. */
export const readTar = async (tar: AsyncIterable<Uint8Array>): Promise<readonly ReadEntry[]> => {
  const archive = extract()
  archive.end(await bytesOf(tar))
  const entries: ReadEntry[] = []
  for await (const entry of archive) {
    const chunks = (await Array.fromAsync(entry)).filter((chunk) => chunk instanceof Uint8Array)
    entries.push({ header: entry.header, content: Buffer.concat(chunks).toString('utf8') })
  }
  return entries
}
