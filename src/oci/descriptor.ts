import * as v from 'valibot'
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

export const DescriptorSchema = v.looseObject({
  mediaType: v.string(),
  digest: DigestSchema,
  size: v.pipe(v.number(), v.safeInteger(), v.minValue(0)),
  annotations: v.optional(v.record(v.string(), v.string())),
  platform: v.optional(PlatformSchema),
})
