import * as v from 'valibot'
import { parseDocument } from '../json/document.ts'
import { documentFields, inOneSpelling } from '../json/fields.ts'
import { type Descriptor, DescriptorSchema } from './descriptor.ts'

/** https://github.com/opencontainers/image-spec/blob/v1.1.1/manifest.md */
export interface Manifest {
  readonly mediaType?: string | undefined
  readonly config: Descriptor
  /** In the order in which they are applied: the base first. */
  readonly layers: readonly Descriptor[]
  /** The manifest that this one says something about. */
  readonly subject?: Descriptor | undefined
  readonly annotations?: Readonly<Record<string, string>> | undefined
}

const ManifestSchema = v.pipe(
  v.looseObject({
    schemaVersion: v.literal(2),
    mediaType: v.optional(v.string()),
    config: DescriptorSchema,
    layers: v.array(DescriptorSchema),
    // What can be read as either is nothing: https://github.com/opencontainers/image-spec/security/advisories/GHSA-77vh-xpmg-72qh
    manifests: v.optional(v.never('a manifest lists no manifests')),
    subject: v.optional(DescriptorSchema),
    annotations: v.optional(v.record(v.string(), v.string())),
  }),
  inOneSpelling(documentFields),
)

/** Reads an image manifest of either kind; throws a Failure that says what is off. */
export const parseManifest = (bytes: Uint8Array, name = 'manifest'): Manifest =>
  parseDocument(ManifestSchema, bytes, name)
