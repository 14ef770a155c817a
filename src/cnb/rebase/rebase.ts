import * as v from 'valibot'
import { annotationKeys } from '../../image/annotations.ts'
import { withOciMediaTypes } from '../../image/conversion.ts'
import { type Descriptor, DescriptorSchema, descriptorOf } from '../../image/descriptor.ts'
import { type Digest, digestOf } from '../../image/digest.ts'
import { type Image, type ImageDocuments, type NamedImage, parseManifest } from '../../image/image.ts'
import { ociMediaType } from '../../image/media-type.ts'
import { checkDocument, parseDocument } from '../../json/document.ts'
import { FieldsSchema, TextsSchema } from '../../json/fields.ts'
import { goJson, goMap, goStruct } from '../../json/go-json.ts'
import { Failure } from '../../message/failure.ts'
import { layoutFolder, sandboxPaths } from '../sandbox-paths.ts'
import { rebasedConfig } from './rebase-config.ts'
import { formatRunImageRecord, type RunImageRecord } from './run-image-record.ts'

export interface RebaseSources {
  readonly app: ImageDocuments
  /** The app's record of its run image. */
  readonly record: RunImageRecord
  readonly runImage: NamedImage
  /** The configuration of the app's current run image. Undefined if it is unavailable. */
  readonly formerRunImage: Uint8Array | undefined
  /** The new name of the run image in the label. Undefined if the label keeps its names. */
  readonly rename: string | undefined
}

/** An image on another run image. */
export interface RebaseResult {
  readonly descriptor: Descriptor
  readonly manifestBytes: Buffer
  readonly config: Descriptor
  readonly configBytes: Buffer
  /** The app's own layers. */
  readonly ownLayers: readonly Descriptor[]
}

// https://github.com/google/go-containerregistry/blob/v0.20.6/pkg/v1/manifest.go
const optionalFields = ['data', 'urls', 'annotations', 'platform', 'artifactType']

const AnnotationsSchema = v.nullish(TextsSchema)
const GoDescriptorSchema = v.looseObject({ annotations: AnnotationsSchema, data: v.nullish(v.string()) })
const ManifestSchema = v.looseObject({
  config: GoDescriptorSchema,
  layers: v.array(GoDescriptorSchema),
  annotations: AnnotationsSchema,
})

const described = (
  descriptor: v.InferOutput<typeof GoDescriptorSchema>,
): Readonly<Record<string, unknown>> => {
  const { mediaType, size, digest } = descriptor
  return {
    ...{ mediaType, size, digest },
    ...goStruct({ ...descriptor, annotations: goMap(descriptor.annotations) }, optionalFields),
  }
}

/**
 * The manifest and the configuration that a build of the same app on another run image would have, byte for byte. Does not
 * check whether the rebase is allowed.
 *
 * Throws a Failure if the app does not have the layers of the run image that it names.
 */
export const rebaseImage = ({
  app,
  record,
  runImage,
  formerRunImage,
  rename,
}: RebaseSources): RebaseResult => {
  const baseLayers = app.config.rootfs.diff_ids.indexOf(record.topLayer) + 1
  if (baseLayers === 0) {
    throw new Failure(
      `The image ${app.descriptor.digest} cannot be rebased: its label names ${record.topLayer} as the run image's last ` +
        'layer, and it has no such layer. Build it again.',
    )
  }
  const metadata = formatRunImageRecord(record, {
    topLayer: runImage.config.rootfs.diff_ids.at(-1) ?? record.topLayer,
    reference: runImageReference(record.reference, runImage),
    rename,
  })
  const configBytes = rebasedConfig({
    app: app.configBytes,
    baseLayers,
    runImage: runImage.configBytes,
    formerRunImage,
    metadata,
  })
  const manifestBytes = rebasedManifest(app.manifestBytes, baseLayers, runImage.manifestBytes, configBytes)
  const wanted = hasOciTypes(app, baseLayers) ? withOciMediaTypes(manifestBytes) : manifestBytes
  const manifest = parseManifest(wanted)
  return {
    descriptor: descriptorOf(manifest.mediaType ?? ociMediaType(runImage.descriptor.mediaType), wanted),
    manifestBytes: wanted,
    config: manifest.config,
    configBytes,
    ownLayers: manifest.layers.slice(runImage.manifest.layers.length),
  }
}

/**
 * Whether the build converted all media types to OCI. The lifecycle itself writes the app's layers with Docker's.
 * https://github.com/buildpacks/imgutil/blob/51c1c8c/new.go (LayerType)
 */
const hasOciTypes = ({ manifest, descriptor }: Image, baseLayers: number): boolean =>
  [descriptor, manifest.config, ...manifest.layers.slice(baseLayers)].every(
    ({ mediaType }) => ociMediaType(mediaType) === mediaType,
  )

const rebasedManifest = (
  app: Uint8Array,
  baseLayers: number,
  runImage: Uint8Array,
  configBytes: Buffer,
): Buffer => {
  const own = parseDocument(ManifestSchema, app, 'manifest')
  const base = parseDocument(ManifestSchema, runImage, 'run image’s manifest')
  const config = {
    ...base.config,
    digest: digestOf(configBytes),
    size: configBytes.length,
    ...(base.config.data ? { data: configBytes.toString('base64') } : {}),
  }
  // As in a build, the tag annotation is the image's own, not the run image's.
  const { [refNameKey]: _, ...baseAnnotations } = base.annotations ?? {}
  const refName = own.annotations?.[refNameKey]
  const annotations = { ...baseAnnotations, ...(refName === undefined ? {} : { [refNameKey]: refName }) }
  return Buffer.from(
    goJson({
      schemaVersion: 2,
      ...goStruct(base, ['mediaType']),
      config: described(config),
      layers: [...base.layers, ...own.layers.slice(baseLayers)].map(described),
      ...goStruct({ annotations: goMap(annotations) }, ['annotations']),
    }),
  )
}

/** The only annotation that the lifecycle sets in a manifest, and only in a layout. */
const refNameKey = annotationKeys.refName

/**
 * The lifecycle's reference to the run image. In a layout that is the folder of the run image, with the digest of an empty
 * image: https://github.com/buildpacks/lifecycle/pull/1523
 */
const runImageReference = (former: string, { reference, descriptor }: RebaseSources['runImage']): string => {
  if (former.startsWith(`${sandboxPaths.layoutRepo}/`))
    return layoutFolder(reference) + (/@.*/s.exec(former)?.[0] ?? '')
  return `${reference.registry}/${reference.repository}@${descriptor.digest}`
}

/** The replacement of an image in an index. */
export interface Replacement {
  readonly descriptor: Descriptor
  /** The annotations of index.json about the run image. */
  readonly annotations: Readonly<Record<string, string>>
}

const IndexSchema = v.looseObject({ manifests: v.array(FieldsSchema) })

/**
 * Replaces the images in an index and keeps everything else. Removes attestations and entries without a replacement.
 * Updates existing annotations about the run image.
 */
export const rebaseIndex = (
  bytes: Uint8Array,
  descriptor: Descriptor,
  replacements: ReadonlyMap<Digest, Replacement>,
): { readonly descriptor: Descriptor; readonly bytes: Buffer } => {
  const index = parseDocument(FieldsSchema, bytes, 'index')
  const manifests = parseDocument(IndexSchema, bytes, 'index').manifests.flatMap((fields) => {
    const listed = checkDocument(DescriptorSchema, fields, 'index')
    const replacement = replacements.get(listed.digest)
    if (replacement === undefined || isAttestation(listed)) return []
    const { mediaType, digest, size } = replacement.descriptor
    const annotations = listed.annotations && renewed(listed.annotations, replacement.annotations)
    return [{ ...fields, mediaType, digest, size, ...(annotations && { annotations }) }]
  })
  const text = Buffer.from(JSON.stringify({ ...index, manifests }))
  return { descriptor: descriptorOf(descriptor.mediaType, text), bytes: text }
}

const renewable: readonly string[] = [
  annotationKeys.baseName,
  annotationKeys.baseDigest,
  annotationKeys.runImageRoot,
]

const renewed = (
  former: Readonly<Record<string, string>>,
  current: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(former).map(([key, value]) => [
      key,
      renewable.includes(key) ? (current[key] ?? value) : value,
    ]),
  )

/** Whether an entry of an index is an attestation about another entry, as BuildKit writes them. */
export const isAttestation = ({ platform, annotations }: Descriptor): boolean =>
  platform?.os === 'unknown' || annotations?.['vnd.docker.reference.type'] !== undefined
