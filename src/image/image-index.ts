import * as v from 'valibot'
import { parseDocument } from '../json/document.ts'
import { documentFields, inOneSpelling } from '../json/fields.ts'
import { type Descriptor, DescriptorListSchema, DescriptorSchema } from './descriptor.ts'
import { isManifest } from './media-type.ts'
import { matchesPlatform, type Platform } from './platform.ts'

/** https://github.com/opencontainers/image-spec/blob/v1.1.1/image-index.md */
export interface Index {
  readonly mediaType?: string | undefined
  readonly manifests: readonly Descriptor[]
  /** The manifest that this index refers to. */
  readonly subject?: Descriptor | null | undefined
}

const IndexSchema = v.pipe(
  v.looseObject({
    schemaVersion: v.literal(2),
    mediaType: v.optional(v.string()),
    manifests: DescriptorListSchema,
    subject: v.nullish(DescriptorSchema),
    // An ambiguous document is refused: https://github.com/opencontainers/image-spec/security/advisories/GHSA-77vh-xpmg-72qh
    config: v.optional(v.never('an index has no configuration')),
    layers: v.optional(v.never('an index has no layers')),
  }),
  inOneSpelling(documentFields),
)

/** Reads an OCI image index or a Docker manifest list. Throws a Failure that names the field that is wrong. */
export const parseIndex = (bytes: Uint8Array, name = 'index'): Index =>
  parseDocument(IndexSchema, bytes, name)

/** The image that an index lists for a platform. Undefined if it lists none. */
export const imageFor = (platform: Platform, manifests: readonly Descriptor[]): Descriptor | undefined =>
  manifests.find(
    (listed) =>
      isManifest(listed.mediaType) &&
      listed.platform !== undefined &&
      matchesPlatform(platform, listed.platform),
  )
