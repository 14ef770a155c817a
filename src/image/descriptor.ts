import * as v from 'valibot'
import { inOneSpelling } from '../json/fields.ts'
import { type Digest, DigestSchema } from './digest.ts'
import { type Platform, PlatformSchema } from './platform.ts'

/**
 * A content descriptor; `size` is in bytes.
 * https://github.com/opencontainers/image-spec/blob/v1.1.1/descriptor.md
 */
export interface Descriptor {
  readonly mediaType: string
  readonly digest: Digest
  readonly size: number
  readonly annotations?: Readonly<Record<string, string>> | undefined
  readonly platform?: Platform | undefined
}

const fieldNames = ['mediaType', 'digest', 'size', 'urls', 'annotations', 'data', 'platform', 'artifactType']

export const DescriptorSchema = v.pipe(
  v.looseObject({
    mediaType: v.string(),
    digest: DigestSchema,
    size: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
    annotations: v.optional(v.record(v.string(), v.string())),
    platform: v.optional(PlatformSchema),
  }),
  inOneSpelling(fieldNames),
)

/** What bytes turned out to be: their digest, and their number. */
export interface Measure {
  readonly digest: Digest
  readonly size: number
}

/** What bytes should be; where the size is not known beforehand it is not checked. */
export interface Expected {
  readonly digest: Digest
  readonly size?: number
}

/** Says how what came differs from what should have come, or nothing if they are the same. */
export const mismatch = (expected: Expected, found: Measure): string | undefined => {
  if (expected.size !== undefined && expected.size !== found.size) {
    return `expected ${expected.size} bytes, found ${found.size}`
  }
  return expected.digest === found.digest ? undefined : `expected ${expected.digest}, found ${found.digest}`
}
