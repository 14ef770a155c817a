import { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import * as v from 'valibot'
import { ContentMeter } from '../../content/verify.ts'
import { type Descriptor, descriptorOf } from '../../image/descriptor.ts'
import { type Digest, DigestSchema, digestOf } from '../../image/digest.ts'
import type { Image, NamedImage } from '../../image/image.ts'
import { isManifest, ociMediaType } from '../../image/media-type.ts'
import { checkDocument, parseDocument } from '../../json/document.ts'
import { Failure } from '../../message/failure.ts'
import { printable } from '../../message/printable.ts'
import { lifecycleMetadataLabel } from '../labels.ts'
import {
  isLayerName,
  LayerSchema,
  layerTarCheck,
  onlyLayers,
  onlyPart,
  PartSchema,
  sbomFolders,
} from './cached-layers.ts'
import { type PreviousImage, previousImageReference } from './reuse.ts'

/** The image of a previous build as it goes into a sandbox. */
export interface PreparedImage {
  readonly image: NamedImage
  /** The blob of its SBOM layer, which the lifecycle reads. */
  readonly sbom: { readonly digest: Digest; readonly bytes: Uint8Array } | undefined
}

// https://github.com/buildpacks/lifecycle/blob/v0.21.0/platform/files/analyzed.go#L67
const LayersMetadataSchema = v.object({
  app: v.nullish(v.array(v.object({ sha: DigestSchema }))),
  sbom: PartSchema,
  buildpacks: v.nullish(
    v.array(
      v.object({
        key: v.string(),
        version: v.optional(v.string(), ''),
        layers: v.nullish(
          v.record(v.pipe(v.string(), v.check(isLayerName, 'is not a valid layer name')), LayerSchema),
        ),
        store: v.optional(v.unknown()),
      }),
    ),
  ),
  config: PartSchema,
  launcher: PartSchema,
  'process-types': PartSchema,
})

// Go rejects a configuration with an invalid time: https://www.rfc-editor.org/rfc/rfc3339#section-5.6
const timePattern = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?(?:Z|[+-]\d{2}:\d{2})$/

// https://github.com/opencontainers/image-spec/blob/v1.1.1/config.md#properties
const HistorySchema = v.nullish(
  v.array(
    v.object({
      created: v.nullish(v.pipe(v.string(), v.regex(timePattern, 'is not a time'))),
      created_by: v.nullish(v.string()),
      author: v.nullish(v.string()),
      comment: v.nullish(v.string()),
      empty_layer: v.nullish(v.boolean()),
    }),
  ),
)

/**
 * The media type of the lifecycle's own layers. A reused layer keeps its type of the previous image, which may have been
 * converted since.
 */
const layerType = 'application/vnd.docker.image.rootfs.diff.tar.gzip'

/** Whether a layer is compressed like the lifecycle's own. The image may have been converted. */
const isGzip = ({ mediaType }: Descriptor): boolean => ociMediaType(mediaType) === ociMediaType(layerType)

type LayersMetadata = v.InferOutput<typeof LayersMetadataSchema>

/**
 * Prepares a previous image for the sandbox: its layers, and the part of its label about available layers. The lifecycle needs
 * nothing else. Unknown keys are dropped: Go accepts keys in any case, so the lifecycle would read keys that this project did
 * not check.
 *
 * Throws a Failure if the image is unusable: the label is invalid or names a layer that the image does not have, or the SBOM
 * layer is missing or has other content, which would make the new image's SBOM incomplete without notice.
 */
export const preparePreviousImage = async (previous: PreviousImage): Promise<PreparedImage> => {
  const { descriptor, config, manifest, missing } = previous
  if (!isManifest(descriptor.mediaType)) {
    throw new Failure(`it is a "${printable(descriptor.mediaType)}", not an image`)
  }
  const metadata = parseDocument(
    LayersMetadataSchema,
    config.config?.Labels?.[lifecycleMetadataLabel] ?? '',
    `label ${lifecycleMetadataLabel}`,
  )
  const blobs = new Map<Digest, Digest>()
  for (const [position, diffId] of config.rootfs.diff_ids.entries()) {
    const blob = manifest.layers[position]?.digest
    // The lifecycle uses the first of several equal diff IDs.
    if (blob !== undefined && !blobs.has(diffId)) blobs.set(diffId, blob)
  }
  const named = shasOf(metadata).find((sha) => !blobs.has(sha))
  if (named !== undefined) throw new Failure(`its label names the layer ${named}, which it does not have`)
  const sbom = await checkedSbom(metadata.sbom?.sha || undefined, previous, blobs)
  const unusable = new Set(
    manifest.layers.filter((layer) => !isGzip(layer)).map(({ digest }) => digest),
  ).union(missing)
  const usable = new Set([...blobs].filter(([, blob]) => !unusable.has(blob)).map(([diffId]) => diffId))
  return { image: minimalImage(previous, withOnly(metadata, usable)), sbom }
}

const shasOf = ({ app, buildpacks, ...others }: LayersMetadata): readonly Digest[] => {
  const layers = (buildpacks ?? []).flatMap((buildpack) => Object.values(buildpack.layers ?? {}))
  return [...(app ?? []), ...layers, ...Object.values(others)].flatMap((part) => part?.sha || [])
}

// In bytes, uncompressed: the lifecycle unpacks it in the container, so a small blob must not fill the disk.
const sbomLimit = 512 * 1024 * 1024

const checkedSbom = async (
  diffId: Digest | undefined,
  { sbom: bytes }: PreviousImage,
  blobs: ReadonlyMap<Digest, Digest>,
): Promise<PreparedImage['sbom']> => {
  const digest = diffId === undefined ? undefined : blobs.get(diffId)
  if (digest === undefined) return undefined
  const what = `its SBOM layer, ${digest},`
  if (bytes === undefined) throw new Failure(`${what} is missing`)
  if (digestOf(bytes) !== digest) throw new Failure(`${what} is corrupt`)
  const meter = new ContentMeter()
  const check = layerTarCheck(sbomFolders.launch)
  let size = 0
  let refusal: string | undefined
  try {
    for await (const chunk of Readable.from([bytes]).pipe(createGunzip({ chunkSize: 256 * 1024 }))) {
      meter.add(chunk)
      size += chunk.length
      refusal = size > sbomLimit ? `it has more than ${sbomLimit} bytes` : check.push(chunk)
      if (refusal !== undefined) break
    }
  } catch (cause) {
    throw new Failure(`${what} is not compressed with gzip`, { cause })
  }
  refusal ??= check.end()
  if (refusal !== undefined) throw new Failure(`${what} is refused: ${refusal}`)
  if (meter.measure().digest !== diffId) throw new Failure(`${what} is not what its label says`)
  return { digest, bytes }
}

const withOnly = (metadata: LayersMetadata, usable: ReadonlySet<Digest>): LayersMetadata => ({
  app: (metadata.app ?? []).filter(({ sha }) => usable.has(sha)),
  ...(metadata.sbom?.sha && { sbom: { sha: metadata.sbom.sha } }),
  buildpacks: onlyLayers(metadata.buildpacks, usable),
  config: onlyPart(metadata.config, usable),
  launcher: onlyPart(metadata.launcher, usable),
  'process-types': onlyPart(metadata['process-types'], usable),
})

const minimalImage = ({ descriptor, manifest, config }: Image, metadata: LayersMetadata): NamedImage => {
  const { architecture, os, variant, rootfs } = config
  const history = checkDocument(HistorySchema, config['history'] ?? null, 'history of the image')
  const configBytes = Buffer.from(
    JSON.stringify({
      ...{ architecture, os, variant, history },
      rootfs: { type: rootfs.type, diff_ids: rootfs.diff_ids },
      config: { Labels: { [lifecycleMetadataLabel]: JSON.stringify(metadata) } },
    }),
  )
  const content = {
    schemaVersion: 2,
    mediaType: descriptor.mediaType,
    config: descriptorOf(manifest.config.mediaType, configBytes),
    layers: manifest.layers.map(({ digest, size }) => ({ mediaType: layerType, digest, size })),
  }
  const manifestBytes = Buffer.from(JSON.stringify(content))
  return {
    reference: previousImageReference,
    descriptor: descriptorOf(descriptor.mediaType, manifestBytes),
    manifest: content,
    config,
    manifestBytes,
    configBytes,
  }
}
