import { createHash, type Hash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Readable, Transform } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import * as v from 'valibot'
import { type Digest, DigestSchema, digestOfHex } from '../../src/image/digest.ts'
import { parseDocument } from '../../src/json/document.ts'
import { makeOnce } from '../tools/folder.ts'

/** A layer on disk, as registries store it: a gzipped tar. `size` is in bytes. */
export interface Layer {
  readonly file: string
  readonly digest: Digest
  readonly diffId: Digest
  readonly size: number
}

const LayerSchema = v.object({ digest: DigestSchema, diffId: DigestSchema, size: v.number() })

/** Creates a layer from a tar, unless it exists. Its directory contains the blob and a record with its digests. */
export const makeLayer = async (folder: string, archive: () => Promise<Readable>): Promise<Layer> => {
  const file = join(folder, 'layer.tar.gz')
  await makeOnce(folder, async (unfinished) => {
    await mkdir(unfinished, { recursive: true })
    const [blob, diffId, digest] = [
      join(unfinished, 'layer.tar.gz'),
      createHash('sha256'),
      createHash('sha256'),
    ]
    await pipeline(await archive(), through(diffId), createGzip(), through(digest), createWriteStream(blob))
    const { size } = await stat(blob)
    const known = {
      digest: digestOfHex(digest.digest('hex')),
      diffId: digestOfHex(diffId.digest('hex')),
      size,
    }
    await writeFile(join(unfinished, 'layer.json'), JSON.stringify(known))
  })
  const known = await readFile(join(folder, 'layer.json'), 'utf8')
  return { file, ...parseDocument(LayerSchema, known, `layer's record in ${folder}`) }
}

export const readLayer = (layer: Layer): Readable => createReadStream(layer.file)

const through = (hash: Hash): Transform =>
  new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk)
      done(null, chunk)
    },
  })
