import { createHash } from 'node:crypto'
import type { Descriptor } from '../../src/image/descriptor.ts'
import { type Digest, digestOf, digestOfHex } from '../../src/image/digest.ts'
import { mediaTypes } from '../../src/image/media-type.ts'
import { writeBlob } from '../../src/layout/blob.ts'
import { createLayout, writeIndex } from '../../src/layout/write.ts'
import { randomBytes } from './random-layer.ts'
import { architecture } from './run-images.ts'

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
