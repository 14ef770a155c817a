import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Descriptor } from '../../src/image/descriptor.ts'
import { digestOfHex, hexOf } from '../../src/image/digest.ts'
import { type Manifest, parseManifest } from '../../src/image/image.ts'
import { parseIndex } from '../../src/image/image-index.ts'
import { Failure } from '../../src/message/failure.ts'

/** An OCI image layout with one image, whose blobs were all verified. */
export interface CheckedLayout {
  readonly folder: string
  readonly image: Descriptor
  readonly manifest: Manifest
}

/** Hashes every blob of a layout's image. Throws a Failure for the first that is missing or has another digest. */
export const checkLayout = async (folder: string): Promise<CheckedLayout> => {
  const { manifests } = parseIndex(await readFile(join(folder, 'index.json')))
  const [image] = manifests
  if (image === undefined || manifests.length > 1) {
    throw new Failure(`${folder} has ${manifests.length} images instead of one.`)
  }
  await checkBlob(folder, image)
  const manifest = parseManifest(await readFile(blobFile(folder, image)))
  for (const blob of [manifest.config, ...manifest.layers]) await checkBlob(folder, blob)
  return { folder, image, manifest }
}

/** The path of a blob in a layout. */
export const blobFile = (folder: string, { digest }: Descriptor): string =>
  join(folder, 'blobs', 'sha256', hexOf(digest))

const checkBlob = async (folder: string, blob: Descriptor): Promise<void> => {
  const hash = createHash('sha256')
  await pipeline(createReadStream(blobFile(folder, blob)), hash)
  const found = digestOfHex(hash.digest('hex'))
  if (found !== blob.digest) throw new Failure(`The blob ${blob.digest} in ${folder} is really ${found}.`)
}
