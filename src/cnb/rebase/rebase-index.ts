import * as v from 'valibot'
import { annotationKeys } from '../../image/annotations.ts'
import { type Descriptor, DescriptorSchema, descriptorOf } from '../../image/descriptor.ts'
import type { Digest } from '../../image/digest.ts'
import { checkDocument, parseDocument } from '../../json/document.ts'
import { FieldsSchema } from '../../json/fields.ts'

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
