import * as v from 'valibot'
import { parseDocument } from '../json/document.ts'
import { type Fields, FieldsSchema } from '../json/fields.ts'
import { ociMediaType } from './media-type.ts'

const PartsSchema = v.looseObject({ config: FieldsSchema, layers: v.array(FieldsSchema) })

const converted = (fields: Fields): Fields => {
  const { mediaType } = fields
  return typeof mediaType === 'string' ? { ...fields, mediaType: ociMediaType(mediaType) } : fields
}

/**
 * A manifest with OCI's media types in the place of Docker's, of itself, the configuration and the layers: some clients
 * refuse the mixture that the lifecycle writes. Everything else stays as it was, and with it the order of the fields;
 * a manifest that has no Docker type comes back byte for byte.
 */
export const withOciMediaTypes = (bytes: Buffer): Buffer => {
  const manifest = parseDocument(FieldsSchema, bytes, 'manifest')
  const { config, layers } = parseDocument(PartsSchema, bytes, 'manifest')
  const text = JSON.stringify({
    ...converted(manifest),
    config: converted(config),
    layers: layers.map(converted),
  })
  return text === JSON.stringify(manifest) ? bytes : Buffer.from(text)
}
