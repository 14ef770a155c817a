import * as v from 'valibot'
import { type Descriptor, DescriptorSchema } from './descriptor.ts'
import { parseDocument } from './document.ts'

/** https://github.com/opencontainers/image-spec/blob/v1.1.1/image-index.md */
export interface Index {
  readonly manifests: readonly Descriptor[]
}

const IndexSchema = v.looseObject({
  schemaVersion: v.literal(2),
  manifests: v.array(DescriptorSchema),
})

/** Reads an image index of either kind; throws a Failure that says what is off. */
export const parseIndex = (bytes: Uint8Array, name = 'index'): Index =>
  parseDocument(IndexSchema, bytes, name)
