import * as v from 'valibot'
import { inOneSpelling } from '../json/fields.ts'
import { type Digest, DigestSchema, digestOf } from './digest.ts'
import { type Platform, PlatformSchema } from './platform.ts'

/**
 * A content descriptor; `size` is in bytes.
 * https://github.com/opencontainers/image-spec/blob/v1.1.1/descriptor.md
 */
export interface Descriptor {
  readonly mediaType: string
  readonly digest: Digest
  readonly size: number
  /** Where else the content is: of layers that their owner does not allow to be distributed. */
  readonly urls?: readonly string[] | null | undefined
  /** The content, as Base64. */
  readonly data?: string | null | undefined
  readonly annotations?: Readonly<Record<string, string>> | undefined
  readonly platform?: Platform | undefined
}

/** The descriptor of bytes in memory. */
export const descriptorOf = (mediaType: string, bytes: Uint8Array): Descriptor => ({
  mediaType,
  digest: digestOf(bytes),
  size: bytes.length,
})

const fieldNames = ['mediaType', 'digest', 'size', 'urls', 'annotations', 'data', 'platform', 'artifactType']

export const DescriptorSchema = v.pipe(
  v.looseObject({
    mediaType: v.string(),
    digest: DigestSchema,
    size: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
    urls: v.nullish(v.array(v.string())),
    data: v.nullish(v.string()),
    annotations: v.optional(v.record(v.string(), v.string())),
    platform: v.optional(PlatformSchema),
  }),
  inOneSpelling(fieldNames),
)

/** A list of descriptors. Go writes `null` for an empty one. */
export const DescriptorListSchema = v.pipe(
  v.nullable(v.array(DescriptorSchema)),
  v.transform((descriptors) => descriptors ?? []),
)

/** The digest and the size of bytes that were read. */
export interface Measure {
  readonly digest: Digest
  readonly size: number
}

/** The digest that bytes must have, and their size if it is known. */
export interface Expectation {
  readonly digest: Digest
  readonly size?: number
}

/** Describes how bytes differ from what was expected. Undefined if they do not differ. */
export const mismatch = (expected: Expectation, found: Measure): string | undefined => {
  if (expected.size !== undefined && expected.size !== found.size) {
    return `expected ${expected.size} bytes, found ${found.size}`
  }
  return expected.digest === found.digest ? undefined : `expected ${expected.digest}, found ${found.digest}`
}
