import { digestOf, hexOf } from '../../src/image/digest.ts'

/** A document, or the bytes of one that no JSON.stringify writes. */
export type Document = Buffer | Readonly<Record<string, unknown>>

export const bytesOf = (document: Document): Buffer =>
  Buffer.isBuffer(document) ? document : Buffer.from(JSON.stringify(document))

export const describe = (kind: string, document: Document, more: object = {}) => ({
  mediaType: kind.startsWith('vnd.') ? `application/${kind}` : `application/vnd.oci.image.${kind}`,
  digest: digestOf(bytesOf(document)),
  size: bytesOf(document).length,
  ...more,
})

/** The layer that all of these images have. */
export const layer = Buffer.alloc(100, 'layer')

export const layerDescriptor = describe('layer.v1.tar', layer)

export const config = {
  ...{ os: 'linux', architecture: 'amd64', config: { Labels: { a: 'b' } } },
  rootfs: { type: 'layers', diff_ids: [digestOf(layer)] },
}

export const manifest = {
  ...{ schemaVersion: 2, mediaType: 'application/vnd.oci.image.manifest.v1+json' },
  config: describe('config.v1+json', config),
  layers: [layerDescriptor],
}

export const index = (...manifests: readonly unknown[]) => ({
  ...{ schemaVersion: 2, mediaType: 'application/vnd.oci.image.index.v1+json', manifests },
})

const textOf = (document: Document): string => bytesOf(document).toString()

/** The text of a document in which something is replaced that JSON.stringify would not write. */
export const edited = (document: Document, from: string, to: string): Buffer => {
  const text = textOf(document)
  if (!text.includes(from)) throw new Error(`${text} has no ${from}`)
  return Buffer.from(text.replace(from, () => to))
}

const marker = Buffer.from('{"imageLayoutVersion":"1.0.0"}')

/** The files of a layout whose index.json is a document, and that has others, and the layer, as blobs. */
export const layoutFiles = (root: Document, ...blobs: readonly Document[]): ReadonlyMap<string, Buffer> =>
  new Map([
    ['oci-layout', marker],
    ['index.json', bytesOf(root)],
    ...[layer, ...blobs.map(bytesOf)].map((bytes): [string, Buffer] => [
      `blobs/sha256/${hexOf(digestOf(bytes))}`,
      bytes,
    ]),
  ])

/** A layout of one image, by its manifest and its configuration. */
export const imageFiles = (own: Document, ownConfig: Document = config): ReadonlyMap<string, Buffer> =>
  layoutFiles(index(describe('manifest.v1+json', own)), own, ownConfig)

/** A layout of an index of images. */
export const indexFiles = (own: Document, ...others: readonly Document[]): ReadonlyMap<string, Buffer> =>
  layoutFiles(index(describe('index.v1+json', own)), own, manifest, config, ...others)
