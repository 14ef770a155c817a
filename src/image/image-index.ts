import * as v from 'valibot'
import { parseDocument } from '../json/document.ts'
import { documentFields, inOneSpelling } from '../json/fields.ts'
import { type Descriptor, DescriptorListSchema, DescriptorSchema } from './descriptor.ts'
import { digestOf } from './digest.ts'
import type { Image } from './image.ts'
import { isManifest, mediaTypes } from './media-type.ts'
import {
  formatPlatform,
  imagePlatform,
  matchesPlatform,
  normalizePlatform,
  type Platform,
} from './platform.ts'

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

/**
 * The platforms of the images that an index lists. Attestations are listed as images for unknown/unknown:
 * https://docs.docker.com/build/metadata/attestations/attestation-storage/
 */
export const platformsIn = (manifests: readonly Descriptor[]): readonly Platform[] =>
  manifests
    .filter(({ mediaType }) => isManifest(mediaType))
    .flatMap(({ platform }) => (platform === undefined || platform.os === 'unknown' ? [] : platform))

/** An index of images, one per platform. */
interface MultiPlatformIndex {
  readonly descriptor: Descriptor
  readonly bytes: Buffer
  /** In the order of the index, with the descriptors of the index. */
  readonly images: readonly Image[]
}

// Clients that ignore platforms use the first entry.
const commonest: readonly string[] = ['linux/amd64', 'linux/arm64']

const nameOf = (image: Image): string => formatPlatform(normalizePlatform(imagePlatform(image.config)))

/**
 * Creates an index of images. The same images in any order result in the same bytes; the most common platform comes first. The
 * annotations of index.json are left out, because no image's digest covers them.
 * https://github.com/opencontainers/image-spec/blob/v1.1.1/image-index.md
 */
export const createMultiPlatformIndex = (images: readonly Image[]): MultiPlatformIndex => {
  const rankOf = (name: string): number => {
    const rank = commonest.indexOf(name)
    return rank === -1 ? commonest.length : rank
  }
  const sorted = [...images].sort((one, other) => {
    const [a, b] = [nameOf(one), nameOf(other)]
    return rankOf(a) - rankOf(b) || (a < b ? -1 : a > b ? 1 : 0)
  })
  const listed = sorted.map((image): Image => ({ ...image, descriptor: listedDescriptor(image) }))
  const manifests = listed.map(({ descriptor }) => descriptor)
  const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: mediaTypes.index, manifests }))
  return {
    descriptor: { mediaType: mediaTypes.index, digest: digestOf(bytes), size: bytes.length },
    bytes,
    images: listed,
  }
}

const listedDescriptor = (image: Image): Descriptor => {
  const { mediaType, digest, size } = image.descriptor
  const { architecture, ...platform } = imagePlatform(image.config)
  // The order of the fields is that of the specification. Another order would change the digest.
  return { mediaType, digest, size, platform: { architecture, ...platform } }
}
