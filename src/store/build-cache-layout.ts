import { join } from 'node:path'
import { annotationKeys } from '../image/annotations.ts'
import type { Descriptor } from '../image/descriptor.ts'
import { type Digest, digestOf } from '../image/digest.ts'
import { type ImageDocuments, parseImage } from '../image/image.ts'
import { parseIndex } from '../image/image-index.ts'
import { parseManifest } from '../image/manifest.ts'
import { mediaTypes } from '../image/media-type.ts'
import type { Platform } from '../image/platform.ts'
import { readDocument, readSmallFile } from '../layout/read.ts'
import { layoutIndex } from '../layout/write.ts'
import { Failure } from '../message/failure.ts'

/**
 * A build cache as a layout: the image that the last build made, as the lifecycle wrote it and without the run image's
 * layers, and a cache image, as the lifecycle's own are: its label says what buildpacks cached, its layers are that. A
 * layer that is the image's as well is the image's blob, compressed; any other one is a plain tar.
 * https://github.com/buildpacks/lifecycle/blob/v0.21.0/cache/image_cache.go
 */
export interface BuildCacheLayout {
  /** That the last build made. */
  readonly image: ImageDocuments
  readonly cache: CacheImage | undefined
}

/** A build cache, and the bytes of its index. */
export interface StoredBuildCache extends BuildCacheLayout {
  readonly index: Buffer
}

/** What the lifecycle cached. */
export interface CacheImage {
  /** As the lifecycle wrote it. */
  readonly metadata: string
  readonly layers: readonly CacheLayer[]
}

/** A cached layer. */
export interface CacheLayer {
  readonly diffId: Digest
  /** The uncompressed tar where its digest is the diff ID. */
  readonly blob: Descriptor
  /** Of the tar, in bytes; 0 where it was not written down. */
  readonly size: number
}

const metadataLabel = 'io.buildpacks.lifecycle.cache.metadata'

// A tar's header has its size, and a stream that is being unpacked shows it at its end only.
const sizeKey = 'io.github.buildpacks-oci-layout.tar.size'

/** The names in index.json. */
const imageName = 'image'
const cacheName = 'cache'

/** A document that is to be written, by its descriptor. */
export interface Document {
  readonly descriptor: Descriptor
  readonly bytes: Uint8Array
}

/** The documents of a build cache, and the index that names them. */
export interface BuildCacheDocuments {
  readonly index: Buffer
  readonly documents: readonly Document[]
}

const documentOf = (mediaType: string, bytes: Uint8Array): Document => ({
  descriptor: { mediaType, digest: digestOf(bytes), size: bytes.length },
  bytes,
})

const named = ({ mediaType, digest, size }: Descriptor, name: string): Descriptor => ({
  mediaType,
  digest,
  size,
  annotations: { [annotationKeys.refName]: name },
})

const layerOf = ({ blob: { mediaType, digest, size }, size: tarSize }: CacheLayer): Descriptor => ({
  mediaType,
  digest,
  size,
  annotations: { [sizeKey]: String(tarSize) },
})

/** Writes down a build cache; the same content gives the same bytes. */
export const formatBuildCache = (
  { image, cache }: BuildCacheLayout,
  { os, architecture }: Platform,
): BuildCacheDocuments => {
  const documents: Document[] = [
    { descriptor: image.descriptor, bytes: image.manifestBytes },
    { descriptor: image.manifest.config, bytes: image.configBytes },
  ]
  const manifests = [named(image.descriptor, imageName)]
  if (cache !== undefined) {
    const config = documentOf(
      mediaTypes.config,
      Buffer.from(
        JSON.stringify({
          architecture,
          os,
          config: { Labels: { [metadataLabel]: cache.metadata } },
          rootfs: { type: 'layers', diff_ids: cache.layers.map(({ diffId }) => diffId) },
        }),
      ),
    )
    const manifest = documentOf(
      mediaTypes.manifest,
      Buffer.from(
        JSON.stringify({
          schemaVersion: 2,
          mediaType: mediaTypes.manifest,
          config: config.descriptor,
          layers: cache.layers.map(layerOf),
        }),
      ),
    )
    documents.push(config, manifest)
    manifests.push(named(manifest.descriptor, cacheName))
  }
  const index = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: mediaTypes.index, manifests }))
  return { index, documents }
}

/** The plain tar of a cached layer that is no layer of the image. */
export const tarMediaType = 'application/vnd.oci.image.layer.v1.tar'

/**
 * Reads the build cache in a folder; every document is checked against its digest, no layer is looked at. Throws what is
 * wrong with it.
 */
export const readBuildCache = async (folder: string): Promise<StoredBuildCache> => {
  const index = await readSmallFile(join(folder, layoutIndex))
  const { manifests } = parseIndex(index, `index of ${folder}`)
  const find = (name: string): Descriptor | undefined =>
    manifests.find(({ annotations }) => annotations?.[annotationKeys.refName] === name)
  const image = find(imageName)
  if (image === undefined) throw new Failure(`${folder} names no image.`)
  const cache = find(cacheName)
  return {
    index,
    image: await readThin(folder, image),
    cache: cache === undefined ? undefined : cacheOf(await readThin(folder, cache)),
  }
}

const readThin = async (folder: string, { mediaType, digest, size }: Descriptor): Promise<ImageDocuments> => {
  const manifestBytes = await readDocument(folder, { digest, size })
  const manifest = parseManifest(manifestBytes)
  const configBytes = await readDocument(folder, manifest.config)
  return { ...parseImage({ mediaType, digest, size }, manifest, configBytes), manifestBytes, configBytes }
}

const cacheOf = ({ manifest, config }: ImageDocuments): CacheImage => ({
  metadata: config.config?.Labels?.[metadataLabel] ?? '',
  layers: config.rootfs.diff_ids.flatMap((diffId, position) => {
    const blob = manifest.layers[position]
    if (blob === undefined) return []
    const size = blob.annotations?.[sizeKey] ?? ''
    return [{ diffId, blob, size: /^\d{1,15}$/.test(size) ? Number(size) : 0 }]
  }),
})
