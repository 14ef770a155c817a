import { createCipheriv, createHash } from 'node:crypto'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { pack } from 'tar-stream'
import { labFolder } from '../tools/folder.ts'
import { type Layer, makeLayer } from './layer.ts'

const piece = 1024 * 1024

/** Generates pseudo-random bytes, the same for the same seed. They do not compress, like real layers. */
export function* randomBytes(size: number, seed: string): Generator<Buffer> {
  const cipher = createCipheriv('aes-256-ctr', createHash('sha256').update(seed).digest(), Buffer.alloc(16))
  const zeros = Buffer.alloc(piece)
  for (let left = size; left > 0; left -= piece) yield cipher.update(zeros.subarray(0, Math.min(piece, left)))
}

/** Creates a layer with one file of pseudo-random bytes, unless it exists. */
export const randomLayer = (name: string, size: number): Promise<Layer> =>
  makeLayer(join(labFolder, 'bench', name), async () => {
    const archive = pack()
    const header = { name: `opt/${name}`, size, mode: 0o644, mtime: new Date(1000) }
    const entry = archive.entry(header, (error) => (error ? archive.destroy(error) : archive.finalize()))
    // The reader gets its errors through the archive.
    pipeline(Readable.from(randomBytes(size, name)), entry).catch(() => {})
    return Readable.from(archive)
  })
