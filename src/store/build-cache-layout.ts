import { join } from 'node:path'
import * as v from 'valibot'
import { annotationKeys } from '../image/annotations.ts'
import type { Descriptor } from '../image/descriptor.ts'
import { type Digest, DigestSchema, digestOf } from '../image/digest.ts'
import { type ImageDocuments, parseImage, parseManifest } from '../image/image.ts'
import { parseIndex } from '../image/image-index.ts'
import { mediaTypes } from '../image/media-type.ts'
import type { Platform } from '../image/platform.ts'
import { parseDocument } from '../json/document.ts'
import { readDocument, readSmallFile } from '../layout/read.ts'
import { layoutIndex } from '../layout/write.ts'
import { Failure } from '../message/failure.ts'

/**
 * The content of a build cache. On disk it is an image layout with two images: the image of the last build, as the lifecycle
 * wrote it and without the run image's layers, and a cache image like the lifecycle's own, with what buildpacks cached. A
 * cached layer that is a layer of the image too is stored once, compressed; any other is a plain tar.
 * https://github.com/buildpacks/lifecycle/blob/v0.21.0/cache/image_cache.go
 */
export interface BuildCacheLayout {
  /** The image of the last build. */
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
  /**
   * Layers that the lifecycle cached but cannot restore, by diff ID, with the reason: part of a sentence. They are not
   * stored. Without this list, every build would receive and save them again.
   */
  readonly unusable: UnusableLayers
}

export type UnusableLayers = ReadonlyMap<Digest, string>

/** A cached layer. */
export interface CacheLayer {
  readonly diffId: Digest
  /** An uncompressed tar if its digest is the diff ID. */
  readonly blob: Descriptor
  /** The size of the tar in bytes; 0 if it is not recorded. */
  readonly size: number
}

const metadataLabel = 'io.buildpacks.lifecycle.cache.metadata'
const unusableLabel = 'io.github.buildpacks-oci-layout.cache.unusable'

// The size must be known before the layer is decompressed, because a tar entry's header has it.
const sizeKey = 'io.github.buildpacks-oci-layout.tar.size'

/** The names in index.json. */
const imageName = 'image'
const cacheName = 'cache'

/** A document to write, and its descriptor. */
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

/** The documents of a build cache. The same content has the same bytes. */
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
          config: {
            Labels: {
              [metadataLabel]: cache.metadata,
              ...(cache.unusable.size > 0 && {
                [unusableLabel]: JSON.stringify([...cache.unusable]),
              }),
            },
          },
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

/** The media type of a cached layer that is not a layer of the image. */
export const tarMediaType = 'application/vnd.oci.image.layer.v1.tar'

/** Reads the build cache in a folder. Verifies its documents, but not its layers. Throws an error if a document is wrong. */
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
    image: await readSparse(folder, image),
    cache: cache === undefined ? undefined : cacheOf(await readSparse(folder, cache)),
  }
}

const readSparse = async (
  folder: string,
  { mediaType, digest, size }: Descriptor,
): Promise<ImageDocuments> => {
  const manifestBytes = await readDocument(folder, { digest, size })
  const manifest = parseManifest(manifestBytes)
  const configBytes = await readDocument(folder, manifest.config)
  return { ...parseImage({ mediaType, digest, size }, manifest, configBytes), manifestBytes, configBytes }
}

const UnusableSchema = v.array(v.tuple([DigestSchema, v.string()]))

const unusableIn = (label = '[]'): UnusableLayers =>
  new Map(parseDocument(UnusableSchema, label, `label ${unusableLabel}`))

const cacheOf = ({ manifest, config }: ImageDocuments): CacheImage => ({
  metadata: config.config?.Labels?.[metadataLabel] ?? '',
  unusable: unusableIn(config.config?.Labels?.[unusableLabel]),
  layers: config.rootfs.diff_ids.flatMap((diffId, position) => {
    const blob = manifest.layers[position]
    if (blob === undefined) return []
    const size = blob.annotations?.[sizeKey] ?? ''
    return [{ diffId, blob, size: /^\d{1,15}$/.test(size) ? Number(size) : 0 }]
  }),
})
