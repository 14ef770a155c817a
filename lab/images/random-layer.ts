import { createCipheriv, createHash } from 'node:crypto'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { pack } from 'tar-stream'
import type { Descriptor } from '../../src/image/descriptor.ts'
import { type Digest, digestOf, digestOfHex } from '../../src/image/digest.ts'
import { mediaTypes } from '../../src/image/media-type.ts'
import { writeBlob } from '../../src/layout/blob.ts'
import { createLayout, writeIndex } from '../../src/layout/write.ts'
import { labFolder } from '../tools/folder.ts'
import { type Layer, makeLayer } from './layer.ts'
import { architecture } from './run-images.ts'

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

/** Writes a layout whose layers are pseudo-random bytes, the same for the same seed. Returns the digest of its image. */
export const writeRandomLayout = async (
  path: string,
  seed: string,
  sizes: readonly number[],
): Promise<Digest> => {
  await createLayout(path)
  const layers: Descriptor[] = []
  for (const [nth, size] of sizes.entries()) {
    const hash = createHash('sha256')
    for (const piece of randomBytes(size, `${seed} ${nth}`)) hash.update(piece)
    const digest = digestOfHex(hash.digest('hex'))
    const layer = { mediaType: 'application/vnd.oci.image.layer.v1.tar', digest, size }
    await writeBlob(path, layer, randomBytes(size, `${seed} ${nth}`))
    layers.push(layer)
  }
  const document = async (mediaType: string, value: unknown): Promise<Descriptor> => {
    const bytes = Buffer.from(JSON.stringify(value))
    const descriptor = { mediaType, digest: digestOf(bytes), size: bytes.length }
    await writeBlob(path, descriptor, [bytes])
    return descriptor
  }
  const rootfs = { type: 'layers', diff_ids: layers.map(({ digest }) => digest) }
  const config = await document(mediaTypes.config, { os: 'linux', architecture, rootfs })
  const root = { schemaVersion: 2, mediaType: mediaTypes.manifest, config, layers }
  const manifest = await document(mediaTypes.manifest, root)
  await writeIndex(path, manifest)
  return manifest.digest
}
