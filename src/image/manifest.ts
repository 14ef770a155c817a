import * as v from 'valibot'
import { parseDocument } from '../json/document.ts'
import { documentFields, inOneSpelling } from '../json/fields.ts'
import { type Descriptor, DescriptorListSchema, DescriptorSchema } from './descriptor.ts'
import { mediaTypes, ociMediaType } from './media-type.ts'

/** https://github.com/opencontainers/image-spec/blob/v1.1.1/manifest.md */
export interface Manifest {
  readonly mediaType?: string | undefined
  /** The type of an artifact; images have none. */
  readonly artifactType?: string | null | undefined
  readonly config: Descriptor
  /** In the order in which they are applied, the base layer first. */
  readonly layers: readonly Descriptor[]
  /** The manifest that this one refers to. */
  readonly subject?: Descriptor | null | undefined
  readonly annotations?: Readonly<Record<string, string>> | undefined
}

const ManifestSchema = v.pipe(
  v.looseObject({
    schemaVersion: v.literal(2),
    mediaType: v.optional(v.string()),
    artifactType: v.nullish(v.string()),
    config: DescriptorSchema,
    layers: DescriptorListSchema,
    // An ambiguous document is refused: https://github.com/opencontainers/image-spec/security/advisories/GHSA-77vh-xpmg-72qh
    manifests: v.optional(v.never('a manifest lists no manifests')),
    subject: v.nullish(DescriptorSchema),
    annotations: v.optional(v.record(v.string(), v.string())),
  }),
  inOneSpelling(documentFields),
)

/** Reads an OCI or Docker image manifest. Throws a Failure that names the field that is wrong. */
export const parseManifest = (bytes: Uint8Array, name = 'manifest'): Manifest =>
  parseDocument(ManifestSchema, bytes, name)

/** Whether a manifest is that of an image, by the media type of its configuration, and not that of another artifact. */
export const hasImageConfig = ({ artifactType, config }: Manifest): boolean =>
  !artifactType && ociMediaType(config.mediaType) === mediaTypes.config
